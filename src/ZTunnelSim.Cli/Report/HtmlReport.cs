using System.Xml.Linq;

namespace ZTunnelSim.Cli;

/// <summary>A report as one HTML page that needs nothing else: no network, no fonts, no other files.</summary>
internal static class HtmlReport
{
    public static string Render(ReportModel report)
    {
        HtmlPage page = new();
        ReportChart[] charts = [ResetsSvg.Of(report), DurationSvg.Of(report)];
        page.Fill("title", report.Title);
        page.Fill("heading", report.Title);
        page.Fill("answer", report.Answer);
        page.Fill("byline", Byline(report).SelectMany(part => new object[] { new XElement("span", part), " " }));
        page.Replace("advice", Advice(report.Advice));
        page.Replace("candidates", HtmlParts.Table(report.Candidates));
        page.Fill("jumps", Jumps(report));
        page.Replace("duration-cards", DurationCards(report));
        page.Fill("bars", Bars(report));
        page.Replace("refused-card", report.Refuses ? RefusedCard() : null);
        page.Fill("slider-note", SliderNote(report));
        page.Fill("charts", charts.Select(HtmlParts.Figure));
        page.Replace("by-workload", HtmlParts.Table(report.ByWorkload));
        page.Replace("sections", report.Sections.Select(Section));
        page.Replace("when", When(report.When));
        page.Replace("maximum-ages", MaximumAges(report));
        page.Replace("two-rollouts", TwoRollouts(report));
        page.Replace("warnings", Warnings(report.Warnings));
        page.Fill("assumptions", HtmlParts.Terms(report.Assumptions.Select(a => (a.About, a.Text))));
        page.Replace("workloads", HtmlParts.Table(report.Workloads));
        page.Fill("evidence", report.Evidence[0]);
        page.Replace("check-table", report.Check is { } check ? HtmlParts.Table(check) : null);
        page.Fill("engine", report.Evidence[^1]);
        page.Replace("agreement", HtmlParts.Table(report.Agreement));
        page.Fill("provenance", HtmlParts.Terms(report.Provenance));
        page.Fill("scenario", report.ScenarioText);
        page.Fill("data", SliderData.Json(report, charts));
        string style = HtmlPage.Resource("page.css"), script = HtmlPage.Resource("page.js");
        page.FillCode("style", style);
        page.FillCode("script", script);
        page.SetPolicy(style, script);
        return page.ToString();
    }

    private static IEnumerable<string> Byline(ReportModel report)
    {
        yield return report.ScenarioName;
        yield return report.Sweep.Rollout.Strategy.ToString();
        yield return $"seed {report.Sweep.Seed}, {report.Sweep.Replications:#,0} replications";
        if (report.Date is not null) yield return report.Date;
    }

    private static XElement? Advice(ReportAdvice? advice) => advice is null ? null : HtmlParts.Element(
        "section", "advice", new XAttribute("aria-labelledby", "recommendation"),
        new XElement("h2", new XAttribute("id", "recommendation"), advice.Title),
        new XElement("p", advice.Why),
        new XElement("p", new XElement("strong", "Next: "), advice.NextStep));

    private static IEnumerable<XElement> Jumps(ReportModel report) => report.Sweep.Candidates.Select(c => new XElement(
        "button", new XAttribute("type", "button"),
        new XAttribute("data-point", report.Curves.Points.Index().First(p => p.Item.GracePeriod == c.GracePeriod).Index),
        new XAttribute("aria-pressed", "false"), c.GracePeriod.ToString()));

    private static IEnumerable<XElement> DurationCards(ReportModel report) => report.Curves.Pacings.Select((pacing, p) => HtmlParts.Element(
        "div", "card",
        HtmlParts.Element("span", "card-name", $"duration, {pacing.Name()}"),
        HtmlParts.Element("span", "card-value", new XAttribute("data-value", $"duration-{p}")),
        HtmlParts.Element("span", "card-detail", $"expected, {(report.Curves.DurationIsSimulated[p] ? "from simulation" : "by theory")}")));

    private static XElement RefusedCard() => HtmlParts.Element(
        "div", "card",
        HtmlParts.Element("span", "card-name", "new connections refused"),
        HtmlParts.Element("span", "card-value", new XAttribute("data-value", "refused")),
        HtmlParts.Element("span", "card-detail", "expected, while a node has no listener"));

    private static IEnumerable<XElement> Bars(ReportModel report) =>
        report.Sweep.Rollout.Cluster.Workloads.Select((workload, w) => HtmlParts.Element(
        "div", "row",
        HtmlParts.Element("span", "name", workload.Name),
        HtmlParts.Element(
            "span", "track", new XAttribute("aria-hidden", "true"),
            HtmlParts.Element(
                "span", $"fill workload-{report.Groups.Index().First(g => g.Item.Workloads.Contains(w)).Index}",
                new XAttribute("data-bar", w))),
        HtmlParts.Element("span", "value", new XAttribute("data-value", $"workload-{w}"))));

    private static string SliderNote(ReportModel report)
    {
        string[] simulated =
            [.. report.Curves.Pacings.Zip(report.Curves.DurationIsSimulated).Where(p => p.Second).Select(p => p.First.Name())];
        string durations = simulated.Length == 0
            ? "Durations are expected values by theory."
            : $"Durations are expected values, by theory where it has them; those of {string.Join(" and ", simulated)} are interpolated "
                + "between simulated ones.";
        return "Bars: the share of each workload's open connections that is reset. Resets are by theory, worked out beforehand for "
            + $"{report.Curves.Points.Count} grace periods. {durations}";
    }

    private static XElement Section(ReportSection section) => new(
        "section", new XAttribute("aria-labelledby", section.Id),
        new XElement("h2", new XAttribute("id", section.Id), section.Heading),
        section.Sentences.Select(sentence => new XElement("p", sentence)),
        section.Table is { } table ? HtmlParts.Table(table) : null);

    private static XElement? When(ReportWhen? when) => when is null ? null : new XElement(
        "section", new XAttribute("aria-labelledby", "when"),
        new XElement("h2", new XAttribute("id", "when"), "When to begin"),
        when.Sentences.Select(sentence => new XElement("p", sentence)),
        StartsSvg.Of(when),
        when.Windows is { } windows ? HtmlParts.Table(windows) : null);

    private static XElement? MaximumAges(ReportModel report) => report.Ages is not { } table ? null : new XElement(
        "section", new XAttribute("aria-labelledby", "maximum-ages"),
        new XElement("h2", new XAttribute("id", "maximum-ages"), "The other way: a maximum age"),
        HtmlParts.Table(table),
        HtmlParts.Element("p", "note", MaximumAgeText.Notes(report.MaximumAges)));

    private static XElement? TwoRollouts(ReportModel report) => report.WayBack is null ? null : new XElement(
        "section", new XAttribute("aria-labelledby", "two-rollouts"),
        new XElement("h2", new XAttribute("id", "two-rollouts"), "Two rollouts, one after the other"),
        new[] { report.SettingT, report.WayBack }.OfType<TextTable>().Select(HtmlParts.Table),
        RolloutPairTables.WayBack(report.RollBacks).Select(s => HtmlParts.Element("p", "note", s)),
        HtmlParts.Element("p", "note", RolloutPairTables.Assumed(report.RollBacks[0])));

    private static XElement? Warnings(IReadOnlyList<string> warnings) => warnings.Count == 0 ? null : HtmlParts.Element(
        "section", "warnings", new XAttribute("aria-labelledby", "careful"),
        new XElement("h2", new XAttribute("id", "careful"), "Be careful"),
        new XElement("ul", warnings.Select(w => new XElement("li", w))));
}
