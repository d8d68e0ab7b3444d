namespace ZTunnelSim;

/// <summary>Why an answer that holds all limits may still be no T to set, and the sensible neighbour.</summary>
/// <param name="Kind">What is odd about it.</param>
/// <param name="About">The T that it is about: the answer or, where nothing holds, what would.</param>
/// <param name="Instead">What to set instead, and what that brings; null: the limits are what to change.</param>
/// <param name="Workload">The name of the workload that it is about; null: none in particular.</param>
public sealed record RecommendationConcern(
    ConcernKind Kind, GracePeriodOutcome About, GracePeriodOutcome? Instead, string? Workload = null);

/// <summary>What is odd about a recommended T.</summary>
public enum ConcernKind
{
    /// <summary>Nothing is open that could be reset: every T is as good as any other.</summary>
    NothingOpen,

    /// <summary>The limits on resets allow every open connection to be reset: they limit nothing.</summary>
    LimitsNothing,

    /// <summary>Below the chart's default of 30 s, which holds all limits as well and takes no longer.</summary>
    BelowDefault,

    /// <summary>
    /// Longer than an hour: node-pool upgrades commonly wait for a pod no longer than that, and autoscalers for less, so that a node may go
    /// before its drain ends.
    /// </summary>
    LongerThanAnHour,

    /// <summary>Longer than a day: a rollout is not over before the next one is due.</summary>
    LongerThanADay,

    /// <summary>A drain longer than any lifetime in the data of the workload that decides: the answer is all extrapolation.</summary>
    BeyondTheData,
}

/// <summary>Finds what is odd about an answer.</summary>
internal static class RecommendationConcerns
{
    private const int Hour = 3600, Day = 86400;

    /// <summary>A duration that is longer by no more than this share counts as the same.</summary>
    private const double NoLonger = 0.01;

    /// <param name="r">The recommendation.</param>
    /// <param name="longestObserved">The longest lifetime in the data of each workload that has any, in seconds, by its name.</param>
    /// <param name="outcome">What another T brings.</param>
    public static IEnumerable<RecommendationConcern> Of(
        Recommendation r, IReadOnlyDictionary<string, double> longestObserved, Func<GracePeriod, GracePeriodOutcome> outcome)
    {
        GracePeriodOutcome? about = r.Choice
            ?? new[] { r.IfDurationMayGrow, r.IfResetsMayGrow }.OfType<GracePeriodOutcome>().MaxBy(o => o.GracePeriod);
        if (about is null) yield break;
        if (r.OpenConnections == 0)
        {
            yield return new(ConcernKind.NothingOpen, about, outcome(GracePeriod.Default));
            yield break;
        }
        if (r.ResetLimits.All(l => l.AllowedResets >= (l.WorkloadIndex is { } w ? r.Workloads[w].OpenConnections : r.OpenConnections)))
            yield return new(ConcernKind.LimitsNothing, about, null);
        else if (about.GracePeriod < GracePeriod.Default)
        {
            GracePeriodOutcome usual = outcome(GracePeriod.Default);
            if (r.HoldsAll(usual) && TakesNoLonger(usual, about)) yield return new(ConcernKind.BelowDefault, about, usual);
        }

        if (about.GracePeriod.Seconds > Day) yield return new(ConcernKind.LongerThanADay, about, outcome(new(Day)));
        else if (about.GracePeriod.Seconds > Hour) yield return new(ConcernKind.LongerThanAnHour, about, outcome(new(Hour)));

        int most = Enumerable.Range(0, r.Workloads.Count).MaxBy(w => about.ResetsByWorkload[w]);
        foreach (int decisive in r.ResetLimits.Where(l => l.Binds).Select(l => l.WorkloadIndex ?? most).Distinct())
        {
            string name = r.Rollout.Cluster.Workloads[decisive].Name;
            if (!longestObserved.TryGetValue(name, out double longest) || about.DrainBudgetSeconds <= longest) continue;
            GracePeriod? within = BudgetInverse.LargestWithin(r.Rollout.DrainBudget, longest, about.GracePeriod);
            yield return new(ConcernKind.BeyondTheData, about, within is null ? null : outcome(within), name);
        }
    }

    private static bool TakesNoLonger(GracePeriodOutcome one, GracePeriodOutcome other) =>
        one.DurationMedianSeconds <= (1 + NoLonger) * other.DurationMedianSeconds
        && one.DurationUpperSeconds <= (1 + NoLonger) * other.DurationUpperSeconds;
}
