using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>Writes a backtest for other programs.</summary>
public static class BacktestFiles
{
    /// <summary>Writes <c>backtest.csv</c>, a row for all, each workload and each node, and <c>backtest.json</c>.</summary>
    /// <param name="result">The backtest.</param>
    /// <param name="data">What it was made from.</param>
    /// <param name="directory">An existing directory.</param>
    /// <returns>The paths written.</returns>
    /// <exception cref="IOException">A file can't be written.</exception>
    internal static IReadOnlyList<string> WriteAll(BacktestResult result, BacktestData data, string directory)
    {
        return ResultFiles.WriteBoth(
            directory, "backtest", stream => WriteCsv(result, stream), stream => WriteJson(result, data, stream));
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

    private static void WriteJson(BacktestResult result, BacktestData data, Stream stream) => JsonSerializer.Serialize(stream, new
    {
        result.Options.DrainBudgetSeconds,
        result.Options.Confidence,
        result.Options.Draws,
        result.Options.Seed,
        result.Total,
        Workloads = result.ByWorkload.Select((c, w) => new
        {
            Comparison = c,
            Lifetime = data.Fits[w].Laws,
            MeanLifetimeSeconds = data.Fits[w].Distinct[0].Law.MeanSeconds,
            Connections = data.Fits[w].Count,
        }),
        Nodes = result.ByNode.Select((c, n) => new
        {
            Comparison = c,
            BeforeSeconds = result.Input.Nodes[n].BeforeSeconds,
            AgeSeconds = double.IsFinite(result.Input.Nodes[n].AgeSeconds) ? result.Input.Nodes[n].AgeSeconds : (double?)null,
            KillTiming = result.Timings[n].Timing,
            result.Timings[n].AfterLastAcceptedSeconds,
            KillSpreadSeconds = result.Timings[n].SpreadSeconds,
            Kills = result.Input.Nodes[n].KillSeconds.Select(s => data.Clock.AddSeconds(s)),
        }),
        DifferingWorkloads = result.DifferingWorkloads.Select(c => c.Name),
        DifferingNodes = result.DifferingNodes.Select(c => c.Name),
        data.Notes,
        Files = data.Before.Files.Select(f => new { Period = "before", f.File, f.Lines, f.Connections })
            .Concat(data.During.Files.Select(f => new { Period = "during", f.File, f.Lines, f.Connections })),
    }, ResultJson.Options);
}
