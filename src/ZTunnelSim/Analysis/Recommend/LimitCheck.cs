namespace ZTunnelSim;

/// <summary>Whether one T holds the limits, how sure that is, and which T would.</summary>
internal sealed record LimitCheck
{
    private LimitCheck(Rollout rollout, RolloutLimits limits, GracePeriodOutcome outcome, IEnumerable<CheckedLimit> checkedLimits) =>
        (Rollout, Limits, Outcome, CheckedLimits) = (rollout, limits, outcome, ValueList.Of(checkedLimits));

    /// <summary>The rollout, with the T that was checked.</summary>
    public Rollout Rollout { get; }

    /// <summary>The limits.</summary>
    public RolloutLimits Limits { get; }

    /// <summary>What T brings.</summary>
    public GracePeriodOutcome Outcome { get; }

    /// <summary>Each limit on resets as in <see cref="Recommendation.ResetLimits"/>, and then that on the duration.</summary>
    public IReadOnlyList<CheckedLimit> CheckedLimits { get; }

    /// <summary>Whether T holds all limits, each by itself with the confidence asked for.</summary>
    public bool Holds => CheckedLimits.All(limit => limit.Holds) && HasPlace;

    /// <summary>Whether two ztunnels have their place until the drain is over.</summary>
    public bool HasPlace => Memory.Holds(Outcome.GracePeriod);

    /// <summary>How long a drain may be for that.</summary>
    public required MemoryLimit Memory { get; init; }

    /// <summary>The smallest T that holds all limits; null where none does.</summary>
    public GracePeriod? Smallest { get; private init; }

    /// <summary>In how many simulated rollouts the limits held at T.</summary>
    public required SimulatedCheck Simulated { get; init; }

    /// <summary>
    /// Whether simulated rollouts bear out that T holds: no limit held significantly less often than the confidence asks for. Null where T
    /// does not.
    /// </summary>
    public bool? IsConfirmed => Holds ? RecommendExtensions.IsConfirmed(Simulated, Limits.Confidence) : null;

    /// <summary>Theory held against an engine that simulates every connection; null: it was not.</summary>
    public TheoryCheck? TheoryCheck { get; init; }

    /// <summary>The seed of what was simulated.</summary>
    public ulong Seed { get; private init; }

    /// <summary>With which precision fewer rollouts than all are enough.</summary>
    public Precision Precision { get; private init; }

    /// <summary>Checks one T, by the same theory and with the same simulated rollouts as <see cref="RecommendExtensions"/>.</summary>
    /// <param name="rollout">The rollout with the T to check; its <see cref="Rollout.Pacing"/> plays a part.</param>
    /// <param name="limits">What it must not exceed.</param>
    /// <param name="options">How to search and confirm.</param>
    /// <param name="progress">Told after each replication; null: nobody is told.</param>
    /// <param name="cancellationToken">Ends it without a result.</param>
    /// <exception cref="ArgumentException">A limit or an option is outside its range, or names an unknown workload.</exception>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LimitCheck Of(
        Rollout rollout, RolloutLimits limits, RecommendOptions options, IProgress<SweepProgress>? progress,
        CancellationToken cancellationToken)
    {
        limits.Validate();
        limits.RequireWorkloadsOf(rollout.Cluster);
        options.Validate();
        GracePeriod t = rollout.GracePeriod;
        StudyProgress replications = new(progress);
        RecommendSearch search = new(rollout, limits);
        DurationQuantiles durations = new(
            rollout, search.Drains, limits, options, new(options.Precision), cancellationToken, replications);
        FoundLimits found = search.Find(durations);
        OutcomeCalculator calculator = new(rollout, limits.Confidence, search, durations, options);
        GracePeriodOutcome outcome = calculator.Of([t], cancellationToken)[0];
        IEnumerable<CheckedLimit> resets = found.ResetLimits.Select(limit => new CheckedLimit(
            limit, null, Recommendation.ResetsUpper(limit, outcome), limit.AllowedResets, Recommendation.Holds(limit, outcome),
            search.Resets.Probability(outcome.DrainBudgetSeconds, limit.AllowedResets, limit.WorkloadIndex, [])));
        IEnumerable<CheckedLimit> duration = found.DurationLimit is not { } longest ? []
            : [new(
                null, longest, outcome.DurationUpperSeconds, longest.MaxSeconds, outcome.DurationUpperSeconds <= longest.MaxSeconds,
                durations.Probability(t, longest.MaxSeconds))];
        return new(rollout, limits, outcome, resets.Concat(duration))
        {
            Smallest = found.Smallest,
            Memory = search.Memory,
            Simulated = RecommendExtensions.Check(rollout, limits, found.ResetLimits, t, [], options, replications, cancellationToken)[0],
            Seed = options.Seed,
            Precision = new(options.Precision),
        };
    }
}

/// <summary>A limit at one T. It is on resets or on the duration: one of the first two is null.</summary>
/// <param name="Resets">The limit on resets.</param>
/// <param name="Duration">The limit on the duration.</param>
/// <param name="Reached">What one rollout does not exceed with the confidence asked for: resets, or seconds.</param>
/// <param name="Allowed">What the limit allows, in the same unit.</param>
/// <param name="Holds">Whether it holds with the confidence asked for.</param>
/// <param name="Probability">The probability with which it holds in one rollout, from 0 to 1.</param>
internal sealed record CheckedLimit(
    ResetLimitResult? Resets, DurationLimitResult? Duration, double Reached, double Allowed, bool Holds, double Probability);
