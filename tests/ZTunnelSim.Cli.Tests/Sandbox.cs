using System.Globalization;
using System.Text;

namespace ZTunnelSim.Cli.Tests;

/// <summary>These tests redirect the console and change the current folder, which all tests of a process share.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public class AloneInTheProcess;

/// <summary>
/// A folder of its own, made the current one, with small inputs of all kinds, in which commands run inside this process. No cluster of
/// whoever runs the tests is asked.
/// </summary>
internal sealed class Sandbox : IDisposable
{
    private const string Scenario = """
        cluster: {nodes: 2}
        ztunnel: {terminationGracePeriodSeconds: 30}
        workloads: [{name: api, openPerNode: 20, lifetime: {exponential: {mean: 1m}}}]
        """;

    private const string Manifest = """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: ztunnel, namespace: istio-system}
        spec: {template: {spec: {terminationGracePeriodSeconds: 30, containers: [{name: istio-proxy}]}}}
        """;

    // So deep that a path with a few steps up does not leave it.
    private readonly WorkingFolder _folder = new("a", "b", "c", "d", "e");
    private readonly string? _kubeconfig = Environment.GetEnvironmentVariable("KUBECONFIG");

    private Sandbox() => Environment.SetEnvironmentVariable("KUBECONFIG", Path.Combine(Folder, "no-kubeconfig"));

    public string Folder => _folder.Path;

    public static async Task<Sandbox> CreateAsync()
    {
        Sandbox sandbox = new();
        await File.WriteAllTextAsync("scenario.yaml", Scenario, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync("manifest.yaml", Manifest, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            "lifetimes.csv",
            "duration_s\n" + string.Join('\n', Enumerable.Range(1, 40).Select(i => (i * 1.5).ToString("R", CultureInfo.InvariantCulture))),
            TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Tool.RunHereAsync(["sweep", "scenario.yaml", "--replications", "2", "--shard", "1/1", "--out", "parts"])).ExitCode);
        Assert.Equal(0, (await Tool.RunHereAsync(["logs", "scenario.yaml", "--before-minutes", "60", "--out", "logs"])).ExitCode);
        return sandbox;
    }

    /// <summary>What each command needs in order to work.</summary>
    public static string[] Usual(string name) => name switch
    {
        "fit" => ["lifetimes.csv"],
        "backtest" => ["--before", "logs/before.log", "--during", "logs/during.log"],
        "recommend" or "check" => ["scenario.yaml", "--max-resets", "50%", "--replications", "20"],
        "init" => ["--out", "begun"],
        "collect" => ["--out", "bundle"],
        "logs" => ["scenario.yaml", "--before-minutes", "5", "--out", "o"],
        "trace" => ["scenario.yaml", "--format", "csv", "--out", "trace.csv"],
        "report" => ["scenario.yaml", "--replications", "2", "--out", "report.html"],
        "sweep" or "compare" => ["scenario.yaml", "--replications", "2"],
        "completion" => ["bash"],
        "merge" => ["parts"],
        "job" => ["scenario.yaml", "--shards", "8"],
        _ => ["scenario.yaml"],
    };

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("KUBECONFIG", _kubeconfig);
        _folder.Dispose();
    }
}
