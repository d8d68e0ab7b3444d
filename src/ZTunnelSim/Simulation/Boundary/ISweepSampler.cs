namespace ZTunnelSim;

/// <summary>Draws replications of a sweep: all candidates and pacings of one replication on common random numbers.</summary>
/// <remarks>A sampler has scratch memory of its own: one for each thread.</remarks>
internal interface ISweepSampler
{
    /// <exception cref="OperationCanceledException">It was cancelled before the replication was done.</exception>
    void Sample(int replication, SweepSample sample, CancellationToken cancellation = default);
}

/// <summary>What is swept.</summary>
internal sealed record SweepPlan(
    Rollout Rollout, IReadOnlyList<GracePeriod> Candidates, IReadOnlyList<Pacing> Pacings, ulong Seed)
{
    public RollingUpdate RollingUpdate { get; } = Rollout.Strategy as RollingUpdate
        ?? throw new NotSupportedException($"Only RollingUpdate can be swept, not {Rollout.Strategy.GetType().Name}.");

    /// <remarks>
    /// One pass over all candidates takes it that every node is replaced in its turn, in times that are drawn and after steps that do not
    /// depend on others' drains; where something fails, times are given, rates change with the clock, the controller has to be woken or
    /// something is to come meanwhile, runs are played.
    /// </remarks>
    public ISweepSampler CreateSampler(Engine engine) =>
        engine == Engine.Boundary && !Rollout.HasFailures && !Rollout.HasGivenTimes && !Rollout.HasAges && !Rollout.HasNews
        && !Rollout.HasChangingRates
        && !(RollingUpdate.MinReadySeconds > 0 && Pacings.Contains(Pacing.Kubernetes))
        && !Rollout.Cluster.Workloads.Any(w => w.Traffic.ShareOnTwoNodes > 0)
            ? new BoundarySweepSampler(this)
            : new RunSweepSampler(this, engine);

    public SweepSample CreateSample() => new(Pacings.Count, Candidates.Count, Rollout.Cluster.Workloads.Count);
}
