using ZTunnelSim.Model;

namespace ZTunnelSim.Analysis;

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
        if (r.ResetLimits.All(l => l.AllowedResets >= (l.Workload is { } w ? r.Workloads[w].OpenConnections : r.OpenConnections)))
            yield return new(ConcernKind.LimitsNothing, about, null);
        else if (about.GracePeriod < GracePeriod.Default)
        {
            GracePeriodOutcome usual = outcome(GracePeriod.Default);
            if (r.HoldsAll(usual) && TakesNoLonger(usual, about)) yield return new(ConcernKind.BelowDefault, about, usual);
        }

        if (about.GracePeriod.Seconds > Day) yield return new(ConcernKind.LongerThanADay, about, outcome(new(Day)));
        else if (about.GracePeriod.Seconds > Hour) yield return new(ConcernKind.LongerThanAnHour, about, outcome(new(Hour)));

        int most = Enumerable.Range(0, r.Workloads.Count).MaxBy(w => about.ResetsByWorkload[w]);
        foreach (int decisive in r.ResetLimits.Where(l => l.Binds).Select(l => l.Workload ?? most).Distinct())
        {
            string name = r.Rollout.Cluster.Workloads[decisive].Name;
            if (!longestObserved.TryGetValue(name, out double longest) || about.DrainBudgetSeconds <= longest) continue;
            GracePeriod? within = BudgetInverse.LargestWithin(r.Rollout.DrainBudget, longest, about.GracePeriod);
            yield return new(ConcernKind.BeyondTheData, about, within is null ? null : outcome(within), decisive);
        }
    }

    private static bool TakesNoLonger(GracePeriodOutcome one, GracePeriodOutcome other) =>
        one.DurationMedianSeconds <= (1 + NoLonger) * other.DurationMedianSeconds
        && one.DurationUpperSeconds <= (1 + NoLonger) * other.DurationUpperSeconds;
}
