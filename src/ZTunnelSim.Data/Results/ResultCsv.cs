namespace ZTunnelSim.Data;

/// <summary>A sweep as CSV: a row for each candidate, pacing and workload, and one for all workloads together.</summary>
internal static class ResultCsv
{
    /// <summary>The workload column's entry in rows that sum over all workloads.</summary>
    public const string AllWorkloads = "(all)";

    private static readonly (string Name, Func<Row, object?> Value)[] Columns =
    [
        ("TerminationGracePeriodSeconds", r => r.Candidate.GracePeriod.Seconds),
        ("DrainBudgetSeconds", r => r.Candidate.DrainBudgetSeconds),
        ("Pacing", r => r.Pacing.Pacing.ToString()),
        ("Workload", r => r.Workload is { } w ? r.Sweep.Rollout.Cluster.Workloads[w].Name : AllWorkloads),
        ("OpenConnections", r => r.Workload is { } w ? r.Sweep.OpenConnectionsOf(w) : r.Sweep.OpenConnections),
        ("ResetsTheory", r => r.Workload is { } w ? r.Predicted.ResetsByWorkload[w] : r.Predicted.Resets),
        .. CsvTable.Interval<Row>("Resets", r => r.Resets),
        ("RefusedTheory", r => r.Workload is { } w ? r.Predicted.RefusedByWorkload[w] : r.Predicted.Refused),
        .. CsvTable.Interval<Row>("Refused", r => r.Refused),
        .. CsvTable.Interval<Row>("Duration", r => r.Pacing.DurationSeconds, "Seconds"),
        ("DurationP50Seconds", r => r.Pacing.DurationP50Seconds),
        ("DurationP95Seconds", r => r.Pacing.DurationP95Seconds),
        ("Engine", r => r.Sweep.Engine.ToString()),
        ("Seed", r => r.Sweep.Seed),
        ("Replications", r => r.Sweep.Replications),
    ];

    public static void Write(SweepResult result, Stream stream)
    {
        IEnumerable<int?> workloads = Enumerable.Range(0, result.Rollout.Cluster.Workloads.Count).Cast<int?>().Prepend(null);
        CsvTable.Write(
            stream,
            from candidate in result.Candidates
            from pacing in candidate.Pacings
            from workload in workloads
            select new Row(result, candidate, pacing, workload),
            Columns);
    }

    private sealed record Row(SweepResult Sweep, CandidateResult Candidate, PacingResult Pacing, int? Workload)
    {
        public RolloutPrediction Predicted => Candidate.Predicted;
        public Estimate Resets => Workload is { } w ? Pacing.ResetsByWorkload[w] : Pacing.Resets;
        public Estimate Refused => Workload is { } w ? Pacing.RefusedByWorkload[w] : Pacing.Refused;
    }
}
