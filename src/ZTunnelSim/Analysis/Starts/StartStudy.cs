namespace ZTunnelSim;

/// <summary>When to begin a rollout: all starts and grace periods predicted, and the choice among them.</summary>
internal sealed record StartStudy
{
    private StartStudy(Rollout rollout, StartChoice choice) => (Rollout, Choice) = (rollout, choice);

    /// <summary>The rollout; its grace period plays no part.</summary>
    public Rollout Rollout { get; }

    /// <summary>What there is to choose from, and the choice.</summary>
    public StartChoice Choice { get; }

    /// <summary>Whether a workload's rate changes with the clock; where none does, all starts are alike.</summary>
    public bool RatesChange => Change(Rollout);

    /// <summary>Whether a workload's rate changes with the clock.</summary>
    public static bool Change(Rollout rollout) => rollout.Cluster.Workloads.Any(w => w.ChangingProfile is not null);

    /// <summary>The time zone of the first profile that changes with the clock; null: there is none.</summary>
    public static TimeZoneInfo? ZoneOf(Rollout rollout) =>
        rollout.Cluster.Workloads.Select(w => w.ChangingProfile).FirstOrDefault(p => p is not null)?.TimeZone;

    /// <summary>Predicts all, and chooses.</summary>
    /// <param name="rollout">The rollout, whose <see cref="Rollout.Pacing"/> plays a part; where it has a start, that is what the choice is
    /// held against.</param>
    /// <param name="starts">When it may begin, at least one instant, in the order of time.</param>
    /// <param name="gracePeriods">The grace periods, at least one.</param>
    /// <param name="limits">What is asked of a start.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    public static StartStudy Of(
        Rollout rollout, IReadOnlyList<DateTimeOffset> starts, IReadOnlyList<GracePeriod> gracePeriods, StartLimits limits,
        CancellationToken cancellation)
    {
        DateTimeOffset[] now = rollout.Start is { } at ? [at] : [];
        // Where nothing changes, one start tells all.
        StartSweep sweep = StartSweep.Of(rollout, Change(rollout) ? starts.Concat(now) : starts.Take(1), gracePeriods, cancellation);
        ILookup<DateTimeOffset, StartOutcome> byStart = sweep.Outcomes.ToLookup(o => o.Start);
        return new(rollout, StartChoice.Of(starts.SelectMany(At), limits, now.SelectMany(At)));

        IEnumerable<StartOutcome> At(DateTimeOffset start) =>
            Change(rollout) ? byStart[start] : sweep.Outcomes.Select(o => o with { Start = start });
    }

    /// <summary>A study whose choice is made already.</summary>
    public static StartStudy Of(Rollout rollout, StartChoice choice) => new(rollout, choice);
}
