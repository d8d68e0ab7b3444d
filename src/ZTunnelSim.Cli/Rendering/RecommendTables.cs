using Spectre.Console;
using ZTunnelSim.Analysis;

namespace ZTunnelSim.Cli.Rendering;

/// <summary>A recommendation as tables: the limits, the workloads, the Pareto front.</summary>
internal static class RecommendTables
{
    public static IEnumerable<(string Title, Table Table)> Of(Recommendation r, Tables tables)
    {
        GracePeriodOutcome? at = r.Choice ?? r.IfResetsMayGrow;
        string confidence = RecommendAnswer.Percent(r.Limits.Confidence);
        if (at is not null) yield return ($"The limits, and what one rollout stays within with {confidence} confidence at T = {at.GracePeriod}", Limits(r, at, tables));
        if (at is not null && r.Workloads.Count > 1) yield return ($"By workload, at T = {at.GracePeriod}", Workloads(r, at, tables));
        yield return ($"What else there is to choose: the Pareto front ({RecommendAnswer.Pacing(r)})", Front(r, tables));
    }

    private static Table Limits(Recommendation r, GracePeriodOutcome at, Tables tables)
    {
        Table table = tables.New();
        table.AddColumns(Tables.Left("limit"), Tables.Right("reached"), Tables.Right("needs"), Tables.Left(""));
        foreach (ResetLimitResult limit in r.ResetLimits)
        {
            Tables.Add(table, [
                RecommendAnswer.Limit(r, limit), $"{Recommendation.ResetsUpper(limit, at):#,0}",
                limit.SmallestGracePeriod is { } t ? $"T of {RecommendAnswer.Text(t)}" : "no T is enough",
                Recommendation.Holds(limit, at) ? (limit.Binds && r.Choice is not null ? "decides" : "holds") : "exceeded",
            ]);
        }
        if (r.DurationLimit is { } duration)
        {
            string needs = duration switch
            {
                { AlwaysHolds: true } => "any T",
                { LargestGracePeriod: { } t } => $"T up to {RecommendAnswer.Text(t)}",
                _ => "no T is short enough",
            };
            Tables.Add(table, [$"duration: {DurationFormat.Brief(duration.MaxSeconds)}", DurationFormat.Brief(at.DurationUpperSeconds), needs, at.DurationUpperSeconds <= duration.MaxSeconds ? "holds" : "exceeded"]);
        }
        return table;
    }

    private static Table Workloads(Recommendation r, GracePeriodOutcome at, Tables tables)
    {
        Table table = tables.New();
        table.AddColumns(Tables.Left("workload"), Tables.Right("open"), Tables.Right("expected resets"), Tables.Right("of its open"), Tables.Right("one rollout, up to"), Tables.Right("its limit"), Tables.Right("alone needs T of"));
        foreach (WorkloadNeed need in r.Workloads)
        {
            double resets = at.ResetsByWorkload[need.Workload];
            Tables.Add(table, [
                RecommendAnswer.Name(r, need.Workload), Numbers.Count(need.OpenConnections), Numbers.Count(resets),
                Numbers.Share(resets, need.OpenConnections),
                $"{at.ResetsUpperByWorkload[need.Workload]:#,0}",
                need.Limit is { } limit ? (need.IsOwnLimit ? $"{limit}" : $"({limit})") : "-",
                need.Limit is null ? "-" : need.SmallestGracePeriod is { } t ? RecommendAnswer.Text(t) : "none is enough",
            ]);
        }
        return table;
    }

    private static Table Front(Recommendation r, Tables tables)
    {
        Table table = tables.New();
        string confidence = $"p{100 * r.Limits.Confidence:0.##}";
        table.AddColumns(
            Tables.Right("T"), Tables.Right("drain G"), Tables.Right("expected resets"), Tables.Right("of open"), Tables.Right($"resets {confidence}"),
            Tables.Right("duration p50"), Tables.Right($"duration {confidence}"), Tables.Right("nodes with two ztunnels, peak"), Tables.Right("node-hours with two"), Tables.Left(""));
        foreach (GracePeriodOutcome outcome in r.Front)
        {
            Tables.Add(table, [
                DurationFormat.Exact(outcome.GracePeriod.Seconds), DurationFormat.Brief(outcome.DrainBudgetSeconds), Numbers.Count(outcome.Resets),
                Numbers.Share(outcome.Resets, r.OpenConnections), $"{outcome.ResetsUpper:#,0}",
                DurationFormat.Brief(outcome.DurationMedianSeconds), DurationFormat.Brief(outcome.DurationUpperSeconds),
                $"{outcome.PeakNodesWithTwoProcesses:#,0.#}", $"{outcome.NodeSecondsWithTwoProcesses / 3600:#,0.00}",
                outcome.GracePeriod == r.GracePeriod ? "<- this one" : r.HoldsAll(outcome) ? "holds" : "",
            ]);
        }
        return table;
    }
}
