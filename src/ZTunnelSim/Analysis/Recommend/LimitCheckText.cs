namespace ZTunnelSim;

/// <summary>A check of limits as a table and in sentences.</summary>
internal static class LimitCheckText
{
    /// <summary>A row for each limit: what one rollout reaches, what is allowed, whether it holds, and how sure that is.</summary>
    public static TextTable Table(LimitCheck check) => TextTable.Of(
        $"The limits, and what one rollout stays within with {Confidence(check)} confidence at T = {check.Outcome.GracePeriod}",
        check.CheckedLimits,
        [
            new("limit", Name, IsNumeric: false),
            new("reached", limit => Text(limit, limit.Reached)),
            new("allowed", limit => Text(limit, limit.Allowed)),
            new("", limit => limit.Holds ? "holds" : "exceeded", IsNumeric: false),
            new("held with", limit => Probability(limit.Probability)),
        ]);

    /// <summary>Whether T holds the limits; where it does not, which T would.</summary>
    public static IEnumerable<string> Verdict(LimitCheck check)
    {
        string t = RecommendationText.Text(check.Outcome.GracePeriod);
        if (check.Holds)
        {
            yield return $"Verdict: holds. T = {t} holds all limits with {Confidence(check)} confidence.";
            yield break;
        }
        int exceeded = check.CheckedLimits.Count(limit => !limit.Holds);
        if (exceeded > 0)
        {
            yield return $"Verdict: EXCEEDED. T = {t} does not hold {exceeded} of {check.CheckedLimits.Count} limits with "
                + $"{Confidence(check)} confidence.";
        }
        if (MemoryText.Refused(check.Memory, [check.Outcome.GracePeriod]) is { } refused)
            yield return $"{(exceeded > 0 ? "And" : "Verdict: EXCEEDED.")} {refused}";
        yield return check.Smallest is { } smallest
            ? $"The smallest T that holds all of them is {smallest.Seconds} ({RecommendationText.Text(smallest)})."
            : "No T holds all of them: 'ztunnelsim recommend' with the same limits says which to relax, and to what.";
    }

    /// <summary>What simulated rollouts say of it.</summary>
    public static string Simulated(LimitCheck check) =>
        $"Simulated afresh, all limits held together in {Numbers.Whole(check.Simulated.HeldAll)} of "
            + $"{Numbers.Whole(check.Simulated.Replications)} rollouts at T = {check.Simulated.GracePeriod}."
            + check.Simulated.WhyNoMore(check.Precision);

    private static string Name(CheckedLimit limit) => limit.Resets?.ToString() ?? $"duration: {DurationFormat.Brief(limit.Allowed)}";

    private static string Text(CheckedLimit limit, double value) =>
        limit.Resets is null ? DurationFormat.Brief(value) : Numbers.Whole(value);

    /// <summary>What is almost sure is not said to be.</summary>
    public static string Probability(double probability) => probability switch
    {
        0 or 1 => RecommendationText.Percent(probability),
        > 0.9999 => "> 99.99 %",
        < 0.0001 => "< 0.01 %",
        _ => RecommendationText.Percent(probability),
    };

    private static string Confidence(LimitCheck check) => RecommendationText.Percent(check.Limits.Confidence);
}
