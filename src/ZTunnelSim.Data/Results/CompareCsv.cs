namespace ZTunnelSim.Data;

/// <summary>A comparison as CSV: a row for each strategy and workload, and one for all workloads together.</summary>
internal static class CompareCsv
{
    private static readonly (string Name, Func<Row, object?> Value)[] AllColumns =
    [
        ("Strategy", r => r.Strategy.Strategy.Name),
        ("Plan", r => r.Strategy.Strategy.Rollout.Strategy.ToString()),
        ("TerminationGracePeriodSeconds", r => r.Strategy.Strategy.Rollout.GracePeriod.Seconds),
        ("Workload", r => r.Workload?.Workload ?? ResultCsv.AllWorkloads),
        ("ResetsTheory", r => r.Workload is { } w ? w.ResetsTheory : r.Strategy.Predicted?.Resets),
        .. Measures(MeasureKind.Connections),
        .. Measures(MeasureKind.Clients),
        .. Measures(MeasureKind.Rollout),
        ("IsParetoBest", r => r.Strategy.IsParetoBest ? "true" : "false"),
        ("Engine", r => r.Strategy.Engine.ToString()),
        ("Seed", r => r.Comparison.Seed),
        ("Replications", r => r.Comparison.Replications),
    ];

    /// <summary>Writes the rows; what a strategy does not have is left empty.</summary>
    public static void Write(CompareResult result, Stream stream) => CsvTable.Write(
        stream,
        from strategy in result.Strategies
        from workload in strategy.Workloads.Prepend(null)
        select new Row(result, strategy, workload),
        [.. AllColumns.Select(c => (c.Name, WithoutNaN(c.Value)))]);

    private static Func<Row, object?> WithoutNaN(Func<Row, object?> of) =>
        row => of(row) is var value and not double.NaN ? value : null;

    private static IEnumerable<(string Name, Func<Row, object?> Value)> Measures(MeasureKind kind) =>
        from measure in Measure.Of(kind)
        from figure in measure.Figures
        where figure.Csv is not null
        from column in Columns(measure, figure)
        select column;

    private static (string Name, Func<Row, object?> Value)[] Columns(Measure measure, Figure figure) =>
        figure.Statistic != Statistic.Interval
            ? [(figure.Csv!, r => Number(r.Of(measure), measure, figure.Statistic))]
            : CsvTable.Interval<Row>(figure.Csv!, r => r.Of(measure)[measure]);

    /// <summary>A statistic as results write it: the largest of any rollout is a whole number.</summary>
    internal static object Number(Impact impact, Measure measure, Statistic statistic)
    {
        double value = impact[measure, statistic];
        return statistic == Statistic.Most && !double.IsNaN(value) ? (long)value : value;
    }

    private sealed record Row(CompareResult Comparison, StrategyResult Strategy, WorkloadImpact? Workload)
    {
        public Impact Of(Measure measure) => Workload is null || measure.Kind == MeasureKind.Rollout ? Strategy : Workload;
    }
}
