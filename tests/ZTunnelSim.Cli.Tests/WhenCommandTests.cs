using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;

namespace ZTunnelSim.Cli.Tests;

/// <summary><c>ztunnelsim when</c>, and <c>--at</c> of the other commands.</summary>
[Collection(nameof(AloneInTheProcess))]
public class WhenCommandTests
{
    /// <summary>Friday, 4 December 2026, a little after half past four in the afternoon.</summary>
    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 12, 4, 16, 31, 7, TimeSpan.Zero);
    }

    private static string Steady()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "steady.yaml");
        File.WriteAllText(file, """
            cluster: { nodes: 4 }
            ztunnel: { terminationGracePeriodSeconds: [30, 300], startup: { constant: 10s }, ready: { constant: 5s } }
            workloads:
              - { name: db, openPerNode: 50, lifetime: { exponential: { mean: 100s } } }
            simulation: { replications: 20 }
            """);
        return file;
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        Tool.RunHereAsync(arguments, new Clock());

    private static async Task<JsonObject> AnswerAsync(int exitCode, params string[] arguments)
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        (int ended, _, string errors) = await RunAsync(["when", .. arguments, "--out", folder]);
        Assert.True(exitCode == ended, errors);
        Assert.Equal(["when.csv", "when.json", "when.png", "when.sha256"], Directory.GetFiles(folder).Select(f => Path.GetFileName(f)!).Order());
        return await Document.ReadAsync("when", File.ReadAllText(Path.Combine(folder, "when.json")));
    }

    [Fact]
    public async Task Without_a_profile_it_says_so_once_and_what_every_start_brings()
    {
        (int exitCode, string output, string errors) = await RunAsync("when", Steady());
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith($"{StartText.RatesAreConstant}\nT = 300 s: ", output.ReplaceLineEndings("\n"));
        Assert.Contains("whenever it begins.", output);
        Assert.DoesNotContain("Begin ", output);
    }

    [Fact]
    public async Task It_looks_at_a_week_by_the_hour_from_the_next_full_hour_on()
    {
        JsonObject json = await AnswerAsync(0, Steady(), "--time-zone", "Asia/Kolkata");
        JsonArray starts = json["starts"]!.AsArray();
        Assert.Equal(2 * 168, starts.Count);
        // There it is two minutes past ten; hours are full by that clock.
        Assert.Equal("2026-12-04T23:00:00+05:30", starts[0]!["start"]!.GetValue<string>());
        Assert.Equal("2026-12-11T22:00:00+05:30", starts[^1]!["start"]!.GetValue<string>());
        Assert.Equal([30, 300], starts.Take(2).Select(s => s!["gracePeriodSeconds"]!.GetValue<int>()));
        Assert.Equal(3600, json["stepSeconds"]!.GetValue<double>());
        Assert.StartsWith("2026-12-04T22:01:07", json["now"]!["start"]!.GetValue<string>());
        Assert.False(json["ratesChange"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_span_a_step_and_grace_periods_can_be_given()
    {
        JsonObject json = await AnswerAsync(
            0, Steady(), "--from", "2027-03-28", "--to", "2027-03-28T04:00+02:00", "--step", "30m", "--time-zone", "Europe/Berlin",
            "--grace-period", "60,120");
        // Clocks go forward at 2 o'clock.
        Assert.Equal(
            ["00:00:00+01:00", "00:30:00+01:00", "01:00:00+01:00", "01:30:00+01:00", "03:00:00+02:00", "03:30:00+02:00", "04:00:00+02:00"],
            json["starts"]!.AsArray().Where((_, i) => i % 2 == 0).Select(s => s!["start"]!.GetValue<string>()["2027-03-28T".Length..]));
        Assert.Equal([60, 120], json["starts"]!.AsArray().Take(2).Select(s => s!["gracePeriodSeconds"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Where_no_start_holds_it_ends_with_3_and_says_what_is_missed()
    {
        string[] limits = ["--max-resets", "1%", "--max-duration", "1m", "--window", "weekend", "--window", "Mon-Fri 22:00-06:00"];
        JsonObject json = await AnswerAsync(3, [Steady(), .. limits]);
        Assert.Null(json["best"]);
        Assert.Equal(2, json["limits"]!["allowedResets"]!.GetValue<double>());
        Assert.Equal(["weekend", "Mon-Fri 22:00-06:00"], json["limits"]!["windows"]!.AsArray().Select(w => w!.GetValue<string>()));
        // From Friday, 17:00, on: the evening, Saturday and Sunday, and four nights of eight hours.
        JsonNode[] inside = [.. json["starts"]!.AsArray().Where(s => s!["startsInWindow"]!.GetValue<bool>())!];
        Assert.Equal(2 * (2 + 48 + 4 * 8), inside.Length);

        (int exitCode, string output, _) = await RunAsync(["when", Steady(), .. limits]);
        Assert.Equal(3, exitCode);
        Assert.Contains("resets, and 2 are allowed; it takes ", output);
        (exitCode, output, _) = await RunAsync(
            "when", Steady(), "--window", "Mon 03:00-Mon 03:01", "--from", "2026-12-07T03:00Z", "--to", "2026-12-07T03:00Z");
        Assert.Equal(3, exitCode);
        Assert.Contains("and the window closes before.", output);
        (exitCode, output, _) = await RunAsync("when", Steady(), "--window", "Sat", "--to", "2026-12-04T20:00Z");
        Assert.Equal(3, exitCode);
        Assert.Contains("No start is in the window", output);
    }

    [Theory]
    [InlineData("--at takes a time such as 2026-12-05T02:00+01:00 (or with Z)", "--at", "tomorrow")]
    [InlineData("--at takes a time", "--at", "2026-12-05T02:00+25:00")]
    [InlineData("--at takes a time", "--at", "2026-13-05T02:00Z")]
    [InlineData("--at: 2026-12-05T02:00 has no offset: add it (2026-12-05T02:00+01:00, or Z), or give --time-zone.", "--at", "2026-12-05T02:00")]
    [InlineData(
        "--at: 2026-03-29T02:30 does not exist in Europe/Berlin, where clocks are put forward over it.",
        "--at", "2026-03-29T02:30", "--time-zone", "Europe/Berlin")]
    [InlineData(
        "--at: 2026-10-25T02:30 comes twice in Europe/Berlin, where clocks are put back: say +02:00 or +01:00.",
        "--at", "2026-10-25T02:30", "--time-zone", "Europe/Berlin")]
    [InlineData("--time-zone takes a time zone that this machine knows, such as Europe/Berlin or UTC, but 'Europe/Berlim' was given (did you "
        + "mean 'Europe/Berlin'?).", "--time-zone", "Europe/Berlim")]
    [InlineData("--from: 2026-03-29T02:30 does not exist in Europe/Berlin", "--from", "2026-03-29T02:30", "--time-zone", "Europe/Berlin")]
    [InlineData("--to: 2026-12-01 is before the first start, 2026-12-04T17:00+00:00.", "--to", "2026-12-01")]
    [InlineData("--step: a step of 1.0 s over 7 d 0 h makes 604,800 starts; at most 10,000 are looked at.", "--step", "1")]
    [InlineData("--window takes Sat 22:00-Sun 06:00, Mon-Fri 22:00-06:00", "--window", "Caturday")]
    public async Task What_cannot_be_meant_is_one_line_and_exit_code_2(string expected, params string[] arguments)
    {
        (int exitCode, string output, string errors) = await RunAsync(["when", Steady(), .. arguments]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith($"ztunnelsim: error: {expected}", errors);
        Assert.Single(errors.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("2026-12-05T02:00+01:00", "2026-12-05T01:00:00Z")]
    [InlineData("2026-12-05 02:00:30.5-05:30", "2026-12-05T07:30:30.5Z")]
    [InlineData("2026-12-05t02:00z", "2026-12-05T02:00:00Z")]
    public void A_time_with_its_offset_is_an_instant(string text, string expected)
    {
        Assert.True(ClockTime.TryParse(text, out ClockTime time));
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), time.In("--at", null));
    }

    [Fact]
    public async Task Other_commands_take_the_start_and_say_where_it_changes_nothing()
    {
        foreach (string[] command in new string[][]
            { ["recommend", "--max-resets", "90%"], ["check", "--max-resets", "90%", "--grace-period", "30"], ["sweep"] })
        {
            (int exitCode, string output, string errors) = await RunAsync([.. command, Steady(), "--at", "2026-12-05T02:00+01:00"]);
            Assert.True(exitCode == 0, errors);
            Assert.Contains(
                "The rollout begins at Sat 2026-12-05 02:00 +01:00, which changes nothing: no workload's rate changes with the clock.", output);
            (exitCode, _, errors) = await RunAsync([.. command, Steady(), "--time-zone", "Europe/Berlin"]);
            Assert.Equal(2, exitCode);
            Assert.StartsWith("ztunnelsim: error: --time-zone: is for a time without an offset: add --at.", errors);
        }
        Assert.Equal(2, (await RunAsync("sweep", Steady(), "--at", "2026-12-05T02:00")).ExitCode);
    }

    [Fact]
    public void The_option_wins_over_the_scenarios_own_start()
    {
        Scenario scenario = Scenario.Load(Steady());
        scenario = scenario with
        {
            Rollout = scenario.Rollout with
            {
                Start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
                Cluster = scenario.Rollout.Cluster.With(
                    [.. scenario.Rollout.Cluster.Workloads.Select(w => w with { Profile = RateProfile.HoursOfDay([1, 2]) })]),
            },
        };
        StartOptions options = new();
        Command command = new("any");
        command.Add(options.All);
        ParseResult given = command.Parse(["--at", "2026-12-05T02:00", "--time-zone", "Europe/Berlin"]), nothing = command.Parse([]);
        Scenario at = options.Tell(given, options.Apply(given, scenario));
        Assert.Equal(new DateTimeOffset(2026, 12, 5, 2, 0, 0, TimeSpan.FromHours(1)), at.Rollout.Start);
        Assert.All(at.Strategies, s => Assert.Equal(at.Rollout.Start, s.Rollout.Start));
        Assert.Equal("The rollout begins at Sat 2026-12-05 02:00 +01:00.", at.Assumptions[^1]);
        Assert.Equal(scenario.Rollout.Start, options.Tell(nothing, options.Apply(nothing, scenario)).Rollout.Start);
        Assert.Equal(scenario.Assumptions, options.Tell(nothing, scenario).Assumptions);
    }
}
