namespace ZTunnelSim.Data;

/// <summary>Writes a backtest for other programs.</summary>
public static class BacktestFiles
{
    /// <summary>Adds <c>backtest.csv</c>, a row for all, each workload and each node, and <c>backtest.json</c>.</summary>
    internal static void AddResults(this OutputSet set, BacktestResult result, ResultDocument document) =>
        set.AddBoth("backtest", stream => WriteCsv(result, stream), document);

    private static void WriteCsv(BacktestResult result, Stream stream)
    {
        IEnumerable<(string Kind, BacktestComparison Of)> rows =
        [
            ("all", result.Total),
            .. result.ByWorkload.Select(c => ("workload", c)),
            .. result.ByNode.Select(c => ("node", c)),
        ];
        CsvTable.Write(
            stream,
            rows,
            ("Kind", r => r.Kind),
            ("Name", r => r.Of.Name),
            ("KillsPredicted", r => r.Of.Expected),
            ("Lower", r => r.Of.Lower),
            ("Upper", r => r.Of.Upper),
            ("KillsObserved", r => r.Of.Observed),
            ("IsInside", r => r.Of.IsInside),
            ("PValue", r => r.Of.PValue),
            ("AdjustedPValue", r => r.Of.AdjustedPValue));
    }
}
