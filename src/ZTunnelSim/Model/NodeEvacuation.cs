namespace ZTunnelSim;

/// <summary>How nodes are evacuated: <c>kubectl drain</c>, and what people do around it.</summary>
public sealed record NodeEvacuation
{
    /// <summary>The usual: one node at a time, evictions retried every 5 s, 1 h at most for each node, pods spread.</summary>
    public static NodeEvacuation Default { get; } = new();

    /// <summary>The time between two attempts to evict a pod that its PodDisruptionBudget protects; above 0. kubectl's is 5 s.</summary>
    public TimeSpan EvictionRetry
    {
        get => Durations.Of(EvictionRetrySeconds);
        init => EvictionRetrySeconds = Durations.Seconds(value);
    }

    /// <summary>
    /// The time after which the evacuation of a node is given up: it is uncordoned, stays on the old version and is reported; above 0
    /// (<c>kubectl drain --timeout</c>), 1 h unless said otherwise.
    /// </summary>
    public TimeSpan Timeout { get => Durations.Of(TimeoutSeconds); init => TimeoutSeconds = Durations.Seconds(value); }

    /// <summary>The time between two nodes that people take to look, at least 0.</summary>
    public TimeSpan Pause { get => Durations.Of(PauseSeconds); init => PauseSeconds = Durations.Seconds(value); }

    internal double EvictionRetrySeconds { get; init => field = Positive(value); } = 5;

    internal double TimeoutSeconds { get; init => field = Positive(value); } = 3600;

    internal double PauseSeconds
    {
        get;
        init => field = value >= 0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A pause is finite and at least 0 s.");
    }

    /// <summary>Where evicted pods land.</summary>
    public PodPlacement Placement { get; init; } = PodPlacement.Spread;

    /// <summary>How many empty nodes with the new version are added before the first evacuation and stay; at least 0.</summary>
    public int SurgeNodes
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The number of surge nodes is at least 0.");
    }

    /// <summary>
    /// Whether all nodes that are still to be updated are cordoned before the first evacuation, so that evicted pods land only on updated
    /// ones and restart once. It needs room there: surge nodes, at first.
    /// </summary>
    public bool CordonAllFirst { get; init; }

    private static double Positive(double value) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "The value is finite and above 0 s.");
}
