namespace ZTunnelSim.Cli.Tests;

public class MarkdownReportTests
{
    [Fact]
    public void A_change_request_has_all_its_parts()
    {
        string text = MarkdownReport.Render(Reported.Example);
        int chosen = Reported.Example.Chosen!.GracePeriod.Seconds;
        string[] headings = [.. text.Split('\n').Where(l => l.StartsWith("## ", StringComparison.Ordinal))];
        Assert.Equal(
            ["## Summary", $"## Chosen: `terminationGracePeriodSeconds: {chosen}`", "## What it is measured against",
                "## Memory for two ztunnels", "## Some nodes first, and when to stop", "## Risk", "## Rollout",
                "## Alternative: a maximum age of connections", "## Rollback", "## Checks afterwards", "## Assumptions",
                "## Theory and simulation", "## To get these numbers again"],
            headings);
        Assert.Contains($"terminationGracePeriodSeconds: {chosen}\n", text);
        Assert.Contains("- date: 2026-11-24", text);
    }

    [Fact]
    public void Two_rollouts_are_shown_where_a_T_is_chosen_and_the_present_one_is_known()
    {
        ReportModel report = Reported.Example;
        Assert.NotNull(report.SettingT);
        string markdown = MarkdownReport.Render(report), html = HtmlReport.Render(report).Replace('\u00A0', ' ');
        foreach (TextTable table in new[] { report.SettingT, report.WayBack! })
        {
            Assert.Contains($"{Markdown.Text(table.Caption)}:\n\n{Markdown.Table(table)}", markdown);
            foreach (string cell in table.Rows.SelectMany(row => row)) Assert.Contains(cell, html);
        }
        Assert.Contains(RolloutPairTables.Sentence(report.InTwoSteps), report.Advice!.Why);
        Assert.Contains($"it cuts about {Numbers.Count(report.InTwoSteps[0].FirstResets)} connections", markdown);
        Assert.Contains("a node runs three ztunnels", markdown);

        ReportModel compared = Reported.Undecided;
        Assert.Null(compared.SettingT);
        Assert.Null(compared.WayBack);
        Assert.DoesNotContain("Two rollouts, one after the other", HtmlReport.Render(compared));
        // Without the present T there is the way back alone.
        ReportModel unknown = Reported.Of(Reported.Small, limits: Reported.ExampleLimits);
        Assert.Null(unknown.SettingT);
        Assert.NotNull(unknown.WayBack);
    }

    [Fact]
    public void The_maximum_ages_are_the_alternative_where_there_are_limits_that_a_T_exceeds()
    {
        ReportModel report = Reported.Example;
        Assert.NotNull(report.Ages);
        string markdown = MarkdownReport.Render(report), html = HtmlReport.Render(report).Replace('\u00A0', ' ');
        Assert.Contains("- T = 30 s is enough with a maximum age of 30 s for all workloads: ", markdown);
        Assert.Contains("- T = 1800 s is enough with a maximum age of 3 d for websockets: ", markdown);
        Assert.Contains($"{Markdown.Table(report.Ages)}", markdown);
        Assert.Contains("The other way: a maximum age", html);
        foreach (string cell in report.Ages.Rows.SelectMany(row => row)) Assert.Contains(cell, html);

        ReportModel undecided = Reported.Undecided;
        Assert.Null(undecided.Ages);
        Assert.DoesNotContain("maximum age", MarkdownReport.Render(undecided) + HtmlReport.Render(undecided));
    }

    [Fact]
    public void It_says_the_same_numbers_as_the_page()
    {
        foreach (ReportModel report in new[] { Reported.Example, Reported.Undecided })
        {
            string markdown = MarkdownReport.Render(report), html = HtmlReport.Render(report).Replace('\u00A0', ' ');
            foreach (string cell in report.Candidates.Rows.Concat(report.ByWorkload.Rows).SelectMany(row => row))
            {
                Assert.Contains($"{Markdown.Text(cell)}", markdown);
                Assert.Contains(System.Security.SecurityElement.Escape(cell), html);
            }
            Assert.Contains($"{Markdown.Text(report.Answer)}", markdown);
        }
    }

    [Fact]
    public void Tables_keep_their_columns_whatever_a_workload_is_called()
    {
        string text = MarkdownReport.Render(Reported.Undecided);
        string row = text.Split('\n').Single(l => l.StartsWith("| a \\| b", StringComparison.Ordinal));
        Assert.Equal(8, row.Replace("\\|", "").Count(c => c == '|'));
        Assert.DoesNotContain(Reported.Harmful, text[..text.IndexOf("<details>", StringComparison.Ordinal)]);
        // The scenario holds four backticks in a row, so the fence has five.
        Assert.Contains("\n`````yaml\n", text);
    }

    [Theory]
    [InlineData("a_b", "a_b")]
    [InlineData("_a_", "\\_a\\_")]
    [InlineData("x [y](z)", "x [y\\](z)")]
    [InlineData("1 [2, 3]", "1 [2, 3]")]
    [InlineData("<b>", "\\<b\\>")]
    [InlineData("&lt;", "\\&lt;")]
    [InlineData("a & b", "a & b")]
    [InlineData("two\nlines", "two lines")]
    [InlineData("# no heading", "\\# no heading")]
    [InlineData("a #5", "a \\#5")]
    [InlineData("a#5", "a#5")]
    [InlineData("- no item", "\\- no item")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("12. no item", "12\\. no item")]
    [InlineData("12.5", "12.5")]
    [InlineData("    no code", "no code")]
    [InlineData("$no$ math", "\\$no\\$ math")]
    [InlineData("< 0.01", "< 0.01")]
    [InlineData("<0.01", "<0.01")]
    [InlineData("~~x~~", "\\~\\~x\\~\\~")]
    [InlineData("a * b", "a * b")]
    [InlineData("*b*", "\\*b\\*")]
    [InlineData("[x]: http://y", "[x\\]: http://y")]
    [InlineData("\u202eabc\u0007", "?abc?")]
    public void Texts_are_escaped_where_they_would_be_markup(string text, string expected) =>
        Assert.Equal(expected, $"{Markdown.Text(text)}");

    [Fact]
    public void Without_a_choice_it_compares_and_claims_nothing_more()
    {
        string text = MarkdownReport.Render(Reported.Undecided);
        Assert.Contains("## Candidates\n", text);
        Assert.Contains("terminationGracePeriodSeconds: <T>", text);
        Assert.DoesNotContain("**10 s**", text);
    }
}
