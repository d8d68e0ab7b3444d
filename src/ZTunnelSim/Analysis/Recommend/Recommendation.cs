namespace ZTunnelSim;

/// <summary>Which T to set, why, and what else there is to choose; or why no T holds the limits, and what to do then.</summary>
public sealed record Recommendation
{
    internal Recommendation(
        Rollout rollout, RolloutLimits limits, IEnumerable<ResetLimitResult> resetLimits,
        IEnumerable<WorkloadNeed> workloads, IEnumerable<GracePeriodOutcome> front, IEnumerable<string> workloadsToDrain,
        IEnumerable<SimulatedCheck> checks, IEnumerable<GracePeriod> longerButWorse)
    {
        (Rollout, Limits, Memory) = (rollout, limits, new(rollout));
        (ResetLimits, Workloads) = (ValueList.Of(resetLimits), ValueList.Of(workloads));
        (Front, WorkloadsToDrain) = (ValueList.Of(front), ValueList.Of(workloadsToDrain));
        (Checks, LongerButWorse) = (ValueList.Of(checks), ValueList.Of(longerButWorse));
    }

    /// <summary>The rollout; its own grace period plays no part, its pacing does.</summary>
    public Rollout Rollout { get; }

    /// <summary>The limits.</summary>
    public RolloutLimits Limits { get; }

    /// <summary>The answer in a sentence: which T to set, or that none holds all limits.</summary>
    public string Answer => RecommendationText.Answer(this);

    /// <summary>
    /// In sentences: what the answer brings, what is odd about it, and what it follows from; where no T holds all limits, the ways out.
    /// </summary>
    public IReadOnlyList<string> Reasons => ValueList.Of(RecommendationText.Reasons(this));

    /// <summary>The smallest T that holds all limits, and what it brings; null where none does.</summary>
    public GracePeriodOutcome? Choice { get; internal init; }

    /// <summary>The smallest T that holds all limits; null where none does.</summary>
    public GracePeriod? GracePeriod => Choice?.GracePeriod;

    /// <summary>Each limit on resets: all workloads together first, then single workloads in the cluster's order.</summary>
    public IReadOnlyList<ResetLimitResult> ResetLimits { get; }

    /// <summary>The limit on the duration; null where none was given.</summary>
    public DurationLimitResult? DurationLimit { get; internal init; }

    /// <summary>How long a drain may be for two ztunnels to have their place.</summary>
    internal MemoryLimit Memory { get; init; }

    /// <summary>What each workload needs, were it alone, in the cluster's order.</summary>
    internal IReadOnlyList<WorkloadNeed> Workloads { get; }

    /// <summary>
    /// The next longer round T and what it brings: the price of the next better step. It may exceed the duration's limit.
    /// </summary>
    public GracePeriodOutcome? NextStep { get; internal init; }

    /// <summary>
    /// The Pareto front of resets, duration and time with two processes around the answer, by rising T: for every other T shown, one of
    /// these is no worse in all three.
    /// </summary>
    public IReadOnlyList<GracePeriodOutcome> Front { get; }

    /// <summary>
    /// Where nothing holds: the smallest T that holds the limits on resets. Its duration is what the limit would have to be.
    /// </summary>
    public GracePeriodOutcome? IfDurationMayGrow { get; internal init; }

    /// <summary>
    /// Where nothing holds: the longest drain within the duration, or at all. Its resets are what the limits on resets would have to be.
    /// Null where even the shortest drain takes too long.
    /// </summary>
    public GracePeriodOutcome? IfResetsMayGrow { get; internal init; }

    /// <summary>
    /// Where nothing holds: the names of the workloads that no T within the duration can serve, worst first. Without them the limits hold:
    /// update the nodes they are on by OnDelete after draining these.
    /// </summary>
    public IReadOnlyList<string> WorkloadsToDrain { get; }

    /// <summary>
    /// What it takes to set the answer, by rising time until the update that follows; empty where nothing holds, where the present T is not
    /// known (<see cref="RecommendOptions.PresentGracePeriod"/>), or where it is the answer.
    /// </summary>
    public IReadOnlyList<RolloutPair> InTwoSteps { get; internal init => field = ValueList.Of(value); } = ValueList<RolloutPair>.Empty;

    /// <summary>
    /// The other way: the maximum age of connections that would make a T enough that does not hold the limits on resets, for each workload
    /// and, where none is enough alone, for all together. At the chart's T, at the present one, and of those to show at the shortest for
    /// which one workload's maximum age is enough, or else the longest; empty where all of these hold.
    /// </summary>
    public IReadOnlyList<MaximumAgeOutcome> MaximumAges { get; internal init => field = ValueList.Of(value); } =
        ValueList<MaximumAgeOutcome>.Empty;

    /// <summary>How the answer, the T just below it and the next step did in simulated rollouts; empty where nothing holds.</summary>
    internal IReadOnlyList<SimulatedCheck> Checks { get; }

    /// <summary>
    /// Whether simulated rollouts bear the answer out: none of its limits held significantly less often (level 0.001) than the confidence
    /// asks for. Null where nothing holds.
    /// </summary>
    public bool? IsConfirmed { get; internal init; }

    /// <summary>Why the answer may be no T to set although it holds all limits; empty where nothing is odd about it.</summary>
    public IReadOnlyList<RecommendationConcern> Concerns { get; internal init => field = ValueList.Of(value); } =
        ValueList<RecommendationConcern>.Empty;

    /// <summary>Theory held against an engine that simulates every connection; null: it was not.</summary>
    public TheoryCheck? TheoryCheck { get; internal init; }

    /// <summary>Longer T than the answer, but of a shorter drain, that don't hold: ztunnel keeps 5 s back above T = 10 s.</summary>
    public IReadOnlyList<GracePeriod> LongerButWorse { get; }

    /// <summary>The seed of what was simulated.</summary>
    public ulong Seed { get; internal init; }

    /// <summary>How many rollouts are simulated at most of each grace period looked at.</summary>
    internal int MostReplications { get; init; }

    /// <summary>With which precision fewer are enough.</summary>
    internal Precision Precision { get; init; }

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
        return limit.WorkloadIndex is { } w ? outcome.ResetsUpperByWorkload[w] : outcome.ResetsUpper;
    }

    /// <summary>Whether an outcome holds all limits, and leaves two ztunnels their place.</summary>
    /// <param name="outcome">The outcome.</param>
    public bool HoldsAll(GracePeriodOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return ResetLimits.All(limit => Holds(limit, outcome))
            && (DurationLimit is null || outcome.DurationUpperSeconds <= DurationLimit.MaxSeconds)
            && Memory.Holds(outcome.GracePeriod);
    }

    /// <inheritdoc cref="SweepResult.ToJson"/>
    public string ToJson() => JsonText.Of(this);

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', Reasons.Prepend(Answer));
}
