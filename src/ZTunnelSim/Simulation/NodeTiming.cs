namespace ZTunnelSim;

/// <summary>The times of one node's replacement, in seconds: drawn, or given.</summary>
/// <param name="RoomFrom">Since the rollout's start, until there is room for the new pod.</param>
/// <param name="Startup">From the new pod's creation, or from there being room, and a wait for it, to its listeners.</param>
/// <param name="Ready">From these to Ready.</param>
/// <param name="MinReady">For how long it has to be Ready to be available: minReadySeconds.</param>
/// <param name="Overlap">With a surge, the latencies from Ready up to SIGTERM.</param>
/// <param name="Exit">From the drain's end to the old process's end.</param>
/// <param name="Removal">From that to the old pod being gone.</param>
internal readonly record struct NodeTiming(
    double RoomFrom, double Startup, double Ready, double MinReady, double Overlap, double Exit, double Removal)
{
    /// <summary>From the replacement's start to SIGTERM (surge), or from the old process's end until the new one is available.</summary>
    public double Total => Startup + Ready + UntilAvailable;

    /// <summary>From Ready until the controller goes on, where it looks the moment that a pod is available.</summary>
    public double UntilAvailable => MinReady + Overlap;
}

/// <summary>Draws the times of one rollout. Every engine draws them here, and so alike.</summary>
/// <remarks>
/// What ztunnel needs until it is ready is drawn once: all nodes ask the same istiod for the same configuration.
/// </remarks>
internal readonly struct TimingDraws
{
    private readonly Rollout _rollout;
    private readonly ulong _seed;
    private readonly int _replication;
    private readonly ReadinessProbe? _probe;
    private readonly double _needs, _failing;
    private readonly int _change;

    /// <param name="rollout">The rollout.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="replication">The replication.</param>
    /// <param name="change">The number of the template's change, from 0: each has times of its own.</param>
    public TimingDraws(Rollout rollout, ulong seed, int replication, int change = 0)
    {
        (_rollout, _seed, _replication, _change) = (rollout, seed, replication, change);
        RandomStream random = new(seed, replication, workload: change, purpose: (long)StreamPurpose.RolloutTiming);
        ReactionSeconds = rollout.Timing.Reaction.Sample(ref random);
        _probe = rollout.Timing.Ready as ReadinessProbe;
        _needs = _probe?.Needs.Sample(ref random) ?? 0;
        if (rollout.ReadyFailures is not { } failures) return;
        random = new(seed, replication, workload: change, purpose: (long)StreamPurpose.ReadyShare);
        _failing = failures.Draw(ref random);
    }

    /// <summary>From the change of the DaemonSet's template to the controller's first step.</summary>
    public double ReactionSeconds { get; }

    /// <param name="node">The node's index; those that join come after the cluster's.</param>
    /// <param name="roll">The rolling update that replaces it; null: another strategy does.</param>
    public NodeTiming Of(int node, RollingUpdate? roll)
    {
        RandomStream random = new(_seed, _replication, node, _change, (long)StreamPurpose.Timing);
        ReplacementTiming timing = _rollout.Timing;
        bool isSurge = roll is { IsSurge: true };
        // One that joins has room.
        Node? known = node < _rollout.Cluster.Nodes.Count ? _rollout.Cluster.Nodes[node] : null;
        // A surge pod is Pending until there is room for it.
        double wait = isSurge ? known?.SurgeWaitSeconds ?? 0 : 0;
        GivenTimes? given = _change == 0 ? known?.Times : known?.TimesAfterSecondChange;
        double startup = timing.Startup.Sample(ref random);
        double ready = _probe?.Sample(ref random, _needs) ?? timing.Ready.Sample(ref random);
        double overlap = isSurge ? timing.Overlap.Sample(ref random) : 0;
        double exit = timing.Exit.Sample(ref random), removal = timing.Removal.Sample(ref random);
        return new(
            given?.RoomFrom ?? 0, (given?.Startup ?? startup) + wait + LostTo(node), given?.Ready ?? ready, roll?.MinReadySeconds ?? 0,
            overlap, exit, given?.Removal ?? removal);
    }

    /// <summary>Whether a node's new pod never gets Ready, and nobody deletes it.</summary>
    public bool IsNeverReady(int node) => _rollout.ReadyFailures is { DeletedAfterSeconds: null } && TriesOn(node) > 0;

    /// <summary>The time in seconds until a node's pods that never get Ready are deleted, one after the other.</summary>
    private double LostTo(int node) => _rollout.ReadyFailures?.DeletedAfterSeconds is { } after ? after * TriesOn(node) : 0;

    private int TriesOn(int node)
    {
        RandomStream random = new(_seed, _replication, node, _change, (long)StreamPurpose.ReadyTries);
        return ReadyFailures.DrawTries(_failing, ref random);
    }

    /// <summary>Draws how old a node's old process is.</summary>
    public OldProcess OldProcessOf(int node)
    {
        double? own = _rollout.Cluster.Nodes[node].ProcessAge?.TotalSeconds;
        if (own is null && _rollout.ProcessAge is null) return OldProcess.VeryOld;
        RandomStream random = new(_seed, _replication, node, purpose: (long)StreamPurpose.ProcessAge);
        double age = own ?? _rollout.ProcessAge!.Sample(ref random);
        ReplacementTiming timing = _rollout.Timing;
        double overlap = _rollout.Cluster.Nodes[node].StartedAlone ? 0
            : _rollout.PredecessorOverlap?.Sample(ref random) ?? (_rollout.Strategy is RollingUpdate { IsSurge: true } roll
                ? timing.Ready.Sample(ref random) + roll.MinReadySeconds + timing.Overlap.Sample(ref random)
                : 0);
        return new(age, Math.Max(0, age - overlap), _rollout.PredecessorBudgetSeconds);
    }
}

/// <summary>How old a node's old process is when the rollout begins, in seconds, and by what the one before it drained.</summary>
/// <param name="Listening">Since its listeners opened.</param>
/// <param name="Alone">Since the one before closed its own.</param>
/// <param name="PredecessorBudget">The drain budget of the one before.</param>
internal readonly record struct OldProcess(double Listening, double Alone, double PredecessorBudget)
{
    public static OldProcess VeryOld { get; } = new(double.PositiveInfinity, double.PositiveInfinity, 0);

    /// <summary>The same a time later.</summary>
    public OldProcess Later(double seconds) => this with { Listening = Listening + seconds, Alone = Alone + seconds };

    public bool IsVeryOld => double.IsPositiveInfinity(Alone);

    /// <summary>Whether it got a connection that was opened so long before the rollout's start.</summary>
    /// <param name="age">The connection's age.</param>
    /// <param name="share">Its share of what was opened while both listened.</param>
    /// <param name="random">What picked the listener.</param>
    public bool Accepted(double age, double share, ref RandomStream random) =>
        age < Alone || (age < Listening && random.NextDouble() < share);

    /// <summary>When the process before cuts, or has cut, what it holds, from the rollout's start.</summary>
    public double PredecessorCutsAt => PredecessorBudget - Alone;
}
