namespace ZTunnelSim;

/// <summary>Open connections of the whole cluster over time, on old and on new processes.</summary>
/// <param name="StepSeconds">The time between two values, in seconds; the first one is at 0.</param>
/// <param name="OnOld">Connections that old processes hold.</param>
/// <param name="OnNew">Connections that new processes hold.</param>
public sealed record OpenConnectionSeries(double StepSeconds, IReadOnlyList<long> OnOld, IReadOnlyList<long> OnNew);
