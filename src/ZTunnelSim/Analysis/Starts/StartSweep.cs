namespace ZTunnelSim;

/// <summary>A sweep over the instants at which a rollout may begin, and over grace periods: by theory, so that a week takes a second.</summary>
internal sealed class StartSweep
{
    private readonly StartOutcome[] _outcomes;

    private StartSweep(
        Rollout rollout, IReadOnlyList<DateTimeOffset> starts, IReadOnlyList<GracePeriod> gracePeriods, StartOutcome[] outcomes) =>
        (Rollout, Starts, GracePeriods, _outcomes) = (rollout, starts, gracePeriods, outcomes);

    /// <summary>Predicts all of them; see <see cref="StartSweepExtensions.PredictStarts"/>.</summary>
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
        StartOutcome[] outcomes = new StartOutcome[times.Length * candidates.Length];
        for (int i = 0; i < times.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int k = 0; k < candidates.Length; k++)
            {
                Rollout at = rollout with { Start = times[i], GracePeriod = candidates[k] };
                RolloutPrediction expected = at.Predict();
                PredictionInterval range = PredictionInterval.OfResets(at, StudyOptions.Confidence);
                outcomes[i * candidates.Length + k] = new(
                    times[i], candidates[k], expected.Resets, range.Lower, range.Upper, expected.DurationSeconds ?? 0);
            }
        }
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
