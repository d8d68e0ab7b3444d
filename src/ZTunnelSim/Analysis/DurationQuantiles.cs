namespace ZTunnelSim;

/// <summary>
/// Quantiles of a rollout's duration for any grace period: by theory where there is a closed form (<see cref="SurgeDuration"/>), and from
/// simulated rollouts where there is none.
/// </summary>
/// <remarks>
/// Every replication draws the same numbers whatever the grace period, so that its duration never falls as the drain budget grows, and
/// neither do the quantiles: both kinds can be searched by bisection. With minReadySeconds a drain's end can wake the controller, so that a
/// longer one may take less time; what a search finds holds even then, but need not be the largest. Lifetimes are the fitted ones; what the
/// data leave open about them matters for resets, but hardly for durations.
/// </remarks>
/// <param name="rollout">The rollout.</param>
/// <param name="theory">Its theory.</param>
/// <param name="limits">The limit on the duration, and with what confidence it has to hold.</param>
/// <param name="options">How rollouts are simulated.</param>
/// <param name="precision">
/// How precise quantiles have to be, where fewer replications are enough. Whether the limit holds is what all of them say
/// (<see cref="CountVerdict"/>).
/// </param>
/// <param name="cancellationToken">Gives up.</param>
/// <param name="progress">Told after each replication.</param>
internal sealed class DurationQuantiles(
    Rollout rollout, ResetTheory theory, RolloutLimits limits, StudyOptions options, Precision precision,
    CancellationToken cancellationToken, StudyProgress? progress = null)
{
    /// <summary>How many budgets one pass over the simulated rollouts looks at.</summary>
    private const int BudgetsPerPass = 24;

    private readonly SurgeDuration? _theory = SurgeDuration.Of(rollout.GoingThrough, theory);

    private readonly CountVerdict _holds = CountVerdict.OfQuantile(options.Replications, limits.Confidence);

    public bool IsTheory => _theory is not null;

    /// <summary>
    /// For each grace period the durations in seconds that are not exceeded with the given probabilities, and the share of rollouts that
    /// stand still for a lost wake-up of the controller, and have no other duration than until then.
    /// </summary>
    public (double[] Seconds, double StalledShare)[] Of(IReadOnlyList<GracePeriod> gracePeriods, params double[] probabilities)
    {
        if (_theory is not null)
        {
            return [.. gracePeriods.Select(t =>
                (probabilities.Select(p => _theory.Quantile(p, rollout.DrainBudget.SecondsFor(t))).ToArray(), 0.0))];
        }
        SimulatedRollouts simulated = Simulate(rollout, gracePeriods, IsEnough);
        return
        [
            .. gracePeriods.Select((_, k) =>
                (probabilities.Select(p => simulated.DurationQuantile(k, p)).ToArray(), simulated.StalledShare(k))),
        ];

        bool IsEnough(SimulatedRollouts done) => Enumerable.Range(0, gracePeriods.Count).All(k =>
        {
            double[] sorted = done.SortedDurations(k);
            return probabilities.All(p => precision.IsReached(sorted, p))
                && (limits.MaxDurationSeconds is not { } max
                    || Holds(done, k, max) == SampleQuantile.Of(sorted, limits.Confidence) <= max);
        });
    }

    /// <summary>The probability, from 0 to 1, that a rollout takes no longer than a limit: of simulated ones, their share.</summary>
    public double Probability(GracePeriod gracePeriod, double maxSeconds)
    {
        if (_theory is not null) return _theory.Probability(maxSeconds, rollout.DrainBudget.SecondsFor(gracePeriod));
        return Share(Simulate(rollout, [gracePeriod], IsEnough));

        bool IsEnough(SimulatedRollouts done) => Holds(done, 0, maxSeconds) == Share(done) >= limits.Confidence
            && precision.IsShareReached(done.DurationsWithin(0, maxSeconds), done.Count);

        double Share(SimulatedRollouts done) => (double)done.DurationsWithin(0, maxSeconds) / done.Count;
    }

    /// <summary>The largest T with which the duration stays within the limit; null where even the shortest drain takes longer.</summary>
    public GracePeriod? LargestWithin(double maxSeconds)
    {
        GracePeriod longest = RecommendOptions.LongestGracePeriod;
        if (Holds(longest)) return longest;
        GracePeriod? t = _theory is not null
            ? ByTheory(_theory, maxSeconds, limits.Confidence, longest)
            : BySimulation(maxSeconds, longest);
        return t is not null && Holds(t) ? t : null;

        bool Holds(GracePeriod candidate) => _theory is null
            ? Within(rollout, [candidate], maxSeconds)[0]
            : _theory.Probability(maxSeconds, rollout.DrainBudget.SecondsFor(candidate)) >= limits.Confidence;
    }

    /// <summary>For each grace period whether the simulated durations stay within the limit with the confidence asked for.</summary>
    private bool[] Within(Rollout simulatedRollout, GracePeriod[] gracePeriods, double maxSeconds)
    {
        int[] all = [.. Enumerable.Range(0, gracePeriods.Length)];
        SimulatedRollouts simulated = Simulate(
            simulatedRollout, gracePeriods, done => all.All(k => Holds(done, k, maxSeconds) is not null));
        return [.. all.Select(k => Holds(simulated, k, maxSeconds)!.Value)];
    }

    private bool? Holds(SimulatedRollouts done, int k, double maxSeconds) =>
        _holds.After(done.Count, done.DurationsWithin(k, maxSeconds));

    private SimulatedRollouts Simulate(
        Rollout simulated, IReadOnlyList<GracePeriod> gracePeriods, Func<SimulatedRollouts, bool> isEnough) =>
        SimulatedRollouts.Run(
            simulated, gracePeriods, options, cancellationToken, progress, precision.Share is null ? null : isEnough);

    private GracePeriod? ByTheory(SurgeDuration theory, double maxSeconds, double probability, GracePeriod longest)
    {
        Bracket budget = Bracket.Of(g => theory.Probability(maxSeconds, g) < probability, longest.Seconds);
        GracePeriod? t = BudgetInverse.LargestWithin(rollout.DrainBudget, budget.True, longest);
        bool lastHolds = t is not null && theory.Probability(maxSeconds, rollout.DrainBudget.SecondsFor(t)) >= probability;
        return lastHolds ? t : BudgetInverse.LargestWithin(rollout.DrainBudget, budget.False, longest);
    }

    /// <summary>A search among whole seconds of budget, many at once, since a pass over the rollouts serves them all.</summary>
    private GracePeriod? BySimulation(double maxSeconds, GracePeriod longest)
    {
        Rollout nominal = rollout with { DrainBudget = DrainBudget.Nominal };
        int holds = 0, fails = longest.Seconds;
        while (fails - holds > 1)
        {
            GracePeriod[] between = [.. Between(holds, fails).Select(s => new GracePeriod(s))];
            int within = Within(nominal, between, maxSeconds).TakeWhile(holdsIt => holdsIt).Count();
            if (within < between.Length) fails = between[within].Seconds;
            if (within > 0) holds = between[within - 1].Seconds;
        }
        return BudgetInverse.LargestWithin(rollout.DrainBudget, holds, longest);
    }

    /// <summary>Whole seconds strictly between two others: in equal ratios while these are far apart, then in equal steps.</summary>
    private static IEnumerable<int> Between(int low, int high)
    {
        double from = Math.Max(1, low), ratio = high / from;
        return Enumerable.Range(1, BudgetsPerPass)
            .Select(i => (double)i / (BudgetsPerPass + 1))
            .Select(x => (int)Math.Round(ratio > 4 ? from * Math.Pow(ratio, x) : low + x * (high - low)))
            .Append(low + 1)
            .Select(s => Math.Clamp(s, low + 1, high - 1))
            .Distinct()
            .Order();
    }
}
