using ScottPlot;
using ScottPlot.Plottables;
using ScottPlot.TickGenerators;

namespace ZTunnelSim.Charts;

/// <summary>One rollout over time: a row for each node in the order of their turn, phases coloured, resets marked.</summary>
internal static class GanttPlot
{
    /// <summary>The width in pixels that it is made for.</summary>
    public const int Width = 1400;

    /// <summary>Rows as high as this have room for a name and for numbers.</summary>
    private const int RoomyRow = 24;

    private const int MaxHeight = 1500;

    /// <summary>Title, axis and legend, in pixels.</summary>
    private const int Surroundings = 230;

    /// <summary>Room at the right, in pixels, for half of the last tick's label.</summary>
    private const int HalfLabel = 36;

    /// <summary>The height in pixels that shows all its nodes: roomy rows for few, thin ones for many.</summary>
    public static int HeightFor(RolloutResult result) => Math.Clamp(Surroundings + RoomyRow * result.Timelines.Count, 420, MaxHeight);

    public static Plot Of(string name, RolloutResult result)
    {
        Plot plot = Theme.NewPlot($"{name}\n{GanttText.Totals(result)}", "time since the rollout began", "");
        plot.Axes.Title.Label.FontSize = 17;
        double end = Math.Max(result.DurationSeconds, 1);
        GanttRow[] rows = [.. GanttRow.Of(result, end)];
        double rowPixels = (double)(HeightFor(result) - Surroundings) / rows.Length;

        // Gaps between thin rows would be all that is seen.
        double size = rowPixels < 10 ? 1 : 0.82;
        foreach (GanttPhase phase in GanttPhase.All) AddBars(plot, rows, phase, size);
        AddResets(plot, rows, rowPixels);
        SetNodeTicks(plot, rows, rowPixels);
        SetTimeTicks(plot, end);
        plot.Grid.YAxisStyle.IsVisible = false;
        // Room at the right for the last node's number.
        plot.Axes.SetLimits(-0.005 * end, 1.04 * end, rows.Length - 0.4, -0.6);
        plot.Axes.Right.MinimumSize = HalfLabel;
        Theme.AddLegend(plot);
        return plot;
    }

    private static void AddBars(Plot plot, GanttRow[] rows, GanttPhase phase, double size)
    {
        Bar[] bars =
        [
            .. from row in rows.Index()
               from span in row.Item.Spans
               where span.Phase == phase && span.To > span.From
               select new Bar
               {
                   Position = row.Index,
                   ValueBase = span.From,
                   Value = span.To,
                   Size = size,
                   Orientation = Orientation.Horizontal,
                   FillColor = phase.Color,
                   LineWidth = 0,
               },
        ];
        if (bars.Length > 0) plot.Add.Bars(bars).LegendText = phase.Name;
    }

    /// <summary>A tick at the end of each drain that cut something; the wider, the more it cut.</summary>
    private static void AddResets(Plot plot, GanttRow[] rows, double rowPixels)
    {
        long most = rows.Max(r => r.Resets);
        if (most == 0) return;
        for (int row = 0; row < rows.Length; row++)
        {
            (double at, long resets) = (rows[row].ResetAt, rows[row].Resets);
            if (resets == 0) continue;
            LinePlot tick = plot.Add.Line(at, row - 0.41, at, row + 0.41);
            tick.LineColor = GanttPhase.ResetColor;
            tick.LineWidth = 1.5f + 5f * (float)Math.Sqrt((double)resets / most);
            if (rowPixels >= 14) plot.AddLabel($"{resets:#,0}", new(at, row), 12, GanttPhase.ResetColor, Alignment.MiddleLeft, right: 6);
        }
        plot.AddCurve([], GanttPhase.ResetColor, 4, $"resets (the widest: {most:#,0})");
    }

    private static void SetNodeTicks(Plot plot, GanttRow[] rows, double rowPixels)
    {
        const double LabelPixels = 16;
        int step = Math.Max(1, (int)Math.Ceiling(LabelPixels / rowPixels));
        plot.Axes.Left.SetTicks(rows.Index().Where(r => r.Index % step == 0).Select(r => ((double)r.Index, r.Item.Node)));
        plot.Axes.Left.MajorTickStyle.Length = step > 1 ? 4 : 0;
        plot.Axes.Left.TickLabelStyle.FontSize = 12;
    }

    private static void SetTimeTicks(Plot plot, double end)
    {
        double step = DurationTicks.RoundStep(end / 9);
        NumericManual ticks = new();
        for (double at = 0; at <= 1.03 * end; at += step) ticks.AddMajor(at, DurationFormat.Clock(at, step));
        plot.Axes.Bottom.TickGenerator = ticks;
    }
}
