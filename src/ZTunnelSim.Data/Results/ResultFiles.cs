namespace ZTunnelSim.Data;

/// <summary>Writes results for other programs.</summary>
public static class ResultFiles
{
    /// <summary>Writes <c>results.csv</c> and <c>results.json</c>.</summary>
    /// <param name="result">The results.</param>
    /// <param name="scenarioFile">The scenario they belong to.</param>
    /// <param name="directory">The directory, which is made where there is none; it has the old files or all of these.</param>
    /// <returns>The paths written. Beside them is <c>sweep.sha256</c>, the list of them with their checksums.</returns>
    /// <exception cref="IOException">A file can't be written; what was there before is still there.</exception>
    public static IReadOnlyList<string> WriteAll(SweepResult result, string scenarioFile, string directory)
    {
        ArgumentNullException.ThrowIfNull(result);
        return OutputSet.Write(directory, "sweep", set => set.AddResults(result, ResultJson.Of(result, scenarioFile)));
    }

    internal static void AddResults(this OutputSet set, SweepResult result, ResultDocument document) =>
        set.AddBoth("results", stream => ResultCsv.Write(result, stream), document);

    /// <summary>Writes <c>compare.csv</c> and <c>compare.json</c>.</summary>
    /// <param name="result">The results.</param>
    /// <param name="scenarioFile">The scenario they belong to.</param>
    /// <param name="directory">The directory, which is made where there is none; it has the old files or all of these.</param>
    /// <returns>The paths written. Beside them is <c>compare.sha256</c>, the list of them with their checksums.</returns>
    /// <exception cref="IOException">A file can't be written; what was there before is still there.</exception>
    public static IReadOnlyList<string> WriteAll(CompareResult result, string scenarioFile, string directory)
    {
        ArgumentNullException.ThrowIfNull(result);
        return OutputSet.Write(directory, "compare", set => set.AddResults(result, CompareJson.Of(result, scenarioFile)));
    }

    internal static void AddResults(this OutputSet set, CompareResult result, ResultDocument document) =>
        set.AddBoth("compare", stream => CompareCsv.Write(result, stream), document);

    /// <summary>Adds a table and all of the same results beside it.</summary>
    internal static void AddBoth(this OutputSet set, string name, Action<Stream> writeCsv, ResultDocument document)
    {
        set.Add($"{name}.csv", writeCsv);
        set.Add($"{name}.json", document.Write);
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
