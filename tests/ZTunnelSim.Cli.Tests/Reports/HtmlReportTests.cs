using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ZTunnelSim.Cli.Tests;

public class HtmlReportTests
{
    private static readonly ReportModel Small = Reported.Of(Reported.Small, date: "2026-11-24");

    [Fact]
    public void The_page_is_well_formed_and_its_references_lead_somewhere()
    {
        XElement page = Parse(HtmlReport.Render(Reported.Example));
        Assert.Equal("html", page.Name.LocalName);
        string[] ids = [.. page.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.Equal(ids.Distinct(), ids);
        foreach (XAttribute reference in page.Descendants().Attributes().Where(a => a.Name.LocalName is "for" or "aria-labelledby"))
            Assert.Contains(reference.Value, ids);
        Assert.Empty(page.Descendants().Attributes("data-slot"));
        Assert.All(page.Descendants("tr").Where(r => r.Parent!.Name == "tbody"), row =>
            Assert.Equal(row.Ancestors("table").First().Descendants("thead").Descendants("th").Count(), row.Elements().Count()));
    }

    [Fact]
    public void The_page_loads_nothing()
    {
        string html = HtmlReport.Render(Reported.Example);
        XElement page = Parse(html);
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "link" or "img" or "iframe" or "object" or "embed");
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName is "src" or "href" or "action");
        Assert.DoesNotContain("url(", html);
        Assert.DoesNotContain("@import", html);
        // The scenario may name any address it likes; the rest of the page has none.
        page.Descendants("code").Remove();
        Assert.DoesNotMatch("https?://", page.ToString());
    }

    [Fact]
    public void The_table_of_candidates_shows_the_sweeps_numbers()
    {
        SweepResult sweep = Reported.Example.Sweep;
        string[][] rows = Rows(Parse(HtmlReport.Render(Reported.Example)).Descendants("table").First());
        Assert.Equal(sweep.Candidates.Count, rows.Length);
        foreach ((string[] row, CandidateResult c) in rows.Zip(sweep.Candidates))
        {
            PacingResult kubernetes = c.Under(Pacing.Kubernetes), oneAtATime = c.Under(Pacing.OneNodeAtATime);
            Assert.Equal($"{c.GracePeriod.Seconds} s", row[0]);
            AssertNear(c.Predicted.Resets, row[1]);
            AssertNear(c.ResetsInterval.Lower, row[2].Split(" to ")[0]);
            AssertNear(c.ResetsInterval.Upper, row[2].Split(" to ")[1]);
            AssertNear(100 * c.Predicted.Resets / sweep.OpenConnections, row[3].Replace(" %", ""));
            Assert.Equal(
                [kubernetes.DurationP50Seconds, kubernetes.DurationP95Seconds, oneAtATime.DurationP50Seconds, oneAtATime.DurationP95Seconds,
                    c.DrainBudgetSeconds],
                row[4..].Select(Seconds), (expected, actual) => Math.Abs(expected - actual) <= (expected > 3600 ? 60 : 1));
        }
    }

    [Fact]
    public void The_page_says_which_engine_gave_which_number_and_whether_theory_was_borne_out()
    {
        TheoryCheck check = Reported.Example.Sweep.Check!;
        Assert.Equal((CheckVerdict.Agrees, Engine.Events, Engine.Boundary), (check.Verdict, check.Engine, Reported.Example.Sweep.Engine));
        XElement section = Parse(HtmlReport.Render(Reported.Example)).Descendants("section")
            .Single(e => e.Attribute("aria-labelledby")?.Value == "check");
        string text = section.Value.Replace('\u00A0', ' ');
        Assert.Contains("Theory against every single connection (Events engine", text);
        Assert.Contains("is no evidence for theory", text);
        string[][] rows = Rows(section.Descendants("table").First());
        Assert.Equal(check.Candidates.Count, rows.Length);
        foreach ((string[] row, CheckedCandidate c) in rows.Zip(check.Candidates))
        {
            Assert.Equal($"{c.GracePeriod.Seconds} s", row[0]);
            AssertNear(c.Predicted, row[1]);
            AssertNear(c.Simulated.Mean, row[2].Split(" [")[0]);
        }
    }

    [Fact]
    public void The_chosen_candidate_stands_out_and_the_slider_starts_there()
    {
        ReportModel report = Reported.Example;
        XElement page = Parse(HtmlReport.Render(report));
        int chosen = report.Chosen!.GracePeriod.Seconds;
        Assert.Equal(
            $"{chosen} s", Words(page.Descendants("tr").First(r => (string?)r.Attribute("class") == "chosen").Element("th")!.Value));
        Assert.Equal(chosen, report.Curves.Points[SliderData.Start(report)].GracePeriod.Seconds);
        Assert.Contains($"Recommendation: T = {chosen} s", Words(page.Value));
        Assert.DoesNotContain("Recommendation", HtmlReport.Render(Small));
    }

    [Fact]
    public void Whatever_a_scenario_holds_is_text()
    {
        string html = HtmlReport.Render(Small);
        XElement page = Parse(html);
        Assert.Equal(2, page.Descendants("script").Count());
        Assert.Contains(page.Descendants("th"), th => th.Value == Reported.Harmful);
        Assert.DoesNotContain(Reported.Harmful, html);
        Assert.Contains("# ]]> </code></pre> ```` {{slot}}", page.Descendants("code").Single().Value);
        Assert.Contains(page.Descendants("th"), th => th.Value == "a | b & c `d` \"e\" [f](g)");
        Assert.Contains(
            "style-src 'sha256-",
            page.Descendants("meta").Select(m => (string?)m.Attribute("content")).Single(c => c?.Contains("default-src 'none'") == true));
    }

    [Fact]
    public void What_neither_XML_nor_HTML_can_hold_or_nobody_would_see_is_replaced()
    {
        string html = HtmlReport.Render(Reported.Of($"{Reported.Small}\n# a\u202eb", date: "2026\u0001\u009b\u2066"));
        XElement page = Parse(html);
        Assert.EndsWith("# a\uFFFDb", page.Descendants("code").Single().Value.TrimEnd());
        Assert.Contains(page.Descendants("dd"), dd => dd.Value == "2026\uFFFD\uFFFD\uFFFD");
    }

    [Fact]
    public void The_same_input_makes_the_same_page_bit_for_bit()
    {
        Assert.Equal(HtmlReport.Render(Small), HtmlReport.Render(Reported.Of(Reported.Small, date: "2026-11-24")));
        Assert.NotEqual(HtmlReport.Render(Small), HtmlReport.Render(Reported.Undecided));
    }

    [Fact]
    public void Each_point_of_the_slider_shows_what_theory_says()
    {
        using JsonDocument data = JsonDocument.Parse(SliderData.Json(Small, [ResetsSvg.Of(Small)]));
        JsonElement[] points = [.. data.RootElement.GetProperty("points").EnumerateArray()];
        Assert.Equal(Small.Curves.Points.Count, points.Length);
        foreach ((JsonElement point, CurvePoint grid) in points.Zip(Small.Curves.Points))
        {
            string Value(string name) => Words(point.GetProperty("values").GetProperty(name).GetString()!);
            Rollout rollout = Small.Sweep.Rollout.WithGracePeriod(grid.GracePeriod);
            Assert.Equal($"{grid.GracePeriod.Seconds} s", Value("t"));
            AssertNear(RolloutTheory.Predict(rollout).Resets, Value("resets"));
            AssertNear(RolloutTheory.Predict(rollout).ResetsByWorkload[1], Value("workload-1").Split(' ')[0]);
            Assert.Equal(RolloutTheory.Predict(rollout with
            {
                Pacing = Pacing.OneNodeAtATime,
            }).DurationSeconds!.Value, Seconds(Value("duration-1")), 1.0);
        }
    }

    [Fact]
    public void Charts_draw_the_numbers()
    {
        ReportModel report = Reported.Example;
        ReportChart resets = ResetsSvg.Of(report);
        XElement drawing = resets.Draw();
        double[][] total = Points(drawing.Descendants("polyline").Single(p => (string?)p.Attribute("class") == "series total"));
        Assert.Equal(report.Curves.Points.Count, total.Length);
        foreach ((double[] point, CurvePoint grid) in total.Zip(report.Curves.Points))
        {
            double decades = Math.Log10(resets.Y.Max / resets.Y.Min);
            double drawn = resets.Y.Min * Math.Pow(10, decades * (ReportChart.Bottom - point[1]) / (ReportChart.Bottom - ReportChart.Top));
            Assert.Equal(1, drawn / grid.Predicted.Resets, 0.01);
        }
        Assert.Equal(
            report.Sweep.Candidates.Count, drawing.Descendants("circle").Count(c => (string?)c.Attribute("class") == "dot simulated"));
        Assert.All(drawing.Descendants("text"), text => Assert.NotEqual("", text.Value));
    }

    [Fact]
    public void Many_workloads_no_traffic_and_one_candidate_can_be_shown()
    {
        string workloads = string.Concat(
            Enumerable.Range(1, 12).Select(i => $"  - {{ name: w{i}, arrivalsPerSecond: 0, lifetime: 5s }}\n"));
        ReportModel report = Reported.Of(
            $"cluster: {{ nodes: 1 }}\nztunnel: {{ terminationGracePeriodSeconds: 30 }}\nworkloads:\n{workloads}");
        XElement page = Parse(HtmlReport.Render(report));
        Assert.DoesNotContain("NaN", page.ToString());
        Assert.DoesNotContain("Infinity", page.ToString());
        Assert.Contains("resets 0", Words(page.Value));
    }

    [Fact]
    public void Refused_connections_are_shown_where_there_are_any()
    {
        ReportModel report = Reported.Of(
            Reported.Small.Replace("ztunnel:", "ztunnel:\n  updateStrategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }"));
        string[][] rows = Rows(Parse(HtmlReport.Render(report)).Descendants("table").First());
        foreach ((string[] row, CandidateResult c) in rows.Zip(report.Sweep.Candidates))
        {
            Assert.True(c.Predicted.Refused > 0);
            AssertNear(c.Predicted.Refused, row[4]);
        }
        Assert.Contains("new ones", report.Answer);
        Assert.Contains("data-value=\"refused\"", HtmlReport.Render(report));
        Assert.DoesNotContain("refused", HtmlReport.Render(Small));
    }

    private static XElement Parse(string html)
    {
        Assert.StartsWith("<!DOCTYPE html>\n", html);
        return XElement.Parse(html["<!DOCTYPE html>\n".Length..]);
    }

    private static string[][] Rows(XElement table) =>
        [.. table.Element("tbody")!.Elements("tr").Select(r => r.Elements().Select(e => Words(e.Value)).ToArray())];

    /// <summary>With plain spaces.</summary>
    private static string Words(string text) => text.Replace('\u00A0', ' ');

    private static double[][] Points(XElement polyline) =>
        [.. ((string)polyline.Attribute("points")!).Split(' ').Select(
            p => p.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];

    /// <summary>The number shown is the value, to the three digits shown; written down apart from the code that shows it.</summary>
    private static void AssertNear(double expected, string shown)
    {
        if (shown.Contains('<')) return;
        double value = double.Parse(shown, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        Assert.True(Math.Abs(value - expected) <= Math.Max(0.0052 * Math.Abs(expected), 0.00006), $"{expected} is shown as {shown}");
    }

    private static double Seconds(string duration) => Regex.Matches(duration, @"([\d.]+) (ms|s|min|h|d)").Sum(m =>
        double.Parse(
            m.Groups[1].Value, CultureInfo.InvariantCulture) * m.Groups[2].Value switch
            {
                "ms" => 0.001,
                "s" => 1,
                "min" => 60,
                "h" => 3600,
                _ => 86400
            });
}
