using System.Globalization;

namespace ZTunnelSim.Cli.Tests;

/// <summary>From what a team has to an answer, in one line and without YAML.</summary>
public sealed class OneLineTests : IDisposable
{
    private static readonly KnownTruth Truth = new(5, 3600, new KnownService("ws", Ends.Inside, 0.3, new Exponential(200)), new KnownService("api", Ends.Inside, 2, new Exponential(3)));

    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
    private readonly string _log;

    public OneLineTests()
    {
        _log = Path.Combine(_folder, "pods.log");
        Truth.WriteLog(_log, seed: 11);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Logs_from_a_pipe_lead_to_a_recommendation_that_holds()
    {
        (int exitCode, string output, string errors) = await Tool.RunWithInputAsync(
            await File.ReadAllTextAsync(_log, TestContext.Current.CancellationToken), "recommend", "-", "--nodes", "5", "--max-resets", "20%");
        Assert.Equal((0, ""), (exitCode, errors));
        string answer = output.Split('\n')[0];
        int t = int.Parse(answer.Split("Seconds: ")[1].Split(' ')[0], CultureInfo.InvariantCulture);
        // With 95 % confidence in one rollout, so that on average it resets fewer; and not so few that T is far too long.
        double open = Truth.Services.Sum(s => s.PerSecond * s.Lifetime.MeanSeconds), share = Truth.Services.Sum(s => Truth.Resets(s, t)) / open;
        Assert.InRange(share, 0.05, 0.2);
        Assert.Contains("No scenario was given: one is made from standard input.", output);
        Assert.Contains("5 nodes (--nodes), each with the connections that 5 ztunnels watched for 1 h 00 min show on average.", output);
    }

    [Fact]
    public async Task Every_command_that_takes_a_scenario_takes_a_log()
    {
        string page = Path.Combine(_folder, "r.html"), trace = Path.Combine(_folder, "t.csv"), logs = Path.Combine(_folder, "logs");
        foreach (string[] command in (string[][])[
            ["sweep", "--replications", "20"], ["compare", "--replications", "2"], ["report", "--replications", "20", "--out", page],
            ["sensitivity"], ["canary", "--grace-period", "30"], ["trace", "--format", "csv", "--out", trace], ["logs", "--out", logs, "--before-minutes", "5"], ["apply", "--grace-period", "300"]])
        {
            (int exitCode, string output, string errors) = await Tool.RunAsync([command[0], _log, .. command[1..]]);
            Assert.True(exitCode == 0, $"{command[0]}: {errors}");
            string told = command[0] is "report" ? await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken) : output + errors;
            Assert.True(told.Contains("one is made from", StringComparison.Ordinal), $"{command[0]}: {told}");
        }
    }

    [Fact]
    public async Task What_is_saved_gives_the_same_answer_and_a_scenario_comes_through_a_pipe_too()
    {
        string saved = Path.Combine(_folder, "new", "s.yaml");
        (int exitCode, string made, string errors) = await Tool.RunAsync("sweep", _log, "--nodes", "7", "--replications", "20", "--save-scenario", saved);
        Assert.Equal((0, ""), (exitCode, errors));
        (_, string again, _) = await Tool.RunAsync("sweep", saved, "--replications", "20");
        Assert.Equal(Tables(made), Tables(again));
        string text = await File.ReadAllTextAsync(saved, TestContext.Current.CancellationToken);
        (exitCode, string piped, errors) = await Tool.RunWithInputAsync(text.Replace("'../pods.log'", $"'{_log}'"), "sweep", "-", "--replications", "20");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(Tables(made), Tables(piped));

        static string[] Tables(string output) => [.. output.Split('\n').Where(line => line.StartsWith('|'))];
    }

    [Theory]
    [InlineData("--nodes", "5")]
    [InlineData("--by", "none")]
    [InlineData("--save-scenario", "x.yaml")]
    public async Task What_would_do_nothing_to_a_scenario_is_refused(string option, string value)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync("sweep", Tool.Example, option, value);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith($"ztunnelsim: error: {Tool.Example}: is a scenario, which says this itself: {option} is for data without one.", errors);
    }

    [Fact]
    public async Task Init_writes_a_scenario_that_runs_and_keeps_what_is_there()
    {
        string directory = Path.Combine(_folder, "begin"), scenario = Path.Combine(directory, "scenario.yaml");
        Assert.Equal(0, (await Tool.RunAsync("init", "--out", directory)).ExitCode);
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "data", "scenario.schema.json"), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(Path.Combine(directory, "scenario.schema.json"), TestContext.Current.CancellationToken));
        (int exitCode, string output, string errors) = await Tool.RunAsync("recommend", scenario, "--max-resets", "20%", "--max-duration", "2h");
        Assert.True(exitCode == 0, output + errors);
        string text = await File.ReadAllTextAsync(scenario, TestContext.Current.CancellationToken);
        (exitCode, output, _) = await Tool.RunAsync("init", "--out", Path.Combine(_folder, "second"), "-o", "json");
        Assert.Equal(0, exitCode);
        Assert.Equal(Path.Combine(_folder, "second", "scenario.yaml"), (string?)(await Document.ReadAsync("init", output))["scenarioFile"]);
        (exitCode, _, errors) = await Tool.RunAsync("init", "--out", directory);
        Assert.Equal(2, exitCode);
        Assert.Contains("scenario.yaml: is there already", errors);

        // What stands there as a comment can be used as it is.
        string whole = string.Join('\n', text.Split('\n').Select(line =>
            line.StartsWith("  # - ", StringComparison.Ordinal) || line.StartsWith("  #   ", StringComparison.Ordinal) ? "  " + line[4..]
            : line.StartsWith("# applications", StringComparison.Ordinal) || line.StartsWith("#   - ", StringComparison.Ordinal) ? line[2..]
            : line));
        Assert.NotEqual(text, whole);
        Scenario all = Scenario.Parse(whole, scenario, TestContext.Current.CancellationToken);
        Assert.Equal(["api", "database", "orders"], all.Rollout.Cluster.Workloads.Select(w => w.Name));
        Assert.Equal(["web", "orders"], all.Rollout.Cluster.Applications.Select(a => a.Name));
    }
}
