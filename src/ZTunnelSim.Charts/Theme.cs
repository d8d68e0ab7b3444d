using ScottPlot;
using ScottPlot.Plottables;

namespace ZTunnelSim.Charts;

/// <summary>How all charts look: one font, quiet grid, colours that the colour-blind can tell apart.</summary>
/// <remarks>Colours: Okabe and Ito, "Color universal design", 2008.</remarks>
internal static class Theme
{
    public static readonly Color Ink = Color.FromHex("#222222");
    public static readonly Color Blue = Color.FromHex("#0072B2");
    public static readonly Color Orange = Color.FromHex("#D55E00");

    /// <summary>For workloads, in their order.</summary>
    public static readonly Color[] Palette =
    [
        Color.FromHex("#009E73"), Color.FromHex("#CC79A7"), Color.FromHex("#E69F00"),
        Color.FromHex("#56B4E9"), Color.FromHex("#7F7F7F"), Color.FromHex("#B8A400"),
    ];

    public static Color Of(Pacing pacing) => pacing == Pacing.Kubernetes ? Blue : Orange;

    public static Plot NewPlot(string title, string xLabel, string yLabel)
    {
        EmbeddedFonts.Register();
        Plot plot = new();
        plot.Font.Set(EmbeddedFonts.Name);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Axes.Color(Ink);
        plot.Grid.MajorLineColor = Color.FromHex("#E6E6E6");
        LabelStyle heading = plot.Axes.Title.Label;
        (heading.Text, heading.FontSize, heading.ForeColor, heading.Bold) = (title, 20, Ink, true);
        foreach ((IAxis axis, string label) in new (IAxis, string)[] { (plot.Axes.Bottom, xLabel), (plot.Axes.Left, yLabel) })
        {
            (axis.Label.Text, axis.Label.FontSize, axis.Label.Bold) = (label, 16, false);
            axis.TickLabelStyle.FontSize = 14;
        }
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        return plot;
    }

    /// <summary>The legend, beside the data so that it never covers any.</summary>
    public static void AddLegend(Plot plot)
    {
        // A panel of an empty legend would push everything else off the picture.
        if (plot.Legend.GetItems().Length == 0) return;
        plot.Legend.FontSize = 14;
        plot.Legend.OutlineColor = Colors.Transparent;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.ShowLegend(Edge.Bottom).Alignment = Alignment.MiddleCenter;
        plot.Legend.Orientation = Orientation.Horizontal;
    }

    /// <summary>A line without markers; a name stands in the legend.</summary>
    public static Scatter AddCurve(this Plot plot, Coordinates[] points, Color color, float width, string name = "")
    {
        Scatter line = plot.Add.ScatterLine(points, color);
        (line.LineWidth, line.LegendText) = (width, name);
        return line;
    }

    /// <summary>What lies between two curves; a name stands in the legend.</summary>
    public static void AddBand(
        this Plot plot, double[] xs, IEnumerable<double> low, IEnumerable<double> high, Color color, string name = "")
    {
        FillY band = plot.Add.FillY(xs, [.. low], [.. high]);
        (band.FillColor, band.LineWidth, band.LegendText) = (color, 0, name);
    }

    /// <summary>The line on which two axes of one unit are equal.</summary>
    public static void AddDiagonal(this Plot plot, double min, double max, string name)
    {
        LinePlot diagonal = plot.Add.Line(min, min, max, max);
        (diagonal.LineColor, diagonal.LineWidth, diagonal.LegendText) = (Blue, 2, name);
    }

    /// <summary>A rectangle without an outline.</summary>
    public static void AddBox(
        this Plot plot, double left, double right, double bottom, double top, Color color, string name = "")
    {
        Rectangle box = plot.Add.Rectangle(left, right, bottom, top);
        (box.FillColor, box.LineWidth, box.LegendText) = (color, 0, name);
    }

    /// <summary>A text beside a point, so many pixels away from it.</summary>
    public static Text AddLabel(
        this Plot plot, string text, Coordinates at, float size, Color color, Alignment alignment, float right, float down = 0)
    {
        Text label = plot.Add.Text(text, at);
        (label.LabelFontSize, label.LabelFontColor, label.LabelAlignment) = (size, color, alignment);
        (label.OffsetX, label.OffsetY) = (right, down);
        return label;
    }

    public static void SetTicks(this IAxis axis, IEnumerable<(double At, string Label)> ticks) =>
        axis.SetTicks([.. ticks.Select(t => t.At)], [.. ticks.Select(t => t.Label)]);
}
