namespace ZTunnelSim.Data.Tests;

/// <summary>How often connections are opened by the hour is found in counters over a week.</summary>
public sealed class ProfileFromCountersTests : IDisposable
{
    private static readonly ChangingCounters Week = new(PerHour: 120, RateProfile.HoursOfWeek(ChangingTraffic.Week));

    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private ProfileEstimate? Estimate(ChangingCounters counters, ulong seed, TimeZoneInfo? zone = null) => CounterProfiles.Estimate(
        CounterFiles.Read([Write($"c{seed}.json", counters.Json(seed))], cancellation: TestContext.Current.CancellationToken).Workloads,
        zone ?? TimeZoneInfo.Utc);

    private static int Held(ProfileEstimate found, RateProfile truth) => Enumerable.Range(0, found.Hours.Count).Count(h =>
    {
        (double low, double high) = found.Hours[h].Interval();
        return low <= truth.Factors[h] && truth.Factors[h] <= high;
    });

    [Fact]
    public void A_week_of_counters_tells_its_hours_also_where_a_process_was_replaced()
    {
        int held = 0;
        for (ulong seed = 1; seed <= 4; seed++)
        {
            ProfileEstimate found = Estimate(Week with { ReplacedAfter = 300 }, seed)!;
            Assert.Equal(ProfileResolution.HoursOfWeek, found.Resolution);
            Assert.InRange(10, found.Swing.Low, found.Swing.High);
            held += Held(found, Week.Profile);
        }
        Assert.InRange(held / (4 * 168.0), 0.90, 0.99);
    }

    [Fact]
    public void Several_weeks_tell_how_much_days_differ()
    {
        ProfileEstimate found = Estimate(Week with { Length = TimeSpan.FromDays(28), PerHour = 30 }, seed: 2)!;
        Assert.InRange(found.Overdispersion!.Value, 1, 1.2);
        Assert.InRange(Held(found, Week.Profile), 152, 167);
    }

    [Fact]
    public void Hours_are_told_by_a_zones_clock_and_days_by_their_kind_where_few_are_seen()
    {
        TimeZoneInfo india = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");
        RateProfile truth = RateProfile.HoursOfDay(Enumerable.Range(0, 24).Select(h => h is >= 9 and < 18 ? 10.0 : 1), india);
        ChangingCounters counters = new(PerHour: 400, truth) { Length = TimeSpan.FromDays(2) };
        ProfileEstimate found = Estimate(counters, seed: 3, india)!;
        Assert.Equal((ProfileResolution.HoursOfDay, 24), (found.Resolution, found.KnownHours));
        Assert.InRange(Held(found, truth), 21, 24);
        Assert.Equal(india, found.Profile!.TimeZone);
        ProfileEstimate days = Estimate(counters with { Begin = ChangingTraffic.Monday.AddDays(4) }, seed: 4)!;
        Assert.Equal((ProfileResolution.DayTypes, 168), (days.Resolution, days.Hours.Count));
    }

    [Fact]
    public void A_constant_rate_makes_no_profile_and_too_few_hours_tell_nothing()
    {
        RateProfile constant = RateProfile.HoursOfDay(Enumerable.Repeat(1.0, 24));
        int refused = Enumerable.Range(1, 20).Count(seed => !Estimate(new(120, constant), (ulong)seed)!.IsConstant);
        Assert.InRange(refused, 0, 1);
        Assert.Null(Estimate(new(120, constant), seed: 1)!.Profile);
        Assert.Null(Estimate(Week with { Length = TimeSpan.FromHours(11) }, seed: 1));
        Assert.Null(Estimate(Week with { Step = TimeSpan.FromHours(2) }, seed: 1));
        Assert.StartsWith("the data cover fewer than 12 hours of the day", ProfileText.Of(null));
    }

    [Fact]
    public void Hours_that_were_not_watched_are_filled_and_vary_as_like_ones_do()
    {
        ProfileEstimate found = Estimate(Week with { Length = TimeSpan.FromHours(16) }, seed: 5)!;
        Assert.Equal((16, 24), (found.KnownHours, found.Hours.Count));
        ProfileHour[] filled = [.. found.Hours.Where(h => !h.IsKnown)];
        Assert.All(filled, hour =>
        {
            Assert.Equal(0, hour.Count);
            // The known ones go from 0.4 to 1.6, and so may these.
            (double low, double high) = hour.Interval();
            Assert.InRange(low, 0, 0.5);
            Assert.InRange(high, 1.5, 3);
        });
        Assert.Contains("8 of 24 hours are not in the data: they are filled", ProfileText.Of(found));
    }

    [Fact]
    public void A_scenario_takes_its_profile_from_counters()
    {
        Write("counters.json", Week.Json(seed: 6));
        string Text(string profile) => "{cluster: {nodes: 1}, ztunnel: {terminationGracePeriodSeconds: 30}, workloads: "
            + $"[{{name: api.default, openPerNode: 1, lifetime: 5, profile: {profile}}}]}}";
        Scenario scenario = Scenario.Load(Write("s.yaml", Text("{ prometheus: counters.json }")), TestContext.Current.CancellationToken);
        RateProfile profile = scenario.Rollout.Cluster.Workloads[0].Profile!;
        Assert.Equal(168, profile.Factors.Count);
        Assert.Equal(168, profile.Counts.Count);
        Assert.Contains(scenario.SkippedLines, line => line.StartsWith("api.default: the rate changes with the clock (p < 0.001)"));
        InputException e = Assert.Throws<InputException>(() => Scenario.Load(
            Write("t.yaml", Text("{ prometheus: counters.json, service: apo.default }")), TestContext.Current.CancellationToken));
        Assert.Contains("did you mean 'api.default'", e.Message);
    }
}
