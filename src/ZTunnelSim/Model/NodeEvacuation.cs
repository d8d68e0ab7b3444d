namespace ZTunnelSim;

/// <summary>How nodes are evacuated: <c>kubectl drain</c>, and what people, or a cloud that replaces nodes, do around it.</summary>
public sealed record NodeEvacuation
{
    /// <summary>The usual: one node at a time, evictions retried every 5 s, 1 h at most for each node, pods spread.</summary>
    public static NodeEvacuation Default { get; } = new();

    /// <summary>
    /// GKE's surge upgrade of a node pool: a node is replaced after 1 h at the latest, whatever its budgets and grace periods. Source: GKE
    /// documentation, "Node upgrade strategies".
    /// </summary>
    public static NodeEvacuation Gke { get; } = NodePool(NodeReplacer.Gke, 3600);

    /// <summary>
    /// AKS's upgrade of a node pool, with its default drain timeout of 30 min. AKS itself fails the upgrade then, and somebody has to see
    /// to the node; here it goes. Source: AKS documentation, "Upgrade options".
    /// </summary>
    public static NodeEvacuation Aks { get; } = NodePool(NodeReplacer.Aks, 1800);

    /// <summary>
    /// A forced update of an EKS managed node group: 15 min for a node's pods. Source: EKS documentation, "Managed node update behavior".
    /// </summary>
    public static NodeEvacuation Eks { get; } = NodePool(NodeReplacer.Eks, 900);

    /// <summary>
    /// Nodes that the cluster autoscaler takes away, with its default --max-graceful-termination-sec of 600 s. It evicts ztunnel along with
    /// a node's other pods, so that pods which go on longer lose their connections. Source: its FAQ.
    /// </summary>
    public static NodeEvacuation ClusterAutoscaler { get; } =
        NodePool(NodeReplacer.ClusterAutoscaler, 600) with { Drainer = NodeDrainer.ClusterAutoscaler };

    /// <summary>The time between two attempts to evict a pod that its PodDisruptionBudget protects; above 0. kubectl's is 5 s.</summary>
    public TimeSpan EvictionRetry
    {
        get => Durations.Of(EvictionRetrySeconds);
        init => EvictionRetrySeconds = Durations.Seconds(value);
    }

    /// <summary>
    /// The time after which the evacuation of a node is given up: it is uncordoned, stays on the old version and is reported; above 0
    /// (<c>kubectl drain --timeout</c>), 1 h unless said otherwise. kubectl sees that it is over only when it next tries to evict. With
    /// <see cref="ReplacesNodes"/> the node goes then.
    /// </summary>
    public TimeSpan Timeout { get => Durations.Of(TimeoutSeconds); init => TimeoutSeconds = Durations.Seconds(value); }

    /// <summary>The time between two nodes that people take to look, at least 0.</summary>
    public TimeSpan Pause { get => Durations.Of(PauseSeconds); init => PauseSeconds = Durations.Seconds(value); }

    /// <summary>
    /// For how long at most the next node waits until all pods are Ready again, before <see cref="Pause"/>; at least 0, and 0 unless said
    /// otherwise.
    /// </summary>
    public TimeSpan ReadyWait { get => Durations.Of(ReadyWaitSeconds); init => ReadyWaitSeconds = Durations.Seconds(value); }

    /// <summary>
    /// For how long after its eviction new connections still go to a pod, and are refused: it has closed its listener, and not everybody
    /// has heard of it. At least 0; 1 s unless said otherwise, an assumption. They count as connections without an endpoint.
    /// </summary>
    public TimeSpan EndpointDelay { get => Durations.Of(EndpointDelaySeconds); init => EndpointDelaySeconds = Durations.Seconds(value); }

    /// <summary>How many nodes are evacuated at once, at least 1: the next ones begin when all of these are done with.</summary>
    public int Parallel
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one node at a time is evacuated.");
    } = 1;

    /// <summary>
    /// Whether pods without a controller are evicted (<c>kubectl drain --force</c>); otherwise no pod leaves a node that has one.
    /// True unless said otherwise.
    /// </summary>
    public bool Force { get; init; } = true;

    /// <summary>
    /// Whether pods with volumes of emptyDir are evicted (<c>--delete-emptydir-data</c>); otherwise no pod leaves a node that has one. True
    /// unless said otherwise.
    /// </summary>
    public bool DeleteEmptyDirData { get; init; } = true;

    /// <summary>
    /// Whether pods of DaemonSets are passed over (<c>--ignore-daemonsets</c>); otherwise no pod leaves a node that has one. True unless
    /// said otherwise: ztunnel itself is a DaemonSet.
    /// </summary>
    public bool IgnoreDaemonSets { get; init; } = true;

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

    /// <summary>
    /// Whether the nodes themselves are replaced: an evacuated node goes with its ztunnel, and a new one with the new version comes in its
    /// place; in the place of the last <see cref="SurgeNodes"/> none does, since those came first. A node whose evacuation takes longer
    /// than <see cref="Timeout"/> goes all the same and cuts what is left.
    /// </summary>
    public bool ReplacesNodes { get; init; }

    /// <summary>How long a new node takes until pods can land on it, at least 0; 2 min unless said otherwise, an assumption.</summary>
    public TimeSpan NodeStartup { get => Durations.Of(NodeStartupSeconds); init => NodeStartupSeconds = Durations.Seconds(value); }

    /// <summary>Who drains the nodes, which decides what becomes of their ztunnels meanwhile.</summary>
    internal NodeDrainer Drainer { get; init; } = NodeDrainer.Kubectl;

    /// <summary>How long an evacuated node's ztunnel may drain, in seconds, of what T would give it.</summary>
    /// <remarks>
    /// One that goes along with its node has until the node goes at most: to the cluster autoscaler that limit, and the longest grace
    /// period that it grants, are one number.
    /// </remarks>
    internal double BudgetOf(double ownSeconds)
    {
        if (!ReplacesNodes || Drainer.Turn != ZTunnelTurn.WithPods) return Drainer.BudgetOf(ownSeconds);
        double window = Drainer.Name == NodeDrainer.ClusterAutoscaler.Name ? TimeoutSeconds : Drainer.WindowSeconds;
        return Math.Min(ownSeconds, Math.Min(window, TimeoutSeconds));
    }

    /// <summary>Who replaces nodes, where somebody is named.</summary>
    internal NodeReplacer Replacer { get; init; }

    internal double EvictionRetrySeconds { get; init => field = Positive(value); } = 5;

    internal double TimeoutSeconds { get; init => field = Positive(value); } = 3600;

    internal double PauseSeconds { get; init => field = NotNegative(value); }

    internal double ReadyWaitSeconds { get; init => field = NotNegative(value); }

    internal double EndpointDelaySeconds { get; init => field = NotNegative(value); } = 1;

    internal double NodeStartupSeconds { get; init => field = NotNegative(value); } = 120;

    /// <summary>Of nodes in their order, those in whose place none comes when they go.</summary>
    internal ReadOnlySpan<int> NodesThatGo(int[] order) =>
        ReplacesNodes ? order.AsSpan(Math.Max(0, order.Length - SurgeNodes)) : [];

    /// <summary>A pool whose nodes are replaced one by one, beside one more.</summary>
    private static NodeEvacuation NodePool(NodeReplacer replacer, double limitSeconds) =>
        new() { ReplacesNodes = true, Replacer = replacer, SurgeNodes = 1, TimeoutSeconds = limitSeconds };

    private static double Positive(double value) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "The value is finite and above 0 s.");

    private static double NotNegative(double value) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, "The value is finite and at least 0 s.");
}

/// <summary>Who replaces the nodes of a pool: it makes no difference to the model, only to what people have to do.</summary>
internal enum NodeReplacer
{
    Unnamed,
    Gke,
    Aks,
    Eks,
    ClusterAutoscaler,
}
