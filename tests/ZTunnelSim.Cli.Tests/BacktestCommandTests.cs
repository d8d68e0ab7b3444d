using System.Text.Json;

namespace ZTunnelSim.Cli.Tests;

public class BacktestCommandTests
{
    private const string Scenario = """
        cluster: { nodes: 3 }
        ztunnel: { terminationGracePeriodSeconds: [30], startup: 5s, ready: 1s }
        workloads:
          - { name: chat.edge, openPerNode: 40, lifetime: { exponential: { mean: 40s } } }
          - { name: api.shop, openPerNode: 10, lifetime: { exponential: { mean: 8s } } }
        """;

    [Fact]
    public async Task Logs_of_a_rehearsal_are_inside_their_prediction()
    {
        string folder = await RehearseAsync();
        string output = Path.Combine(folder, "out");
        (int exitCode, string text, string errors) = await Tool.RunAsync(
            "backtest", "--before", Path.Combine(folder, "before.log"), "--during", Path.Combine(folder, "during.log"), "--out", output);

        Assert.Equal((0, true), (exitCode, errors.StartsWith("Written: ", StringComparison.Ordinal)));
        foreach (string expected in new[]
        {
            "Lines of both directions count", "Kills by workload", "| chat.edge", "| api.shop", "Kills by node", "at the deadline",
            "Verdict: inside. ", "No workload differs from its prediction, of 2.", "No node differs from its prediction, of 3.",
        })
        {
            Assert.Contains(expected, text);
        }
        using JsonDocument json = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(output, "backtest.json"), TestContext.Current.CancellationToken));
        Assert.Equal(25, json.RootElement.GetProperty("drainBudgetSeconds").GetDouble());
        long observed = json.RootElement.GetProperty("total").GetProperty("observed").GetInt64();
        Assert.Equal(observed, json.RootElement.GetProperty("nodes").EnumerateArray().Sum(n => n.GetProperty("kills").GetArrayLength()));
        string[] rows = await File.ReadAllLinesAsync(Path.Combine(output, "backtest.csv"), TestContext.Current.CancellationToken);
        Assert.Equal(1 + 1 + 2 + 3, rows.Length);
        foreach (string chart in new[] { "calibration.png", "pit.png" })
            Assert.True(new FileInfo(Path.Combine(output, chart)).Length > 10_000);
    }

    [Fact]
    public async Task A_rehearsal_with_both_ends_and_clients_that_come_back_writes_its_logs()
    {
        string folder = Directory.CreateTempSubdirectory().FullName, scenario = Path.Combine(folder, "scenario.yaml");
        await File.WriteAllTextAsync(
            scenario,
            """
            cluster: { nodes: 4 }
            applications: [ { name: api, replicas: 4 }, { name: db, nodes: [node-1] } ]
            ztunnel: { terminationGracePeriodSeconds: 30 }
            workloads:
              - { name: calls, from: api, to: db, connectionsPerSecond: 5, lifetime: { exponential: { mean: 2s } } }
              - { name: pool, from: api, to: db, openConnections: 50, lifetime: { exponential: { mean: 10m } }, clients: reconnectAtOnce }
            """,
            TestContext.Current.CancellationToken);
        (int exitCode, _, string errors) = await Tool.RunAsync("logs", scenario, "--out", folder, "--before-minutes", "10");
        Assert.Equal(0, exitCode);
        Assert.Matches(@"^About to write before.log with some 3,[01]00 lines \(", Assert.Single(errors.TrimEnd().Split('\n')));
        string[] before = await File.ReadAllLinesAsync(Path.Combine(folder, "before.log"), TestContext.Current.CancellationToken);
        // 3000 calls, each in one line although it crosses two nodes, and some 50 ends of pooled connections.
        Assert.InRange(before.Count(l => l.Contains("calls.default", StringComparison.Ordinal)), 2700, 3300);
        Assert.DoesNotContain(before, l => l.Contains("connection drain", StringComparison.Ordinal));
        string during = await File.ReadAllTextAsync(Path.Combine(folder, "during.log"), TestContext.Current.CancellationToken);
        Assert.Contains("connection drain", during);
    }

    [Fact]
    public async Task Another_T_than_the_rollouts_shows_in_counts_and_times()
    {
        string folder = await RehearseAsync();
        (int exitCode, string text, _) = await Tool.RunAsync(
            "backtest", "--before", Path.Combine(folder, "before.log"), "--during", Path.Combine(folder, "during.log"), "--grace-period",
            "65");

        // An exit code of its own, as a script must not go on as if the prediction had been right.
        Assert.Equal(3, exitCode);
        Assert.Contains("3: it is OUTSIDE", (await Tool.RunAsync("backtest", "--help")).Output);
        Assert.Contains("Verdict: OUTSIDE. ", text);
        Assert.Contains("On 3 of 3 nodes the kills came too early, from 25 s after the last connection was accepted on", text);
    }

    [Fact]
    public async Task Logs_without_a_single_cut_are_said_to_lack_the_old_pods_lines()
    {
        string folder = await RehearseAsync();
        string during = Path.Combine(folder, "during.log"), cut = Path.Combine(folder, "cut.log");
        File.WriteAllLines(cut, File.ReadLines(during).Where(l => !l.Contains("connection drain", StringComparison.Ordinal)));
        (int exitCode, string text, _) = await Tool.RunAsync("backtest", "--before", Path.Combine(folder, "before.log"), "--during", cut);

        Assert.Equal(3, exitCode);
        Assert.Contains("Verdict: OUTSIDE. Not one of 3 replaced ztunnels logged a connection that its drain cut", text);
        Assert.Contains("The logs of the old pods are missing", text);
        Assert.Contains("older than 1.23", text);
        Assert.DoesNotContain("Its lifetimes or its traffic were not as before", text);
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_one_line()
    {
        string folder = await RehearseAsync();
        string before = Path.Combine(folder, "before.log");
        Assert.Contains(
            "--grace-period takes whole seconds", await ErrorAsync("--before", before, "--during", before, "--grace-period", "0"));
        Assert.Contains("missing.log: does not exist.", await ErrorAsync("--before", before, "--during", "missing.log"));
        Assert.Contains(
            "has 8 candidates; say with --grace-period",
            await ErrorAsync("--before", before, "--during", before, "--scenario", Tool.Example));

        static async Task<string> ErrorAsync(params string[] arguments)
        {
            (int exitCode, string output, string errors) = await Tool.RunAsync(["backtest", .. arguments]);
            Assert.Equal((2, ""), (exitCode, output));
            Assert.StartsWith("ztunnelsim: error: ", errors);
            return errors;
        }
    }

    private static async Task<string> RehearseAsync()
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string scenario = Path.Combine(folder, "scenario.yaml");
        await File.WriteAllTextAsync(scenario, Scenario, TestContext.Current.CancellationToken);
        (int exitCode, string output, _) = await Tool.RunAsync("logs", scenario, "--out", folder, "--before-minutes", "10", "--seed", "2");
        Assert.Equal(0, exitCode);
        Assert.Contains("during.log", output);
        return folder;
    }
}
