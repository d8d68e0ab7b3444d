using Spectre.Console;
using ZTunnelSim.Analysis;
using ZTunnelSim.Model;

namespace ZTunnelSim.Cli.Rendering;

/// <summary>A sweep as tables: resets, then durations.</summary>
internal static class SweepTables
{
    public static IEnumerable<(string Title, Table Table)> Of(SweepResult result, bool forTerminal)
    {
        yield return ("Resets in the whole rollout", Resets(result, forTerminal));
        yield return ("Resets by workload, simulated (share of its open connections)", ResetsByWorkload(result, forTerminal));
        yield return ("Duration of the rollout by pacing, simulated", RolloutDurations(result, forTerminal));
    }

    private static Table Resets(SweepResult result, bool forTerminal)
    {
        Table table = New(forTerminal);
        table.AddColumns(Right("T"), Right("drain G"), Right("theory"), Right("simulated [95% CI]"), Right("one rollout, 95%"), Right("of open"));
        bool refuses = result.Candidates.Any(c => c.Predicted.Refused > 0);
        if (refuses) table.AddColumn(Right("refused [95% CI]"));
        foreach (CandidateResult candidate in result.Candidates)
        {
            PacingResult simulated = candidate.Pacings[0];
            List<string> row =
            [
                candidate.GracePeriod.ToString(),
                Durations.Text(candidate.DrainBudgetSeconds),
                Numbers.Count(candidate.Predicted.Resets),
                Numbers.Interval(simulated.Resets),
                $"{Numbers.Count(candidate.ResetsInterval.Lower)} to {Numbers.Count(candidate.ResetsInterval.Upper)}",
                Numbers.Share(candidate.Predicted.Resets / result.OpenConnections),
            ];
            if (refuses) row.Add(Numbers.Interval(simulated.Refused));
            Add(table, row);
        }
        return table;
    }

    private static Table ResetsByWorkload(SweepResult result, bool forTerminal)
    {
        Table table = New(forTerminal);
        table.AddColumn(Right("T"));
        foreach (Workload workload in result.Rollout.Cluster.Workloads) table.AddColumn(Right(workload.Name));
        foreach (CandidateResult candidate in result.Candidates)
        {
            List<string> row = [candidate.GracePeriod.ToString()];
            for (int w = 0; w < result.Rollout.Cluster.Workloads.Count; w++)
            {
                double resets = candidate.Pacings[0].ResetsByWorkload[w].Mean;
                double open = result.OpenConnectionsOf(w);
                row.Add(open > 0 ? $"{Numbers.Count(resets)} ({Numbers.Share(resets / open)})" : Numbers.Count(resets));
            }
            Add(table, row);
        }
        return table;
    }

    private static Table RolloutDurations(SweepResult result, bool forTerminal)
    {
        Table table = New(forTerminal);
        table.AddColumn(Right("T"));
        foreach (PacingResult pacing in result.Candidates[0].Pacings)
        {
            string name = Name(pacing.Pacing);
            table.AddColumns(Right($"{name} p50"), Right($"{name} p95"));
        }
        foreach (CandidateResult candidate in result.Candidates)
        {
            List<string> row = [candidate.GracePeriod.ToString()];
            foreach (PacingResult pacing in candidate.Pacings)
                row.AddRange([Durations.Text(pacing.DurationP50Seconds), Durations.Text(pacing.DurationP95Seconds)]);
            Add(table, row);
        }
        return table;
    }

    private static string Name(Pacing pacing) => pacing == Pacing.Kubernetes ? "Kubernetes" : "one at a time";

    /// <summary>On a terminal a drawn table; in a pipe Markdown, which reads well in a file and in a change request.</summary>
    private static Table New(bool forTerminal) => new()
    {
        Border = forTerminal ? TableBorder.Rounded : TableBorder.Markdown,
    };

    private static TableColumn Right(string header) => new TableColumn(Markup.Escape(header)).RightAligned().NoWrap();

    private static void Add(Table table, IEnumerable<string> cells) => table.AddRow([.. cells.Select(Markup.Escape)]);
}
