using ZTunnelSim.Model;

namespace ZTunnelSim.Analysis;

/// <summary>A way to update, by a name: what Compare puts side by side.</summary>
/// <param name="Name">The name, not blank.</param>
/// <param name="Rollout">The update.</param>
public sealed record NamedStrategy(string Name, Rollout Rollout);
