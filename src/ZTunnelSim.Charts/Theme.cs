using ScottPlot;

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

    public static Plot NewPlot(string title, string xLabel, string yLabel)
    {
        EmbeddedFonts.Register();
        Plot plot = new();
        plot.Font.Set(EmbeddedFonts.Name);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Axes.Color(Ink);
        plot.Grid.MajorLineColor = Color.FromHex("#E6E6E6");
        plot.Axes.Title.Label.Text = title;
        plot.Axes.Title.Label.FontSize = 20;
        plot.Axes.Title.Label.ForeColor = Ink;
        plot.Axes.Title.Label.Bold = true;
        foreach ((IAxis axis, string label) in new (IAxis, string)[] { (plot.Axes.Bottom, xLabel), (plot.Axes.Left, yLabel) })
        {
            axis.Label.Text = label;
            axis.Label.FontSize = 16;
            axis.Label.Bold = false;
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
}
