using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

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
        FillY band = plot.Add.FillY(
            levels, [.. levels.Select(u => Math.Max(0, u - width))], [.. levels.Select(u => Math.Min(1, u + width))]);
        band.FillColor = Theme.Blue.WithAlpha(0.12);
        band.LineWidth = 0;
        LinePlot diagonal = plot.Add.Line(0, 0, 1, 1);
        diagonal.LineColor = Theme.Blue;
        diagonal.LineWidth = 2;
        diagonal.LegendText = "predictions right (band: 95%)";
        Scatter curve = plot.Add.ScatterLine(levels, [.. levels.Select(result.Calibration.ShareBelow)], Theme.Orange);
        curve.LineWidth = 3;
        curve.LegendText = "observed";
        foreach (IAxis axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            NumericManual ticks = new();
            for (int percent = 0; percent <= 100; percent += 20) ticks.AddMajor(percent / 100.0, $"{percent} %");
            axis.TickGenerator = ticks;
        }
        plot.Axes.SetLimits(-0.02, 1.02, -0.02, 1.02);
        Theme.AddLegend(plot);
        return plot;
    }
}
