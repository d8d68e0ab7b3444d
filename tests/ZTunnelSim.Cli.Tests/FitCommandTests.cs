using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Cli.Tests;

public class FitCommandTests
{
    private static string Case(string name) => Path.Combine(AppContext.BaseDirectory, "cases", name);

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "data", "example");

    private static string Log => Path.Combine(Folder, "ztunnel.log");

    private static string Counters => Path.Combine(Folder, "prometheus.json");

    [Fact]
    public async Task The_example_log_is_fitted_and_checked_against_the_counters()
    {
        string directory = Temporary();
        (int exitCode, string output, string errors) = await Tool.RunAsync("fit", Log, "--prometheus", Counters, "--out", directory);

        Assert.Equal(0, exitCode);
        foreach (string expected in new[]
        {
            "ztunnel access log, 2,940 lines, 2,878 connections", "47 lines skipped: HTTP request",
            "The outbound lines are used; 778 of the other side", "6 connections were cut by the drain of an earlier update",
            "those still open at its end are missing", "Assumed, as a log alone can't tell",
            "lognormal(median=2.545, sigma=1.302)", "| echo.default           |   644 |        2 |",
            "T = 300 s (drain 295 s)", "has the smallest BIC", "sigma = 1.3015 +- 0.036",
            "No connection was observed at an age above 4 min 55 s, which is 1.43 times the longest",
            "12 series at 51 times", "2 nodes", "yes: the intervals meet",
            "openPerNode: { open: 61.93, looks: 4.5, ztunnels: 2 }   # 30.96 open on a node [",
        })
        {
            Assert.Contains(expected, output);
        }
        Assert.DoesNotContain("NO: ", output);
        Assert.DoesNotContain('\u001b', output + errors);
        Assert.Equal(
            ["details.bookinfo-quantiles.png", "details.bookinfo-survival.png", "echo.default-quantiles.png", "echo.default-survival.png",
                "fit.sha256", "scenario.yaml", "websocket-gateway.edge-quantiles.png", "websocket-gateway.edge-survival.png"],
            Directory.GetFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(
            Directory.GetFiles(directory, "*.png"),
            png => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(png)[..4]));

        Rollout rollout = Load(directory);
        Workload[] workloads = [.. rollout.Cluster.Workloads];
        Assert.Equal(2, rollout.Cluster.Nodes.Count);
        Assert.Equal(["websocket-gateway.edge", "echo.default", "details.bookinfo"], workloads.Select(w => w.Name));
        Assert.Equal((30.965, 0.045), (workloads[0].OpenConnections, Math.Round(workloads[2].OpenedPerSecond, 10)));
        Assert.StartsWith("lognormal(median=2.5453071", workloads[1].Lifetime.ToString());
        Assert.All(workloads, w => Assert.Equal((200, 200), (w.PlausibleLifetimes.Count, w.PlausibleTraffic.Count)));
    }

    [Fact]
    public async Task A_log_whose_rate_changes_with_the_clock_is_fitted_given_starts_and_has_its_profile_in_the_scenario()
    {
        string directory = Temporary();
        Directory.CreateDirectory(directory);
        string log = Path.Combine(directory, "days.log");
        Data.Tests.ChangingTraffic days = new(
            PerHour: 40, RateProfile.HoursOfDay(Enumerable.Range(0, 24).Select(h => 5.5 - 4.5 * Math.Cos(2 * Math.PI * h / 24))),
            DurationLaw.Lognormal(TimeSpan.FromMinutes(5), 1))
        {
            Length = TimeSpan.FromDays(2),
        };
        File.WriteAllText(log, days.Log(seed: 1));
        (int exitCode, string output, _) = await Tool.RunAsync("fit", log, "--out", directory, "-o", "json");
        Assert.Equal(0, exitCode);
        JsonNode document = JsonNode.Parse(output)!, profile = document["workloads"]![0]!["profile"]!;
        Assert.False(profile["isConstant"]!.GetValue<bool>());
        Assert.Equal(("hoursOfDay", 24), (profile["resolution"]!.GetValue<string>(), profile["hours"]!.AsArray().Count));
        Assert.InRange(10, profile["swing"]!["low"]!.GetValue<double>(), profile["swing"]!["high"]!.GetValue<double>());
        string[] notes = [.. document["notes"]!.AsArray().Select(n => n!.GetValue<string>())];
        Assert.Contains(notes, n => n.StartsWith("api.default: the rate changes with the clock (p < 0.001): its largest hour has"));
        Assert.Contains(notes, n => n.Contains("each lifetime was taken given its start"));
        string scenario = Path.Combine(directory, "scenario.yaml");
        Assert.Contains("profile: data   # from 0.", File.ReadAllText(scenario));
        (exitCode, output, _) = await Tool.RunAsync("sweep", scenario, "--replications", "4");
        Assert.Equal(0, exitCode);
        Assert.Contains("is taken at its mean, until 'start' in the scenario or --at says when", output.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task A_fit_that_misses_the_long_connections_is_found_out_by_the_counters()
    {
        // A log from which every connection of a minute and more is gone.
        string cut = Path.Combine(Temporary(), "cut.log");
        File.WriteAllLines(
            cut,
            File.ReadLines(Log).Where(
                line => line.IndexOf("duration=\"", StringComparison.Ordinal) is var at && at < 0 || Milliseconds(line, at) < 60_000));
        string output = (await Tool.RunAsync("fit", cut, "--prometheus", Counters)).Output;

        string verdict = output.Split('\n').Single(line => line.StartsWith("| websocket-gateway.edge") && line.Contains("31.0"));
        Assert.Contains("times too short; does the log miss the long ones?", verdict);

        static double Milliseconds(string line, int at) =>
            double.Parse(line[(at + 10)..line.IndexOf("ms\"", at, StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Counters_alone_tell_rate_open_count_and_mean()
    {
        (int exitCode, string output, _) = await Tool.RunAsync("fit", "--prometheus", Counters);
        Assert.Equal(0, exitCode);
        Assert.Contains("| websocket-gateway.edge |     0.19 |     0.18 | 61.9 |          31.0 | 5 min 34 s [", output);
        Assert.Contains("not the tail that resets depend on", output);
    }

    [Fact]
    public async Task Standard_input_and_gzip_tell_the_same_as_the_file()
    {
        string packed = Path.Combine(Temporary(), "log.bin");
        using (GZipStream gzip = new(File.Create(packed), CompressionMode.Compress)) gzip.Write(File.ReadAllBytes(Log));
        string plain = Tail((await Tool.RunAsync("fit", Log)).Output);
        Assert.Contains("lomax(", plain);
        Assert.Equal(plain, Tail((await Tool.RunAsync("fit", packed)).Output));
        Assert.Equal(plain, Tail((await Tool.RunWithInputAsync(File.ReadAllText(Log), "fit", "-")).Output));

        // The tables: what comes before and after names the file.
        static string Tail(string output) =>
            output[output.IndexOf("Lifetimes by workload", StringComparison.Ordinal)..output.IndexOf(
                "As a scenario", StringComparison.Ordinal)];
    }

    [Theory]
    [InlineData(
        "c18-errors.log", "224 of these are attempts that never became connections", "29.4 % [", "45 lines skipped: rejected by a policy")]
    [InlineData("c24-dup.log", "150 lines skipped: given before")]
    [InlineData("d01-debug-access.log", "2 connections without an end were open when it ended")]
    [InlineData(
        "d04-pod-deletions.log", "60 connections were closed as a pod was deleted, while ztunnel was not draining: they count as ended.")]
    // Half closed for a minute: such a line looks like all others, and ztunnel held the connection as long.
    [InlineData("d02-half-closed.log", "1 lines, 1 connections.", "1 workloads with fewer than 20 connections are not fitted.")]
    [InlineData("d13-dead-peers.log", "17 connections ended as their peer no longer answered (os error 110)")]
    [InlineData("c11e-open_conn.log", "40 connections.", "86 lines skipped: an earlier row of the same connection")]
    [InlineData(
        "../data/recorded/ztunnel/logs/z3_exp_B-g0.log.gz", "58 connections were cut by the drain",
        "68 connections lost the tunnel between two ztunnels", "112 lines skipped: configuration")]
    public async Task What_is_no_ordinary_end_of_a_connection_is_told(string file, params string[] expected)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync("fit", Case(file), "--strict");
        Assert.Equal((0, ""), (exitCode, errors));
        foreach (string text in expected) Assert.Contains(text, output);
    }

    [Fact]
    public async Task A_maximum_age_in_the_data_is_named_and_the_scenario_that_is_written_has_it()
    {
        string directory = Temporary(), table = Path.Combine(directory, "pool.csv");
        Random random = new(3);
        File.WriteAllLines(table, Enumerable.Range(0, 2000)
            .Select(_ => Math.Min(-900 * Math.Log(1 - random.NextDouble()), 1800 + 0.2 * random.NextDouble()))
            .Select(life => life.ToString("0.000", CultureInfo.InvariantCulture)).Prepend("duration_s"));
        (int exitCode, string output, _) = await Tool.RunAsync("fit", table, "--out", Path.Combine(directory, "fit"));
        Assert.Equal(0, exitCode);
        string sentence = output.Split('\n').Single(line => line.StartsWith("  No connection lives beyond", StringComparison.Ordinal));
        Assert.Matches(@"beyond 30 min 00 s: \d+ of 2,000 end there, a maximum age \(a pool's maxLifetime or the like\)\.", sentence);
        Assert.Contains("with maximumAge(age=1800", output);
        // Nothing is extrapolated beyond it, so that no T is out of the data's reach.
        Assert.DoesNotContain("extrapolation", output);

        (_, string json, _) = await Tool.RunAsync("fit", table, "-o", "json");
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement age = document.RootElement.GetProperty("workloads")[0].GetProperty("maximumAge");
        Assert.InRange(age.GetProperty("seconds").GetDouble(), 1800, 1800.2);
        Assert.Equal(0, age.GetProperty("jitter").GetDouble());
        Assert.Contains($": {age.GetProperty("ended").GetInt64()} of", sentence);

        string path = Path.Combine(directory, "fit", "scenario.yaml");
        string written = File.ReadAllText(path);
        Assert.Contains("with maximumAge(age=1800", written);
        File.WriteAllText(path, Regex.Replace(written, "(nodes|arrivalsPerSecond): unknown", "$1: 5"));
        Scenario scenario = Scenario.Load(path, TestContext.Current.CancellationToken);
        Workload pool = scenario.Rollout.Cluster.Workloads[0];
        Assert.All(pool.PlausibleLifetimes.Prepend(pool.Lifetime), law => Assert.Equal(0, law.Survival(1800.2)));
        Assert.Contains(scenario.LifetimeData[0].Notes, note => note.StartsWith("No connection lives beyond 30 min", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cuts_that_only_their_own_lines_tell_of_are_told_and_a_law_without_an_end_is_shown()
    {
        // All end at a drain, if it was one: the law has no end that could be shown as a time.
        string log = Path.Combine(Temporary(), "access.log");
        File.WriteAllLines(
            log, File.ReadLines(Case("d04-pod-deletions.log")).Where(l => l.Contains("connection drain", StringComparison.Ordinal)));
        (int exitCode, string output, string errors) = await Tool.RunAsync("fit", log);
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("of 60 connections only their own line says that a drain cut them", output);
    }

    [Fact]
    public async Task Counters_without_times_are_shown_without_dates()
    {
        string[] files = [Case("d03-flags-scrape0.txt"), Case("d03-flags-scrape1.txt")];
        (int exitCode, string output, _) = await Tool.RunAsync(["fit", "--prometheus", .. files, "--scrape-interval", "60"]);
        Assert.Equal(0, exitCode);
        Assert.Contains("at 2 times within 1 min 00 s;", output);
        Assert.DoesNotContain("1970", output);
        Assert.Contains("20 s [17 s, 23 s]", output);
    }

    [Fact]
    public async Task Strict_makes_a_line_that_is_not_understood_an_error_with_its_place()
    {
        string log = Path.Combine(Temporary(), "bad.log");
        File.WriteAllText(log, File.ReadAllText(Log) + "2026-11-20T09:00:00Z info access connection complete duration=\"soon\"\n");
        (int exitCode, string output, _) = await Tool.RunAsync("fit", log);
        Assert.Equal(0, exitCode);
        Assert.Contains("1 lines skipped: duration not understood", output);
        Assert.Contains($"{log}:2941: the duration is not one such as {DurationFormat.Accepted}: 2026-11-20T09", output);

        (exitCode, _, string errors) = await Tool.RunAsync("fit", log, "--strict");
        Assert.Equal(2, exitCode);
        Assert.StartsWith($"ztunnelsim: error: {log}:2941: ", errors);
    }

    [Fact]
    public async Task The_inbound_side_can_be_asked_for()
    {
        string output = (await Tool.RunAsync("fit", Log, "--direction", "inbound")).Output;
        Assert.Contains("The inbound lines are used; 2,100 of the other side", output);
    }

    [Fact]
    public async Task A_law_that_is_the_data_shows_its_threshold_and_is_found_again_in_them()
    {
        // Two peaks and a heavy tail: none of the parametric families.
        string csv = Path.Combine(Temporary(), "lifetimes.csv"), directory = Temporary();
        Random random = new(5);
        IEnumerable<double> durations = Enumerable.Range(0, 1500).Select(i => i % 3 == 0
            ? 60 + random.NextDouble() : i % 3 == 1 ? 1 + 0.01 * random.NextDouble() : 100 * Math.Pow(1 - random.NextDouble(), -0.6));
        File.WriteAllText(csv, "duration_s\n" + string.Concat(durations.Select(d => d.ToString("R", CultureInfo.InvariantCulture) + "\n")));
        string output = (await Tool.RunAsync("fit", csv, "--by", "none", "--out", directory)).Output;

        Assert.Contains("no parametric family both has", output);
        Assert.Contains("The tail begins at ", output);
        Assert.Contains("/lifetimes.csv' } }   # empirical-pareto-tail(", output);
        // Without times there is no rate: it has to be set.
        string path = Path.Combine(directory, "scenario.yaml");
        string set = File.ReadAllText(path).Replace("arrivalsPerSecond: unknown", "openPerNode: 5").Replace("nodes: unknown", "nodes: 2");
        File.WriteAllText(path, set);
        Assert.StartsWith("empirical-pareto-tail(", Assert.Single(Load(directory).Cluster.Workloads).Lifetime.ToString());
    }

    [Fact]
    public async Task What_came_from_standard_input_is_saved_beside_the_scenario()
    {
        string directory = Temporary();
        Assert.Equal(0, (await Tool.RunWithInputAsync(File.ReadAllText(Log), "fit", "-", "--out", directory)).ExitCode);
        Assert.Contains(
            "csv: { file: 'echo.default-lifetimes.csv', column: 'duration_s' }",
            File.ReadAllText(Path.Combine(directory, "scenario.yaml")));
        Assert.StartsWith(
            "lognormal(median=2.5453071",
            Load(directory).Cluster.Workloads.Single(w => w.Name == "echo.default").Lifetime.ToString());
    }

    [Fact]
    public async Task Workloads_whose_names_no_file_can_tell_apart_have_files_of_their_own()
    {
        string directory = Temporary(), @long = new('x', 300);
        string csv = "workload,duration_s\n" + string.Concat(Enumerable.Range(1, 30).SelectMany(i => (string[])
            [$"a/b,{i}\n", $"a:b,{2 * i}\n", $"{@long}1,{3 * i}\n", $"{@long}2,{4 * i}\n"]));
        (int exitCode, _, string errors) = await Tool.RunWithInputAsync(csv, "fit", "-", "--out", directory);
        Assert.True(exitCode == 0, errors);
        Assert.Equal(4, Directory.GetFiles(directory, "*-lifetimes.csv").Length);
        Assert.Equal(8, Directory.GetFiles(directory, "*.png").Length);
        string set = File.ReadAllText(Path.Combine(directory, "scenario.yaml"))
            .Replace("arrivalsPerSecond: unknown", "openPerNode: 5").Replace("nodes: unknown", "nodes: 2");
        File.WriteAllText(Path.Combine(directory, "scenario.yaml"), set);
        Assert.Equal(["a/b", "a:b", $"{@long}1", $"{@long}2"], Load(directory).Cluster.Workloads.Select(w => w.Name).Order());
    }

    [Theory]
    [InlineData("fit", "Name at least one file")]
    [InlineData("fit", "nowhere.log", "nowhere.log: does not exist.")]
    [InlineData("fit", "--prometheus", "nowhere.json", "nowhere.json: does not exist.")]
    [InlineData("fit", "nowhere.log", "--grace-periods", "0", "--grace-periods")]
    [InlineData("fit", "nowhere.log", "--by", "colour", "colour")]
    [InlineData("fit", "--prometheus", "nowhere.json", "--nodes", "0", "--nodes")]
    [InlineData("fit", "data/example/ztunnel.log", "--unit", "ms", "--unit: it is for CSV files")]
    public async Task Bad_input_gets_one_clear_error_and_exit_code_2(params string[] argumentsAndMessage)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(argumentsAndMessage[..^1]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(argumentsAndMessage[^1], errors);
        Assert.StartsWith("ztunnelsim: error: ", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    /// <summary>The scenario that was written into a folder.</summary>
    private static Rollout Load(string directory) =>
        Scenario.Load(Path.Combine(directory, "scenario.yaml"), TestContext.Current.CancellationToken).Rollout;

    private static string Temporary() => Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
}
