namespace ZTunnelSim.Data;

/// <summary>A check of limits as JSON.</summary>
internal static class LimitCheckJson
{
    /// <param name="check">The check.</param>
    /// <param name="scenarioFile">The scenario that it belongs to.</param>
    /// <param name="origin">Where T comes from, as one word.</param>
    public static ResultDocument Of(LimitCheck check, string scenarioFile, string origin) => new("check", new
    {
        Scenario = scenarioFile,
        check.Seed,
        check.Simulated.MostReplications,
        Precision = check.Precision.Share,
        PrecisionReason = ResultJson.WhyNoPrecision(check.Precision.Share),
        check.Rollout.Pacing,
        Plan = check.Rollout.Strategy.ToString(),
        DrainBudget = check.Rollout.DrainBudget.ToString(),
        check.Limits.Confidence,
        check.Holds,
        Verdict = LimitCheckText.Verdict(check),
        TerminationGracePeriodSeconds = check.Outcome.GracePeriod.Seconds,
        GracePeriodFrom = origin,
        Limits = check.CheckedLimits.Select(Of),
        SmallestGracePeriodSeconds = check.Smallest?.Seconds,
        SmallestGracePeriodReason = RecommendationJson.WhyNoGracePeriod(check.Smallest),
        Outcome = RecommendationJson.Outcome(check.Outcome, check.Holds, check.Rollout),
        Simulated = new
        {
            check.Simulated.Replications,
            check.Simulated.HeldByLimit,
            check.Simulated.HeldAll,
        },
        check.IsConfirmed,
        TheoryCheck = ResultJson.Of(check.TheoryCheck, check.Rollout),
    });

    private static object Of(CheckedLimit limit) => limit switch
    {
        { Resets: { } resets } => new
        {
            Kind = "resets",
            resets.Workload,
            Limit = resets.Limit.ToString(),
            limit.Allowed,
            limit.Reached,
            ReachedReason = ResultJson.WhyUnbounded(limit.Reached),
            limit.Holds,
            limit.Probability,
            SmallestGracePeriodSeconds = resets.SmallestGracePeriod?.Seconds,
            SmallestGracePeriodReason = RecommendationJson.WhyNoGracePeriod(resets),
        },
        _ => new
        {
            Kind = "duration",
            AllowedSeconds = limit.Allowed,
            ReachedSeconds = limit.Reached,
            limit.Holds,
            limit.Probability,
            ByTheory = limit.Duration!.IsTheory,
            LargestGracePeriodSeconds = limit.Duration.LargestGracePeriod?.Seconds,
            LargestGracePeriodReason = RecommendationJson.WhyNoGracePeriod(limit.Duration),
        },
    };
}
