namespace ZTunnelSim;

/// <summary>
/// The hours of a week as starts of a rollout whose rates change with the clock: of the week that follows its start or, where it has none,
/// of any week. Nothing in it depends on what time it is.
/// </summary>
/// <param name="Study">All hours and grace periods, and the choice among them.</param>
/// <param name="Clock">The clock of the first profile.</param>
/// <param name="Text">The choice in words.</param>
internal sealed record StartWeek(StartStudy Study, StartClock Clock, StartText Text)
{
    /// <summary>What outcomes without a start are called.</summary>
    private const string MeanRates = "the mean rates";

    private const int Hours = 7 * 24;

    /// <summary>A Monday, as weekly profiles begin with.</summary>
    private static readonly DateTime AnyMonday = new(2024, 1, 1);

    /// <summary>Whether the rollout has a start of its own, which is then what the choice is held against.</summary>
    public bool HasStart => Study.Rollout.Start is not null;

    /// <summary>
    /// The week of a rollout; null where no rate changes with the clock, or where one does in another period than days and weeks and it is
    /// not said when the rollout begins.
    /// </summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="gracePeriods">The grace periods, at least one.</param>
    /// <param name="limits">What is asked of a start.</param>
    /// <param name="cancellation">Gives up.</param>
    public static StartWeek? Of(
        Rollout rollout, IReadOnlyList<GracePeriod> gracePeriods, StartLimits limits, CancellationToken cancellation)
    {
        if (rollout.Strategy is not RollingUpdate || StartStudy.ZoneOf(rollout) is not { } zone) return null;
        if (rollout.Start is null && !rollout.Cluster.Workloads.All(w => w.Profile is null || ComesAgainEachWeek(w.Profile))) return null;
        DateTimeOffset first = rollout.Start is { } start
            ? TimeZoneInfo.ConvertTime(start, zone).AddTicks(-(TimeZoneInfo.ConvertTime(start, zone).Ticks % TimeSpan.TicksPerHour))
            : LocalTimes.First(AnyMonday, zone);
        StartStudy study = StartStudy.Of(
            rollout, [.. Enumerable.Range(0, Hours).Select(i => first.AddHours(i))], gracePeriods, limits, cancellation);
        if (rollout.Start is null)
        {
            Dictionary<GracePeriod, double> seconds =
                study.Choice.Outcomes.Take(study.Choice.Outcomes.Count / Hours).ToDictionary(o => o.GracePeriod, o => o.DurationSeconds);
            study = StartStudy.Of(
                rollout, StartChoice.Of(study.Choice.Outcomes, limits, seconds.Select(t => AtMeanRates(rollout, t.Key, t.Value))));
        }
        StartClock clock = new(zone, HasDates: rollout.Start is not null);
        return new(study, clock, new StartText(study, clock, rollout.Start is null ? MeanRates : null));
    }

    /// <summary>The same with one T alone.</summary>
    public StartWeek WithOnly(GracePeriod t)
    {
        StartChoice choice = Study.Choice;
        StartStudy only = StartStudy.Of(
            Study.Rollout, StartChoice.Of(choice.Outcomes.Where(o => o.GracePeriod == t), choice.Limits, choice.NowWithEach));
        return this with { Study = only, Text = new StartText(only, Clock, HasStart ? null : MeanRates) };
    }

    private static bool ComesAgainEachWeek(RateProfile profile) => TimeSpan.FromDays(7).Ticks % profile.Period.Ticks == 0;

    private static StartOutcome AtMeanRates(Rollout rollout, GracePeriod t, double seconds)
    {
        Rollout at = rollout.WithGracePeriod(t) with { Start = null };
        PredictionInterval range = PredictionInterval.OfResets(at, StudyOptions.Confidence);
        return new(default, t, at.Predict().Resets, range.Lower, range.Upper, seconds);
    }
}
