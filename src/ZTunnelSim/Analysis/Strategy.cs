using ZTunnelSim.Model;

namespace ZTunnelSim.Analysis;

/// <summary>A way to update, by a name: what Compare puts side by side.</summary>
public sealed record Strategy(string Name, Rollout Rollout);
