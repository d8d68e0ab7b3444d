namespace ZTunnelSim.Data;

/// <summary>Writes a backtest for other programs.</summary>
public static class BacktestFiles
{
    /// <summary>Writes <c>backtest.csv</c>, a row for all, each workload and each node, and <c>backtest.json</c>.</summary>
    /// <param name="result">The backtest.</param>
    /// <param name="document">All of it.</param>
    /// <param name="directory">An existing directory.</param>
    /// <returns>The paths written.</returns>
    /// <exception cref="IOException">A file can't be written.</exception>
    internal static IReadOnlyList<string> WriteAll(BacktestResult result, ResultDocument document, string directory)
    {
        return ResultFiles.WriteBoth(directory, "backtest", stream => WriteCsv(result, stream), document.Write);
    }

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
