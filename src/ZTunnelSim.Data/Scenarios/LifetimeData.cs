namespace ZTunnelSim.Data.Scenarios;

/// <summary>Where a workload's lifetimes come from, and what was made of them.</summary>
/// <param name="Workload">The workload's name.</param>
/// <param name="Source">The file or files.</param>
/// <param name="Observations">How many lifetimes were used.</param>
/// <param name="Censored">How many of these were not seen to end.</param>
/// <param name="LongestSeconds">The longest one, in seconds.</param>
/// <param name="Law">The law that was made of them.</param>
/// <param name="Notes">What was skipped or assumed, a sentence each.</param>
public sealed record LifetimeData(
    string Workload, string Source, int Observations, int Censored, double LongestSeconds, string Law, IReadOnlyList<string> Notes);
