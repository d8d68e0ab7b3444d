namespace ZTunnelSim.Data;

/// <summary>When to begin, as JSON.</summary>
internal static class StartJson
{
    /// <param name="study">The starts and the choice among them.</param>
    /// <param name="clock">The time zone whose offsets times have.</param>
    /// <param name="text">The same in sentences.</param>
    /// <param name="stepSeconds">How far starts are apart.</param>
    /// <param name="scenarioFile">The scenario that it belongs to.</param>
    public static ResultDocument Of(
        StartStudy study, StartClock clock, StartText text, double stepSeconds, string scenarioFile)
    {
        StartChoice choice = study.Choice;
        return new("when", new
        {
            Scenario = scenarioFile,
            text.Answer,
            Reasons = text.Reasons(),
            study.Rollout.Pacing,
            Plan = study.Rollout.Strategy.ToString(),
            DrainBudget = study.Rollout.DrainBudget.ToString(),
            TimeZone = clock.Zone.Id,
            study.RatesChange,
            From = clock.Local(choice.Outcomes[0].Start),
            Last = clock.Local(choice.Outcomes[^1].Start),
            StepSeconds = stepSeconds,
            choice.Limits.OpenConnections,
            Limits = new
            {
                Resets = choice.Limits.Resets?.ToString(),
                choice.Limits.AllowedResets,
                AllowedResetsReason = choice.Limits.Resets is null ? "noLimit" : null,
                choice.Limits.MaxDurationSeconds,
                MaxDurationReason = choice.Limits.MaxDurationSeconds is null ? "noLimit" : null,
                Windows = choice.Limits.Windows?.Texts ?? [],
            },
            Best = Outcome(choice.Best, choice, clock),
            Nearest = Outcome(choice.Nearest, choice, clock),
            Now = Outcome(choice.Now, choice, clock),
            Worst = Outcome(choice.Worst, choice, clock),
            SavedAgainstNow = Saving(choice.AgainstNow),
            SavedAgainstWorst = Saving(choice.AgainstWorst),
            Windows = choice.Windows.Select(w => new
            {
                First = clock.Local(w.First),
                Last = clock.Local(w.Last),
                SmallestGracePeriodSeconds = w.SmallestGracePeriod.Seconds,
                Best = Outcome(w.Best, choice, clock),
            }),
            Starts = choice.Outcomes.Select(o => Outcome(o, choice, clock)),
        });
    }

    private static object? Outcome(StartOutcome? outcome, StartChoice choice, StartClock clock) => outcome is not { } o ? null : new
    {
        Start = clock.Local(o.Start),
        GracePeriodSeconds = o.GracePeriod.Seconds,
        o.Resets,
        o.Lower,
        o.Upper,
        UpperReason = ResultJson.WhyUnbounded(o.Upper),
        o.DurationSeconds,
        StartsInWindow = choice.Limits.StartsInWindow(o),
        EndsInWindow = choice.Limits.EndsInWindow(o),
        HoldsAllLimits = choice.Limits.Hold(o),
    };

    private static object? Saving(StartSaving? saving) => saving is not { } s ? null : new
    {
        s.Resets,
        s.Lower,
        LowerReason = ResultJson.WhyUnbounded(s.Lower),
        s.Upper,
        UpperReason = ResultJson.WhyUnbounded(s.Upper),
        s.Share,
        s.IsSure,
    };
}
