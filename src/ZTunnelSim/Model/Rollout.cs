namespace ZTunnelSim;

/// <summary>One ztunnel update of one cluster, fully specified: what theory predicts and the simulator plays.</summary>
/// <example><c>Rollout update = Rollout.Of(cluster) with { GracePeriod = 300, Pacing = Pacing.OneNodeAtATime };</c></example>
public sealed record Rollout
{
    private Rollout(Cluster cluster) => Cluster = cluster;

    /// <summary>The cluster. Another one has the nodes that this update names.</summary>
    /// <exception cref="ArgumentException">
    /// It lacks one of <see cref="NeverReadyNodes"/> or <see cref="UnavailableNodes"/>, or has one of <see cref="JoiningNodes"/> already.
    /// </exception>
    public Cluster Cluster
    {
        get;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
            RequireKnown(NeverReadyNodes, alsoJoining: true);
            RequireKnown(UnavailableNodes);
            if (JoiningNodes.Count > 0)
                UniqueNames.RequireUnique([.. value.NodeNames, .. JoiningNodes.Select(j => j.Node)], "node", nameof(value));
        }
    }

    /// <summary>The update strategy; <see cref="UpdateStrategy.Chart"/> unless said otherwise.</summary>
    public UpdateStrategy Strategy { get; init => field = NotNull(value); } = UpdateStrategy.Chart;

    /// <summary>T; 30 s unless said otherwise.</summary>
    public GracePeriod GracePeriod { get; init => field = NotNull(value); } = GracePeriod.Default;

    /// <summary>The rule that turns T into the drain budget; ztunnel's own unless said otherwise.</summary>
    public DrainBudget DrainBudget { get; init => field = NotNull(value); } = DrainBudget.ZTunnel;

    /// <summary>When the next node starts; as Kubernetes does it unless said otherwise.</summary>
    public Pacing Pacing { get; init => field = Defined(value); } = Pacing.Kubernetes;

    /// <summary>The order of the nodes; random unless said otherwise.</summary>
    public NodeOrder NodeOrder { get; init => field = Defined(value); } = NodeOrder.Random;

    /// <summary>
    /// Whether the DaemonSet controller does nothing before it has seen its own last write: Kubernetes' feature gate of this name, which
    /// there is since 1.36, and on unless it is switched off. It makes it likelier that a surge with minReadySeconds stands still
    /// (<see cref="RolloutResult.StalledSinceSeconds"/>), and plays no part otherwise.
    /// </summary>
    public bool StaleControllerConsistencyDaemonSet { get; init; } = true;

    /// <summary>That any new pod may never get Ready; null: only those of <see cref="NeverReadyNodes"/> don't.</summary>
    internal ReadyFailures? ReadyFailures { get; init; }

    /// <summary>
    /// The same where it does not stand still for a new pod that never gets Ready: there is none, or each is deleted after a time. Nodes
    /// that are not there stay so.
    /// </summary>
    internal Rollout GoingThrough => NeverReadyNodes.All(UnavailableNodes.Contains) && ReadyFailures is not { DeletedAfterSeconds: null }
        ? this
        : this with
        {
            NeverReadyNodes = new ValueSet<string>(NeverReadyNodes.Where(UnavailableNodes.Contains)),
            ReadyFailures = ReadyFailures is { DeletedAfterSeconds: null } ? null : ReadyFailures,
        };

    /// <summary>That istio-cni is rolled at the same time; null: it is not.</summary>
    internal CniRollout? Cni { get; init; }

    /// <summary>What memory a process takes, and what there is for it.</summary>
    internal ZTunnelMemory Memory { get; init; } = ZTunnelMemory.Assumed;

    /// <summary>How often processes restart without a rollout; null: not known.</summary>
    internal RestartCount? UnplannedRestarts { get; init; }

    /// <summary>The timing of each node's replacement.</summary>
    public ReplacementTiming Timing { get; init => field = NotNull(value); } = ReplacementTiming.Default;

    /// <summary>What a closing listener does to connections that wait to be accepted.</summary>
    public AcceptQueue AcceptQueue { get; init => field = NotNull(value); } = AcceptQueue.Default;

    /// <summary>
    /// The round trip between ztunnels, at least 0; 0.5 ms unless said otherwise. Streams that a client's ztunnel sends before it hears of
    /// a draining one's GOAWAY are never served: they hang until the drain's end, and keep the process until then. Recorded, the window is
    /// this and the 1 to 3 ms that a process takes from SIGTERM until it has closed its listeners.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to less than 0.</exception>
    public TimeSpan HboneRoundTrip
    {
        get;
        init => field = value >= TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(HboneRoundTrip), value, "A round trip is at least 0 s.");
    } = DefaultHboneRoundTrip;

    /// <summary>
    /// When the rollout begins, so that <see cref="Workload.Profile"/> tells how often connections are opened before and during it; null,
    /// unless said otherwise: at any time, with every rate at its mean.
    /// </summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>
    /// For how long the old processes have listened when the rollout begins, in seconds: they hold only what they accepted, so that a
    /// rollout soon after another one, or on nodes that have just come, meets fewer connections. Null, unless said otherwise: for so long
    /// that it plays no part. <see cref="Node.ProcessAge"/> says it of one node.
    /// </summary>
    /// <exception cref="ArgumentException">It is set to a law without a finite mean.</exception>
    public DurationLaw? ProcessAge
    {
        get;
        init => field = value is null ? null : ReplacementTiming.RequireFiniteMean(value, nameof(ProcessAge));
    }

    /// <summary>
    /// For how long each old process listened beside the one before it, in seconds; 0 for the first on its node. Null, unless said
    /// otherwise: as long as the new ones will. When the rollout begins the old ones listen alone.
    /// </summary>
    /// <exception cref="ArgumentException">It is set to a law without a finite mean.</exception>
    public DurationLaw? PredecessorOverlap
    {
        get;
        init => field = value is null ? null : ReplacementTiming.RequireFiniteMean(value, nameof(PredecessorOverlap));
    }

    /// <summary>
    /// The T of the processes before the old ones, by which these drained; null, unless said otherwise: the same. Clients that come back
    /// are with the old process once that drain is over.
    /// </summary>
    public GracePeriod? PredecessorGracePeriod { get; init; }

    /// <summary>
    /// A second change of the template while the rollout is under way; null, unless said otherwise: there is none. It is for a rolling
    /// update, and for the simulator: theory covers one change.
    /// </summary>
    public SecondChange? SecondChange { get; init; }

    /// <summary>
    /// Nodes that an autoscaler adds while the rollout is under way; empty unless said otherwise. Their first ztunnel has the new version.
    /// Until it is available the node counts as unavailable, which takes one of the places under maxUnavailable and none with a surge, and
    /// the rollout is done when it is. One that comes when all is done plays no part. Connections across it are not followed: nothing of
    /// them is reset by this update, and no application's pod is taken to land there.
    /// </summary>
    public IReadOnlyList<JoiningNode> JoiningNodes { get; private init; } = ValueList<JoiningNode>.Empty;

    /// <summary>
    /// The names of nodes, of the cluster or joining ones, whose new pod never gets Ready; empty unless said otherwise.
    /// </summary>
    public IReadOnlySet<string> NeverReadyNodes { get; private init; } = ValueSet<string>.Empty;

    /// <summary>
    /// The names of nodes whose old pod is unavailable when the rollout begins: its process still serves, but its probe fails, so that the
    /// DaemonSet controller replaces it first. Empty unless said otherwise.
    /// </summary>
    public IReadOnlySet<string> UnavailableNodes { get; private init; } = ValueSet<string>.Empty;

    /// <summary>
    /// The names of nodes that a rolling update waits for without end: their new pod never becomes available, and holds one of the places
    /// that the strategy's limit gives. Once all places are held, no further node is touched.
    /// </summary>
    /// <remarks>
    /// With a surge, a node whose old pod is unavailable takes no place: Kubernetes deletes that pod at once and goes on. Without a surge,
    /// a node without an available pod takes one whatever the reason. Empty for other plans.
    /// </remarks>
    public IReadOnlyList<string> BlockingNodes => Strategy is RollingUpdate plan
        ? ValueList.Of(Cluster.Nodes.Where(node => Blocks(node, plan)).Select(node => node.Name).Concat(BlockingJoiners(plan)))
        : ValueList<string>.Empty;

    /// <summary>The drain budget G in seconds.</summary>
    public double DrainBudgetSeconds => DrainBudget.SecondsFor(GracePeriod);

    internal static TimeSpan DefaultHboneRoundTrip { get; } = TimeSpan.FromMilliseconds(0.5);

    /// <summary>
    /// The same with connections that end with their peer's last word (<see cref="Workload.LiveLifetime"/>): its resets are those that
    /// somebody misses. Its drains are too short. Itself where no peer goes without a word.
    /// </summary>
    internal Rollout Live => HasDeadPeers ? this with { Cluster = Cluster.With(Cluster.Workloads.Select(w => w.Live)) } : this;

    /// <summary>Whether connections are held for long after their peers have gone.</summary>
    internal bool HasDeadPeers => Cluster.Workloads.Any(w => w.LiveLifetime is not null);

    /// <summary>The drain budget of the processes before the old ones, in seconds.</summary>
    internal double PredecessorBudgetSeconds => DrainBudget.SecondsFor(PredecessorGracePeriod ?? GracePeriod);

    /// <summary>The drain budget of the pods that the first of two changes has brought, in seconds.</summary>
    internal double MiddleBudgetSeconds => DrainBudget.SecondsFor(SecondChange?.GracePeriod ?? GracePeriod);

    /// <summary>How many processes a node may have, one after the other.</summary>
    internal int MostProcesses => SecondChange is null ? 2 : 3;

    /// <summary>Whether a rate changes with the clock, and the clock is known.</summary>
    internal bool HasChangingRates => Start is not null && Cluster.Workloads.Any(w => w.ChangingProfile is not null);

    /// <summary>Whether old processes are so young that they may not hold all that would be open.</summary>
    internal bool HasAges => ProcessAge is not null || Cluster.Nodes.Any(n => n.ProcessAge is not null);

    /// <summary>An update of the cluster with the chart's defaults.</summary>
    /// <param name="cluster">The cluster.</param>
    public static Rollout Of(Cluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return new(cluster);
    }

    /// <summary>The same update with another T.</summary>
    /// <param name="gracePeriod">T: a number of seconds or a <see cref="TimeSpan"/> will do.</param>
    public Rollout WithGracePeriod(GracePeriod gracePeriod) => this with { GracePeriod = gracePeriod };

    /// <summary>The same update where the new pods of some nodes never get Ready.</summary>
    /// <param name="nodes">The nodes' names.</param>
    /// <exception cref="ArgumentException">The cluster has no such node.</exception>
    public Rollout WithNeverReady(params IEnumerable<string> nodes) => this with { NeverReadyNodes = Known(nodes, alsoJoining: true) };

    /// <summary>The same update where an autoscaler adds nodes.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <exception cref="ArgumentException">The cluster has a node of that name, one is named twice, or a time is less than 0.</exception>
    public Rollout WithJoining(params IEnumerable<JoiningNode> nodes)
    {
        ValueList<JoiningNode> joining = ValueList.Of(nodes);
        UniqueNames.RequireUnique([.. Cluster.NodeNames, .. joining.Select(j => j.Node)], "node", nameof(nodes));
        foreach ((string node, TimeSpan after) in joining)
        {
            if (after < TimeSpan.Zero)
                throw new ArgumentException($"Node '{node}' joins {after} after the start: at least 0 s is expected.", nameof(nodes));
        }
        return this with { JoiningNodes = joining };
    }

    /// <summary>The same update where the old pods of some nodes are unavailable from the start.</summary>
    /// <param name="nodes">The nodes' names.</param>
    /// <exception cref="ArgumentException">The cluster has no such node.</exception>
    public Rollout WithUnavailable(params IEnumerable<string> nodes) => this with { UnavailableNodes = Known(nodes) };

    /// <summary>The same update where nothing fails: every old pod is available, and every new one finds room and gets Ready.</summary>
    public Rollout WithoutFailures() => this with
    {
        Cluster = Cluster.Nodes.Any(n => n.SurgeWaitSeconds > 0 || n.Times?.RoomFrom > 0)
            ? new Cluster(Cluster.Nodes.Select(WithRoom), Cluster.Workloads, Cluster.Applications)
            : Cluster,
        NeverReadyNodes = ValueSet<string>.Empty,
        ReadyFailures = null,
        UnavailableNodes = ValueSet<string>.Empty,
    };

    /// <summary>The strategy, where it is the only one that theory covers.</summary>
    /// <exception cref="NotSupportedException">It is another one.</exception>
    internal RollingUpdate RequireRollingUpdate() => Strategy as RollingUpdate
        ?? throw new NotSupportedException($"Theory covers RollingUpdate, not {Strategy.GetType().Name}.");

    /// <summary>Whether a node waits for something that never comes, or is broken from the start.</summary>
    internal bool HasFailures =>
        NeverReadyNodes.Count > 0 || UnavailableNodes.Count > 0 || BlockingNodes.Count > 0
        || ReadyFailures is { DeletedAfterSeconds: null };

    /// <summary>Whether times of single nodes are given.</summary>
    internal bool HasGivenTimes => Cluster.Nodes.Any(n => n.Times is not null);

    /// <summary>Whether the cluster or the template changes while the rollout is under way.</summary>
    internal bool HasNews => SecondChange is not null || JoiningNodes.Count > 0 || Cni is not null;

    /// <summary>Whether all nodes are replaced in their turn and in times of one law: what closed forms of durations ask for.</summary>
    internal bool NodesAreTimedAlike =>
        !HasFailures && ReadyFailures is null && !HasGivenTimes && !HasNews
        && !(Strategy is RollingUpdate { IsSurge: true } && Cluster.Nodes.Any(n => n.SurgeWaitSeconds > 0));

    /// <summary>Whether connections have to be simulated with both their ends and their clients' sessions.</summary>
    internal bool NeedsSessions =>
        Cluster.HasBothEnds || Strategy.MovesPods || Cluster.Workloads.Any(w => w.Clients.ComesBack);

    /// <summary>How a workload's rate changes while the rollout goes on; null: it does not, or the rollout begins at any time.</summary>
    internal ChangingRate? RateOf(Workload workload) =>
        Start is { } start && workload.ChangingProfile is { } profile ? new(profile, start) : null;

    private static Node WithRoom(Node node) => node with
    {
        SurgeWaitSeconds = 0,
        Times = node.Times is { } times ? times with { RoomFrom = null } : null,
    };

    private IEnumerable<string> BlockingJoiners(RollingUpdate plan) =>
        plan.IsSurge || SecondChange is { RollsBack: true } ? [] : JoiningNodes.Select(j => j.Node).Where(NeverReadyNodes.Contains);

    private bool Blocks(Node node, RollingUpdate plan)
    {
        // A rollback takes back what stands still.
        if (SecondChange is { RollsBack: true }) return false;
        bool neverReady = NeverReadyNodes.Contains(node.Name);
        if (!plan.IsSurge) return neverReady;
        return !UnavailableNodes.Contains(node.Name) && (neverReady || double.IsPositiveInfinity(node.SurgeWaitSeconds));
    }

    private ValueSet<string> Known(IEnumerable<string> nodes, bool alsoJoining = false)
    {
        ValueSet<string> names = new(nodes);
        RequireKnown(names, alsoJoining);
        return names;
    }

    private void RequireKnown(IReadOnlySet<string> nodes, bool alsoJoining = false)
    {
        foreach (string name in nodes)
        {
            if (Cluster.Nodes.All(n => n.Name != name) && !(alsoJoining && JoiningNodes.Any(j => j.Node == name)))
                throw new ArgumentException($"The cluster has no node '{name}'.", nameof(nodes));
        }
    }

    private static T Defined<T>(T value)
        where T : struct, Enum =>
        Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such value.");

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
