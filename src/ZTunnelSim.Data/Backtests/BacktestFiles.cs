using System.Text.Json;
using CsvHelper;

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
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(data);
        string csv = Path.Combine(directory, "backtest.csv"), json = Path.Combine(directory, "backtest.json");
        AtomicFile.Write(csv, stream => WriteCsv(result, stream));
        AtomicFile.Write(json, stream => WriteJson(result, data, stream));
        return [csv, json];
    }

    private static void WriteCsv(BacktestResult result, Stream stream)
    {
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader(["Kind", "Name", "KillsPredicted", "Lower", "Upper", "KillsObserved", "IsInside", "PValue", "AdjustedPValue"]);
        Write("all", [result.Total]);
        Write("workload", result.ByWorkload);
        Write("node", result.ByNode);

        void Write(string kind, IEnumerable<BacktestComparison> rows)
        {
            foreach (BacktestComparison row in rows)
            {
                foreach (object value in new object[] { kind, row.Name, row.Expected, row.Lower, row.Upper, row.Observed, row.IsInside, row.PValue, row.AdjustedPValue })
                    csv.WriteField(value);
                csv.EndRecord();
            }
        }
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
            Lifetime = data.Fits[w].Law.ToString(),
            MeanLifetimeSeconds = data.Fits[w].Law.MeanSeconds,
            Connections = data.Fits[w].Sample.Count,
        }),
        Nodes = result.ByNode.Select((c, n) => new
        {
            Comparison = c,
            BeforeSeconds = result.Input.Nodes[n].BeforeSeconds,
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
