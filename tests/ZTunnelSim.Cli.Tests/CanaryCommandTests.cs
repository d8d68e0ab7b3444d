using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ZTunnelSim.Cli.Tests;

/// <summary>A canary planned, and decided by the logs afterwards.</summary>
public class CanaryCommandTests
{
    /// <summary>As many connections on each node as make 1 and 2 cuts there: half of them outlive a drain of 25 s.</summary>
    private static string Scenario(int nodes, double openPerNode) => $$"""
        cluster: { nodes: {{nodes}} }
        ztunnel:
          terminationGracePeriodSeconds: [30]
          startup: 5s
          ready: 1s
          updateStrategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }
        workloads:
          - { name: chat.edge, openPerNode: {{openPerNode}}, lifetime: { exponential: { mean: 36.067376s } } }
        """;

    [Fact]
    public async Task The_plan_says_which_nodes_when_to_stop_and_how()
    {
        string folder = Temporary(), output = Path.Combine(folder, "out");
        (int exitCode, string text, string errors) = await Tool.RunAsync("canary", Write(folder, 30, 2), "--out", output);

        Assert.Equal(0, exitCode);
        Assert.StartsWith("Written: ", errors);
        foreach (string expected in (string[])[
            "T = 30 s (the scenario's only one), a drain of 25 s; the pods are deleted by hand (OnDelete).",
            "Canary: 13 of 30 nodes. A single look after them finds 2 times the predicted cuts with a probability of 90.",
            "stop from 20 cuts, where 13.0 are expected.", "| node-1 ", "(Ville 1939)", "(Wald's sequential test, 1945)",
            "25 s after SIGTERM", "connection closed due to connection drain", "connection failed to drain within the timeout",
            "'drain requested'", "has no listener from SIGTERM until its new pod listens", "a new T acts from the next restart on",
            "for node in node-1 node-2 ", "delete \"$pod\"", "--grace-period 30 --canary || break", "taken as known",
        ])
        {
            Assert.Contains(expected, text);
        }
        string[] rows = await File.ReadAllLinesAsync(Path.Combine(output, "canary.csv"), TestContext.Current.CancellationToken);
        JsonObject json = await Document.ReadAsync(
            "canary", await File.ReadAllTextAsync(Path.Combine(output, "canary.json"), TestContext.Current.CancellationToken));
        Assert.Equal(13, json["canaryNodes"]!.GetValue<int>());
        Assert.Equal(rows.Length - 1, json["nodes"]!.AsArray().Count);
        Assert.Equal(24, json["nodesOneByOne"]!.GetValue<int>());
    }

    /// <summary>A kubectl that says what it was asked, and a look that stops at the second node.</summary>
    [Fact]
    public async Task Its_commands_run_in_a_shell_and_end_where_it_says_to_stop()
    {
        string folder = Temporary();
        (_, string output, _) = await Tool.RunAsync("canary", Write(folder, 30, 2), "-o", "json");
        JsonObject json = await Document.ReadAsync("canary", output);
        string script = Path.Combine(folder, "canary.sh");
        File.WriteAllText(script, """
            kubectl() { printf '%s\n' "$*" >> asked; case "$*" in *"get pods"*) echo "pod/ztunnel-$node";; esac; }
            sleep() { :; }
            ztunnelsim() { printf '%s\n' "$*" >> looks; [ "$(grep -c . looks)" -lt 2 ] || return 3; }
            cd "$(dirname "$0")"

            """ + string.Join('\n', json["commands"]!.AsArray().Select(line => line!.GetValue<string>())) + "\nwait\n");
        using Process shell = Process.Start("sh", script);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, File.ReadAllLines(Path.Combine(folder, "looks")).Length);
        string[] asked = File.ReadAllLines(Path.Combine(folder, "asked"));
        Assert.Equal(
            ["-n istio-system delete pod/ztunnel-node-1", "-n istio-system delete pod/ztunnel-node-2"],
            asked.Where(line => line.Contains("delete", StringComparison.Ordinal)));
        Assert.Contains("-n istio-system logs pod/ztunnel-node-24 --prefix", asked);
        Assert.Contains("-n istio-system get pods -l app=ztunnel --field-selector spec.nodeName=node-1 -o name", asked);
    }

    [Fact]
    public async Task Too_few_nodes_and_another_rule_are_said()
    {
        string folder = Temporary(), scenario = Write(folder, 3, 2);
        (int exitCode, string text, _) = await Tool.RunAsync("canary", scenario, "--factor", "1.5", "--level", "1%", "--power", "80%");
        Assert.Equal(0, exitCode);
        Assert.Contains("No canary is large enough: after all of 3 nodes a single look finds 1.5 times the predicted cuts", text);
        Assert.Contains("80 % is wanted", text);
        Assert.Contains("There are too few cuts to tell.", text);
        Assert.Contains("--canary --factor 1.5 --power 0.8 --level 0.01 || break", text);
    }

    [Theory]
    [InlineData("canary", "--factor", "1", "--factor takes a number from 1.1 to 1,000, but '1' was given.")]
    [InlineData("canary", "--factor", "two", "--factor takes a number from 1.1 to 1,000")]
    [InlineData("canary", "--power", "40%", "--power takes a share from 50% to 99.99%")]
    [InlineData("canary", "--level", "0", "--level takes a share from 0.01% to 50%")]
    [InlineData("canary", "--grace-period", "0", "--grace-period takes whole seconds")]
    [InlineData("backtest", "--factor", "3", "--factor is for a canary: give --canary as well.")]
    [InlineData("backtest", "--level", "3%", "--level is for a canary: give --canary as well.")]
    public async Task What_is_wrong_is_said_in_one_line(string command, string option, string value, string message)
    {
        string folder = Temporary(), scenario = Write(folder, 3, 2);
        string[] arguments = command == "canary" ? [scenario] : ["--before", scenario, "--during", scenario];
        (int exitCode, string output, string errors) = await Tool.RunAsync([command, .. arguments, option, value]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith($"ztunnelsim: error: {message}", errors);
        Assert.Single(errors.TrimEnd().Split('\n'), line => line.Contains("error", StringComparison.Ordinal));
    }

    /// <summary>Before and during are of one rate, or the rate has doubled in between.</summary>
    [Theory]
    [InlineData(1, ExitCode.Success, "goOn", "Canary: GO ON, after ")]
    [InlineData(2, ExitCode.Outside, "stop", "Canary: STOP, after ")]
    public async Task A_backtest_stops_a_doubled_rate_alone(double factor, int expected, string verdict, string sentence)
    {
        string folder = Temporary();
        string before = await LogsAsync(Path.Combine(folder, "before"), 40), during = await LogsAsync(Path.Combine(folder, "during"), 40 * factor);
        string[] command = ["backtest", "--before", Path.Combine(before, "before.log"), "--during", Path.Combine(during, "during.log"), "--canary"];
        (int exitCode, string text, string errors) = await Tool.RunAsync(command);

        Assert.Equal((expected, ""), (exitCode, errors));
        Assert.Contains("OnDelete", text);
        Assert.Contains("Cuts by node, in the order in which the ztunnels were replaced", text);
        Assert.Contains(sentence, text);
        Assert.Contains("(Ville 1939)", text);
        (exitCode, string output, _) = await Tool.RunAsync([.. command, "-o", "json"]);
        Assert.Equal(expected, exitCode);
        JsonObject canary = (await Document.ReadAsync("backtest", output))["canary"]!.AsObject();
        Assert.Equal(verdict, canary["verdict"]!.GetValue<string>());
        JsonArray looks = canary["looks"]!.AsArray();
        Assert.Equal(4, looks.Count);
        Assert.Equal(looks.Sum(look => look!["observed"]!.GetValue<long>()), looks[^1]!["observedSoFar"]!.GetValue<long>());
        // Less sure of both errors it would look on, or not: what it takes is in the options.
        (exitCode, _, _) = await Tool.RunAsync([.. command, "--factor", "1000"]);
        Assert.Equal(0, exitCode);
        // Without --canary nothing of it is there, and the rest is as it was.
        (_, output, _) = await Tool.RunAsync([.. command[..^1], "-o", "json"]);
        Assert.Null((await Document.ReadAsync("backtest", output))["canary"]);
    }

    [Fact]
    public void Its_tables_fit_a_terminal()
    {
        Workload workload = Workload.Of("w", Traffic.OpenPerNode(3000), new Exponential(50));
        CanaryPlan plan = CanaryPlan.Of(
            Rollout.Of(new Cluster([new("ip-10-0-123-45.eu-central-1.compute.internal"), new("b")], [workload])), new CanaryRule());
        BacktestInput input = new()
        {
            Nodes = [new("ip-10-0-123-45.eu-central-1.compute.internal", 1e6, null, [])],
            Workloads = [new("w", new Exponential(25), [])],
            Traffic = [new(0, 0, 1_000_000_000, 0, 123_456)],
        };
        (BacktestResult result, IReadOnlyList<BacktestCuts> cuts) =
            Backtest.Draw(input, new BacktestOptions { DrainBudgetSeconds = 25, Strategy = UpdateStrategy.MaxUnavailable(1) });
        foreach (TextTable table in (TextTable[])[CanaryText.Table(plan), CanaryText.Table(CanaryDecision.Of(result, cuts, new CanaryRule()))])
            Assert.All(TableLayout.Lines(table, 80), line => Assert.True(line.Length <= 80, line));
    }

    private static string Temporary() => Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    private static string Write(string folder, int nodes, double openPerNode)
    {
        string file = Path.Combine(Directory.CreateDirectory(folder).FullName, "scenario.yaml");
        File.WriteAllText(file, Scenario(nodes, openPerNode));
        return file;
    }

    private static async Task<string> LogsAsync(string folder, double openPerNode)
    {
        (int exitCode, _, string errors) = await Tool.RunAsync(
            "logs", Write(folder, 4, openPerNode), "--out", folder, "--before-minutes", "20", "--seed", "3");
        Assert.True(exitCode == 0, errors);
        return folder;
    }
}
