namespace ZTunnelSim;

/// <summary>When to begin a rollout: all starts and grace periods predicted, and the choice among them.</summary>
internal sealed record StartStudy
{
    /// <summary>How many rollouts are simulated of each T, where theory has no duration.</summary>
    private const int Replications = 200;

    private StartStudy(Rollout rollout, StartChoice choice) => (Rollout, Choice) = (rollout, choice);

    /// <summary>The rollout; its grace period plays no part.</summary>
    public Rollout Rollout { get; }

    /// <summary>What there is to choose from, and the choice.</summary>
    public StartChoice Choice { get; }

    /// <summary>Whether durations are expected ones by theory; otherwise medians of simulated rollouts at the mean rates.</summary>
    public bool DurationsAreTheory { get; private init; } = true;

    /// <summary>Whether a workload's rate changes with the clock; where none does, all starts are alike.</summary>
    public bool RatesChange => Change(Rollout);

    /// <summary>Whether a workload's rate changes with the clock.</summary>
    public static bool Change(Rollout rollout) => rollout.Cluster.Workloads.Any(w => w.Profile is { IsConstant: false });

    /// <summary>The time zone of the first profile that changes with the clock; null: there is none.</summary>
    public static TimeZoneInfo? ZoneOf(Rollout rollout) =>
        rollout.Cluster.Workloads.Select(w => w.Profile).FirstOrDefault(p => p is { IsConstant: false })?.TimeZone;

    /// <summary>The connections that are open in the mean over the period of the rates.</summary>
    public static double OpenConnections(Rollout rollout) =>
        Enumerable.Range(0, rollout.Cluster.Workloads.Count).Sum(rollout.Cluster.OpenConnectionsOf);

    /// <summary>Predicts all, and chooses.</summary>
    /// <param name="rollout">The rollout, whose <see cref="Rollout.Pacing"/> plays a part; where it has a start, that is what the choice is
    /// held against.</param>
    /// <param name="starts">When it may begin, at least one instant.</param>
    /// <param name="gracePeriods">The grace periods, at least one.</param>
    /// <param name="limits">What is asked of a start.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    public static StartStudy Of(
        Rollout rollout, IReadOnlyList<DateTimeOffset> starts, IReadOnlyList<GracePeriod> gracePeriods, StartLimits limits,
        CancellationToken cancellation)
    {
        // Where nothing changes, one start tells all.
        StartSweep sweep = StartSweep.Of(rollout, Change(rollout) ? starts : starts.Take(1), gracePeriods, cancellation);
        IEnumerable<StartOutcome> outcomes = Change(rollout)
            ? sweep.Outcomes
            : starts.SelectMany(start => sweep.Outcomes.Select(o => o with { Start = start }));
        IEnumerable<StartOutcome> now = rollout.Start is not { } at ? []
            : Change(rollout) ? StartSweep.Of(rollout, [at], gracePeriods, cancellation).Outcomes
            : sweep.Outcomes.Select(o => o with { Start = at });
        bool isTheory = sweep.Outcomes.All(o => o.DurationSeconds > 0);
        if (!isTheory)
        {
            Dictionary<GracePeriod, double> medians = Medians(rollout, sweep.GracePeriods, cancellation);
            (outcomes, now) = (outcomes.Select(Simulated), now.Select(Simulated));

            StartOutcome Simulated(StartOutcome o) => o with { DurationSeconds = medians[o.GracePeriod] };
        }
        return new(rollout, StartChoice.Of(outcomes, limits, now)) { DurationsAreTheory = isTheory };
    }

    /// <summary>A study whose choice is made already.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="choice">The choice.</param>
    internal static StartStudy Of(Rollout rollout, StartChoice choice) => new(rollout, choice);

    /// <summary>The same study with another choice.</summary>
    internal StartStudy With(StartChoice choice) => new(Rollout, choice) { DurationsAreTheory = DurationsAreTheory };

    private static Dictionary<GracePeriod, double> Medians(
        Rollout rollout, IReadOnlyList<GracePeriod> gracePeriods, CancellationToken cancellation)
    {
        Rollout atAnyTime = rollout with { Start = null };
        DurationQuantiles durations =
            new(atAnyTime, new ResetTheory(atAnyTime), new RecommendOptions { Replications = Replications }, cancellation);
        return gracePeriods.Zip(durations.Of(gracePeriods, 0.5), (t, d) => (t, d.Seconds[0])).ToDictionary(d => d.t, d => d.Item2);
    }
}
