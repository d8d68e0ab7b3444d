namespace ZTunnelSim.Data;

/// <summary>Sensitivities as JSON.</summary>
internal static class SensitivityJson
{
    public static ResultDocument Of(SensitivityResult result, string scenarioFile, SensitivityOptions options) => new("sensitivity", new
    {
        Scenario = scenarioFile,
        options.Seed,
        options.Range,
        result.Rollout.Pacing,
        Plan = result.Rollout.Strategy.ToString(),
        DrainBudget = result.Rollout.DrainBudget.ToString(),
        TerminationGracePeriodSeconds = result.Rollout.GracePeriod.Seconds,
        result.Rollout.DrainBudgetSeconds,
        DurationByTheory = result.IsDurationTheory,
        Answer = SensitivityText.Answer(result),
        AsGiven = Of(result.Base, result),
        Inputs = result.Inputs.Select(input => new
        {
            input.Workload,
            input.Input,
            input.Low,
            input.High,
            Range = input.Assumed,
            AtLow = Of(input.AtLow, result),
            AtHigh = Of(input.AtHigh, result),
            ResetsSwing = input.Swing(o => o.Resets),
            DurationSwingSeconds = input.Swing(o => o.DurationSeconds),
        }),
    });

    private static object Of(SensitivityOutcome outcome, SensitivityResult result) => new
    {
        outcome.Resets,
        outcome.DurationSeconds,
        SmallestGracePeriodSeconds = outcome.GracePeriod?.Seconds,
        SmallestGracePeriodReason = result.Limits is null ? "noLimit" : RecommendationJson.WhyNoGracePeriod(outcome.GracePeriod),
    };
}
