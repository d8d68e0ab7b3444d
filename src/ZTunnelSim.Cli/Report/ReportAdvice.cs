namespace ZTunnelSim.Cli;

/// <summary>What a report recommends, in words; where they come from is not the report's business.</summary>
/// <param name="Chosen">The candidate that the report is about; null: none could be chosen.</param>
/// <param name="Headline">The answer in one sentence.</param>
/// <param name="Why">Why this one and no other, in a sentence or two.</param>
/// <param name="NextStep">What to do with it.</param>
internal sealed record ReportAdvice(GracePeriod? Chosen, string Headline, string Why, string NextStep)
{
    /// <summary>What stands above it.</summary>
    public string Title { get; init; } = Chosen is null ? "Recommendation: none of these" : $"Recommendation: T = {Chosen}";

    /// <summary>The candidate that somebody has decided for.</summary>
    /// <param name="result">The sweep.</param>
    /// <param name="chosen">The candidate.</param>
    /// <param name="inTwoSteps">What setting it cuts, and an update after it; may be empty.</param>
    public static ReportAdvice Given(SweepResult result, GracePeriod chosen, IReadOnlyList<RolloutPair> inTwoSteps)
    {
        CandidateResult c = result.At(chosen);
        string refused = c.Predicted.Refused > 0 ? $", {Numbers.Count(c.Predicted.Refused)} new ones to be refused" : "";
        string expects = $"With T = {c.GracePeriod}, expect {Numbers.Count(c.Predicted.Resets)} of about "
            + $"{Numbers.Count(result.OpenConnections)} open connections to be reset {InOneRollout(c)}{refused}, and a rollout of "
            + $"{DurationFormat.Brief(c.Under(Pacing.Kubernetes).DurationP50Seconds)}.";
        string setting = inTwoSteps.Count > 0 ? $" {RolloutPairTables.Sentence(inTwoSteps)}" : "";
        return new(chosen, expects, $"It was chosen by hand; the table shows what the other candidates would cost.{setting}", Apply(chosen))
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

    /// <summary>The answer of a report that does not choose: what the shortest and the longest candidate cost.</summary>
    public static string WithoutChoice(SweepResult result)
    {
        string open = Numbers.Count(result.OpenConnections);
        CandidateResult shortest = result.Candidates[0], longest = result.Candidates[^1];
        return shortest == longest
            ? $"One rollout with {Cost(shortest)}, of about {open} open."
            : $"Of about {open} open connections, one rollout with {Cost(shortest)}; with {Cost(longest)}.";

        static string Cost(CandidateResult c) =>
            $"T = {c.GracePeriod} resets {Numbers.Count(c.Predicted.Resets)} {InOneRollout(c)}"
            + (c.Predicted.Refused > 0 ? $", refuses {Numbers.Count(c.Predicted.Refused)} new ones" : "")
            + $" and takes {DurationFormat.Brief(c.Under(Pacing.Kubernetes).DurationP50Seconds)}";
    }

    private static string InOneRollout(CandidateResult c) => $"(95 of 100 rollouts: {ReportTables.Range(c.ResetsInterval)})";

    private static string Apply(GracePeriod chosen) =>
        $"Set terminationGracePeriodSeconds to {chosen.Seconds}, before the update that it is meant for: pods that run already keep the T "
            + "they were created with.";
}
