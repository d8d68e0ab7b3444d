using System.Text.Json;

namespace ZTunnelSim.Cli.Tests;

public class CompareCommandTests
{
    private const string Text = """
        cluster: { nodes: 4 }
        applications:
          - { name: web, replicas: 6, disruptionBudget: { maxUnavailable: 1 } }
          - { name: db, nodes: [node-2], terminationGracePeriodSeconds: 20, longLived: true, requests: { cpu: 2, memory: 1Gi } }
        ztunnel: { terminationGracePeriodSeconds: 30 }
        workloads:
          - { name: queries, from: web, to: db, openConnections: 50, lifetime: { exponential: { mean: 10m } }, clients: reconnectAtOnce }
          - { name: pages, from: outside, to: web, connectionsPerSecond: 5, lifetime: { exponential: { mean: 2s } } }
        strategies:
          - { name: "as it is, T = 30 s" }
          - { name: at once, updateStrategy: { rollingUpdate: { maxUnavailable: 50% } } }
          - { name: drain, updateStrategy: { type: OnDelete, drain: {} } }
        """;

    [Fact]
    public async Task Strategies_are_put_side_by_side_and_written()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        (int exitCode, string output, string errors) = await Tool.RunAsync(
            "compare", Scenario(), "--out", directory, "--replications", "5");
        Assert.Equal((0, ""), (exitCode, errors.Contains("error", StringComparison.Ordinal) ? errors : ""));
        foreach (string expected in new[]
        {
            "4 nodes, 7 pods of 2 applications", "seed 1, 5 replications of 3 strategies", "In short", "What breaks", "app-terminated",
                "refused",
            "Connections cut by workload", "What it takes", "room needed elsewhere", "What clients go through", "more than once",
            "by 60 MiB and 5.2 KiB for each connection, an assumption",
        })
        {
            Assert.Contains(expected, output);
        }
        Assert.DoesNotContain('\u001b', output + errors);
        Assert.DoesNotContain('…', output);
        Assert.Equal(
            ["compare.csv", "compare.json", "compare.sha256", "gantt-as-it-is-T-30-s.png", "gantt-at-once.png", "gantt-drain.png"],
            Directory.GetFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Equal_seeds_print_the_same_whatever_the_number_of_threads()
    {
        string scenario = Scenario();
        string one = (await Tool.RunAsync("compare", scenario, "--replications", "6", "--threads", "1")).Output;
        Assert.Equal(one, (await Tool.RunAsync("compare", scenario, "--replications", "6", "--threads", "2")).Output);
        Assert.NotEqual(one, (await Tool.RunAsync("compare", scenario, "--replications", "6", "--seed", "2")).Output);
    }

    [Fact]
    public async Task It_stops_where_it_is_precise_and_says_so_unless_all_replications_are_asked_for()
    {
        string scenario = Scenario();
        foreach (string threads in new[] { "1", "2" })
        {
            (int exitCode, string output, _) = await Tool.RunAsync(
                "compare", scenario, "--replications", "500", "--precision", "20%", "--threads", threads);
            Assert.Equal(0, exitCode);
            Assert.Contains(
                "seed 1, stopped at 20 of 500 replications of 3 strategies: each mean, and each difference between two, is within "
                    + "20 % or 2.", output);
            Assert.Contains("'--precision none' runs all replications", output);
        }
        // The option goes before the scenario, and the scenario before what is usual.
        string none = Path.Combine(Path.GetDirectoryName(scenario)!, "none.yaml");
        File.WriteAllText(none, File.ReadAllText(scenario) + "\nsimulation: { precision: none, replications: 25 }\n");
        Assert.Equal((25, "allReplications", JsonValueKind.Null, 25), await Ended(none));
        Assert.Equal((20, "precisionReached", JsonValueKind.Number, 25), await Ended(none, "--precision", "20%"));
        Assert.Equal((25, "allReplications", JsonValueKind.Null, 25), await Ended(scenario, "--replications", "25", "--precision", "none"));

        static async Task<(int Replications, string? End, JsonValueKind Precision, int Most)> Ended(string file, params string[] options)
        {
            string json = (await Tool.RunAsync(["compare", file, "--output", "json", .. options])).Output;
            JsonElement root = JsonDocument.Parse(json).RootElement;
            return (
                root.GetProperty("replications").GetInt32(), root.GetProperty("end").GetString(), root.GetProperty("precision").ValueKind,
                root.GetProperty("mostReplications").GetInt32());
        }
    }

    [Fact]
    public async Task A_trace_goes_to_a_file_or_to_stdout()
    {
        string scenario = Scenario(), file = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "trace.json");
        (int exitCode, string output, string errors) = await Tool.RunAsync(
            "trace", scenario, "--strategy", "drain", "--format", "chrome", "--out", file);
        Assert.Equal((0, ""), (exitCode, output));
        Assert.Contains("ui.perfetto.dev", errors);
        using (JsonDocument json = JsonDocument.Parse(File.ReadAllText(file)))
            Assert.Contains(
                json.RootElement.GetProperty("traceEvents").EnumerateArray(), e => e.GetProperty("name").GetString() == "evicting pods");

        (exitCode, output, errors) = await Tool.RunAsync("trace", scenario, "--grace-period", "60", "--format", "csv");
        Assert.Equal((0, ""), (exitCode, errors));
        // The controller takes a few tenths of a second to its first step.
        Assert.Matches(@"^Seconds,Node,Event,Phase,Workload,Process,PeerNode,Pod\n0\.[1-4]\d*,node-", output);
        Assert.Contains(",Phase,Connection processing,", output);
        Assert.DoesNotContain(",Opened,", output);
        Assert.Contains(",Opened,", (await Tool.RunAsync("trace", scenario, "--format", "csv", "--events", "all")).Output);
        Assert.NotEqual(
            output, (await Tool.RunAsync("trace", scenario, "--grace-period", "60", "--format", "csv", "--replication", "1")).Output);
    }

    [Theory]
    [InlineData("compare", "nowhere.yaml", "nowhere.yaml: does not exist")]
    [InlineData("compare", "SCENARIO", "--replications", "1", "--replications")]
    [InlineData("compare", "SCENARIO", "--threads", "0", "--threads")]
    [InlineData("compare", "Required argument")]
    [InlineData("trace", "nowhere.yaml", "--format", "csv", "nowhere.yaml: does not exist")]
    [InlineData("trace", "SCENARIO", "--format")]
    [InlineData("trace", "SCENARIO", "--format", "svg", "svg")]
    [InlineData("trace", "SCENARIO", "--format", "csv", "--events", "some", "some")]
    [InlineData("trace", "SCENARIO", "--format", "csv", "--grace-period", "0", "--grace-period")]
    [InlineData("trace", "SCENARIO", "--format", "csv", "--replication", "-1", "--replication")]
    [InlineData(
        "trace", "SCENARIO", "--format", "csv", "--strategy", "none",
        "there is no strategy 'none'; accepted are 'as it is, T = 30 s', 'at once', 'drain'")]
    [InlineData("trace", "SCENARIO", "--format", "csv", "--out", "/dev/null/trace.csv", "/dev/null")]
    public async Task Bad_input_gets_one_clear_error_and_exit_code_2(params string[] argumentsAndMessage)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(
            [.. argumentsAndMessage[..^1].Select(a => a == "SCENARIO" ? Scenario() : a)]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(argumentsAndMessage[^1], errors);
        Assert.StartsWith("ztunnelsim: error: ", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    private static string Scenario()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "scenario.yaml");
        File.WriteAllText(path, Text);
        return path;
    }
}
