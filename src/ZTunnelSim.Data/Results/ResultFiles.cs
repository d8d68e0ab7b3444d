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
        string csv = Path.Combine(directory, "results.csv"), json = Path.Combine(directory, "results.json");
        AtomicFile.Write(csv, stream => ResultCsv.Write(result, stream));
        AtomicFile.Write(json, stream => ResultJson.Write(result, scenarioFile, stream));
        return [csv, json];
    }

    /// <summary>Writes <c>compare.csv</c> and <c>compare.json</c>.</summary>
    /// <param name="result">The results.</param>
    /// <param name="scenarioFile">The scenario they belong to.</param>
    /// <param name="directory">An existing directory.</param>
    /// <returns>The paths written.</returns>
    /// <exception cref="IOException">A file can't be written.</exception>
    public static IReadOnlyList<string> WriteAll(CompareResult result, string scenarioFile, string directory)
    {
        ArgumentNullException.ThrowIfNull(result);
        string csv = Path.Combine(directory, "compare.csv"), json = Path.Combine(directory, "compare.json");
        AtomicFile.Write(csv, stream => CompareCsv.Write(result, stream));
        AtomicFile.Write(json, stream => CompareJson.Write(result, scenarioFile, stream));
        return [csv, json];
    }
}
