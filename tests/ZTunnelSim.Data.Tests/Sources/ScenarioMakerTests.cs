using System.Globalization;
using System.Text;

namespace ZTunnelSim.Data.Tests;

/// <summary>A scenario is made from what a team has, without a line of YAML by hand.</summary>
public sealed class ScenarioMakerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    private static string Data(params string[] path) => Path.Combine([AppContext.BaseDirectory, "data", .. path]);

    private static string Log => Data("example", "ztunnel.log");

    private static string Cluster => Data("example", "cluster.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Scenario Make(ScenarioMaking? how = null, string? saveAs = null, params string[] paths) => ScenarioMaker
        .Read(GivenFiles.Look(paths, standardInput: null), how ?? new(), bytesRead: null, TestContext.Current.CancellationToken).Make(saveAs);

    [Fact]
    public void Of_a_log_its_services_are_the_workloads_with_their_laws_and_rates()
    {
        Scenario made = Make(new() { Nodes = 40 }, saveAs: null, Log);
        ConnectionData data = ConnectionFiles.Read(Log, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(40, made.Rollout.Cluster.Nodes.Count);
        Assert.Equal(data.Workloads.Select(w => w.Workload).Order(), made.Rollout.Cluster.Workloads.Select(w => w.Name).Order());
        Assert.Equal([30, 300, 1800], made.Candidates.Select(t => t.Seconds));
        Assert.All(made.Rollout.Cluster.Workloads, w =>
        {
            Assert.Equal(WorkloadFit.Of(data[w.Name].Observations).Law.ToString(), w.Lifetime.ToString());
            Assert.NotEmpty(w.PlausibleLifetimes);
            WorkloadTraffic traffic = data.Traffic.Workloads.Single(t => t.Workload == w.Name);
            Assert.Equal(traffic.Crossings / data.Traffic.ZTunnelSeconds!.Value, w.OpenedPerSecond, 1e-6);
        });
        Assert.Contains(made.Assumptions, a => a.StartsWith($"No scenario was given: one is made from {Log}", StringComparison.Ordinal));
        Assert.Contains(made.Assumptions, a => a.StartsWith("40 nodes (--nodes), each with the connections that 3 ztunnels watched for", StringComparison.Ordinal));
    }

    [Fact]
    public void The_cluster_s_nodes_are_those_that_kubectl_shows()
    {
        Scenario made = Make(how: null, saveAs: null, Cluster, Log);
        Assert.Equal(new ZTunnelNodes(InventoryReader.Load(Cluster)).Nodes.Select(n => n.Name), made.Rollout.Cluster.Nodes.Select(n => n.Name));
        Assert.NotEmpty(made.Rollout.Cluster.Applications);
        InputException both = Assert.Throws<InputException>(() => Make(new() { Nodes = 3 }, saveAs: null, Cluster, Log));
        Assert.Contains("--nodes", both.Message, StringComparison.Ordinal);
    }

    /// <summary>Whatever stands beside each other in a folder is told apart: a log, the cluster, the counters, ztunnel's DaemonSet.</summary>
    [Fact]
    public void A_folder_holds_all_of_it()
    {
        Copy(Log, "logs/ztunnel-x7k2p.log");
        Copy(Cluster, "cluster/all.json");
        Copy(Data("example", "prometheus.json"), "prometheus/counters.json");
        Copy(Data("recorded", "kubernetes", "fixtures", "ds-ztunnel.json"), "cluster/ztunnel-daemonset.json");
        // Other objects of the cluster, ztunnel's DaemonSet and its pods among them, are no manifests.
        Copy(Data("recorded", "kubernetes", "fixtures", "workloads.json"), "cluster/owners.json");
        Copy(Data("recorded", "kubernetes", "fixtures", "pods.json"), "ztunnel/pods.json");
        File.WriteAllText(Path.Combine(_folder, "bundle.json"), "{ \"version\": 1 }");
        GivenFiles files = GivenFiles.Look([_folder], standardInput: null);
        Assert.Equal([_folder], files.Connections);
        Assert.Equal([_folder], files.Inventory);
        Assert.Equal([Path.Combine(_folder, "prometheus", "counters.json")], files.Counters);
        Assert.Equal(Path.Combine(_folder, "cluster", "ztunnel-daemonset.json"), files.Manifest);

        Scenario made = Make(how: null, saveAs: null, _folder), apart = Make(
            how: null, saveAs: null, Log, Cluster, Data("example", "prometheus.json"), Data("recorded", "kubernetes", "fixtures", "ds-ztunnel.json"));
        Assert.Equal(apart.Rollout.Cluster.Workloads.Select(w => (w.Name, w.OpenConnections, $"{w.Lifetime}")),
            made.Rollout.Cluster.Workloads.Select(w => (w.Name, w.OpenConnections, $"{w.Lifetime}")));
        Assert.Equal(apart.Rollout.Strategy, made.Rollout.Strategy);
        Assert.DoesNotContain(made.SkippedLines, n => n.Contains("no log", StringComparison.Ordinal));
    }

    [Fact]
    public void Standard_input_is_one_of_the_files()
    {
        using FileStream input = File.OpenRead(Log);
        Scenario piped = ScenarioMaker.Read(
            GivenFiles.Look(["-", Cluster], input), new(), bytesRead: null, TestContext.Current.CancellationToken).Make();
        Assert.Equal(
            Make(how: null, saveAs: null, Log, Cluster).Rollout.Cluster.Workloads.Select(w => $"{w.Lifetime} {w.OpenedPerSecond}"),
            piped.Rollout.Cluster.Workloads.Select(w => $"{w.Lifetime} {w.OpenedPerSecond}"));
        Assert.Contains(piped.Assumptions, a => a.Contains("from standard input", StringComparison.Ordinal));
    }

    /// <summary>What is saved gives the same numbers again, from wherever it lies.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_saved_scenario_gives_the_same(bool piped)
    {
        string saved = Path.Combine(_folder, "new", "scenario.yaml");
        using FileStream input = File.OpenRead(Log);
        Scenario made = ScenarioMaker.Read(
            GivenFiles.Look([piped ? "-" : Log, Cluster], input), new(), bytesRead: null, TestContext.Current.CancellationToken).Make(saved);
        Scenario again = Scenario.Load(saved, TestContext.Current.CancellationToken);
        Assert.Equal(made.Rollout.Predict().Resets, again.Rollout.Predict().Resets);
        Assert.Equal(PredictionInterval.OfResets(made.Rollout, 0.95), PredictionInterval.OfResets(again.Rollout, 0.95));
        Assert.Equal(piped ? 3 : 0, Directory.GetFiles(Path.GetDirectoryName(saved)!, "scenario-*-lifetimes.csv").Length);
    }

    [Fact]
    public void Small_workloads_are_put_together()
    {
        string log = Path.Combine(_folder, "many.log");
        Random random = new(7);
        // Thirty services: the first ten have 200 connections each, the others 3.
        string[] services = [.. Enumerable.Range(0, 30).SelectMany(s => Enumerable.Repeat($"s{s:00}", s < 10 ? 200 : 3)).OrderBy(_ => random.Next())];
        File.WriteAllLines(log, services.Select((service, i) => Line(i, service, 1000 * Math.Exp(random.NextDouble()))));
        Scenario made = Make(new() { Nodes = 5 }, saveAs: null, log);
        Assert.Equal(11, made.Rollout.Cluster.Workloads.Count);
        Assert.Equal("others", made.Rollout.Cluster.Workloads[^1].Name);
        Assert.Equal(60, made.LifetimeData[^1].Observations);
        // None is lost: all rates together are those of all lines.
        ConnectionData data = ConnectionFiles.Read(log, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(
            services.Length / data.Traffic.ZTunnelSeconds!.Value, made.Rollout.Cluster.Workloads.Sum(w => w.OpenedPerSecond), 1e-6);
        Assert.Contains(made.Assumptions, a => a == "20 workloads with few connections are put together as 'others': 60 of 2,060 connections.");
    }

    /// <summary>A busy node's log is rotated away: of it kubectl shows minutes.</summary>
    [Fact]
    public void What_the_logs_really_cover_is_told()
    {
        string busy = Path.Combine(_folder, "ztunnel-busy1.log"), idle = Path.Combine(_folder, "ztunnel-idle1.log");
        File.WriteAllLines(busy, Enumerable.Range(7000, 200).Select(second => Line(second, "a", 5000 + second)));
        File.WriteAllLines(idle, Enumerable.Range(0, 200).Select(i => Line(36 * i, "a", 4000 + i)));
        Scenario made = Make(how: null, saveAs: null, busy, idle);
        Assert.Contains(made.Assumptions, a => a.StartsWith("The logs cover 3 min 19 s (ztunnel-busy1) to 1 h 59 min: a kubelet keeps 10 MiB", StringComparison.Ordinal));
        Assert.DoesNotContain(Make(how: null, saveAs: null, idle).Assumptions, a => a.Contains("a kubelet keeps", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("holds no connections, from which a scenario could be made", "data/example/cluster.json")]
    [InlineData("is named twice", "data/example/ztunnel.log", "data/example/ztunnel.log")]
    [InlineData("is a scenario, which names its own data", "data/example/scenario.yaml", "data/example/ztunnel.log")]
    [InlineData("does not exist", "data/example/none.log")]
    [InlineData("is of no known format", "data/README.md")]
    [InlineData("unknown key 'foo'", "data/foo.yaml")]
    [InlineData("is a second manifest", "data/example/ztunnel-cr.yaml", "data/recorded/kubernetes/fixtures/ds-ztunnel.json", "data/example/ztunnel.log")]
    [InlineData("holds nothing that is known", "data/recorded/ztunnel/none")]
    public void What_can_t_be_used_is_told(string message, params string[] paths)
    {
        Directory.CreateDirectory(Data("recorded", "ztunnel", "none"));
        File.WriteAllText(Data("README.md"), "# Data\nSome text.\n");
        File.WriteAllText(Data("foo.yaml"), "foo: bar\n");
        string[] full = [.. paths.Select(path => Path.Combine(AppContext.BaseDirectory, path))];
        InputException error = Assert.Throws<InputException>(() => paths[0].EndsWith("foo.yaml", StringComparison.Ordinal)
            ? Scenario.Load(GivenFiles.Look(full, standardInput: null).Scenario!)
            : Make(how: null, saveAs: null, full));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(full.Select(Path.GetFileName), name => error.Message.Contains(name!, StringComparison.Ordinal));
    }

    private static string Line(int second, string service, double milliseconds) =>
        new DateTime(2026, 11, 20, 8, 0, 0, DateTimeKind.Utc).AddSeconds(second).ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture)
        + $"\tinfo\taccess\tconnection complete\tsrc.addr=10.0.0.1:{second} src.workload=\"c\" src.namespace=\"a\" dst.service=\"{service}.a.svc.cluster.local\" "
        + $"direction=\"outbound\" duration=\"{(long)milliseconds}ms\"";

    private void Copy(string from, string to)
    {
        string path = Path.Combine(_folder, to);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(from, path);
    }
}
