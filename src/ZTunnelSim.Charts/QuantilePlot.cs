using ScottPlot;
using ScottPlot.Plottables;

namespace ZTunnelSim.Charts;

/// <summary>Quantiles of the data against those of a law: on the diagonal where the law is right.</summary>
internal static class QuantilePlot
{
    /// <summary>Both axes are logarithmic.</summary>
    public static Plot Of(string name, KaplanMeier observed, DurationLaw law)
    {
        Plot plot = Theme.NewPlot($"Quantiles of {name}", "by the fitted law", "observed");
        (double Observed, double Law)[] pairs = [.. observed.QuantilePairs(law)
            .Where(p => p.ObservedSeconds > 0 && p.LawSeconds > 0 && double.IsFinite(p.LawSeconds))];
        if (pairs.Length == 0) return plot;
        double min = pairs.Min(p => Math.Min(p.Observed, p.Law)), max = pairs.Max(p => Math.Max(p.Observed, p.Law));

        plot.AddDiagonal(LogScale.Of(min), LogScale.Of(max), "where they lie if the law is right");
        Coordinates[] quantiles = [.. pairs.Select(p => new Coordinates(LogScale.Of(p.Law), LogScale.Of(p.Observed)))];
        Scatter points = plot.Add.ScatterPoints(quantiles, Theme.Orange);
        (points.MarkerSize, points.LegendText) = (5, "quantiles");
        double distance = 0.05 * Math.Max(0.3, LogScale.Of(max / min));
        LogScale.SetTicks(plot.Axes.Bottom, DurationTicks.Between(min, max), 1.6 * distance);
        LogScale.SetTicks(plot.Axes.Left, DurationTicks.Between(min, max), distance);
        Theme.AddLegend(plot);
        return plot;
    }
}
