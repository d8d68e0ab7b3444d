using MathNet.Numerics.Distributions;

namespace ZTunnelSim;

/// <summary>Finds the smallest grace period that holds what a rollout must not exceed.</summary>
public static class RecommendExtensions
{
    /// <summary>How many steps of the ladder are shown on either side of the answer.</summary>
    private const int StepsShown = 4;

    /// <summary>A simulated count that a true answer falls below so seldom speaks against it.</summary>
    private const double CheckLevel = 0.001;

    /// <summary>Recommends a grace period.</summary>
    /// <param name="rollout">The rollout; its own grace period plays no part, its <see cref="Rollout.Pacing"/> does.</param>
    /// <param name="limits">What it must not exceed.</param>
    /// <param name="options">How to search and confirm; null: the defaults.</param>
    /// <param name="progress">Told after each replication, of how many more follow as well; null: nobody is told.</param>
    /// <param name="cancellationToken">Ends the search without a result.</param>
    /// <returns>The smallest T that holds all limits, what it costs, and what limits it; or why none does.</returns>
    /// <exception cref="ArgumentException">A limit or an option is outside its range, or names an unknown workload.</exception>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <remarks>
    /// T is found by theory, of resets always and of durations where there is a closed form (a surge under <see cref="Pacing.Kubernetes"/>
    /// with constant times on nodes that are all alike); other durations are quantiles of simulated rollouts. The answer is then confirmed
    /// in rollouts that are simulated afresh.
    /// </remarks>
    /// <example><c>rollout.Recommend(new RolloutLimits { MaxResetShare = 0.001, MaxDurationSeconds = 7200 }).GracePeriod</c></example>
    public static Recommendation Recommend(
        this Rollout rollout,
        RolloutLimits limits,
        RecommendOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        ArgumentNullException.ThrowIfNull(limits);
        limits.Validate();
        limits.RequireWorkloadsOf(rollout.Cluster);
        options ??= new();
        options.Validate();

        StudyProgress replications = new(progress);
        RecommendSearch search = new(rollout, limits);
        DurationQuantiles durations = new(
            rollout, search.Drains, limits, options, new(options.Precision), cancellationToken, replications);
        FoundLimits found = search.Find(durations);
        (IReadOnlyList<ResetLimitResult> resetLimits, GracePeriod? choice) = (found.ResetLimits, found.Smallest);
        (GracePeriod? forResets, GracePeriod? forDuration) = (found.ForResets, found.ForDuration);
        GracePeriod? nextStep = choice is null ? null : Next(rollout.DrainBudget, choice);

        OutcomeCalculator calculator = new(rollout, limits.Confidence, search, durations, options);
        IReadOnlyList<GracePeriodOutcome> outcomes = calculator.Of(
            [.. Shown(choice is null ? [forDuration, forResets] : [choice]).Concat(options.AlsoShow).Distinct().Order()],
            cancellationToken);
        IReadOnlyList<SimulatedCheck> checks = choice is null
            ? []
            : Check(
                rollout, limits, resetLimits, choice, [search.Shortest(Below(rollout.DrainBudget, choice)), nextStep], options,
                replications, cancellationToken);
        IEnumerable<string> workloadsToDrain = choice is null && forDuration is not null
            ? search.WorkloadsToDrain(resetLimits, search.Budget(forDuration))
            : [];
        Recommendation recommendation = new(
            rollout, limits, resetLimits, search.WorkloadNeeds(resetLimits), ParetoFront.Of(outcomes), workloadsToDrain,
            checks, choice is null ? [] : LongerButWorse(rollout.DrainBudget, choice))
        {
            Choice = Outcome(choice),
            DurationLimit = found.DurationLimit,
            Memory = search.Memory,
            NextStep = Outcome(nextStep),
            IfDurationMayGrow = choice is null ? Outcome(forResets) : null,
            IfResetsMayGrow = choice is null ? Outcome(forDuration) : null,
            IsConfirmed = choice is null
                ? null
                : IsConfirmed(checks.First(c => c.GracePeriod == choice), limits.Confidence),
            InTwoSteps = choice is null ? [] : rollout.Live.WithGracePeriod(choice).InTwoSteps(options.PresentGracePeriod),
            MaximumAges =
            [.. new MaximumAgeLever(rollout, limits, search, resetLimits).Of(options.PresentGracePeriod, options.AlsoShow)],
            Seed = options.Seed,
            MostReplications = options.Replications,
            Precision = new(options.Precision),
        };
        return recommendation with { Concerns = [.. RecommendationConcerns.Of(recommendation, options.LongestObservedSeconds, Other)] };

        GracePeriodOutcome Other(GracePeriod t) =>
            outcomes.FirstOrDefault(o => o.GracePeriod == t) ?? calculator.Of([t], cancellationToken)[0];
        GracePeriodOutcome? Outcome(GracePeriod? t) => t is null ? null : outcomes.First(o => o.GracePeriod == t);
    }

    /// <summary>Recommends a grace period on other threads than the caller's.</summary>
    /// <inheritdoc cref="Recommend" path="/param|/exception"/>
    public static Task<Recommendation> RecommendAsync(
        this Rollout rollout,
        RolloutLimits limits,
        RecommendOptions? options = null,
        IProgress<SweepProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        Task.Run(() => rollout.Recommend(limits, options, progress, cancellationToken), cancellationToken);

    /// <summary>The smallest T alone, without what else there is to choose and without confirmation; null where none holds.</summary>
    internal static GracePeriod? Smallest(Rollout rollout, RolloutLimits limits, StudyOptions options, CancellationToken cancellationToken)
    {
        RecommendSearch search = new(rollout, limits);
        if (search.SmallestForResets(search.ResetLimits()) is not { } t || !search.Memory.Holds(t)) return null;
        if (limits.MaxDurationSeconds is not { } max) return t;
        DurationQuantiles durations = new(rollout, search.Drains, limits, options, Precision.None, cancellationToken);
        return durations.Of([t], limits.Confidence)[0].Seconds[0] <= max ? t : null;
    }

    /// <summary>The next step of the ladder that drains longer.</summary>
    private static GracePeriod? Next(DrainBudget rule, GracePeriod t) =>
        GracePeriodLadder.Steps.FirstOrDefault(step => step > t && rule.SecondsFor(step) > rule.SecondsFor(t));

    /// <summary>The largest T that drains shorter.</summary>
    private static GracePeriod? Below(DrainBudget rule, GracePeriod t) =>
        BudgetInverse.LargestWithin(rule, Math.BitDecrement(rule.SecondsFor(t)), RecommendOptions.LongestGracePeriod);

    private static IReadOnlyList<GracePeriod> LongerButWorse(DrainBudget rule, GracePeriod t) =>
    [
        .. Enumerable.Range(1, 5)
            .Select(more => new GracePeriod(t.Seconds + more))
            .Where(longer => rule.SecondsFor(longer) < rule.SecondsFor(t)),
    ];

    /// <summary>Some grace periods and the steps of the ladder around them.</summary>
    private static IEnumerable<GracePeriod> Shown(IEnumerable<GracePeriod?> centers)
    {
        foreach (GracePeriod center in centers.OfType<GracePeriod>().DefaultIfEmpty(new GracePeriod(1)))
        {
            yield return center;
            foreach (GracePeriod longer in GracePeriodLadder.Steps.Where(step => step > center).Take(StepsShown)) yield return longer;
            foreach (GracePeriod shorter in GracePeriodLadder.Steps.Where(step => step < center).TakeLast(StepsShown)) yield return shorter;
        }
    }

    /// <summary>Simulates afresh how often limits hold at a T, until that is known, and at others in the same replications.</summary>
    internal static IReadOnlyList<SimulatedCheck> Check(
        Rollout rollout, RolloutLimits limits, IReadOnlyList<ResetLimitResult> resetLimits, GracePeriod about,
        IEnumerable<GracePeriod?> others, RecommendOptions options, StudyProgress progress, CancellationToken cancellationToken)
    {
        GracePeriod[] candidates = [.. others.OfType<GracePeriod>().Append(about).Order()];
        Precision precision = new(options.Precision);
        CountVerdict verdict = CountVerdict.OfTest(options.Replications, limits.Confidence, CheckLevel);
        // Not the rollouts that a duration may have been chosen by.
        SimulatedRollouts simulated = SimulatedRollouts.Run(
            rollout, candidates, options with { Seed = unchecked(options.Seed + 1) }, cancellationToken, progress,
            precision.Share is null ? null : IsEnough);
        return [.. candidates.Select((_, k) => At(k, simulated))];

        bool IsEnough(SimulatedRollouts done)
        {
            SimulatedCheck check = At(Array.IndexOf(candidates, about), done);
            return precision.IsShareReached(check.HeldAll, done.Count)
                && check.HeldByLimit.All(held => verdict.After(done.Count, held) is not null);
        }

        SimulatedCheck At(int k, SimulatedRollouts done)
        {
            int[] replications = [.. Enumerable.Range(0, done.Count)];
            return new(
                candidates[k],
                done.Count,
                ValueList.Of(resetLimits.Select(limit => replications.Count(i => ResetsHold(limit, i)))),
                limits.MaxDurationSeconds is null ? null : replications.Count(DurationHolds),
                replications.Count(i => DurationHolds(i) && resetLimits.All(limit => ResetsHold(limit, i))),
                options.Replications);

            bool ResetsHold(ResetLimitResult limit, int i) => done.Resets(i, k, limit.WorkloadIndex) <= limit.AllowedResets;
            bool DurationHolds(int i) => limits.MaxDurationSeconds is not { } max || done.Duration(i, k) <= max;
        }
    }

    /// <summary>Whether no limit held significantly less often than the confidence asks for.</summary>
    internal static bool IsConfirmed(SimulatedCheck check, double confidence) =>
        // Of all, the library's continued fraction makes no number.
        check.HeldByLimit.All(held =>
            held == check.Replications || Binomial.CDF(confidence, check.Replications, held) >= CheckLevel);
}
