using ScottPlot;
using ScottPlot.Plottables;

namespace ZTunnelSim.Charts;

/// <summary>
/// What there is to choose around a recommendation: resets against duration, both as one rollout stays within them with the confidence
/// asked for; each point says how many nodes run two ztunnel processes at the peak. The shaded corner is within the limits.
/// </summary>
internal static class ParetoPlot
{
    /// <summary>Less than one reset is drawn here.</summary>
    private const double Floor = 0.5;

    public static Plot Of(Recommendation recommendation)
    {
        Recommendation r = recommendation;
        string confidence = $"{100 * r.Limits.Confidence:0.##} % of rollouts";
        Plot plot = Theme.NewPlot(
            r.GracePeriod is { } t ? $"Smallest T that holds the limits: {t}" : "No T holds the limits",
            $"duration that {confidence} stay within ({r.Rollout.Pacing.Sentence()})", $"resets that {confidence} stay within");
        Coordinates[] points = [.. r.Front.Select(At)];
        double[] allowed = [.. r.ResetLimits.Where(l => l.Workload is null).Select(l => LogScale.Of(Math.Max(l.AllowedResets, Floor)))];
        double[] within = r.DurationLimit is { } duration ? [LogScale.Of(duration.MaxSeconds)] : [];
        CoordinateRange x = Range([.. points.Select(p => p.X), .. within]), y = Range([.. points.Select(p => p.Y), .. allowed]);

        AddLimits(plot, within, allowed, x, y);
        plot.AddCurve(points, Theme.Blue.WithAlpha(0.5), 1.5f);
        AddPoints(plot, "exceeds a limit", Color.FromHex("#7F7F7F"), 9, [.. r.Front.Where(o => !r.HoldsAll(o)).Select(At)]);
        AddPoints(
            plot, "holds all limits", Theme.Blue, 10, [.. r.Front.Where(o => r.HoldsAll(o) && o.GracePeriod != r.GracePeriod).Select(At)]);
        AddPoints(plot, "recommended", Theme.Orange, 15, [.. r.Front.Where(o => o.GracePeriod == r.GracePeriod).Select(At)]);
        AddLabels(plot, r, points, x, y);

        LogScale.SetTicks(plot.Axes.Bottom, DurationTicks.Between(Math.Pow(10, x.Min), Math.Pow(10, x.Max)), 0.06 * x.Length);
        LogScale.SetDecades(plot.Axes.Left, Math.Pow(10, y.Min), Math.Pow(10, y.Max));
        plot.Axes.SetLimits(x.Min, x.Max, y.Min, y.Max);
        Theme.AddLegend(plot);
        return plot;
    }

    private static Coordinates At(GracePeriodOutcome outcome) =>
        new(LogScale.Of(Math.Max(outcome.DurationUpperSeconds, 1)), LogScale.Of(Math.Max(outcome.ResetsUpper, Floor)));

    /// <summary>The range of an axis, with room for labels to the right and above.</summary>
    private static CoordinateRange Range(double[] values)
    {
        double span = Math.Max(0.3, values.Max() - values.Min());
        return new(values.Min() - 0.08 * span, values.Max() + 0.22 * span);
    }

    private static void AddLimits(Plot plot, double[] within, double[] allowed, CoordinateRange x, CoordinateRange y)
    {
        double right = within.Append(x.Max).Min(), top = allowed.Append(y.Max).Min();
        if (within.Length + allowed.Length == 0) return;
        string name = "within the limits on all resets and the duration";
        plot.AddBox(x.Min, right, y.Min, top, Theme.Palette[0].WithAlpha(0.10), name);
        foreach (double at in within) plot.Add.VerticalLine(at, 1.5f, Theme.Palette[0], LinePattern.Dashed);
        foreach (double at in allowed) plot.Add.HorizontalLine(at, 1.5f, Theme.Palette[0], LinePattern.Dashed);
    }

    private static void AddPoints(Plot plot, string name, Color color, float size, Coordinates[] points)
    {
        if (points.Length == 0) return;
        Scatter scatter = plot.Add.ScatterPoints(points, color);
        (scatter.MarkerSize, scatter.LegendText) = (size, name);
    }

    /// <summary>Labels the recommended point, and then each other one unless a label is in the way.</summary>
    private static void AddLabels(Plot plot, Recommendation r, Coordinates[] points, CoordinateRange x, CoordinateRange y)
    {
        List<Coordinates> labelled = [];
        foreach (int i in Enumerable.Range(0, points.Length).OrderBy(i => r.Front[i].GracePeriod == r.GracePeriod ? 0 : 1))
        {
            bool isChoice = r.Front[i].GracePeriod == r.GracePeriod;
            if (labelled.Any(c => Math.Abs(c.X - points[i].X) < 0.2 * x.Length && Math.Abs(c.Y - points[i].Y) < 0.035 * y.Length)) continue;
            labelled.Add(points[i]);
            string period = isChoice ? r.GracePeriod!.ToString() : DurationFormat.Tick(r.Front[i].GracePeriod.Seconds);
            plot.AddLabel(
                $"T = {period}, peak {r.Front[i].PeakNodesWithTwoProcesses:#,0.#}", points[i], isChoice ? 15 : 12,
                isChoice ? Theme.Orange : Theme.Ink, Alignment.LowerLeft, right: 8, down: -4).LabelBold = isChoice;
        }
    }
}
