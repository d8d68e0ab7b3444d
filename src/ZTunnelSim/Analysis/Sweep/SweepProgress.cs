namespace ZTunnelSim.Analysis;

/// <summary>How far a sweep has come.</summary>
/// <param name="Done">Replications done.</param>
/// <param name="Of">The largest number of replications.</param>
public readonly record struct SweepProgress(int Done, int Of);
