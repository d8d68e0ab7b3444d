using ScottPlot;
using ScottPlot.Plottables;

namespace ZTunnelSim.Charts;

/// <summary>The rollout's duration against T, under each pacing: the median, and up to what 95 % of the rollouts take.</summary>
internal static class DurationPlot
{
    public static Plot Of(SweepResult result)
    {
        Plot plot = Theme.NewPlot(
            $"Duration of the rollout over {result.Rollout.Cluster.Nodes.Count:#,0} nodes",
            "terminationGracePeriodSeconds (T)", "duration");
        int[] seconds = [.. result.Candidates.Select(c => c.GracePeriod.Seconds)];
        double[] xs = [.. seconds.Select(s => LogScale.Of(s))];
        double min = double.MaxValue, max = 0;
        for (int p = 0; p < result.Candidates[0].Pacings.Count; p++)
        {
            PacingResult[] results = [.. result.Candidates.Select(c => c.Pacings[p])];
            double[] median = [.. results.Select(r => LogScale.Of(Math.Max(r.DurationP50Seconds, 1)))];
            Color color = Theme.Of(results[0].Pacing);
            plot.AddBand(xs, median, results.Select(r => LogScale.Of(Math.Max(r.DurationP95Seconds, 1))), color.WithAlpha(0.25));
            Scatter line = plot.Add.Scatter(xs, median, color);
            (line.LineWidth, line.MarkerSize) = (2.5f, 8);
            line.LegendText = $"{results[0].Pacing.Sentence()}: median, band to the 95th percentile";
            min = Math.Min(min, Math.Max(1, results.Min(r => r.DurationP50Seconds)));
            max = Math.Max(max, Math.Max(1, results.Max(r => r.DurationP95Seconds)));
        }
        LogScale.SetTicks(plot.Axes.Bottom, seconds.Select(s => (double)s), 0.045 * ResetsPlot.Span(seconds));
        (min, max) = (min / 1.5, max * 1.5);
        LogScale.SetTicks(plot.Axes.Left, DurationTicks.Between(min, max), 0.04 * (LogScale.Of(max) - LogScale.Of(min)));
        double margin = 0.03 * ResetsPlot.Span(seconds);
        plot.Axes.SetLimits(xs[0] - margin, xs[^1] + margin, LogScale.Of(min), LogScale.Of(max));
        Theme.AddLegend(plot);
        return plot;
    }
}
