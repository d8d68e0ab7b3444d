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
    /// How long a new ztunnel pod waits here for room beside the old one, at least 0: zero where there is room; the grace period of the
    /// pods that it preempts; <see cref="TimeSpan.MaxValue"/> where it stays Pending for as long as the old one is there. Only a surge has
    /// two pods at once.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 0.</exception>
    public TimeSpan SurgeWait
    {
        get => Durations.Of(SurgeWaitSeconds);
        init => SurgeWaitSeconds = Durations.Seconds(value);
    }

    /// <summary>
    /// For how long its ztunnel process has listened when a rollout begins, at least 0; null: as the rollout says.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 0.</exception>
    public TimeSpan? ProcessAge
    {
        get;
        init => field = value is null || value >= TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ProcessAge), value, "An age is at least 0 s.");
    }

    /// <summary>
    /// Whether its ztunnel process never listened beside one before it, being the first on the node, or started again after the one before
    /// had ended; it counts with an age.
    /// </summary>
    internal bool StartedAlone { get; init; }

    /// <summary>What is known of its replacement's times; null: all of them are drawn.</summary>
    internal GivenTimes? Times { get; init; }

    /// <summary>What is known of the times of its replacement after a second change of the template; null: all of them are drawn.</summary>
    internal GivenTimes? TimesAfterSecondChange { get; init; }

    /// <summary><see cref="SurgeWait"/> in seconds; positive infinity where it has no end.</summary>
    internal double SurgeWaitSeconds
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A wait is at least 0 s.");
    }
}

/// <summary>Times of one node's replacement that are given, in seconds; null: they are drawn.</summary>
/// <param name="Startup">From the new pod's creation, or from there being room, to its listeners.</param>
/// <param name="Ready">From these to Ready.</param>
/// <param name="RoomFrom">From the rollout's start until there is room for the new pod; null: there is.</param>
/// <param name="Removal">From the old process's end to its pod being gone.</param>
internal sealed record GivenTimes(double? Startup, double? Ready, double? RoomFrom, double? Removal = null);

/// <summary>How many pods a node takes, and what it has for their requests (its <c>allocatable</c>).</summary>
/// <param name="Pods">The largest number of pods, at least 0.</param>
/// <param name="Resources">What is there for requests; <see langword="null"/>: requests are not looked at.</param>
public readonly record struct NodeCapacity(int Pods, PodResources? Resources = null)
{
    /// <summary>110 pods, the kubelet's default <c>maxPods</c>, and no limit on requests.</summary>
    public static NodeCapacity Default { get; } = new(110);
}

/// <summary>What a pod requests of its node, or what a node has for pods: Kubernetes' cpu and memory.</summary>
/// <param name="CpuMillicores">CPU in thousandths of a core, at least 0.</param>
/// <param name="MemoryBytes">Memory in bytes, at least 0.</param>
public readonly record struct PodResources(long CpuMillicores, long MemoryBytes)
{
    /// <summary>The sum of two.</summary>
    public static PodResources operator +(PodResources a, PodResources b) =>
        new(a.CpuMillicores + b.CpuMillicores, a.MemoryBytes + b.MemoryBytes);

    /// <summary>The difference of two.</summary>
    public static PodResources operator -(PodResources a, PodResources b) =>
        new(a.CpuMillicores - b.CpuMillicores, a.MemoryBytes - b.MemoryBytes);

    /// <summary>Whether all of this fits into what is left.</summary>
    /// <param name="free">What is left.</param>
    public bool FitsInto(PodResources free) => CpuMillicores <= free.CpuMillicores && MemoryBytes <= free.MemoryBytes;
}
