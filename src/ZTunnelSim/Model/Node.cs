namespace ZTunnelSim;

/// <summary>A node of the cluster, with one ztunnel pod.</summary>
public sealed record Node
{
    /// <summary>A node.</summary>
    /// <param name="name">The name, not blank and unique in its cluster.</param>
    /// <param name="capacity">What it has for pods; null: <see cref="NodeCapacity.Default"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is blank.</exception>
    public Node(string name, NodeCapacity? capacity = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Capacity = capacity ?? NodeCapacity.Default;
    }

    /// <summary>The node's name.</summary>
    public string Name { get; }

    /// <summary>What it has for pods.</summary>
    public NodeCapacity Capacity { get; }

    /// <summary>
    /// How long a new ztunnel pod waits here for room beside the old one, in seconds: 0 where there is room; the grace
    /// period
    /// of the pods that it preempts; positive infinity where it stays Pending for as long as the old one is there. Only
    /// a
    /// surge has two pods at once.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 0, or to what is not a number.</exception>
    public double SurgeWaitSeconds
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A wait is at least 0 s.");
    }
}
