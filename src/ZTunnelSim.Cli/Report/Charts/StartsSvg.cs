using System.Xml.Linq;
using static ZTunnelSim.Cli.HtmlParts;

namespace ZTunnelSim.Cli;

/// <summary>Expected resets by start and T: a column for each start and a row for each T, in shades of the page's style sheet.</summary>
internal static class StartsSvg
{
    /// <summary>How many shades the style sheet has.</summary>
    public const int Shades = 8;

    /// <summary>Whole numbers, so that neighbours meet without a gap.</summary>
    private const double Left = 66, Cell = 6, Margin = 8, Top = 8, Row = 30, MostHeight = 420, TickRoom = 30;

    public static XElement Of(ReportWhen when)
    {
        StartChoice all = when.All.Study.Choice;
        StartOutcome best = when.About.Study.Choice.About;
        DateTimeOffset[] starts = [.. all.Outcomes.Select(o => o.Start).Distinct()];
        GracePeriod[] periods = [.. all.Outcomes.Select(o => o.GracePeriod).Distinct().OrderDescending()];
        HeatScale scale = HeatScale.Of(all.Outcomes.Select(o => o.Resets));
        double row = Math.Min(Row, Math.Max(2, Math.Floor(MostHeight / periods.Length))), bottom = Top + row * periods.Length;
        return new XElement(
            "figure", new XElement("h3", "Expected resets by start and T"),
            Element("div", "scroll", new XAttribute("tabindex", "0"), new XAttribute("role", "region"),
                new XAttribute("aria-label", "Expected resets by start and T"), Element(
                "svg", "chart starts", new XAttribute("viewBox", $"0 0 {X(starts.Length) + Margin} {bottom + TickRoom}"),
                new XAttribute("role", "img"),
                new XAttribute("aria-label", $"From {Numbers.Count(all.Outcomes.Min(o => o.Resets))} to "
                    + $"{Numbers.Count(all.Outcomes.Max(o => o.Resets))} resets; the fewest at {when.All.Clock.Brief(best.Start)}."),
                periods.SelectMany((t, k) => Cells([.. all.Outcomes.Where(o => o.GracePeriod == t)], Top + k * row, row)),
                periods.Select((t, k) => row >= 14 || k % 2 == 0
                    ? Svg.Text("tick", Left - 8, Top + (k + 0.5) * row + 4.5, "end", DurationFormat.Tick(t.Seconds))
                    : null),
                starts.Index().Where(s => when.All.Clock.Local(s.Item).Hour == 0 && s.Index <= starts.Length - 8).SelectMany(s => new[]
                {
                    Svg.Line("axis", X(s.Index), bottom, X(s.Index), bottom + 5),
                    Svg.Text("tick", X(s.Index) + 4, bottom + 20, "start", when.All.Clock.DayOf(s.Item)),
                }),
                Svg.Dot(
                    "dot best", X(Array.IndexOf(starts, best.Start) + 0.5),
                    Top + (Array.IndexOf(periods, best.GracePeriod) + 0.5) * row, 6))),
            Element("ul", "legend", Legend(scale).Append(("dot best", Best(when, best))).Select(l => new XElement(
                "li", Svg.Swatch(l.Item1 == "dot best" ? Svg.Dot(l.Item1, 14, 5, 4.5) : Rectangle(l.Item1, 4, 0, 20, 10)),
                new XElement("span", l.Item2)))));

        double X(double index) => Left + index * Cell;

        // Neighbours of one shade are one rectangle.
        IEnumerable<XElement> Cells(StartOutcome[] outcomes, double y, double height)
        {
            for (int i = 0; i < outcomes.Length;)
            {
                int first = i, shade = scale.ShadeOf(outcomes[i].Resets, Shades);
                while (++i < outcomes.Length && scale.ShadeOf(outcomes[i].Resets, Shades) == shade) { }
                yield return Rectangle($"heat-{shade}", X(first), y, X(i) - X(first), height);
            }
        }
    }

    private static string Best(ReportWhen when, StartOutcome best) =>
        $"{when.All.Clock.Brief(best.Start)} with T = {best.GracePeriod}: {Numbers.Count(best.Resets)} resets";

    private static IEnumerable<(string Css, string Name)> Legend(HeatScale scale) => Enumerable.Range(0, Shades).Select(i =>
        ($"heat-{i}", i == 0 ? $"under {Numbers.Count(scale.At(1.0 / Shades))}" : $"from {Numbers.Count(scale.At((double)i / Shades))}"));

    private static XElement Rectangle(string css, double x, double y, double width, double height) => Element(
        "rect", css, Svg.Attribute("x", x), Svg.Attribute("y", y), Svg.Attribute("width", width), Svg.Attribute("height", height));
}
