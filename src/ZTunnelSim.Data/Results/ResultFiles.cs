namespace ZTunnelSim.Data;

/// <summary>Writes results for other programs.</summary>
public static class ResultFiles
{
    /// <summary>Writes <c>results.csv</c> and <c>results.json</c>.</summary>
    /// <param name="result">The results.</param>
    /// <param name="scenarioFile">The scenario they belong to.</param>
    /// <param name="directory">An existing directory.</param>
    /// <returns>The paths written.</returns>
    /// <exception cref="IOException">A file can't be written.</exception>
    public static IReadOnlyList<string> WriteAll(SweepResult result, string scenarioFile, string directory)
    {
        ArgumentNullException.ThrowIfNull(result);
        return WriteAll(result, ResultJson.Of(result, scenarioFile), directory);
    }

    internal static IReadOnlyList<string> WriteAll(SweepResult result, ResultDocument document, string directory) =>
        WriteBoth(directory, "results", stream => ResultCsv.Write(result, stream), document.Write);

    /// <summary>Writes <c>compare.csv</c> and <c>compare.json</c>.</summary>
    /// <param name="result">The results.</param>
    /// <param name="scenarioFile">The scenario they belong to.</param>
    /// <param name="directory">An existing directory.</param>
    /// <returns>The paths written.</returns>
    /// <exception cref="IOException">A file can't be written.</exception>
    public static IReadOnlyList<string> WriteAll(CompareResult result, string scenarioFile, string directory)
    {
        ArgumentNullException.ThrowIfNull(result);
        return WriteAll(result, CompareJson.Of(result, scenarioFile), directory);
    }

    internal static IReadOnlyList<string> WriteAll(CompareResult result, ResultDocument document, string directory) =>
        WriteBoth(directory, "compare", stream => CompareCsv.Write(result, stream), document.Write);

    /// <summary>Writes a table and all of the same results beside it.</summary>
    internal static IReadOnlyList<string> WriteBoth(
        string directory, string name, Action<Stream> writeCsv, Action<Stream> writeJson)
    {
        string csv = Path.Combine(directory, $"{name}.csv"), json = Path.Combine(directory, $"{name}.json");
        AtomicFile.Write(csv, writeCsv);
        AtomicFile.Write(json, writeJson);
        return [csv, json];
    }

    /// <summary>Writes a run's trace: as CSV, or as JSON that ui.perfetto.dev opens, by the file's extension.</summary>
    /// <param name="run">A run that was traced (<see cref="SimulationOptions.Trace"/>).</param>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <param name="everyConnection">
    /// Whether it tells of each connection that was opened or closed too, not only of phases, pods and what was cut.
    /// </param>
    /// <exception cref="ArgumentException">The run was not traced, or the extension is neither .csv nor .json.</exception>
    /// <exception cref="IOException">The file can't be written; what was there before is still there.</exception>
    public static void WriteTrace(RolloutResult run, string path, bool everyConnection = false)
    {
        Func<RolloutResult, TraceDetail, Stream, long> write = Path.GetExtension(path) switch
        {
            ".csv" => TraceCsv.Write,
            ".json" => ChromeTrace.Write,
            _ => throw new ArgumentException($"A trace is written as .csv or .json, not as '{path}'.", nameof(path)),
        };
        AtomicFile.Write(path, stream => write(run, everyConnection ? TraceDetail.All : TraceDetail.Phases, stream));
    }
}
