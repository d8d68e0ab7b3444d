namespace ZTunnelSim;

/// <summary>What to record of a run, and how to run it.</summary>
public sealed record SimulationOptions
{
    /// <summary>The engine; <see cref="Engine.Auto"/> unless said otherwise.</summary>
    public Engine Engine { get; init; } = Engine.Auto;

    /// <summary>The replication's number, from 0: another one draws other numbers from the same seed.</summary>
    public int Replication { get; init; }

    /// <summary>Whether to keep every event; needs <see cref="Engine.Events"/>, and memory in proportion to traffic.</summary>
    public bool Trace { get; init; }

    /// <summary>How many events are kept at most; null: all that there are.</summary>
    internal TraceLimit? TraceLimit { get; init; }

    /// <summary>Where a recording has an application's n-th pod, from 0, by their indexes; null: wherever the scheduler puts it.</summary>
    internal Func<int, int, int?>? RecordedPlacement { get; init; }

    /// <summary>How long kubectl took in a recording from its start to its first eviction on a node, in seconds; null: as usual.</summary>
    internal Func<int, double?>? RecordedKubectlStart { get; init; }

    /// <summary>
    /// The step of a time series of open connections, above 0; null: none. Needs <see cref="Engine.Events"/>. A run of more than 131,072
    /// steps gets one that is 2, 4, ... times as long.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another value.</exception>
    public TimeSpan? SeriesStep
    {
        get;
        init => field = value is null || value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A step is above 0 s.");
    }
}
