namespace ZTunnelSim;

/// <summary>What one simulated rollout did.</summary>
public sealed record RolloutResult
{
    internal RolloutResult(
        Rollout rollout, ulong seed, int replication, Engine engine, NodeTimeline[] timelines,
        Counts openAtSigterm, Counts completedInDrain, Counts resets, Counts refused, Counts acceptQueueLosses, Counts hung)
    {
        (Rollout, Seed, Replication, Engine) = (rollout, seed, replication, engine);
        Timelines = new(rollout.Cluster.NodeNames, timelines);
        (OpenAtSigterm, CompletedInDrain, Resets) = (openAtSigterm, completedInDrain, resets);
        (Refused, AcceptQueueLosses, Hung) = (refused, acceptQueueLosses, hung);
    }

    /// <summary>The rollout that was simulated.</summary>
    public Rollout Rollout { get; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>The replication's number, from 0.</summary>
    public int Replication { get; }

    /// <summary>The engine that ran.</summary>
    public Engine Engine { get; }

    /// <summary>From the first replacement's start until the last one is done, or nothing more happens, in seconds.</summary>
    public double DurationSeconds { get; internal init; }

    /// <summary>The largest number of nodes that ran two ztunnel processes at once.</summary>
    public int PeakNodesWithTwoProcesses { get; internal init; }

    /// <summary>For how long nodes ran more than one ztunnel process, summed over nodes and up to the run's end, in seconds.</summary>
    internal double NodeSecondsWithTwoProcesses { get; init; }

    /// <summary>
    /// Each node's timeline, in the cluster's order. With a second change of the template it is that of the replacement after it: what is
    /// up to date by a rollback is done with at once.
    /// </summary>
    public ByName<NodeTimeline> Timelines { get; }

    /// <summary>Each node's timeline as the second change of the template found it; null where there was none.</summary>
    public ByName<NodeTimeline>? BeforeSecondChange { get; internal init; }

    /// <summary>
    /// The timelines of the nodes that have joined, which have had no old pod unless the template was changed again, and are in no trace;
    /// null where none were to.
    /// </summary>
    public ByName<NodeTimeline>? Joined { get; internal init; }

    /// <summary>Connections that old processes held when they got SIGTERM.</summary>
    public Counts OpenAtSigterm { get; }

    /// <summary>Of these, those that closed by themselves within the drain budget.</summary>
    public Counts CompletedInDrain { get; }

    /// <summary>Of these, those closed by force at the end of the drain budget.</summary>
    public Counts Resets { get; }

    /// <summary>New connections that found no listener.</summary>
    public Counts Refused { get; }

    /// <summary>Connections lost in the accept queue of a closing listener; not among <see cref="Resets"/>.</summary>
    public Counts AcceptQueueLosses { get; }

    /// <summary>
    /// Streams that reached a draining ztunnel before their sender heard of its GOAWAY: they get no answer until they are cut at the end of
    /// the drain. They are not among the <see cref="Resets"/>.
    /// </summary>
    public Counts Hung { get; }

    /// <summary>
    /// New connections that found no ready pod at one of their ends, for each workload; empty unless <see cref="Engine.Sessions"/> or
    /// <see cref="Engine.BoundarySessions"/> ran.
    /// </summary>
    public ByName<long> WithoutEndpoint { get; internal init; } = new([], []);

    /// <summary>Whether every node runs the new version alone when the rollout ends.</summary>
    public bool IsComplete => Timelines.All(t => t.IsReplaced) && Joined?.All(t => t.IsReplaced) != false;

    /// <summary>The nodes that are not replaced when nothing more happens, with the reason.</summary>
    public IReadOnlyList<NodeNotReplaced> NotReplaced { get; internal init => field = ValueList.Of(value); } =
        ValueList<NodeNotReplaced>.Empty;

    /// <summary>
    /// Since when the rollout stands still although a new pod is available, in seconds; null where it does not. With a surge and
    /// minReadySeconds it can happen that nothing wakes the DaemonSet controller to see that: <see cref="NotReplaced"/> says which nodes
    /// are not updated then. Any event of the DaemonSet, such as an annotation, lets it go on.
    /// </summary>
    public double? StalledSinceSeconds { get; internal init; }

    /// <summary>
    /// What the clients of each workload went through, in the cluster's order; null unless <see cref="Engine.Sessions"/> or
    /// <see cref="Engine.BoundarySessions"/> ran.
    /// </summary>
    public ByName<ClientImpact>? Clients { get; internal init; }

    /// <summary>What evacuating nodes did to the applications; null where the strategy evacuates none.</summary>
    public EvacuationImpact? Evacuations { get; internal init; }

    /// <summary>
    /// Every connection of the run and how it ended; null for <see cref="Engine.Boundary"/> and <see cref="Engine.BoundarySessions"/>,
    /// which draw only the connections that the rollout touches. <see cref="Engine.Sessions"/> goes on after the rollout until no client
    /// waits to come back, ten minutes at most.
    /// </summary>
    public ConnectionLedger? Ledger { get; internal init; }

    /// <summary>Every event in the order of time; null unless asked for.</summary>
    public IReadOnlyList<TraceEvent>? Trace
    {
        get;
        internal init => field = value is null ? null : ValueList.Of(value);
    }

    /// <summary>Open connections over time; null unless asked for.</summary>
    public OpenConnectionSeries? OpenConnections { get; internal init; }

    /// <inheritdoc cref="SweepResult.ToJson"/>
    public string ToJson() => JsonText.Of(this);

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Resets.Total} of {OpenAtSigterm.Total} connections open at SIGTERM reset, {Refused.Total} refused, in "
        + $"{DurationFormat.Brief(DurationSeconds)} ({Engine} engine, seed {Seed}, replication {Replication}); "
        + (IsComplete
            ? $"all {Timelines.Count + (Joined?.Count ?? 0)} nodes updated"
            : $"{NotReplaced.Count} of {Timelines.Count + (Joined?.Count ?? 0)} nodes not updated: {NotReplaced[0].Node}, as "
                + NotReplaced[0].Reason);
}

/// <summary>A node that still runs the old version when nothing more happens.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Reason">Why, as a clause.</param>
public readonly record struct NodeNotReplaced(string Node, string Reason);

/// <summary>
/// When each step of one node's replacement happened, in seconds from the rollout's start; positive infinity for what did not happen.
/// </summary>
/// <param name="StartedAt">The replacement's start: the new pod is created (surge), or the old one is deleted.</param>
/// <param name="ListeningAt">The end of Startup: the new process listens in its node's pods.</param>
/// <param name="ReadyAt">The new pod is Ready.</param>
/// <param name="SigtermAt">The old process gets SIGTERM and closes its listeners (t_d).</param>
/// <param name="DrainedAt">The old process holds no connection any more, by itself or because what it held was cut.</param>
/// <param name="OldExitedAt">The old process has ended.</param>
/// <param name="OldGoneAt">The old pod has gone.</param>
/// <param name="DoneAt">The new pod is available and the old one has gone.</param>
public readonly record struct NodeTimeline(
    double StartedAt, double ListeningAt, double ReadyAt, double SigtermAt, double DrainedAt, double OldExitedAt, double OldGoneAt,
    double DoneAt)
{
    /// <summary>Whether the node runs the new version alone.</summary>
    public bool IsReplaced => double.IsFinite(DoneAt);

    /// <summary>How long the old process drained (D), in seconds.</summary>
    public double DrainSeconds => DrainedAt - SigtermAt;

    /// <summary>How long the node was without a listener, in seconds; 0 with a surge.</summary>
    public double WithoutListenerSeconds => Math.Max(0, ListeningAt - SigtermAt);
}

/// <summary>The books of a run: every connection is found open at its start or opened in it, and ends in exactly one way.</summary>
/// <param name="OpenAtStart">Connections open when the rollout began.</param>
/// <param name="Opened">Connections opened in the run by one of the listeners.</param>
/// <param name="Completed">Connections that closed by themselves.</param>
/// <param name="Reset">Connections closed by force at the end of a drain.</param>
/// <param name="OpenAtEnd">Connections still open when the run ended.</param>
/// <param name="AppTerminated">Connections cut by the exit of a pod at one of their ends.</param>
public readonly record struct ConnectionLedger(
    long OpenAtStart, long Opened, long Completed, long Reset, long OpenAtEnd, long AppTerminated = 0)
{
    /// <summary>Whether the books balance.</summary>
    public bool Balances => OpenAtStart + Opened == Completed + Reset + AppTerminated + OpenAtEnd;
}

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
