namespace ZTunnelSim.Cli;

/// <summary>Which T a report is about: one that somebody has decided for, or the recommended one.</summary>
internal static class ReportChoice
{
    /// <summary>The candidate that somebody has decided for.</summary>
    public static ReportAdvice Given(SweepResult result, GracePeriod chosen)
    {
        CandidateResult candidate = result.Candidates.First(c => c.GracePeriod == chosen);
        return new(
            chosen, Expects(result, candidate), "It was chosen by hand; the table shows what the other candidates would cost.",
            Apply(chosen))
        {
            Title = $"Chosen: T = {chosen}",
        };
    }

    /// <summary>What holds the limits, or what to relax where nothing does: in the words of <c>ztunnelsim recommend</c>.</summary>
    public static ReportAdvice Recommended(Recommendation recommendation)
    {
        string[] lines = [recommendation.Answer, .. recommendation.Reasons];
        if (recommendation.GracePeriod is not { } t)
            return new(null, lines[0], string.Join(' ', lines[1..]), "Decide which limit to relax, and ask again.");
        string next = RecommendationText.NextStep(recommendation) is { } step ? $" {step}" : "";
        return new(t, $"{lines[0]} {lines[1]}", $"{string.Join(' ', lines[2..])}{next}", Apply(t));
    }

    private static string Expects(SweepResult result, CandidateResult candidate) =>
        $"With T = {candidate.GracePeriod}, expect {Numbers.Count(candidate.Predicted.Resets)} of about "
            + $"{Numbers.Count(result.OpenConnections)} open connections to be reset (95 of 100 rollouts: "
            + $"{Numbers.Count(candidate.ResetsInterval.Lower)} to {Numbers.Count(candidate.ResetsInterval.Upper)}){Refused(candidate)}, "
            + $"and a rollout of {DurationFormat.Brief(candidate.Under(Pacing.Kubernetes).DurationP50Seconds)}.";

    private static string Refused(CandidateResult candidate) =>
        candidate.Predicted.Refused > 0 ? $", {Numbers.Count(candidate.Predicted.Refused)} new ones to be refused" : "";

    private static string Apply(GracePeriod chosen) =>
        $"Set terminationGracePeriodSeconds to {chosen.Seconds}, before the update that it is meant for: pods that run already keep the T "
            + "they were created with.";
}
