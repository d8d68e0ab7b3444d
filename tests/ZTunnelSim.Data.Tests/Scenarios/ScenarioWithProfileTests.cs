namespace ZTunnelSim.Data.Tests;

/// <summary>A scenario that is made from data has the profile that they show, and gives the same where it is read again.</summary>
public sealed class ScenarioWithProfileTests : IDisposable
{
    private static readonly ChangingTraffic Week = new(
        PerHour: 40, RateProfile.HoursOfWeek(ChangingTraffic.Week), DurationLaw.Lognormal(TimeSpan.FromMinutes(5), 1))
    { ZTunnels = 2 };

    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private static Scenario Make(string saveAs, Stream? standardInput, params string[] paths) => ScenarioMaker
        .Read(GivenFiles.Look(paths, standardInput), new() { Nodes = 2 }, bytesRead: null, TestContext.Current.CancellationToken)
        .Make(saveAs);

    private static Scenario Load(string path) => Scenario.Load(path, TestContext.Current.CancellationToken);

    [Fact]
    public void A_weeks_log_makes_a_scenario_with_its_profile()
    {
        File.WriteAllText(In("week.log"), Week.Log(seed: 1));
        Scenario made = Make(In("scenario.yaml"), standardInput: null, In("week.log"));
        Workload workload = Assert.Single(made.Rollout.Cluster.Workloads);
        Assert.Equal(168, workload.Profile!.Factors.Count);
        Assert.Contains("profile: data", File.ReadAllText(In("scenario.yaml")));
        Assert.Contains(made.Assumptions, a => a.StartsWith("api.default: the rate changes with the clock, and is taken at its mean"));
        Assert.Contains(made.LifetimeData[0].Notes, n => n.Contains("each lifetime was taken given its start"));
        // The mean over a whole week is what was counted.
        Assert.Equal(Week.PerHour / 3600, workload.OpenedPerSecond, 0.04 * Week.PerHour / 3600);
        Workload read = Assert.Single(Load(In("scenario.yaml")).Rollout.Cluster.Workloads);
        Assert.Equal(workload.Profile, read.Profile);
        Assert.Equal(workload.Lifetime.ToString(), read.Lifetime.ToString());
        Assert.Equal(workload.OpenedPerSecond, read.OpenedPerSecond);
    }

    [Fact]
    public void Of_a_part_of_the_day_the_rate_is_the_mean_over_the_day()
    {
        // The busy half: 12 hours at 1.6 times the mean, of which the log knows 15 from 3 h before on.
        RateProfile halves = RateProfile.HoursOfDay(Enumerable.Range(0, 24).Select(h => h < 12 ? 1.6 : 0.4));
        ChangingTraffic busy = new(PerHour: 300, halves, DurationLaw.Lognormal(TimeSpan.FromMinutes(1), 1))
        {
            Length = TimeSpan.FromHours(18),
        };
        File.WriteAllText(In("day.log"), busy.Log(seed: 2));
        Workload workload = Assert.Single(Make(In("scenario.yaml"), standardInput: null, In("day.log")).Rollout.Cluster.Workloads);
        // Of the six hours that are not in the log nothing is known but that they are like the others: 1.2 times the true mean.
        Assert.Equal(1.2 * busy.PerHour / 3600, workload.OpenedPerSecond, 0.04 * busy.PerHour / 3600);
        Assert.Equal(4, workload.Profile!.Factors[3] / workload.Profile.Factors[15], 0.8);
    }

    [Fact]
    public void Where_the_log_is_short_the_counters_tell_the_profile()
    {
        ChangingTraffic short_ = Week with { Length = TimeSpan.FromHours(2), PerHour = 400, Begin = ChangingTraffic.Monday.AddHours(9) };
        File.WriteAllText(In("short.log"), short_.Log(seed: 3));
        File.WriteAllText(In("counters.json"), new ChangingCounters(800, Week.Profile).Json(seed: 3));
        Scenario made = Make(In("scenario.yaml"), standardInput: null, In("short.log"), In("counters.json"));
        Workload workload = Assert.Single(made.Rollout.Cluster.Workloads);
        Assert.Equal(168, workload.Profile!.Factors.Count);
        Assert.Contains("profile: { prometheus: 'counters.json' }", File.ReadAllText(In("scenario.yaml")));
        Workload read = Assert.Single(Load(In("scenario.yaml")).Rollout.Cluster.Workloads);
        Assert.Equal(workload.Profile, read.Profile);
        Assert.Equal(workload.Lifetime.ToString(), read.Lifetime.ToString());
    }

    [Fact]
    public void What_came_from_standard_input_is_saved_with_its_numbers()
    {
        using MemoryStream log = new(System.Text.Encoding.UTF8.GetBytes(Week.Log(seed: 4)));
        Workload workload = Assert.Single(Make(In("scenario.yaml"), log, "-").Rollout.Cluster.Workloads);
        Assert.Contains("profile: { hours: [", File.ReadAllText(In("scenario.yaml")));
        Workload read = Assert.Single(Load(In("scenario.yaml")).Rollout.Cluster.Workloads);
        Assert.All(workload.Profile!.Factors.Zip(read.Profile!.Factors), pair => Assert.Equal(pair.First, pair.Second, 1e-3 * pair.First));
        Assert.All(workload.Profile.Counts.Zip(read.Profile.Counts), pair => Assert.Equal(pair.First, pair.Second, 1e-3 * pair.First));
        // Lifetimes are saved with the ages between which they could be seen.
        Assert.Contains("duration_s,censored,entry_s,latest_s", File.ReadAllText(Directory.GetFiles(_folder, "*.csv").Single()));
        Assert.Equal(workload.Lifetime.MeanSeconds, read.Lifetime.MeanSeconds, 1e-6 * workload.Lifetime.MeanSeconds);
    }

    [Fact]
    public void A_constant_rate_makes_no_profile()
    {
        RateProfile constant = RateProfile.HoursOfDay(Enumerable.Repeat(1.0, 24));
        ChangingTraffic steady = Week with { Profile = constant, Length = TimeSpan.FromHours(30) };
        File.WriteAllText(In("steady.log"), steady.Log(seed: 5));
        Scenario made = Make(In("scenario.yaml"), standardInput: null, In("steady.log"));
        Assert.Null(Assert.Single(made.Rollout.Cluster.Workloads).Profile);
        Assert.DoesNotContain("profile", File.ReadAllText(In("scenario.yaml")));
        Assert.DoesNotContain(made.Assumptions, a => a.Contains("changes with the clock"));
        Assert.Contains(made.LifetimeData[0].Notes, n => n.Contains("Assumed: arrivals were constant"));
    }
}
