using ScottPlot;
using ScottPlot.Plottables;

namespace ZTunnelSim.Charts;

/// <summary>
/// Resets against T: theory as curves, for all and for each workload, with the range of one rollout as a band, over the simulated means.
/// </summary>
internal static class ResetsPlot
{
    /// <summary>More curves than this would be a tangle: small workloads are drawn as one.</summary>
    private const int MaxCurves = 6;

    /// <summary>Less than this is not drawn: a reset in a hundred rollouts.</summary>
    private const double Floor = 0.01;

    public static Plot Of(SweepResult result)
    {
        Plot plot = Theme.NewPlot(
            $"Connections reset, of about {result.OpenConnections:#,0} open",
            "terminationGracePeriodSeconds (T)", "resets in the whole rollout");
        int[] seconds = [.. result.Candidates.Select(c => c.GracePeriod.Seconds)];
        IReadOnlyList<ResetCurvePoint> curve = ResetCurve.Of(result);
        IReadOnlyList<WorkloadGroup> groups = WorkloadGroup.Largest(result, MaxCurves);

        double max = Math.Max(1, curve.Select(p => p.Resets).Concat(result.Candidates.Select(c => c.Pacings[0].Resets.Upper))
            .Concat(curve.Select(p => p.ResetsInterval.Upper).Where(double.IsFinite)).Max());
        double min = Math.Max(Floor, curve.SelectMany(p => groups.Select(g => g.Sum(p.ResetsByWorkload)))
            .Concat(curve.Select(p => p.ResetsInterval.Lower)).Append(max / 10).Min());
        plot.AddBand(
            [.. curve.Select(p => LogScale.Of(p.GracePeriod.Seconds))],
            curve.Select(p => LogScale.Of(Math.Max(p.ResetsInterval.Lower, min / 2))),
            curve.Select(p => LogScale.Of(Math.Clamp(p.ResetsInterval.Upper, min / 2, 2 * max))),
            Theme.Blue.WithAlpha(0.15), $"range of one rollout, {100 * result.Confidence:0.#} %");
        AddSimulated(plot, result);
        bool isFirstOrder = result.Rollout.Cluster.Workloads.Any(w => w.Clients.ComesBack);
        string theory = isFirstOrder ? "theory, without most resets of clients that came back" : "theory";
        AddCurve(plot, curve, point => point.Resets, Theme.Blue, 3, theory);
        if (groups.Count > 1)
        {
            foreach ((int i, WorkloadGroup group) in groups.Index())
                AddCurve(plot, curve, point => group.Sum(point.ResetsByWorkload), Theme.Palette[i], 1.5f, group.Name);
        }

        LogScale.SetTicks(plot.Axes.Bottom, seconds.Select(s => (double)s), 0.045 * Span(seconds));
        LogScale.SetDecades(plot.Axes.Left, min, max);
        double margin = 0.03 * Span(seconds);
        plot.Axes.SetLimits(
            LogScale.Of(seconds[0]) - margin, LogScale.Of(seconds[^1]) + margin,
            LogScale.Of(min) - 0.1, LogScale.Of(max) + 0.15);
        Theme.AddLegend(plot);
        return plot;
    }

    internal static double Span(int[] seconds) => Math.Max(0.3, LogScale.Of(seconds[^1]) - LogScale.Of(seconds[0]));

    private static void AddCurve(
        Plot plot, IReadOnlyList<ResetCurvePoint> curve, Func<ResetCurvePoint, double> resets, Color color, float width, string name)
    {
        Coordinates[] points = [.. curve.Where(p => resets(p) >= Floor / 10)
            .Select(p => new Coordinates(LogScale.Of(p.GracePeriod.Seconds), LogScale.Of(resets(p))))];
        if (points.Length > 0) plot.AddCurve(points, color, width, name);
    }

    private static void AddSimulated(Plot plot, SweepResult result)
    {
        bool named = false;
        foreach (CandidateResult candidate in result.Candidates)
        {
            Estimate resets = candidate.Pacings[0].Resets;
            if (resets.Upper < Floor) continue;
            double x = LogScale.Of(candidate.GracePeriod.Seconds);
            double lower = LogScale.Of(Math.Max(resets.Lower, Floor / 10)), upper = LogScale.Of(resets.Upper);
            LinePlot interval = plot.Add.Line(x, lower, x, upper);
            (interval.LineColor, interval.LineWidth) = (Theme.Orange, 2);
            if (resets.Mean < Floor) continue;
            Marker dot = plot.Add.Marker(x, LogScale.Of(resets.Mean), MarkerShape.FilledCircle, 9, Theme.Orange);
            if (named) continue;
            dot.LegendText = "simulated, mean with its 95 % interval";
            named = true;
        }
    }
}
