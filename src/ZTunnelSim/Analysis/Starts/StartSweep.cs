namespace ZTunnelSim;

/// <summary>A sweep over the instants at which a rollout may begin, and over grace periods, by theory: a week takes a second.</summary>
internal sealed class StartSweep
{
    private readonly StartOutcome[] _outcomes;

    private StartSweep(
        Rollout rollout, IReadOnlyList<DateTimeOffset> starts, IReadOnlyList<GracePeriod> gracePeriods, StartOutcome[] outcomes) =>
        (Rollout, Starts, GracePeriods, _outcomes) = (rollout, starts, gracePeriods, outcomes);

    /// <summary>Predicts all of them; see <see cref="SweepExtensions.PredictStarts"/>.</summary>
    public static StartSweep Of(
        Rollout rollout, IEnumerable<DateTimeOffset> starts, IEnumerable<GracePeriod> gracePeriods, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(gracePeriods);
        DateTimeOffset[] times = [.. starts.DistinctBy(time => time.UtcTicks).OrderBy(time => time.UtcTicks)];
        GracePeriod[] candidates = [.. gracePeriods.Distinct().Order()];
        if (times.Length == 0) throw new ArgumentException("At least one start is expected.", nameof(starts));
        if (candidates.Length == 0) throw new ArgumentException("At least one grace period is expected.", nameof(gracePeriods));
        RateTails tails = new(), liveTails = new();
        StartOutcome[] outcomes = new StartOutcome[times.Length * candidates.Length];
        double[] errors = new double[outcomes.Length];
        Parallel.For(0, times.Length, new() { CancellationToken = cancellation }, i =>
        {
            Rollout at = rollout with { Start = times[i] };
            ResetTheory drains = new(at, tails: tails);
            // What is limited and shown are the resets that somebody misses.
            ResetTheory theory = at.HasDeadPeers ? new(at.Live, tails: liveTails) : drains;
            for (int k = 0; k < candidates.Length; k++)
            {
                Rollout with = at.WithGracePeriod(candidates[k]);
                double budget = with.DrainBudgetSeconds, resets = 0, variance = 0;
                for (int w = 0; w < at.Cluster.Workloads.Count; w++)
                {
                    double mean = theory.Mean(w, budget), error = mean * theory.ErrorOfProfile(w, budget);
                    resets += mean;
                    variance += error * error;
                }
                errors[i * candidates.Length + k] = resets > 0 ? Math.Sqrt(variance) / resets : 0;
                outcomes[i * candidates.Length + k] = new(
                    times[i], candidates[k], resets, 0, 0, RolloutTheory.ExpectedDurationSeconds(with, drains));
            }
        });
        ResetMeans atMean = new(rollout.Live with { Start = null });
        Parallel.For(0, candidates.Length, new() { CancellationToken = cancellation }, k =>
        {
            int[] cells = [.. Enumerable.Range(0, times.Length).Select(i => i * candidates.Length + k)];
            double budget = rollout.WithGracePeriod(candidates[k]).DrainBudgetSeconds;
            RangeByMean range = new(atMean, budget, [.. cells.Select(c => outcomes[c].Resets)]);
            foreach (int cell in cells)
            {
                (double lower, double upper) = range.At(outcomes[cell].Resets, errors[cell]);
                outcomes[cell] = outcomes[cell] with
                {
                    Lower = lower,
                    Upper = upper,
                    Uncertainty = new(range.Factors, errors[cell]),
                };
            }
        });
        return new(rollout, times, candidates, outcomes);
    }

    /// <summary>The rollout; its own start and grace period play no part.</summary>
    public Rollout Rollout { get; }

    /// <summary>The starts, in the order of time.</summary>
    public IReadOnlyList<DateTimeOffset> Starts { get; }

    /// <summary>The grace periods, rising.</summary>
    public IReadOnlyList<GracePeriod> GracePeriods { get; }

    /// <summary>All outcomes: start by start, and for each the grace periods.</summary>
    public IReadOnlyList<StartOutcome> Outcomes => _outcomes;

    /// <summary>What the i-th start brings with the k-th grace period.</summary>
    public StartOutcome this[int start, int gracePeriod] => _outcomes[start * GracePeriods.Count + gracePeriod];
}
