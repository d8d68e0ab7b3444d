namespace ZTunnelSim;

/// <summary>Open connections of the whole cluster over time, on old and on new processes.</summary>
public sealed record OpenConnectionSeries
{
    internal OpenConnectionSeries(double stepSeconds, IEnumerable<long> onOld, IEnumerable<long> onNew) =>
        (StepSeconds, OnOld, OnNew) = (stepSeconds, ValueList.Of(onOld), ValueList.Of(onNew));

    /// <summary>The time between two values, in seconds; the first one is at 0.</summary>
    public double StepSeconds { get; }

    /// <summary>Connections that old processes hold.</summary>
    public IReadOnlyList<long> OnOld { get; }

    /// <summary>Connections that new processes hold.</summary>
    public IReadOnlyList<long> OnNew { get; }
}
