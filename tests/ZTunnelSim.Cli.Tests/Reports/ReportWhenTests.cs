using System.Globalization;
using System.Xml.Linq;

namespace ZTunnelSim.Cli.Tests;

/// <summary>At which hour to begin, in the page, the change request and the runbook: where rates change with the clock, and nowhere else.</summary>
public class ReportWhenTests
{
    private const string Yaml = """
        cluster: { nodes: 3 }
        ztunnel:
          terminationGracePeriodSeconds: [30, 120]
          startup: 10s
          ready: 5s
          overlap: 1s
          reaction: 0
          exit: 0
          removal: 0
        workloads:
          - { name: api, openPerNode: 2000, lifetime: { exponential: { mean: 60 } } }
        simulation: { seed: 5, replications: 20 }
        """;

    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    /// <summary>From 2 to 6 o'clock a tenth of the rate of all other hours, which is 1/8.5 of the mean.</summary>
    private static readonly RateProfile Quiet =
        RateProfile.HoursOfDay(Enumerable.Range(0, 24).Select(hour => hour is >= 2 and < 6 ? 1.0 : 10.0), Berlin);

    /// <summary>A report about a T, with the hours of any week.</summary>
    internal static ReportModel Hours => Report(Changing(Quiet), new GracePeriod(120));

    private static Scenario Changing(RateProfile? profile, DateTimeOffset? start = null)
    {
        Scenario scenario = Scenario.Parse(Yaml);
        Rollout rollout = scenario.Rollout;
        return scenario with
        {
            Rollout = rollout with
            {
                Cluster = rollout.Cluster.With([.. rollout.Cluster.Workloads.Select(w => w with { Profile = profile })]),
                Start = start,
            },
        };
    }

    private static ReportModel Report(Scenario scenario, GracePeriod? chosen = null) => ReportModel.Of(
        scenario, new SweepOptions { Seed = 5, Replications = 20 }, null, chosen, null, null, CancellationToken.None);

    [Fact]
    public void Any_week_is_named_by_its_days_and_held_against_the_mean_rates()
    {
        StartWeek week = StartWeek.Of(Changing(Quiet).Rollout, [new(30)], new(), CancellationToken.None)!;
        StartChoice choice = week.Study.Choice;
        Assert.Equal(168, choice.Outcomes.Count);
        // An hour after the rate has fallen all that is open was opened at the low rate.
        Assert.Equal("Mon 03:00", week.Clock.Brief(choice.Best!.Value.Start));
        double mean = Changing(null).Rollout.WithGracePeriod(new(30)).Predict().Resets;
        Assert.Equal(mean, choice.Now!.Value.Resets, 1e-9 * mean);
        Assert.Equal(mean / 8.5, choice.Best.Value.Resets, 1e-4 * mean);
        Assert.Equal(mean * 10 / 8.5, choice.Worst.Resets, 1e-4 * mean);
        Assert.Contains($"instead of {Numbers.Count(mean)} at the mean rates and ", week.Text.Answer);
        // At 6 o'clock most of what is open still comes of the quiet hours, but the rollout meets new connections as well.
        Assert.Equal("daily 03:00 to 05:00", Assert.Single(week.Text.Windows().Rows)[0]);
        TextTable hours = week.Text.ByHour()!;
        Assert.Equal(["begin", "each day"], hours.Columns.Select(c => c.Header));
        Assert.Equal(["03:00", Numbers.Count(mean / 8.5)], hours.Rows[3]);
        Assert.Equal(24, hours.Rows.Count);
    }

    [Fact]
    public void Where_nothing_says_when_there_is_no_week()
    {
        RateProfile tenDays = RateProfile.Of(TimeSpan.FromDays(10), [1, 2]);
        Assert.Null(StartWeek.Of(Changing(null).Rollout, [new(30)], new(), CancellationToken.None));
        Assert.Null(StartWeek.Of(Changing(RateProfile.HoursOfDay([3, 3])).Rollout, [new(30)], new(), CancellationToken.None));
        Assert.Null(StartWeek.Of(Changing(tenDays).Rollout, [new(30)], new(), CancellationToken.None));
        Assert.NotNull(StartWeek.Of(Changing(tenDays, DateTimeOffset.UnixEpoch).Rollout, [new(30)], new(), CancellationToken.None));
    }

    [Fact]
    public void Page_and_change_request_name_the_window_and_show_the_hours()
    {
        ReportModel report = Hours;
        XElement page = XElement.Parse(HtmlReport.Render(report)[("<!DOCTYPE html>\n".Length)..]);
        XElement section = page.Descendants("section").Single(e => e.Attribute("aria-labelledby")?.Value == "when");
        Assert.Contains("Begin on any day between 03:00 and 05:00 (Europe/Berlin), with T\u00A0=\u00A0120\u00A0s: ", section.Value);
        // Every hour has a shade in both rows, and the picture has no colours of its own.
        XElement picture = section.Descendants("svg").First();
        double cells = picture.Descendants("rect").Sum(r => double.Parse(r.Attribute("width")!.Value, CultureInfo.InvariantCulture));
        Assert.Equal(2 * 168 * 6, cells);
        Assert.Equal(["heat-0", "heat-7"], new[] { picture.Descendants("rect").Min(r => r.Attribute("class")!.Value)!,
            picture.Descendants("rect").Max(r => r.Attribute("class")!.Value)! });
        Assert.DoesNotContain(section.Descendants().Attributes(), a => a.Name.LocalName is "style" or "fill");
        Assert.Single(picture.Descendants("circle"));

        string markdown = MarkdownReport.Render(report);
        Assert.Contains("\n## When\n\nBegin on any day between 03:00 and 05:00 (Europe/Berlin), with T = 120 s: ", markdown);
        Assert.Contains("| daily 03:00 to 05:00 | 120 s |", markdown);
        Assert.Contains("Update ztunnel, and watch. Begin on any day between 03:00 and 05:00 (Europe/Berlin)", markdown);
    }

    [Fact]
    public void A_start_that_is_given_is_named_and_what_a_better_one_would_save()
    {
        // A Friday.
        Scenario scenario = Changing(Quiet, new DateTimeOffset(2026, 12, 4, 16, 30, 0, TimeSpan.FromHours(1)));
        string markdown = MarkdownReport.Render(Report(scenario, new GracePeriod(30)));
        Assert.Contains("watch. Begin at Fri 2026-12-04 16:30 (Europe/Berlin), with T = 30 s: ", markdown);
        Assert.Contains("Sat 2026-12-05 03:00 would save ", markdown);
        Assert.Contains("at rates that follow the clock: those before and during a rollout that begins at 2026-12-04 16:30 +01:00.", markdown);
        Assert.DoesNotContain("would save", MarkdownReport.Render(
            Report(Changing(Quiet, new DateTimeOffset(2026, 12, 5, 3, 0, 0, TimeSpan.FromHours(1))), new GracePeriod(30))));
    }

    [Fact]
    public void Without_a_profile_nothing_is_said_of_hours()
    {
        ReportModel report = Report(Changing(null));
        Assert.Null(report.When);
        Assert.DoesNotContain("## When", MarkdownReport.Render(report));
        Assert.DoesNotContain("id=\"when\"", HtmlReport.Render(report));
    }

    [Fact]
    public void The_runbook_names_the_window()
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, file = Path.Combine(folder, "scenario.yaml");
        File.WriteAllText(file, Yaml);
        string before = Runbook(null), text = Runbook(Quiet);
        Assert.Contains("**When.** Begin on any day between 03:00 and 05:00 (Europe/Berlin), with T = 30 s: ", text);
        Assert.DoesNotContain("**When.**", before);

        string Runbook(RateProfile? profile) => ApplyRunbook.Write(
            new ApplyRequest
            {
                Draft = ScenarioReader.Draft(file) with { Outline = Changing(profile) },
                GracePeriod = new(30),
                Runbook = true,
            },
            null, ManifestKind.ZTunnelResource, "ztunnel-cr.yaml", [], CancellationToken.None);
    }
}
