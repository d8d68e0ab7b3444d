namespace ZTunnelSim.Cli;

/// <summary>A recommendation as tables: the limits, the workloads, the Pareto front, maximum ages.</summary>
internal static class RecommendTables
{
    public static IEnumerable<TextTable> Of(Recommendation r)
    {
        if ((r.Choice ?? r.IfResetsMayGrow) is { } at)
        {
            yield return Limits(r, at);
            if (r.Workloads.Count > 1) yield return Workloads(r, at);
        }
        yield return Front(r);
        if (r.InTwoSteps.Count > 0) yield return RolloutPairTables.InTwoSteps(r.InTwoSteps);
        if (r.MaximumAges.Count > 0) yield return MaximumAgeText.Table(r.MaximumAges);
    }

    private static TextTable Limits(Recommendation r, GracePeriodOutcome at)
    {
        List<IReadOnlyList<string>> rows =
        [
            .. r.ResetLimits.Select(limit => (IReadOnlyList<string>)[
                limit.ToString(), $"{Recommendation.ResetsUpper(limit, at):#,0}",
                limit.SmallestGracePeriod is { } t ? $"T of {RecommendationText.Text(t)}" : "no T is enough",
                Recommendation.Holds(limit, at) ? (limit.Binds && r.Choice is not null ? "decides" : "holds") : "exceeded",
            ]),
        ];
        if (r.DurationLimit is { } duration)
        {
            string needs = duration switch
            {
                { AlwaysHolds: true } => "any T",
                { LargestGracePeriod: { } t } => $"T up to {RecommendationText.Text(t)}",
                _ => "no T is short enough",
            };
            rows.Add([
                $"duration: {DurationFormat.Brief(duration.MaxSeconds)}", DurationFormat.Brief(at.DurationUpperSeconds), needs,
                at.DurationUpperSeconds <= duration.MaxSeconds ? "holds" : "exceeded",
            ]);
        }
        string confidence = RecommendationText.Percent(r.Limits.Confidence);
        return new(
            $"The limits, and what one rollout stays within with {confidence} confidence at T = {at.GracePeriod}",
            [new("limit", IsNumeric: false), new("reached"), new("needs"), new("", IsNumeric: false)], rows);
    }

    private static TextTable Workloads(Recommendation r, GracePeriodOutcome at) => TextTable.Of(
        $"By workload, at T = {at.GracePeriod}", r.Workloads,
        [
            new("workload", need => RecommendationText.Name(r, need.Workload), IsNumeric: false),
            new("open", need => Numbers.Count(need.OpenConnections)),
            new("expected resets", need => Numbers.Count(at.ResetsByWorkload[need.Workload])),
            new("of its open", need => Numbers.Share(at.ResetsByWorkload[need.Workload], need.OpenConnections)),
            new("one rollout, up to", need => $"{at.ResetsUpperByWorkload[need.Workload]:#,0}"),
            new("its limit", need => need.Limit is { } limit ? (need.IsOwnLimit ? $"{limit}" : $"({limit})") : "-"),
            new("alone needs T of", need =>
                need.Limit is null ? "-" : need.SmallestGracePeriod is { } t ? RecommendationText.Text(t) : "none is enough"),
        ]);

    private static TextTable Front(Recommendation r)
    {
        string confidence = $"p{100 * r.Limits.Confidence:0.##}";
        return TextTable.Of(
            $"What else there is to choose: the Pareto front ({RecommendationText.Pacing(r)})", r.Front,
            [
                new("T", o => RecommendationText.Text(o.GracePeriod)),
                new("drain G", o => DurationFormat.Brief(o.DrainBudgetSeconds)),
                new("expected resets", o => Numbers.Count(o.Resets)),
                new("of open", o => Numbers.Share(o.Resets, r.OpenConnections)),
                new($"resets {confidence}", o => $"{o.ResetsUpper:#,0}"),
                new("duration p50", o => DurationFormat.Brief(o.DurationMedianSeconds)),
                new($"duration {confidence}", o => DurationFormat.Brief(o.DurationUpperSeconds)),
                new("nodes with two ztunnels, peak", o => $"{o.PeakNodesWithTwoProcesses:#,0.#}"),
                new("node-hours with two", o => $"{o.NodeSecondsWithTwoProcesses / 3600:#,0.00}"),
                new("", o => o.GracePeriod == r.GracePeriod ? "<- this one" : r.HoldsAll(o) ? "holds" : "", IsNumeric: false),
            ]);
    }
}
