using ScottPlot;
using ScottPlot.Plottables;
using ZTunnelSim;

/// <summary>The connections that were cut against the drain budget: theory as a curve in its 95 % interval, handovers as dots.</summary>
internal static class CutsChart
{
    public static void Save(string path, IReadOnlyList<HandoverLedger> ledgers)
    {
        Handover any = ledgers[0].Handover;
        double overlap = ledgers.Average(l => l.OverlapSeconds);
        double[] budgets = [.. Enumerable.Range(1, 60).Select(i => 0.1 * i)];
        Rollout[] rollouts = [.. budgets.Select(g => Theory.Of(any.OpenedPerSecond, any.Lifetime, overlap, g))];
        PredictionInterval[] intervals = [.. rollouts.Select(r => PredictionInterval.OfResets(r, 0.95))];

        Fonts.AddFontFile("DejaVu Sans", Path.Combine(AppContext.BaseDirectory, "DejaVuSans.ttf"));
        Fonts.Default = "DejaVu Sans";
        using Plot plot = new();
        FillY band = plot.Add.FillY(budgets, [.. intervals.Select(i => i.Lower)], [.. intervals.Select(i => i.Upper)]);
        band.FillColor = Colors.SteelBlue.WithAlpha(0.25);
        band.LineWidth = 0;
        band.LegendText = "95 % of handovers";
        Scatter mean = plot.Add.ScatterLine(budgets, [.. rollouts.Select(r => r.Predict().Resets)], Colors.SteelBlue);
        mean.LineWidth = 2;
        mean.LegendText = "theory";
        Scatter seen = plot.Add.ScatterPoints(
            ledgers.Select(l => l.DrainBudgetSeconds).ToArray(), ledgers.Select(l => (double)l.Cut.Count).ToArray(), Colors.OrangeRed);
        seen.MarkerSize = 10;
        seen.LegendText = "kernel";
        plot.Title("Connections cut by a handover");
        plot.XLabel("drain budget, s");
        plot.YLabel("cut");
        plot.Axes.SetLimits(0, budgets[^1], 0, 1.05 * intervals[0].Upper);
        plot.ShowLegend(Alignment.UpperRight);
        plot.SavePng(path, 900, 600);
    }
}
