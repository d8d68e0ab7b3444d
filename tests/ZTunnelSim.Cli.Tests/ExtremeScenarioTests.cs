using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Cli.Tests;

/// <summary>
/// Scenarios at the ends of what numbers can say, before every command that takes one: a right answer or one clear error, and nothing that
/// is no number, is below zero or more than all.
/// </summary>
[Collection(nameof(AloneInTheProcess))]
public partial class ExtremeScenarioTests
{
    /// <summary>What takes so long shows how far it is, and can be stopped.</summary>
    private static readonly TimeSpan IsShown = TimeSpan.FromSeconds(3);

    /// <summary>What takes so long, stopped by then, hangs.</summary>
    private static readonly TimeSpan Hangs = TimeSpan.FromMinutes(1);

    private static readonly string[] Counts =
    [
        "0", "1e-300", "0.5", "1e6", "4503599627370497", "9007199254740993", "1e15", "1e18", "9223372036854775807", "12345678901234567890",
        "1e300", "-1",
    ];

    private static readonly string[] Durations =
    [
        "0", "1e-300", "1ns", "1us", "1", "31536000", "1e9", "2147483647", "36525d", "36526d", "100000d", "1e18", "1e300", "-1",
    ];

    private static readonly string[][] Commands =
    [
        ["sweep", "s.yaml", "--replications", "2", "--out", "o"],
        ["sweep", "s.yaml", "--replications", "2", "--output", "json"],
        ["compare", "s.yaml", "--replications", "2", "--out", "o"],
        ["recommend", "s.yaml", "--max-resets", "5%", "--replications", "20", "--out", "o"],
        ["check", "s.yaml", "--max-resets", "5%", "--max-duration", "2h", "--grace-period", "30", "--replications", "20"],
        ["when", "s.yaml", "--from", "2026-12-05T02:00:00Z", "--to", "2026-12-05T04:00:00Z", "--out", "o"],
        ["sensitivity", "s.yaml", "--out", "o"],
        ["canary", "s.yaml", "--grace-period", "30", "--out", "o"],
        ["trace", "s.yaml", "--format", "csv", "--out", "trace.csv"],
        ["trace", "s.yaml", "--format", "chrome", "--events", "all", "--out", "trace.json"],
        ["report", "s.yaml", "--replications", "2", "--markdown", "change.md", "--out", "report.html"],
        ["apply", "s.yaml", "--grace-period", "30", "--runbook"],
        ["logs", "s.yaml", "--before-minutes", "1", "--out", "o"],
        ["job", "s.yaml", "--shards", "2"],
        ["sweep", "s.yaml", "--replications", "2", "--shard", "1/1", "--out", "parts"],
        ["merge", "parts"],
    ];

    /// <summary>Where connections have one end, by what stands in place of a part of it.</summary>
    private static string Flat(
        string traffic = "openPerNode: 20", string lifetime = "{exponential: {mean: 60}}", string ztunnel = "", string workload = "",
        string t = "[30, 300]", string top = "") => $$"""
        cluster: {nodes: 3}
        ztunnel: {terminationGracePeriodSeconds: {{t}}{{ztunnel}}}
        workloads: [{name: api, {{traffic}}, lifetime: {{lifetime}}{{workload}}}]
        {{top}}
        """;

    /// <summary>Where they have both, and the nodes are drained.</summary>
    private static string Both(
        string traffic = "openConnections: 12", string ztunnel = "", string clients = "giveUp", string app = "", string replicas = "2") => $$"""
        cluster: {nodes: 3}
        ztunnel: {terminationGracePeriodSeconds: 30{{ztunnel}}}
        applications: [{name: web, replicas: {{replicas}}}, {name: db, replicas: 2{{app}}}]
        workloads: [{name: sql, from: web, to: db, {{traffic}}, lifetime: 60s, clients: {{clients}}}]
        """;

    public static IEnumerable<TheoryDataRow<string, string>> Scenarios
    {
        get
        {
            List<(string, string)> all = [];
            foreach (string count in Counts)
            {
                all.Add(($"{count} open", Flat($"openPerNode: {count}")));
                all.Add(($"{count} per second", Flat($"arrivalsPerSecond: {count}")));
                all.Add(($"{count} between applications", Both($"openConnections: {count}")));
            }
            foreach (string time in Durations)
            {
                all.Add(($"lives of {time}", Flat(lifetime: $"{{lognormal: {{median: {time}, sigma: 1.2}}}}")));
                all.Add(($"startup {time}", Flat(ztunnel: $", startup: {time}, overlap: {time}, removal: {time}")));
                all.Add(($"pause {time}", Flat(ztunnel: $", updateStrategy: {{type: OnDelete, pause: {time}}}")));
                all.Add(($"probe every {time}", Flat(ztunnel: $", readinessProbePeriod: {time}")));
                all.Add(($"drain {time}", Both(ztunnel:
                    $", updateStrategy: {{type: OnDelete, drain: {{timeout: {time}, readyWait: {time}, endpointDelay: {time}}}}}")));
                all.Add(($"round trip {time}", Both(ztunnel: $", hboneRoundTrip: {time}, joins: [{{node: x, after: {time}}}]")));
                all.Add(($"again after {time}", Flat(t: "30", ztunnel: $", secondChange: {{after: {time}}}, age: {time}")));
                all.Add(($"maximum age {time}", Flat(workload: $", maximumAge: {time}")));
                all.Add(($"backoff {time}", Both(clients: $"{{reconnectWithBackoff: {{initial: {time}, factor: 1e3, max: {time}}}}}")));
                all.Add(($"idle {time}", Both(clients: $"{{reconnectOnNextUse: {{idle: {time}, keepalive: {time}}}}}")));
            }
            foreach (string share in new[] { "0", "1e-300", "5e-324", "0.5", "0.9999999999999999", "1", "1.0000000000000002", "-1e-300" })
                all.Add(($"new share {share}", Flat(ztunnel: $", newShare: {share}")));
            foreach (string batch in new[] { "0", "1", "2147483647", "100%" })
                all.Add(($"{batch} nodes at a time", Flat(ztunnel: $", updateStrategy: {{type: OnDelete, batch: {batch}}}")));
            foreach (string seconds in new[] { "0", "1", "1000000", "-1" })
                all.Add(($"Ready for {seconds}", Flat(ztunnel: $", minReadySeconds: {seconds}")));
            foreach (string shape in new[] { "1e-300", "1e-6", "0.01", "1000", "1e6", "1e18" })
            {
                foreach (string law in new[] { "weibull", "gamma", "lomax" })
                    all.Add(($"{law} of shape {shape}", Flat(lifetime: $"{{{law}: {{shape: {shape}, scale: 60}}}}")));
                all.Add(($"sigma {shape}", Flat(lifetime: $"{{lognormal: {{median: 60, sigma: {shape}}}}}")));
            }
            foreach (string weights in new[] { "1e308 1e308", "1e-300 1e300", "5e-324 5e-324", "1e-320 1", "0 1" })
            {
                string[] two = weights.Split(' ');
                all.Add(($"weights {weights}", Flat(lifetime: $"{{mixture: [{{weight: {two[0]}, law: {{exponential: {{mean: 1}}}}}}, "
                    + $"{{weight: {two[1]}, law: {{exponential: {{mean: 1000}}}}}}]}}")));
            }
            foreach (string t in new[] { "1", "31536000", "[30, 315360000]", "[1, 2147483647]", "2147483647", "2147483648" }) all.Add(($"T {t}", Flat(t: t)));
            foreach (string nodes in new[] { "2147483647", "2147483648", "100%", "101%", "0%", "1000000" })
            {
                all.Add(($"maxSurge {nodes}", Flat(ztunnel: $", updateStrategy: {{rollingUpdate: {{maxSurge: {nodes}}}}}")));
                all.Add(($"maxUnavailable {nodes}", Flat(ztunnel: $", updateStrategy: {{rollingUpdate: {{maxUnavailable: {nodes}}}}}")));
            }
            foreach (string rates in new[] { "1e300", "1e-300" })
            {
                all.Add(($"hours of {rates}", Flat(
                    workload: $", profile: [{string.Join(", ", Enumerable.Repeat(rates, 23))}, 0]", top: "start: 2026-12-05T02:00:00Z")));
            }
            all.Add(("many grace periods", Flat(t: $"[{string.Join(", ", Enumerable.Range(1, 300))}]")));
            all.Add(("a long name", Flat().Replace("name: api", $"name: {new string('x', 100_000)}", StringComparison.Ordinal)));
            all.Add(("many workloads", Flat().Replace(
                "workloads: [", "workloads: [" + string.Concat(Enumerable.Range(0, 2000).Select(i =>
                    $"{{name: w{i}, openPerNode: 0.01, lifetime: 60s}}, ")), StringComparison.Ordinal)));
            all.Add(("many nodes at once", Flat(ztunnel: ", updateStrategy: {rollingUpdate: {maxSurge: 100%}}")
                .Replace("nodes: 3", "nodes: 10000", StringComparison.Ordinal)));
            all.Add(("a last day", Flat(
                workload: $", profile: [{string.Join(", ", Enumerable.Range(1, 24))}]", top: "start: 9999-12-31T23:00:00Z")));
            all.Add(("seconds of Ready", Flat(ztunnel: ", minReadySeconds: 2147483647")));
            all.Add(("a deadline", Flat(ztunnel: ", drainBudget: {deadline: 1e300}")));
            all.Add(("rates that were counted", Flat("arrivalsPerSecond: {connections: 1e15, seconds: 1, ztunnels: 1}")));
            all.Add(("open ones that were counted", Flat("openPerNode: {open: 20, looks: 1e15, ztunnels: 1}")));
            all.Add(("counts of hours", Flat(
                workload: $", profile: {{hours: [{string.Join(", ", Enumerable.Range(1, 24))}], counts: "
                    + $"[{string.Join(", ", Enumerable.Repeat("1e300", 24))}]}}", top: "start: 2026-12-05T02:00:00Z")));
            all.Add(("a grace period of pods", Both(app: ", terminationGracePeriodSeconds: 2147483647, startup: 3e9, shutdown: 3e9")));
            all.Add(("a budget", Both(
                app: ", disruptionBudget: {minAvailable: 2147483647}", ztunnel: ", updateStrategy: {type: OnDelete, drain: {retry: 1h}}")));
            all.Add(("pods", Both(replicas: "2147483647")));
            all.Add(("memory", Flat(ztunnel: ", memory: 1e300")));
            all.Add(("nodes", Flat().Replace("nodes: 3", "nodes: 2147483647", StringComparison.Ordinal)));
            all.Add(("nobody is Ready", Flat(ztunnel: ", neverReady: [node-1, node-2, node-3]")));
            return all.Where((_, i) => Thorough.Has(i, oneOf: 8)).Select(scenario => new TheoryDataRow<string, string>(scenario.Item1, scenario.Item2));
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public async Task Every_command_answers_or_tells_why_not(string name, string scenario)
    {
        using WorkingFolder folder = new();
        await File.WriteAllTextAsync("s.yaml", scenario, TestContext.Current.CancellationToken);
        foreach (string[] command in Commands)
        {
            if (command[0] == "merge" && !Directory.Exists(command[1])) continue;
            string what = $"{name}: {string.Join(' ', command)}";
            (int exitCode, string output, string errors) = await RunAsync(command);
            Assert.True(
                exitCode is ExitCode.Success or ExitCode.NothingHolds or ExitCode.BadInput or ExitCode.Cancelled,
                $"{what}: {exitCode} {errors}");
            if (exitCode is ExitCode.BadInput or ExitCode.Cancelled)
            {
                string told = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1];
                Assert.StartsWith("ztunnelsim: error: ", told);
                continue;
            }
            RequireSense(what, output);
            foreach (string file in Directory.EnumerateFiles(".", "*", SearchOption.AllDirectories))
            {
                if (Path.GetExtension(file) is ".csv" or ".json" or ".md" or ".html")
                    RequireSense($"{what}: {file}", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            }
        }
    }

    [Theory]
    [InlineData("of NaN %")]
    [InlineData("""{"x": "Infinity"}""")]
    [InlineData("1,-5,3")]
    [InlineData("z = -0.0")]
    [InlineData("it takes 1E+300 s")]
    public void Nonsense_is_told(string text) => Assert.NotNull(NonsenseIn(text));

    [Theory]
    [InlineData("from -5 s on: 2026-12-05, -x, 99.9 % of 1e-300, 0.0")]
    [InlineData("-0.5")]
    public void Sense_is_not(string text) => Assert.Null(NonsenseIn(text));

    private static void RequireSense(string what, string text)
    {
        Assert.True(NonsenseIn(text) is null, $"{what}: {NonsenseIn(text)}");
        if (text.StartsWith('{') && text.EndsWith("}\n", StringComparison.Ordinal)) Assert.NotNull(JsonNode.Parse(text));
    }

    /// <summary>What no reader can make sense of, with what stands around it; null where there is nothing.</summary>
    private static string? NonsenseIn(string text) => Nonsense().Match(text) is { Success: true } match
        ? text[Math.Max(0, match.Index - 60)..Math.Min(text.Length, match.Index + 40)].ReplaceLineEndings(" ")
        : null;

    /// <summary>
    /// No number, an endless one, a zero below zero, a count below it in a table, a power of ten with a unit. More than all is sense: of
    /// those that are open while a rollout lasts more are reset than are open at a time.
    /// </summary>
    [GeneratedRegex(
        """\bNaN\b|∞|\bInfinity\b|(?<![\w.])-0(?:\.0+)?(?![\w.:-])|,-[1-9]\d*,|\d[eE]\+\d+ ?(?:s|min|h|d|%)\b""")]
    private static partial Regex Nonsense();

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] arguments)
    {
        using CancellationTokenSource stop = new(IsShown);
        return await Task.Run(() => Tool.RunHereAsync(arguments, stop: stop.Token))
            .WaitAsync(Hangs, TestContext.Current.CancellationToken);
    }
}
