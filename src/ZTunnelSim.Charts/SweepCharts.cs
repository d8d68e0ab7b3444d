namespace ZTunnelSim.Charts;

/// <summary>All charts of a sweep.</summary>
public static class SweepCharts
{
    /// <summary>Writes <c>resets.png</c>, <c>duration.png</c> and <c>trade-off.png</c>.</summary>
    /// <param name="result">The sweep.</param>
    /// <param name="directory">An existing directory.</param>
    /// <returns>The paths written.</returns>
    /// <exception cref="IOException">A file can't be written.</exception>
    public static IReadOnlyList<string> WriteAll(SweepResult result, string directory)
    {
        (string Name, ScottPlot.Plot Plot)[] charts =
        [
            ("resets.png", ResetsChart.Draw(result)),
            ("duration.png", DurationChart.Draw(result)),
            ("trade-off.png", TradeOffChart.Draw(result)),
        ];
        List<string> written = [];
        foreach ((string name, ScottPlot.Plot plot) in charts)
        {
            string path = Path.Combine(directory, name);
            ChartFile.Save(plot, path);
            written.Add(path);
        }
        return written;
    }
}
