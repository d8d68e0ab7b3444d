namespace ZTunnelSim;

/// <summary>Which T to set, why, and what else there is to choose; or why no T holds the limits, and what to do then.</summary>
public sealed record Recommendation
{
    /// <summary>The rollout; its own grace period plays no part, its pacing does.</summary>
    public required Rollout Rollout { get; init; }

    /// <summary>The limits.</summary>
    public required RolloutLimits Limits { get; init; }

    /// <summary>The smallest T that holds all limits, and what it brings; null where none does.</summary>
    public required GracePeriodOutcome? Choice { get; init; }

    /// <summary>The smallest T that holds all limits; null where none does.</summary>
    public GracePeriod? GracePeriod => Choice?.GracePeriod;

    /// <summary>Each limit on resets: all workloads together first, then single workloads in the cluster's order.</summary>
    public required IReadOnlyList<ResetLimitResult> ResetLimits { get; init; }

    /// <summary>The limit on the duration; null where none was given.</summary>
    public required DurationLimitResult? DurationLimit { get; init; }

    /// <summary>What each workload needs, were it alone, in the cluster's order.</summary>
    internal IReadOnlyList<WorkloadNeed> Workloads { get; init; } = [];

    /// <summary>The next longer round T and what it brings: the price of the next better step. It may exceed the duration's limit.</summary>
    public required GracePeriodOutcome? NextStep { get; init; }

    /// <summary>
    /// The Pareto front of resets, duration and time with two processes around the answer, by rising T: for every other T
    /// shown, one of these is no worse in all three.
    /// </summary>
    public required IReadOnlyList<GracePeriodOutcome> Front { get; init; }

    /// <summary>Where nothing holds: the smallest T that holds the limits on resets. Its duration is what the limit would have to be.</summary>
    public required GracePeriodOutcome? IfDurationMayGrow { get; init; }

    /// <summary>
    /// Where nothing holds: the longest drain within the duration, or at all. Its resets are what the limits on resets
    /// would have to be. Null where even the shortest drain takes too long.
    /// </summary>
    public required GracePeriodOutcome? IfResetsMayGrow { get; init; }

    /// <summary>
    /// Where nothing holds: the indexes of the workloads that no T within the duration can serve, worst first. Without them
    /// the limits hold: update the nodes they are on by OnDelete after draining these.
    /// </summary>
    public required IReadOnlyList<int> WorkloadsToDrain { get; init; }

    /// <summary>How the answer, the T just below it and the next step did in simulated rollouts; empty where nothing holds.</summary>
    internal IReadOnlyList<SimulatedCheck> Checks { get; init; } = [];

    /// <summary>
    /// Whether simulated rollouts bear the answer out: none of its limits held significantly less often (level 0.001) than
    /// the confidence asks for. Null where nothing holds.
    /// </summary>
    public required bool? IsConfirmed { get; init; }

    /// <summary>Why the answer may be no T to set although it holds all limits; empty where nothing is odd about it.</summary>
    public IReadOnlyList<RecommendationConcern> Concerns { get; init; } = [];

    /// <summary>Theory held against an engine that simulates every connection; null: it was not.</summary>
    public TheoryCheck? TheoryCheck { get; init; }

    /// <summary>Longer T than the answer, but of a shorter drain, that don't hold: ztunnel keeps 5 s back above T = 10 s.</summary>
    public required IReadOnlyList<GracePeriod> LongerButWorse { get; init; }

    /// <summary>The seed of what was simulated.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The mean number of connections open in the whole cluster.</summary>
    public double OpenConnections => Workloads.Sum(w => w.OpenConnections);

    /// <summary>Whether an outcome holds a limit on resets.</summary>
    /// <param name="limit">One of <see cref="ResetLimits"/>.</param>
    /// <param name="outcome">The outcome.</param>
    public static bool Holds(ResetLimitResult limit, GracePeriodOutcome outcome) => ResetsUpper(limit, outcome) <= limit.AllowedResets;

    /// <summary>What a limit on resets is compared with: the resets of one rollout that are not exceeded with the confidence.</summary>
    /// <param name="limit">One of <see cref="ResetLimits"/>.</param>
    /// <param name="outcome">The outcome.</param>
    public static double ResetsUpper(ResetLimitResult limit, GracePeriodOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(limit);
        ArgumentNullException.ThrowIfNull(outcome);
        return limit.Workload is { } w ? outcome.ResetsUpperByWorkload[w] : outcome.ResetsUpper;
    }

    /// <summary>Whether an outcome holds all limits.</summary>
    /// <param name="outcome">The outcome.</param>
    public bool HoldsAll(GracePeriodOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return ResetLimits.All(limit => Holds(limit, outcome))
            && (DurationLimit is null || outcome.DurationUpperSeconds <= DurationLimit.MaxSeconds);
    }
}
