namespace ZTunnelSim;

/// <summary>
/// One ztunnel update of one cluster, fully specified: what theory predicts and the simulator plays.
/// </summary>
/// <example><c>Rollout.Of(cluster).WithGracePeriod(300).Simulate(seed: 1)</c></example>
public sealed record Rollout
{
    private Rollout(Cluster cluster) => Cluster = cluster;

    /// <summary>The cluster.</summary>
    public Cluster Cluster { get; private init; }

    /// <summary>The update strategy; <see cref="RollingUpdate.Default"/> unless said otherwise.</summary>
    public UpdateStrategy Strategy { get; private init; } = RollingUpdate.Default;

    /// <summary>T; 30 s unless said otherwise.</summary>
    public GracePeriod GracePeriod { get; private init; } = GracePeriod.Default;

    /// <summary>The rule that turns T into the drain budget; ztunnel's own unless said otherwise.</summary>
    public DrainBudget DrainBudget { get; private init; } = DrainBudget.ZTunnel;

    /// <summary>When the next node starts; as Kubernetes does it unless said otherwise.</summary>
    public Pacing Pacing { get; private init; } = Pacing.Kubernetes;

    /// <summary>The order of the nodes; random unless said otherwise.</summary>
    public NodeOrder NodeOrder { get; private init; } = NodeOrder.Random;

    /// <summary>The timing of each node's replacement.</summary>
    public ReplacementTiming Timing { get; private init; } = ReplacementTiming.Default;

    /// <summary>What a closing listener does to connections that wait to be accepted.</summary>
    public AcceptQueue AcceptQueue { get; private init; } = AcceptQueue.Default;

    /// <summary>The names of nodes whose new pod never gets Ready; empty unless said otherwise.</summary>
    public IReadOnlySet<string> NeverReadyNodes { get; private init; } = ValueSet<string>.Empty;

    /// <summary>
    /// The names of nodes whose old pod is unavailable when the rollout begins: its process still serves, but its probe
    /// fails, so that the DaemonSet controller replaces it first. Empty unless said otherwise.
    /// </summary>
    public IReadOnlySet<string> UnavailableNodes { get; private init; } = ValueSet<string>.Empty;

    /// <summary>
    /// The names of nodes that a rolling update waits for without end: their new pod never becomes available, and holds
    /// one of
    /// the places that the strategy's limit gives. Once all places are held, no further node is touched.
    /// </summary>
    /// <remarks>
    /// With a surge, a node whose old pod is unavailable takes no place: Kubernetes deletes that pod at once and goes
    /// on.
    /// Without a surge, a node without an available pod takes one whatever the reason. Empty for other plans.
    /// </remarks>
    public IReadOnlyList<string> BlockingNodes => Strategy is RollingUpdate plan
        ? ValueList.Of(Cluster.Nodes.Where(node => Blocks(node, plan)).Select(node => node.Name))
        : ValueList<string>.Empty;

    /// <summary>The drain budget G in seconds.</summary>
    public double DrainBudgetSeconds => DrainBudget.SecondsFor(GracePeriod);

    /// <summary>An update of the cluster with the chart's defaults.</summary>
    /// <param name="cluster">The cluster.</param>
    public static Rollout Of(Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return new(cluster);
    }

    /// <summary>The same update with another T.</summary>
    /// <param name="seconds">Whole seconds, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="seconds"/> is below 1.</exception>
    public Rollout WithGracePeriod(int seconds) => WithGracePeriod(new GracePeriod(seconds));

    /// <summary>The same update with another T.</summary>
    /// <param name="gracePeriod">T.</param>
    public Rollout WithGracePeriod(GracePeriod gracePeriod) => this with { GracePeriod = NotNull(gracePeriod) };

    /// <summary>The same update with another strategy.</summary>
    /// <param name="plan">The strategy.</param>
    public Rollout WithStrategy(UpdateStrategy plan) => this with { Strategy = NotNull(plan) };

    /// <summary>The same update with another rule for the drain budget.</summary>
    /// <param name="rule">The rule.</param>
    public Rollout WithDrainBudget(DrainBudget rule) => this with { DrainBudget = NotNull(rule) };

    /// <summary>The same update with another pacing.</summary>
    /// <param name="pacing">The pacing.</param>
    public Rollout WithPacing(Pacing pacing) => this with { Pacing = pacing };

    /// <summary>The same update with another node order.</summary>
    /// <param name="order">The order.</param>
    public Rollout WithNodeOrder(NodeOrder order) => this with { NodeOrder = order };

    /// <summary>The same update with another timing.</summary>
    /// <param name="timing">The timing.</param>
    public Rollout WithTiming(ReplacementTiming timing) => this with { Timing = NotNull(timing) };

    /// <summary>The same update with another accept queue.</summary>
    /// <param name="queue">The accept queue.</param>
    public Rollout WithAcceptQueue(AcceptQueue queue) => this with { AcceptQueue = NotNull(queue) };

    /// <summary>The same update where the new pods of some nodes never get Ready.</summary>
    /// <param name="nodes">The nodes' names.</param>
    /// <exception cref="ArgumentException">The cluster has no such node.</exception>
    public Rollout WithNeverReady(params IEnumerable<string> nodes) => this with { NeverReadyNodes = Known(nodes) };

    /// <summary>The same update where the old pods of some nodes are unavailable from the start.</summary>
    /// <param name="nodes">The nodes' names.</param>
    /// <exception cref="ArgumentException">The cluster has no such node.</exception>
    public Rollout WithUnavailable(params IEnumerable<string> nodes) => this with { UnavailableNodes = Known(nodes) };

    /// <summary>
    /// The same update where nothing fails: every old pod is available, and every new one finds room and gets Ready.
    /// </summary>
    public Rollout WithoutFailures() => this with
    {
        Cluster = Cluster.Nodes.Any(n => n.SurgeWaitSeconds > 0)
            ? new Cluster(Cluster.Nodes.Select(n => n with { SurgeWaitSeconds = 0 }), Cluster.Workloads, Cluster.Applications)
            : Cluster,
        NeverReadyNodes = ValueSet<string>.Empty,
        UnavailableNodes = ValueSet<string>.Empty,
    };

    /// <summary>The same update of a cluster with other workloads.</summary>
    /// <param name="workloads">The workloads, on nodes and between applications of the cluster.</param>
    /// <exception cref="ArgumentException">As for <see cref="ZTunnelSim.Cluster"/>'s constructor.</exception>
    public Rollout WithWorkloads(IEnumerable<Workload> workloads) =>
        this with { Cluster = new Cluster(Cluster.Nodes, workloads, Cluster.Applications) };

    /// <summary>Whether a node waits for something that never comes, or is broken from the start.</summary>
    internal bool HasFailures => NeverReadyNodes.Count > 0 || UnavailableNodes.Count > 0 || BlockingNodes.Count > 0;

    /// <summary>
    /// Whether all nodes are replaced in their turn and in times of one law: what closed forms of durations ask for.
    /// </summary>
    internal bool NodesAreTimedAlike =>
        !HasFailures && !(Strategy is RollingUpdate { IsSurge: true } && Cluster.Nodes.Any(n => n.SurgeWaitSeconds > 0));

    /// <summary>Whether connections have to be simulated with both their ends and their clients' sessions.</summary>
    internal bool NeedsSessions =>
        Cluster.HasBothEnds || Strategy.MovesPods || Cluster.Workloads.Any(w => w.Clients is not ClientBehaviour.Never);

    private bool Blocks(Node node, RollingUpdate plan)
    {
        bool neverReady = NeverReadyNodes.Contains(node.Name);
        if (!plan.IsSurge) return neverReady;
        return !UnavailableNodes.Contains(node.Name) && (neverReady || double.IsPositiveInfinity(node.SurgeWaitSeconds));
    }

    private ValueSet<string> Known(IEnumerable<string> nodes)
    {
        ValueSet<string> names = new(nodes);
        foreach (string name in names)
        {
            if (Cluster.Nodes.All(n => n.Name != name)) throw new ArgumentException($"The cluster has no node '{name}'.", nameof(nodes));
        }
        return names;
    }

    private static T NotNull<T>(T value)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Strategy}, T = {GracePeriod}, drain budget {DrainBudget}, {Pacing.Sentence()}: {Cluster}";
}
