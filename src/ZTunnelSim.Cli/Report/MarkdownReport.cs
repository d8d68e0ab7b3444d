using System.Text;

namespace ZTunnelSim.Cli;

/// <summary>A report as Markdown for a change request.</summary>
internal static class MarkdownReport
{
    public static string Render(ReportModel report)
    {
        StringBuilder text = new();
        Add($"# {Markdown.Text(report.Title)}\n");
        Section($"Summary", $"{Markdown.Text(report.Answer)}\n");
        if (report.Advice is { } advice) Add($"\n{Markdown.Text(advice.Why)} {Markdown.Text(advice.NextStep)}\n");
        Section(
            report.Chosen is { } chosen
                ? Markdown.Of($"Chosen: `terminationGracePeriodSeconds: {chosen.GracePeriod.Seconds}`")
                : Markdown.Of($"Candidates"),
            Markdown.Table(report.Candidates));
        Table(report.ByWorkload);
        foreach (ReportSection section in report.Sections)
        {
            Section(Markdown.Text(section.Heading), Markdown.Text($"{string.Join(' ', section.Sentences)}\n"));
            Table(section.Table);
        }
        if (report.When is { } when)
        {
            Section($"When", $"{Markdown.Text(string.Join(' ', when.Sentences))}\n");
            Table(when.Windows);
        }
        Section($"Risk", Bullets(ChangeRequest.Risks(report).Concat(report.Warnings.Select(Markdown.Text))));
        Section($"Rollout", Numbered(ChangeRequest.Steps(report)));
        Table(report.SettingT);
        if (report.Ages is { } ages)
        {
            Section($"Alternative: a maximum age of connections", Bullets(ChangeRequest.MaximumAges(report)));
            Table(ages);
        }
        Section($"Rollback", Bullets(ChangeRequest.Rollback(report)));
        Table(report.WayBack);
        Section($"Checks afterwards", Bullets(ChangeRequest.Checks(report)));
        Section($"Assumptions", Bullets(report.Assumptions.Select(a => Markdown.Of($"**{a.About}:** {a.Text}"))));
        Add($"\n{Markdown.Table(report.Workloads)}");
        Section($"Theory and simulation", $"{Markdown.Text(string.Join(' ', report.Evidence))}\n");
        if (report.Check is { } check) Add($"\n{Markdown.Table(check)}");
        Section($"To get these numbers again", Bullets(report.Provenance.Select(p => Markdown.Of($"{p.Name}: {p.Value}"))));
        Add($"\n<details>\n<summary>The scenario file</summary>\n\n{Markdown.Code("yaml", report.ScenarioText)}\n</details>\n");
        return text.ToString();

        void Add(Markdown part) => text.Append(part.ToString());

        void Section(Markdown heading, Markdown content) => Add($"\n## {heading}\n\n{content}");

        void Table(TextTable? table)
        {
            if (table is not null) Add($"\n{Markdown.Text(table.Caption)}:\n\n{Markdown.Table(table)}");
        }
    }

    private static Markdown Bullets(IEnumerable<Markdown> items) =>
        Markdown.Join("", items.Select(item => Markdown.Of($"{Markdown.Bullet(item)}\n")));

    private static Markdown Numbered(IEnumerable<Markdown> items) =>
        Markdown.Join("", items.Select((item, i) => Markdown.Of($"{Markdown.Numbered(i + 1, item)}\n")));
}
