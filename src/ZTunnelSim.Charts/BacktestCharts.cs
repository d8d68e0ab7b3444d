namespace ZTunnelSim.Charts;

/// <summary>All charts of a backtest.</summary>
public static class BacktestCharts
{
    /// <summary>Writes <c>calibration.png</c> and <c>pit.png</c>.</summary>
    /// <param name="result">The backtest.</param>
    /// <param name="directory">An existing directory.</param>
    /// <returns>The paths written.</returns>
    /// <exception cref="IOException">A file can't be written.</exception>
    public static IReadOnlyList<string> WriteAll(BacktestResult result, string directory)
    {
        string calibration = Path.Combine(directory, "calibration.png"), transform = Path.Combine(directory, "pit.png");
        ChartFile.Save(CalibrationChart.Draw(result), calibration, 1200, CalibrationChart.Height(result));
        ChartFile.Save(TransformChart.Draw(result), transform, 900, 900);
        return [calibration, transform];
    }
}
