namespace ZTunnelSim;

/// <summary>The times drawn for one node's replacement, in seconds.</summary>
/// <param name="Startup">From the new pod's creation, and a wait for room, to its listeners.</param>
/// <param name="Ready">From these to Ready.</param>
/// <param name="Overlap">From Ready until the controller goes on: minReadySeconds, and with a surge the latencies up to SIGTERM.</param>
/// <param name="Exit">From the drain's end to the old process's end.</param>
/// <param name="Removal">From that to the old pod being gone.</param>
internal readonly record struct NodeTiming(double Startup, double Ready, double Overlap, double Exit, double Removal)
{
    /// <summary>From the replacement's start to SIGTERM (surge), or from the old process's end until the new one is available.</summary>
    public double Total => Startup + Ready + Overlap;
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
    private readonly double _needs;

    public TimingDraws(Rollout rollout, ulong seed, int replication)
    {
        (_rollout, _seed, _replication) = (rollout, seed, replication);
        RandomStream random = new(seed, replication, purpose: (long)StreamPurpose.RolloutTiming);
        ReactionSeconds = rollout.Timing.Reaction.Sample(ref random);
        _probe = rollout.Timing.Ready as ReadinessProbe;
        _needs = _probe?.Needs.Sample(ref random) ?? 0;
    }

    /// <summary>From the change of the DaemonSet's template to the controller's first step.</summary>
    public double ReactionSeconds { get; }

    /// <param name="node">The node's index.</param>
    /// <param name="roll">The rolling update that replaces it; null: another strategy does.</param>
    public NodeTiming Of(int node, RollingUpdate? roll)
    {
        RandomStream random = new(_seed, _replication, node, purpose: (long)StreamPurpose.Timing);
        ReplacementTiming timing = _rollout.Timing;
        bool isSurge = roll is { IsSurge: true };
        // A surge pod is Pending until there is room for it.
        double wait = isSurge ? _rollout.Cluster.Nodes[node].SurgeWaitSeconds : 0;
        double startup = timing.Startup.Sample(ref random) + wait;
        double ready = _probe?.Sample(ref random, _needs) ?? timing.Ready.Sample(ref random);
        // The pod has to be Ready for minReadySeconds to be available; both processes listen meanwhile in a surge.
        double overlap = (roll?.MinReadySeconds ?? 0) + (isSurge ? timing.Overlap.Sample(ref random) : 0);
        return new(startup, ready, overlap, timing.Exit.Sample(ref random), timing.Removal.Sample(ref random));
    }
}
