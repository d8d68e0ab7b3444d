using ScottPlot;
using ScottPlot.Plottables;

namespace ZTunnelSim.Charts;

/// <summary>Observed kills against their prediction intervals: a row for all, for each workload and for each node.</summary>
internal static class CalibrationPlot
{
    /// <summary>More rows than this can't be read: the nodes that differ most are drawn.</summary>
    private const int MaxNodes = 30;

    private const int MaxWorkloads = 20;

    private static readonly double[] RoundCounts = [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 1_000_000];

    /// <summary>The axis of counts is logarithmic in 1 + count, so that 0 has its place.</summary>
    public static Plot Of(BacktestResult result)
    {
        Plot plot = Theme.NewPlot("Connections killed by the rollout: predicted and observed", "kills", "");
        List<(string Label, BacktestComparison? Row)> rows = Rows(result);
        plot.Axes.Left.SetTicks(
            from row in rows.Index() where row.Item.Label.Length > 0 select ((double)rows.Count - 1 - row.Index, row.Item.Label));
        bool named = false, outsideNamed = false;
        double max = 1;
        for (int i = 0; i < rows.Count; i++)
        {
            double y = rows.Count - 1 - i;
            if (rows[i].Row is not { } row) continue;
            double upper = double.IsFinite(row.Upper) ? row.Upper : Math.Max(row.Observed, row.Expected);
            max = Math.Max(max, Math.Max(upper, row.Observed));
            LinePlot interval = plot.Add.Line(At(row.Lower), y, At(upper), y);
            (interval.LineColor, interval.LineWidth) = (Theme.Blue.WithAlpha(0.35), 10);
            Marker expected = plot.Add.Marker(At(row.Expected), y, MarkerShape.VerticalBar, 14, Theme.Blue);
            expected.MarkerStyle.LineWidth = 2;
            Marker observed = plot.Add.Marker(
                At(row.Observed), y, row.IsInside ? MarkerShape.FilledCircle : MarkerShape.FilledDiamond, row.IsInside ? 9 : 13,
                row.IsInside ? Theme.Ink : Theme.Orange);
            if (!named) (interval.LegendText, expected.LegendText) = ($"{100 * result.Options.Confidence:0.#}% interval", "predicted");
            named = true;
            if (row.IsInside && i == 0) observed.LegendText = "observed";
            if (row.IsInside || outsideNamed) continue;
            observed.LegendText = "observed, outside";
            outsideNamed = true;
        }
        plot.Axes.Bottom.SetTicks(RoundCounts.Where(c => c <= 3 * max).Select(c => (At(c), $"{c:#,0}")));
        plot.Axes.SetLimits(-0.05 * At(max), 1.06 * At(max), -0.8, rows.Count - 0.2);
        Theme.AddLegend(plot);
        return plot;
    }

    /// <summary>The height in pixels that the rows need.</summary>
    internal static int Height(BacktestResult result) => Math.Max(420, 220 + 28 * Rows(result).Count);

    private static double At(double count) => LogScale.Of(1 + count);

    private static List<(string Label, BacktestComparison? Row)> Rows(BacktestResult result)
    {
        List<(string, BacktestComparison?)> rows = [("all", result.Total)];
        if (result.ByWorkload.Count > 1) rows.AddRange(Most(result.ByWorkload, MaxWorkloads, "workloads"));
        if (result.ByNode.Count > 1)
        {
            rows.Add(("", null));
            rows.AddRange(Most(result.ByNode, MaxNodes, "nodes"));
        }
        return rows;
    }

    /// <summary>All, or those that differ most, in their own order.</summary>
    private static IEnumerable<(string, BacktestComparison?)> Most(ByName<BacktestComparison> all, int most, string what)
    {
        HashSet<BacktestComparison> kept = [.. all.OrderBy(c => c.PValue).Take(most)];
        foreach (BacktestComparison c in all.Where(kept.Contains)) yield return (Short(c.Name), c);
        if (all.Count > most) yield return ($"({all.Count - most} more {what} agree better)", null);
    }

    private static string Short(string name) => name.Length > 40 ? name[..39] + "…" : name;
}
