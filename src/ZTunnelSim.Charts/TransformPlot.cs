using ScottPlot;

namespace ZTunnelSim.Charts;

/// <summary>Whether counts fall where their predictions say: the probability integral transform, on the diagonal if so.</summary>
internal static class TransformPlot
{
    private const int Points = 200;

    /// <summary>The 95 % point of Kolmogorov's law.</summary>
    private const double Kolmogorov = 1.358;

    public static Plot Of(BacktestResult result)
    {
        int n = result.Calibration.Intervals.Count;
        Plot plot = Theme.NewPlot(
            $"Calibration of {n:#,0} counts (workload on node)", "predicted probability", "share of counts at or below");
        double[] levels = [.. Enumerable.Range(0, Points + 1).Select(i => i / (double)Points)];
        double width = n > 0 ? Kolmogorov / Math.Sqrt(n) : 1;
        plot.AddBand(
            levels, levels.Select(u => Math.Max(0, u - width)), levels.Select(u => Math.Min(1, u + width)), Theme.Blue.WithAlpha(0.12));
        plot.AddDiagonal(0, 1, "predictions right (band: 95%)");
        plot.AddCurve([.. levels.Select(u => new Coordinates(u, result.Calibration.ShareBelow(u)))], Theme.Orange, 3, "observed");
        (double, string)[] ticks = [.. Enumerable.Range(0, 6).Select(i => (i / 5.0, $"{20 * i} %"))];
        plot.Axes.Bottom.SetTicks(ticks);
        plot.Axes.Left.SetTicks(ticks);
        plot.Axes.SetLimits(-0.02, 1.02, -0.02, 1.02);
        Theme.AddLegend(plot);
        return plot;
    }
}
