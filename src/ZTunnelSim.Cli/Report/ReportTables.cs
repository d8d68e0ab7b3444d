namespace ZTunnelSim.Cli;

/// <summary>The tables of a report.</summary>
internal static class ReportTables
{
    /// <summary>The main table: a row for each candidate.</summary>
    public static TextTable Candidates(SweepResult result)
    {
        List<Column<CandidateResult>> columns =
        [
            SweepTables.T,
            new("resets expected", c => Numbers.Count(c.Predicted.Resets)),
            new("one rollout, 95 %", c => Range(c.ResetsInterval)),
            new("of open", c => Numbers.Share(c.Predicted.Resets, result.OpenConnections)),
        ];
        if (result.Candidates.Any(c => c.Predicted.Refused > 0)) columns.Add(new("refused", c => Numbers.Count(c.Predicted.Refused)));
        foreach ((int p, PacingResult paced) in result.Candidates[0].Pacings.Index())
        {
            columns.Add(new($"{paced.Pacing.Name()}: half within", c => DurationFormat.Brief(c.Pacings[p].DurationP50Seconds)));
            columns.Add(new($"{paced.Pacing.Name()}: 95 % within", c => DurationFormat.Brief(c.Pacings[p].DurationP95Seconds)));
        }
        columns.Add(new("drains for", c => DurationFormat.Brief(c.DrainBudgetSeconds)));
        return TextTable.Of("Resets and duration of one rollout, by candidate", result.Candidates, columns);
    }

    /// <summary>Whose connections are reset.</summary>
    public static TextTable ByWorkload(SweepResult result) => TextTable.Of(
        "Resets expected, by workload (share of its open connections)", result.Candidates,
        [SweepTables.T, .. result.Rollout.Cluster.Workloads.Select((workload, w) => new Column<CandidateResult>(
            workload.Name, c => Numbers.CountAndShare(c.Predicted.ResetsByWorkload[w], result.OpenConnectionsOf(w))))])
        .RowsWhereMany("workload");

    /// <summary>Theory beside an engine that simulates every connection, which do not know each other.</summary>
    public static TextTable Check(TheoryCheck check) => TextTable.Of(
        $"Resets by theory and by the {check.Engine} engine, which simulates every connection", check.Candidates,
        [
            new("T", c => c.GracePeriod.ToString()),
            new("theory", c => Numbers.Count(c.Predicted)),
            new("simulated [95 % interval]", c => Numbers.Interval(c.Simulated)),
            new("standard errors apart", c => Numbers.Score(c.ZScore)),
            new("rollouts", c => $"{c.Replications:#,0}"),
            new("of the traffic", c => Numbers.Share(c.TrafficShare)),
        ]);

    /// <summary>Theory beside the sweep's simulation.</summary>
    public static TextTable Agreement(SweepResult result) => TextTable.Of(
        $"Resets by theory and by the {result.Engine} engine; durations by the latter", result.Candidates,
        [
            SweepTables.T,
            new("theory", c => Numbers.Count(c.Predicted.Resets)),
            new("simulated [95 % interval]", c => Numbers.Interval(c.Pacings[0].Resets)),
            .. result.Candidates[0].Pacings.Select((paced, p) => new Column<CandidateResult>(
                $"{paced.Pacing.Name()}: mean duration [95 % interval]", c => Numbers.Durations(c.Pacings[p].DurationSeconds))),
        ]);

    /// <summary>What was assumed of each workload, and from which data.</summary>
    public static TextTable Workloads(Scenario scenario, SweepResult result) => TextTable.Of(
        "What is known of each workload", result.Rollout.Cluster.Workloads.Index(),
        [
            new("workload", w => w.Item.Name, IsNumeric: false),
            new("open", w => Numbers.Count(result.OpenConnectionsOf(w.Index))),
            new("nodes", w => $"{result.Rollout.Cluster.NodesOf(w.Index):#,0}"),
            new("opened per s and node", w => Numbers.Count(w.Item.OpenedPerSecond)),
            new("mean life", w => DurationFormat.Brief(w.Item.Lifetime.MeanSeconds)),
            new("lifetimes", w => Numbers.Shorten(w.Item.Lifetime.ToString()!), IsNumeric: false),
            new("where they come from", w =>
                Source(scenario.LifetimeData.FirstOrDefault(d => d.Workload == w.Item.Name)), IsNumeric: false),
        ]);

    /// <summary>12 to 34, the range of a rollout's resets.</summary>
    public static string Range(PredictionInterval interval) => Numbers.Range(interval.Lower, interval.Upper);

    private static string Source(LifetimeData? data) => data is null
        ? "given in the scenario"
        : $"{data.Observations:#,0} connections in {data.Source}, the longest {DurationFormat.Brief(data.LongestSeconds)}, "
            + $"{data.Censored:#,0} not seen to end";
}
