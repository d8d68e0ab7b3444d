using ScottPlot;
using ScottPlot.Plottables;

namespace ZTunnelSim.Charts;

/// <summary>The price of fewer resets in time: a point for each T and pacing. Down and to the left is better.</summary>
internal static class TradeOffPlot
{
    /// <summary>Fewer expected resets than this are drawn at it.</summary>
    private const double Floor = 0.1;

    public static Plot Of(SweepResult result)
    {
        Plot plot = Theme.NewPlot(
            "What fewer resets cost in time", "median duration of the rollout", "expected resets in the whole rollout");
        List<Coordinates> all = [];
        for (int p = 0; p < result.Candidates[0].Pacings.Count; p++)
        {
            Color color = Theme.Of(result.Candidates[0].Pacings[p].Pacing);
            Coordinates[] points = [.. result.Candidates.Select(c => At(c, p))];
            all.AddRange(points);
            Scatter line = plot.Add.Scatter(points, color);
            (line.LineWidth, line.MarkerSize) = (1.5f, 10);
            line.LegendText = result.Candidates[0].Pacings[p].Pacing.Sentence();
            AddLabels(plot, result, points, color, all);
        }

        double left = all.Min(c => c.X), right = all.Max(c => c.X), bottom = all.Min(c => c.Y), top = all.Max(c => c.Y);
        double width = Math.Max(0.3, right - left), height = Math.Max(0.3, top - bottom);
        LogScale.SetTicks(
            plot.Axes.Bottom, DurationTicks.Between(Math.Pow(10, left - 0.1 * width), Math.Pow(10, right + 0.15 * width)), 0.06 * width);
        LogScale.SetDecades(plot.Axes.Left, Math.Pow(10, bottom), Math.Pow(10, top));
        plot.Axes.SetLimits(left - 0.08 * width, right + 0.12 * width, bottom - 0.1 * height, top + 0.1 * height);
        Theme.AddLegend(plot);
        return plot;
    }

    private static Coordinates At(CandidateResult candidate, int pacing) => new(
        LogScale.Of(Math.Max(candidate.Pacings[pacing].DurationP50Seconds, 1)),
        LogScale.Of(Math.Max(candidate.Predicted.Resets, Floor)));

    /// <summary>Labels each point with its T, unless the label of another one of the same line is in the way.</summary>
    private static void AddLabels(Plot plot, SweepResult result, Coordinates[] points, Color color, List<Coordinates> all)
    {
        double width = Math.Max(0.3, all.Max(c => c.X) - all.Min(c => c.X)), height = Math.Max(0.3, all.Max(c => c.Y) - all.Min(c => c.Y));
        List<Coordinates> labelled = [];
        for (int k = 0; k < points.Length; k++)
        {
            if (labelled.Any(c => Math.Abs(c.X - points[k].X) < 0.1 * width && Math.Abs(c.Y - points[k].Y) < 0.04 * height)) continue;
            labelled.Add(points[k]);
            string period = DurationFormat.Tick(result.Candidates[k].GracePeriod.Seconds);
            plot.AddLabel($"T = {period}", points[k], 13, color, Alignment.LowerLeft, right: 8, down: -4);
        }
    }
}
