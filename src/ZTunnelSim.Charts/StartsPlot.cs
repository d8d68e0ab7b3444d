using ScottPlot;
using ScottPlot.Colormaps;
using ScottPlot.Panels;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace ZTunnelSim.Charts;

/// <summary>Resets by start and T: a column for each start, in the order of time, and a row for each T; the darker, the more.</summary>
internal static class StartsPlot
{
    private const int Row = 46, Surroundings = 270, LeastHeight = 420, MostHeight = 1100;

    /// <summary>Over more days than this, days are named and not hours.</summary>
    private const double DaysOfHours = 2.5;

    private const int MostDayTicks = 16, MostHourTicks = 13;

    private static readonly int[] RoundHours = [1, 2, 3, 4, 6];

    /// <summary>Light to dark in one hue: few resets to many.</summary>
    private static readonly Color[] Shades =
        [.. new[] { "#F3F8FD", "#D3E3F3", "#A9CBE8", "#72AEDA", "#3B8AC4", "#1565A8", "#0A4480", "#062A54" }.Select(Color.FromHex)];

    public static int HeightFor(IReadOnlyList<StartOutcome> outcomes) =>
        Math.Clamp(Surroundings + Row * outcomes.Select(o => o.GracePeriod).Distinct().Count(), LeastHeight, MostHeight);

    public static Plot Of(IReadOnlyList<StartOutcome> outcomes, StartClock clock, StartOutcome best)
    {
        DateTimeOffset[] starts = [.. outcomes.Select(o => o.Start).Distinct().Order()];
        GracePeriod[] periods = [.. outcomes.Select(o => o.GracePeriod).Distinct().Order()];
        HeatScale scale = HeatScale.Of(outcomes.Select(o => o.Resets));
        Plot plot = Theme.NewPlot(
            "Expected resets by start and T", $"start of the rollout ({clock.Zone.Id})", "grace period T");

        Heatmap map = plot.Add.Heatmap(Cells(outcomes, starts, periods, scale));
        map.Rectangle = new CoordinateRect(0, starts.Length, 0, periods.Length);
        map.Colormap = new CustomInterpolated(Shades);
        map.ManualRange = new ScottPlot.Range(0, 1);
        AddScale(plot, map, scale);
        for (int k = 1; k < periods.Length; k++) plot.Add.HorizontalLine(k, 1, Colors.White);
        MarkBest(plot, best, clock, (Array.IndexOf(starts, best.Start) + 0.5, Array.IndexOf(periods, best.GracePeriod) + 0.5));

        plot.Axes.Left.SetTicks(periods.Select((t, k) => (k + 0.5, DurationFormat.Tick(t.Seconds))));
        plot.Axes.Left.MajorTickStyle.Length = 0;
        SetTimeTicks(plot, starts, clock);
        plot.Grid.IsVisible = false;
        plot.Axes.SetLimits(0, starts.Length, 0, periods.Length);
        Theme.AddLegend(plot);
        return plot;
    }

    /// <summary>The shade of each cell, from the top row down; what was not predicted stays white.</summary>
    private static double[,] Cells(IReadOnlyList<StartOutcome> outcomes, DateTimeOffset[] starts, GracePeriod[] periods, HeatScale scale)
    {
        double[,] cells = new double[periods.Length, starts.Length];
        for (int row = 0; row < periods.Length; row++)
        {
            for (int column = 0; column < starts.Length; column++) cells[row, column] = double.NaN;
        }
        Dictionary<DateTimeOffset, int> columns = starts.Index().ToDictionary(s => s.Item, s => s.Index);
        foreach (StartOutcome o in outcomes)
        {
            if (!double.IsFinite(o.Resets)) continue;
            cells[periods.Length - 1 - Array.IndexOf(periods, o.GracePeriod), columns[o.Start]] = scale.ShareOf(o.Resets);
        }
        return cells;
    }

    private static void AddScale(Plot plot, Heatmap map, HeatScale scale)
    {
        ColorBar bar = plot.Add.ColorBar(map);
        NumericManual ticks = new();
        foreach (double value in scale.Ticks()) ticks.AddMajor(scale.ShareOf(value), FormattableString.Invariant($"{value:#,0.####}"));
        bar.Axis.TickGenerator = ticks;
        bar.Axis.TickLabelStyle.FontSize = 14;
        bar.Axis.TickLabelStyle.ForeColor = Theme.Ink;
        bar.Label = "expected resets";
        (bar.LabelStyle.FontSize, bar.LabelStyle.ForeColor, bar.LabelStyle.Bold) = (15, Theme.Ink, false);
        bar.LabelStyle.FontName = EmbeddedFonts.Name;
        bar.Axis.TickLabelStyle.FontName = EmbeddedFonts.Name;
    }

    private static void MarkBest(Plot plot, StartOutcome best, StartClock clock, (double X, double Y) at)
    {
        Marker mark = plot.Add.Marker(at.X, at.Y, MarkerShape.FilledCircle, 15, Theme.Orange);
        (mark.MarkerLineColor, mark.MarkerLineWidth) = (Colors.White, 2);
        mark.LegendText = $"best: {clock.Brief(best.Start)} with T = {best.GracePeriod}, {Numbers.Count(best.Resets)} resets in "
            + DurationFormat.Brief(best.DurationSeconds);
    }

    /// <summary>Midnights with their days, or round hours where the span is short; each stands at the left of its column.</summary>
    private static void SetTimeTicks(Plot plot, DateTimeOffset[] starts, StartClock clock)
    {
        double days = (starts[^1] - starts[0]).TotalDays;
        bool isByDays = days > DaysOfHours;
        int hours = isByDays ? 24 * Math.Max(1, (int)Math.Ceiling(days / MostDayTicks))
            : RoundHours.FirstOrDefault(h => 24 * days / h <= MostHourTicks, 12);
        NumericManual ticks = new();
        long last = long.MinValue;
        for (int i = 0; i < starts.Length; i++)
        {
            DateTime local = clock.Local(starts[i]).DateTime;
            long hour = local.Ticks / TimeSpan.TicksPerHour;
            bool isFirst = hour != last;
            last = hour;
            if (!isFirst) continue;
            if (hour % hours == 0) ticks.AddMajor(i, Label(starts[i], isByDays, isFirst: ticks.Ticks.All(t => !t.IsMajor)));
            else if (isByDays && hour % 6 == 0) ticks.AddMinor(i);
        }
        plot.Axes.Bottom.TickGenerator = ticks;

        string Label(DateTimeOffset start, bool isDay, bool isFirst) => isDay ? clock.DayOf(start)
            : isFirst || clock.Local(start).Hour == 0 ? $"{clock.Hour(start)}\n{clock.DayOf(start)}"
            : clock.Hour(start);
    }
}
