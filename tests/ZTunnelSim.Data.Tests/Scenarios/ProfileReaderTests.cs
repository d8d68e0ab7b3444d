namespace ZTunnelSim.Data.Tests;

/// <summary>A scenario says how rates go up and down with the clock, and when the rollout begins.</summary>
public class ProfileReaderTests
{
    private static readonly string Hours = string.Join(", ", Enumerable.Range(1, 24));

    private static Scenario With(string profile, string start = "") => Scenario.Parse(
        $"{{{start} cluster: {{nodes: 1}}, ztunnel: {{terminationGracePeriodSeconds: 30}}, "
        + $"workloads: [{{name: w, openPerNode: 1, lifetime: 5{profile}}}]}}", "f.yaml");

    private static RateProfile? ProfileOf(string profile) => With($", profile: {profile}").Rollout.Cluster.Workloads[0].Profile;

    [Fact]
    public void Hours_of_the_day_or_of_the_week_make_a_profile()
    {
        RateProfile day = ProfileOf($"[{Hours}]")!;
        Assert.Equal(RateProfile.HoursOfDay(Enumerable.Range(1, 24).Select(h => (double)h)), day);
        string week = string.Join(", ", Enumerable.Range(0, 168).Select(h => h + 0.5));
        Assert.Equal(RateProfile.HoursOfWeek(Enumerable.Range(0, 168).Select(h => h + 0.5)), ProfileOf($"[{week}]"));
        RateProfile berlin = ProfileOf($"{{ hours: [{Hours}], timeZone: Europe/Berlin, counts: [{Hours}] }}")!;
        Assert.Equal(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), berlin.TimeZone);
        Assert.Equal(Enumerable.Range(1, 24).Select(h => (double)h), berlin.Counts);
        Assert.Null(With("").Rollout.Cluster.Workloads[0].Profile);
    }

    [Fact]
    public void What_a_profile_is_spelled_as_is_read_as_the_same()
    {
        RateProfile profile = RateProfile.HoursOfDay(
            Enumerable.Range(1, 24).Select(h => h / 12.5), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        profile = profile with { Counts = [.. Enumerable.Range(10, 24).Select(c => (double)c)] };
        RateProfile read = ProfileOf(ProfileReader.Spell(profile))!;
        Assert.Equal(profile.TimeZone, read.TimeZone);
        Assert.Equal(profile.Counts, read.Counts);
        Assert.All(profile.Factors.Zip(read.Factors), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Theory]
    [InlineData("2026-12-05T02:00+01:00", "2026-12-05T01:00:00Z")]
    [InlineData("2026-12-05T01:00Z", "2026-12-05T01:00:00Z")]
    [InlineData("'2026-12-05 02:00:30-05:00'", "2026-12-05T07:00:30Z")]
    [InlineData("{ time: 2026-12-05T02:00, timeZone: Europe/Berlin }", "2026-12-05T01:00:00Z")]
    [InlineData("{ time: 2026-07-05T02:00, timeZone: Europe/Berlin }", "2026-07-05T00:00:00Z")]
    public void A_rollouts_start_says_of_which_zone_it_is(string start, string utc)
    {
        Assert.Equal(DateTimeOffset.Parse(utc, null), With("", $"start: {start},").Rollout.Start);
        Assert.Null(With("").Rollout.Start);
    }

    [Fact]
    public void A_profile_without_a_start_is_said_to_be_taken_at_its_mean()
    {
        string note = Assert.Single(With($", profile: [{Hours}]").Assumptions);
        Assert.StartsWith("w: the rate changes with the clock, and is taken at its mean", note);
        Assert.Empty(With($", profile: [{Hours}]", "start: 2026-12-05T01:00Z,").Assumptions);
        Assert.Empty(With("").Assumptions);
    }
}
