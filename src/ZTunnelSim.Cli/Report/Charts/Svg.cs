using System.Globalization;
using System.Xml.Linq;
using static ZTunnelSim.Cli.HtmlParts;

namespace ZTunnelSim.Cli;

/// <summary>SVG elements without colours of their own: the page's style sheet has these, for light, dark and paper.</summary>
internal static class Svg
{
    public static XAttribute Attribute(string name, double value) => new(name, Number(value));

    public static XElement Line(string css, double x1, double y1, double x2, double y2) =>
        Element("line", css, Attribute("x1", x1), Attribute("y1", y1), Attribute("x2", x2), Attribute("y2", y2));

    public static XElement Dot(string css, double x, double y, double radius) =>
        Element("circle", css, Attribute("cx", x), Attribute("cy", y), Attribute("r", radius));

    public static XElement Text(string css, double x, double y, string anchor, string text) =>
        Element("text", css, Attribute("x", x), Attribute("y", y), new XAttribute("text-anchor", anchor), text);

    public static XElement Curve(string css, IEnumerable<(double X, double Y)> points) =>
        Element("polyline", css, new XAttribute("points", Points(points)));

    public static XElement Area(string css, IEnumerable<(double X, double Y)> points) =>
        Element("polygon", css, new XAttribute("points", Points(points)));

    public static XElement Swatch(params XElement[] content) =>
        Element("svg", "swatch", new XAttribute("viewBox", "0 0 28 10"), new XAttribute("aria-hidden", "true"), content);

    public static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Points(IEnumerable<(double X, double Y)> points) =>
        string.Join(' ', points.Select(p => $"{Number(p.X)},{Number(p.Y)}"));
}
