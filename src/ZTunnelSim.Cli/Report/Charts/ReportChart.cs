using System.Xml.Linq;

namespace ZTunnelSim.Cli;

/// <summary>A chart of something over T: a frame with two logarithmic axes, curves in it, and a marker that the slider moves.</summary>
internal sealed class ReportChart
{
    public const double Left = 66, Right = 536, Top = 14, Bottom = 270;

    private const double Width = 560, Height = 318;

    private readonly XElement _inside;
    private readonly List<XElement> _above = [];
    private readonly List<(XElement Swatch, string Name)> _legend = [];
    private readonly List<(string Css, IReadOnlyList<double> Y)> _marked = [];

    /// <param name="name">A word for it, unique on the page.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="description">What it shows, for those who do not see it.</param>
    /// <param name="x">The axis of T.</param>
    /// <param name="y">The other axis.</param>
    public ReportChart(string name, string title, string description, LogAxis x, LogAxis y)
    {
        (Name, Title, Description, X, Y) = (name, title, description, x, y);
        // An SVG within the SVG clips what lies outside of the axes.
        _inside = HtmlParts.Element(
            "svg", null, Svg.Attribute("x", Left), Svg.Attribute("y", Top), Svg.Attribute("width", Right - Left),
            Svg.Attribute("height", Bottom - Top), new XAttribute("viewBox", $"{Left} {Top} {Right - Left} {Bottom - Top}"));
    }

    public string Name { get; }

    public string Title { get; }

    public LogAxis X { get; }

    public LogAxis Y { get; }

    public IReadOnlyList<(XElement Swatch, string Name)> Legend => _legend;

    /// <summary>The places of the marker's dots, for each curve and each T of the slider.</summary>
    public IReadOnlyList<IReadOnlyList<double>> MarkedY => [.. _marked.Select(m => m.Y)];

    private string Description { get; }

    public void AddBand(IEnumerable<(double T, double Low, double High)> values)
    {
        (double T, double Low, double High)[] all = [.. values];
        _inside.Add(
            Svg.Area("band", all.Select(v => (X.At(v.T), Y.At(v.High))).Concat(all.Reverse().Select(v => (X.At(v.T), Y.At(v.Low))))));
    }

    /// <summary>Adds a curve, which the marker may follow.</summary>
    public void AddCurve(string css, string name, IReadOnlyList<(double T, double Value)> values, bool isMarked)
    {
        double[] y = [.. values.Select(v => Y.At(v.Value))];
        _inside.Add(Svg.Curve($"series {css}", values.Select((v, i) => (X.At(v.T), y[i]))));
        _legend.Add((Svg.Swatch(Svg.Line($"series {css}", 1, 5, 27, 5)), name));
        if (isMarked) _marked.Add((css, y));
    }

    /// <summary>Says in the legend what the dots are.</summary>
    public void NameDots(string css, string name) =>
        _legend.Add((Svg.Swatch(Svg.Line($"interval {css}", 14, 0, 14, 10), Svg.Dot($"dot {css}", 14, 5, 3.5)), name));

    /// <summary>Adds a dot with an interval; nothing where it lies below the axis.</summary>
    public void AddDot(string css, double t, double value, double low, double high)
    {
        if (high < Y.Min) return;
        _above.Add(Svg.Line($"interval {css}", X.At(t), Y.At(Math.Max(low, Y.Min)), X.At(t), Y.At(Math.Min(high, Y.Max))));
        if (value >= Y.Min && value <= Y.Max) _above.Add(Svg.Dot($"dot {css}", X.At(t), Y.At(value), 3.5));
    }

    public XElement Draw() => HtmlParts.Element(
        "svg", "chart", new XAttribute("id", $"chart-{Name}"), new XAttribute("viewBox", $"0 0 {Width} {Height}"),
        new XAttribute("role", "img"), new XAttribute("aria-label", Description),
        X.Ticks.Select(t => Svg.Line("grid", X.At(t.Value), Top, X.At(t.Value), Bottom)),
        Y.Ticks.Select(t => Svg.Line("grid", Left, Y.At(t.Value), Right, Y.At(t.Value))),
        Svg.Line("axis", Left, Bottom, Right, Bottom),
        X.Ticks.Select(t => Svg.Text("tick", X.At(t.Value), Bottom + 20, "middle", t.Label)),
        Y.Ticks.Select(t => Svg.Text("tick", Left - 8, Y.At(t.Value) + 4.5, "end", t.Label)),
        Svg.Text("label", (Left + Right) / 2, Bottom + 43, "middle", "grace period T"),
        _inside,
        _above,
        HtmlParts.Element("g", "marker", new XAttribute("hidden", "hidden"),
            Svg.Line("cursor", 0, Top, 0, Bottom),
            _marked.Select(m => Svg.Dot($"dot {m.Css}", 0, m.Y[0], 5.5))));
}
