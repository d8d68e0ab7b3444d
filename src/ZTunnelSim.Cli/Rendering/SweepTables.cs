using Spectre.Console;
using ZTunnelSim.Analysis;
using ZTunnelSim.Model;

namespace ZTunnelSim.Cli.Rendering;

/// <summary>A sweep as tables: resets, then durations.</summary>
internal static class SweepTables
{
    public static IEnumerable<(string Title, Table Table)> Of(SweepResult result, Tables tables)
    {
        yield return ("Resets in the whole rollout", Resets(result, tables));
        if (LeftOpen.ByData(result.Rollout) is { } open)
        {
            string why = $"Why one rollout's resets are uncertain: chance, and what the data leave open about the {open}";
            yield return (why, Uncertainty(result, open, tables));
        }
        yield return ("Resets by workload, simulated (share of its open connections)", ResetsByWorkload(result, tables));
        yield return ("Duration of the rollout by pacing, simulated", RolloutDurations(result, tables));
    }

    private static Table Resets(SweepResult result, Tables tables)
    {
        Table table = tables.New();
        table.AddColumns(Tables.Right("T"), Tables.Right("drain G"), Tables.Right("theory"), Tables.Right("simulated [95% CI]"), Tables.Right("one rollout, 95%"), Tables.Right("of open"));
        bool refuses = result.Candidates.Any(c => c.Predicted.Refused > 0);
        if (refuses) table.AddColumn(Tables.Right("refused [95% CI]"));
        foreach (CandidateResult candidate in result.Candidates)
        {
            PacingResult simulated = candidate.Pacings[0];
            List<string> row =
            [
                candidate.GracePeriod.ToString(),
                DurationFormat.Brief(candidate.DrainBudgetSeconds),
                Numbers.Count(candidate.Predicted.Resets),
                Numbers.Interval(simulated.Resets),
                Range(candidate.ResetsInterval.Lower, candidate.ResetsInterval.Upper),
                Numbers.Share(candidate.Predicted.Resets, result.OpenConnections),
            ];
            if (refuses) row.Add(Numbers.Interval(simulated.Refused));
            Tables.Add(table, row);
        }
        return table;
    }

    private static Table Uncertainty(SweepResult result, string open, Tables tables)
    {
        Table table = tables.New();
        foreach (string column in new[] { "T", "expected", "chance alone, 95%", $"{open} alone, 95%", "both, 95%", $"variance due to {open}" })
            table.AddColumn(Tables.Right(column));
        foreach (CandidateResult candidate in result.Candidates)
        {
            PredictionInterval resets = candidate.ResetsInterval;
            Tables.Add(table, [
                candidate.GracePeriod.ToString(), Numbers.Count(candidate.Predicted.Resets),
                Range(resets.ChanceLower, resets.ChanceUpper), Range(resets.MeanLower, resets.MeanUpper), Range(resets.Lower, resets.Upper),
                Numbers.Share(resets.LifetimesShare),
            ]);
        }
        return table;
    }

    private static string Range(double lower, double upper) => $"{Numbers.Count(lower)} to {Numbers.Count(upper)}";

    private static Table ResetsByWorkload(SweepResult result, Tables tables)
    {
        Table table = tables.New();
        table.AddColumn(Tables.Right("T"));
        foreach (Workload workload in result.Rollout.Cluster.Workloads) table.AddColumn(Tables.Right(workload.Name));
        foreach (CandidateResult candidate in result.Candidates)
        {
            List<string> row = [candidate.GracePeriod.ToString()];
            for (int w = 0; w < result.Rollout.Cluster.Workloads.Count; w++)
            {
                double resets = candidate.Pacings[0].ResetsByWorkload[w].Mean;
                double open = result.OpenConnectionsOf(w);
                row.Add(open > 0 ? $"{Numbers.Count(resets)} ({Numbers.Share(resets / open)})" : Numbers.Count(resets));
            }
            Tables.Add(table, row);
        }
        return table;
    }

    private static Table RolloutDurations(SweepResult result, Tables tables)
    {
        Table table = tables.New();
        table.AddColumn(Tables.Right("T"));
        foreach (PacingResult pacing in result.Candidates[0].Pacings)
        {
            string name = Name(pacing.Pacing);
            table.AddColumns(Tables.Right($"{name} p50"), Tables.Right($"{name} p95"));
        }
        foreach (CandidateResult candidate in result.Candidates)
        {
            List<string> row = [candidate.GracePeriod.ToString()];
            foreach (PacingResult pacing in candidate.Pacings)
                row.AddRange([DurationFormat.Brief(pacing.DurationP50Seconds), DurationFormat.Brief(pacing.DurationP95Seconds)]);
            Tables.Add(table, row);
        }
        return table;
    }

    private static string Name(Pacing pacing) => pacing == Pacing.Kubernetes ? "Kubernetes" : "one at a time";
}
