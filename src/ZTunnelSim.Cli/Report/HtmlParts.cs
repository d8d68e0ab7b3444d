using System.Xml.Linq;

namespace ZTunnelSim.Cli;

/// <summary>The parts that pages are made of.</summary>
internal static class HtmlParts
{
    /// <summary>Cells longer than this may break over lines.</summary>
    private const int LongCell = 40;

    public static XElement Element(string name, string? css, params object?[] content) =>
        new(name, css is null ? null : new XAttribute("class", css), content);

    /// <summary>A table in a box that scrolls by itself, and that a keyboard can scroll too.</summary>
    public static XElement Table(TextTable table) => Element(
        "div", "table", new XAttribute("tabindex", "0"), new XAttribute("role", "region"), new XAttribute("aria-label", table.Caption),
        new XElement("table",
            new XElement("caption", new XElement("span", table.Caption)),
            new XElement("thead", new XElement("tr", table.Columns.Select(c =>
                Element("th", Css(c), new XAttribute("scope", "col"), c.Header)))),
            new XElement("tbody", table.Rows.Select((row, r) =>
                Element("tr", r == table.ChosenRow ? "chosen" : null, row.Select((cell, c) => Cell(table.Columns[c], c, cell)))))));

    public static IEnumerable<XElement> Terms(IEnumerable<(string Term, string Text)> terms) =>
        terms.SelectMany(t => new[] { new XElement("dt", t.Term), new XElement("dd", t.Text) });

    public static XElement Figure(ReportChart chart) => new(
        "figure", new XElement("h3", chart.Title), chart.Draw(),
        Element("ul", "legend", chart.Legend.Select(l => new XElement("li", l.Swatch, new XElement("span", l.Name)))));

    private static XElement Cell(TextColumn column, int index, string text) => index == 0
        ? Element("th", Css(column), new XAttribute("scope", "row"), text)
        : Element("td", text.Length > LongCell ? "long" : Css(column), text);

    private static string? Css(TextColumn column) => column.IsNumeric ? "number" : null;
}
