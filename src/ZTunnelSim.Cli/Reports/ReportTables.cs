using ZTunnelSim.Analysis;
using ZTunnelSim.Cli.Rendering;
using ZTunnelSim.Data.Scenarios;
using ZTunnelSim.Model;

namespace ZTunnelSim.Cli.Reports;

/// <summary>The tables of a report.</summary>
internal static class ReportTables
{
    /// <summary>The main table: a row for each candidate.</summary>
    public static ReportTable Candidates(SweepResult result)
    {
        bool refuses = result.Candidates.Any(c => c.Predicted.Refused > 0);
        List<ReportColumn> columns = [new("T"), new("resets expected"), new("one rollout, 95 %"), new("of open")];
        if (refuses) columns.Add(new("refused"));
        columns.AddRange(result.Candidates[0].Pacings.SelectMany(p => new ReportColumn[] { new($"{Name(p.Pacing)}: half within"), new($"{Name(p.Pacing)}: 95 % within") }));
        columns.Add(new("drains for"));
        return new("Resets and duration of one rollout, by candidate", columns, [.. result.Candidates.Select(Row)]);

        IReadOnlyList<string> Row(CandidateResult c)
        {
            List<string> row =
            [
                c.GracePeriod.ToString(),
                Numbers.Count(c.Predicted.Resets),
                Range(c.ResetsInterval),
                Numbers.Share(c.Predicted.Resets, result.OpenConnections),
            ];
            if (refuses) row.Add(Numbers.Count(c.Predicted.Refused));
            row.AddRange(c.Pacings.SelectMany(p => new[] { DurationFormat.Brief(p.DurationP50Seconds), DurationFormat.Brief(p.DurationP95Seconds) }));
            row.Add(DurationFormat.Brief(c.DrainBudgetSeconds));
            return row;
        }
    }

    /// <summary>Whose connections are reset.</summary>
    public static ReportTable ByWorkload(SweepResult result)
    {
        IReadOnlyList<Workload> workloads = result.Rollout.Cluster.Workloads;
        return new(
            "Resets expected, by workload (share of its open connections)",
            [new("T"), .. workloads.Select(w => new ReportColumn(w.Name))],
            [.. result.Candidates.Select(c => (IReadOnlyList<string>)[
                c.GracePeriod.ToString(),
                .. c.Predicted.ResetsByWorkload.Select((resets, w) => WithShare(resets, result.OpenConnectionsOf(w)))])]);
    }

    /// <summary>Theory beside an engine that simulates every connection, which do not know each other.</summary>
    public static ReportTable Check(TheoryCheck check) => new(
        $"Resets by theory and by the {check.Engine} engine, which simulates every connection",
        [new("T"), new("theory"), new("simulated [95 % interval]"), new("standard errors apart"), new("rollouts"), new("of the traffic")],
        [.. check.Candidates.Select(c => (IReadOnlyList<string>)[
            c.GracePeriod.ToString(), Numbers.Count(c.Predicted), Numbers.Interval(c.Simulated), $"{c.ZScore:0.0}", $"{c.Replications:#,0}",
            Numbers.Share(c.TrafficShare)])]);

    /// <summary>Theory beside the sweep's simulation.</summary>
    public static ReportTable Agreement(SweepResult result) => new(
        $"Resets by theory and by the {result.Engine} engine; durations by the latter",
        [new("T"), new("theory"), new("simulated [95 % interval]"), .. result.Candidates[0].Pacings.Select(p => new ReportColumn($"{Name(p.Pacing)}: mean duration [95 % interval]"))],
        [.. result.Candidates.Select(c => (IReadOnlyList<string>)[
            c.GracePeriod.ToString(),
            Numbers.Count(c.Predicted.Resets),
            Numbers.Interval(c.Pacings[0].Resets),
            .. c.Pacings.Select(p => $"{DurationFormat.Brief(p.DurationSeconds.Mean)} [{DurationFormat.Brief(p.DurationSeconds.Lower)}, {DurationFormat.Brief(p.DurationSeconds.Upper)}]")])]);

    /// <summary>What was assumed of each workload, and from which data.</summary>
    public static ReportTable Workloads(Scenario scenario, SweepResult result)
    {
        IReadOnlyList<Workload> workloads = result.Rollout.Cluster.Workloads;
        return new(
            "What is known of each workload",
            [new("workload", false), new("open"), new("nodes"), new("opened per s and node"), new("mean life"), new("lifetimes", false), new("where they come from", false)],
            [.. workloads.Select((w, i) => (IReadOnlyList<string>)[
                w.Name,
                Numbers.Count(result.OpenConnectionsOf(i)),
                $"{result.Rollout.Cluster.NodesOf(i):#,0}",
                Numbers.Count(w.ArrivalsPerSecond),
                DurationFormat.Brief(w.Lifetime.MeanSeconds),
                Numbers.Shorten(w.Lifetime.ToString()!),
                Source(scenario.LifetimeData.FirstOrDefault(d => d.Workload == w.Name))])]);
    }

    /// <summary>How a pacing is called.</summary>
    public static string Name(Pacing pacing) => pacing == Pacing.Kubernetes ? "Kubernetes" : "one at a time";

    /// <summary>12 to 34, the range of a rollout's resets.</summary>
    public static string Range(PredictionInterval interval) => $"{Numbers.Count(interval.Lower)} to {Numbers.Count(interval.Upper)}";

    /// <summary>A count with its share in brackets.</summary>
    public static string WithShare(double count, double open) => open > 0 ? $"{Numbers.Count(count)} ({Numbers.Share(count, open)})" : Numbers.Count(count);

    private static string Source(LifetimeData? data) => data is null
        ? "given in the scenario"
        : $"{data.Observations:#,0} connections in {data.Source}, the longest {DurationFormat.Brief(data.LongestSeconds)}, {data.Censored:#,0} not seen to end";
}
