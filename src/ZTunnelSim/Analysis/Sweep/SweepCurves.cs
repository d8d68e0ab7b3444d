namespace ZTunnelSim;

/// <summary>
/// What to expect of a whole grid of grace periods, up to a sweep's longest candidate: resets by theory; durations by theory where it has
/// them, and otherwise interpolated between simulated ones.
/// </summary>
internal sealed record SweepCurves
{
    /// <summary>Grace periods simulated besides the candidates, to interpolate between.</summary>
    private const int Supports = 24;

    private SweepCurves(
        IReadOnlyList<CurvePoint> points, IReadOnlyList<Pacing> pacings, IReadOnlyList<bool> durationIsSimulated) =>
        (Points, Pacings, DurationIsSimulated) = (points, pacings, durationIsSimulated);

    /// <summary>The points, by rising T: every second of the first minute, then evenly in logarithms, and every candidate.</summary>
    public IReadOnlyList<CurvePoint> Points { get; }

    /// <summary>The sweep's pacings, which the durations are of.</summary>
    public IReadOnlyList<Pacing> Pacings { get; }

    /// <summary>For each pacing whether its durations are interpolated between simulated ones, and not theory.</summary>
    public IReadOnlyList<bool> DurationIsSimulated { get; }

    public static SweepCurves Of(SweepResult result, CancellationToken cancellationToken = default)
    {
        Pacing[] pacings = [.. result.Candidates[0].Pacings.Select(p => p.Pacing)];
        GracePeriod[] grid = [.. GracePeriodGrid.For([.. result.Candidates.Select(c => c.GracePeriod)])];
        ResetTheory[] theories = [.. pacings.Select(pacing => new ResetTheory(result.Rollout with { Pacing = pacing }))];
        ResetMeans means = new(result.Rollout);
        // Runs under rates that change take so much longer that a curve does with expected durations.
        bool[] simulated = [.. pacings.Zip(theories, (pacing, theory) => !result.Rollout.HasChangingRates
            && !RolloutTheory.HasDuration(result.Rollout with { Pacing = pacing }, theory))];
        Interpolation[] interpolations = simulated.Contains(true)
            ? Simulate(result, grid, [.. pacings.Where((_, p) => simulated[p])], cancellationToken)
            : [];
        CurvePoint[] points =
            grid.SelectSideBySide(t => Point(result, t, means, pacings, theories, interpolations), cancellation: cancellationToken);
        return new(points.AsReadOnly(), pacings.AsReadOnly(), simulated.AsReadOnly());
    }

    private static CurvePoint Point(
        SweepResult result, GracePeriod t, ResetMeans means, Pacing[] pacings, ResetTheory[] theories, Interpolation[] interpolations)
    {
        Rollout rollout = result.Rollout.WithGracePeriod(t);
        RolloutPrediction predicted = RolloutTheory.Predict(rollout with { Pacing = pacings[0] }, theories[0]);
        return new(
            t, rollout.DrainBudgetSeconds, predicted, PredictionInterval.OfResets(means, rollout.DrainBudgetSeconds, result.Confidence),
            [.. pacings.Zip(theories, Duration)]);

        double Duration(Pacing pacing, ResetTheory theory)
        {
            Rollout paced = rollout with { Pacing = pacing };
            double? known = pacing == pacings[0] ? predicted.DurationSeconds : RolloutTheory.DurationSeconds(paced, theory);
            return known ?? (rollout.HasChangingRates ? RolloutTheory.ExpectedDurationSeconds(paced, theory) : Interpolated(pacing));
        }

        double Interpolated(Pacing pacing) => interpolations.First(i => i.Pacing == pacing).At(rollout.DrainBudgetSeconds);
    }

    /// <summary>Durations between the candidates, on the same random numbers as the sweep's.</summary>
    private static Interpolation[] Simulate(SweepResult result, GracePeriod[] grid, Pacing[] pacings, CancellationToken cancellationToken)
    {
        HashSet<GracePeriod> candidates = [.. result.Candidates.Select(c => c.GracePeriod)];
        // A drain budget counts, not T; and near the shortest ones it does not rise with T.
        GracePeriod[] byBudget = [.. grid.OrderBy(t => result.Rollout.WithGracePeriod(t).DrainBudgetSeconds)];
        GracePeriod[] supports = [.. Enumerable.Range(0, Supports)
            .Select(i => byBudget[i * (byBudget.Length - 1) / (Supports - 1)])
            .Where(t => !candidates.Contains(t))];
        IEnumerable<CandidateResult> simulated = result.Candidates;
        if (supports.Length > 0)
        {
            SweepOptions options = new()
            {
                Seed = result.Seed,
                Replications = result.Replications,
                Engine = result.Engine,
                Pacings = pacings,
            };
            SweepResult between = result.Rollout.Sweep(supports, options, progress: null, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            simulated = simulated.Concat(between.Candidates);
        }
        return [.. pacings.Select(Between)];

        Interpolation Between(Pacing pacing) =>
            new(pacing, simulated.Select(c => (c.DrainBudgetSeconds, c.Under(pacing).DurationSeconds.Mean)));
    }

    /// <summary>Straight lines between simulated means, over the drain budget.</summary>
    private sealed class Interpolation
    {
        private readonly double[] _budgets;
        private readonly double[] _durations;

        public Interpolation(Pacing pacing, IEnumerable<(double Budget, double Duration)> means)
        {
            Pacing = pacing;
            (double Budget, double Duration)[] sorted = [.. means.DistinctBy(m => m.Budget).OrderBy(m => m.Budget)];
            (_budgets, _durations) = ([.. sorted.Select(m => m.Budget)], [.. sorted.Select(m => m.Duration)]);
        }

        public Pacing Pacing { get; }

        public double At(double budget)
        {
            int at = Array.BinarySearch(_budgets, budget);
            if (at >= 0) return _durations[at];
            int right = Math.Clamp(~at, 1, _budgets.Length - 1);
            double share = (budget - _budgets[right - 1]) / (_budgets[right] - _budgets[right - 1]);
            return _durations[right - 1] + share * (_durations[right] - _durations[right - 1]);
        }
    }
}

/// <summary>What to expect of one grace period.</summary>
/// <param name="GracePeriod">T.</param>
/// <param name="DrainBudgetSeconds">G, in seconds.</param>
/// <param name="Predicted">What theory expects.</param>
/// <param name="ResetsInterval">In what range the resets of one rollout lie.</param>
/// <param name="DurationSeconds">The expected duration for each pacing of the sweep, in seconds.</param>
internal sealed record CurvePoint(
    GracePeriod GracePeriod, double DrainBudgetSeconds, RolloutPrediction Predicted, PredictionInterval ResetsInterval,
    IReadOnlyList<double> DurationSeconds);

/// <summary>The expected resets by theory at one grace period.</summary>
/// <param name="GracePeriod">T.</param>
/// <param name="ResetsByWorkload">The expected resets of each workload in the whole rollout, in the cluster's order.</param>
/// <param name="ResetsInterval">In what range the resets of one rollout lie.</param>
internal sealed record ResetCurvePoint(
    GracePeriod GracePeriod, IReadOnlyList<double> ResetsByWorkload, PredictionInterval ResetsInterval)
{
    public double Resets => ResetsByWorkload.Sum();
}

/// <summary>Expected resets against T, by the theory that predicts the candidates; cheap, since nothing is simulated.</summary>
internal static class ResetCurve
{
    /// <summary>The curve of a sweep from its shortest to its longest candidate: every candidate is one of the points.</summary>
    public static IReadOnlyList<ResetCurvePoint> Of(SweepResult result)
    {
        GracePeriod[] candidates = [.. result.Candidates.Select(c => c.GracePeriod)];
        ResetMeans means = new(result.Rollout);
        return [.. GracePeriodGrid.For(candidates).Where(t => t >= candidates[0] && t <= candidates[^1]).Select(t =>
        {
            double budget = result.Rollout.DrainBudget.SecondsFor(t);
            return new ResetCurvePoint(
                t, [.. result.Rollout.Cluster.Workloads.Select((_, w) => means.Fitted(budget, w))],
                PredictionInterval.OfResets(means, budget, result.Confidence));
        })];
    }
}

/// <summary>The grace periods that a curve over T is worked out for.</summary>
internal static class GracePeriodGrid
{
    /// <summary>Up to here every second counts.</summary>
    private const int Dense = 60;

    private const int LogSpaced = 140;

    /// <summary>1 s to 60 s one by one, then spaced evenly in logarithms up to the longest candidate, and every candidate.</summary>
    public static IReadOnlyList<GracePeriod> For(IReadOnlyList<GracePeriod> candidates)
    {
        int last = Math.Max(Dense, candidates.Max(c => c.Seconds));
        IEnumerable<int> spaced = Enumerable.Range(0, LogSpaced + 1)
            .Select(i => (int)Math.Round(Dense * Math.Pow((double)last / Dense, (double)i / LogSpaced)));
        IEnumerable<int> all = Enumerable.Range(1, Dense).Concat(spaced).Concat(candidates.Select(c => c.Seconds));
        return [.. all.Distinct().Order().Select(t => new GracePeriod(t))];
    }
}
