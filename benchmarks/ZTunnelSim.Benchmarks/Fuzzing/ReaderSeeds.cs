using System.Text.Json.Nodes;

namespace ZTunnelSim.Benchmarks;

/// <summary>What mutants for readers are made of.</summary>
/// <param name="corpus">The files that they come from.</param>
internal sealed class ReaderSeeds(Corpus corpus)
{
    private const string Cases = "tests/cases", Attack = $"{Cases}/attack", Example = "data/example", Recorded = "data/recorded",
        Fixtures = $"{Recorded}/kubernetes/fixtures", Kubectl = $"{Recorded}/node/kubectl";

    public IReadOnlyList<Seed> Scenarios { get; } =
    [
        .. corpus.Trees(
        [
            $"{Example}/scenario.yaml", $"{Example}/when.yaml", "data/compare/scenario.yaml", "data/scenario.template.yaml",
            .. corpus.Files(Attack, "*.yaml").Where(file => !file.EndsWith("kubeconfig.yaml")),
            .. new[] { "c12r", "c15", "c19", "d11-never-ready", "d14-scaledown" }.Select(name => $"{Cases}/{name}.yaml"),
        ]),
    ];

    /// <summary>The keys that the schema of scenarios knows: a new one is attacked without a change here.</summary>
    public IEnumerable<string> ScenarioKeys => Keys(JsonNode.Parse(corpus.Text("data/scenario.schema.json"))).Distinct();

    public IReadOnlyList<Seed> Logs { get; } =
    [
        .. corpus.Lines(
        [
            .. corpus.Files(Cases, "*.log").Where(file => !file.Contains("c03")), $"{Example}/ztunnel.log",
            "tests/ZTunnelSim.Data.Tests/TestData/ztunnel-access-genuine.log", $"{Attack}/log_surrogate.log", $"{Attack}/access.json",
            .. corpus.Files(Kubectl, "logsplain*.txt"), $"{Recorded}/ztunnel/logs/z8_B-g0.log.gz",
        ]),
    ];

    public IReadOnlyList<Seed> WrappedLogs { get; } =
    [
        .. corpus.Lines([.. corpus.Files(Cases, "c03*.log"), .. corpus.Files(Kubectl, "logsplain--*.txt")]),
        .. corpus.Thinned($"{Cases}/c03g-gcp-cloudlogging.json"),
    ];

    public IReadOnlyList<Seed> Zeek { get; } = [corpus.AllLines($"{Attack}/zeek.tsv"), corpus.AllLines($"{Attack}/zeek.json")];

    public IReadOnlyList<Seed> OpenConnections
    {
        get
        {
            Seed dump = corpus.Trees($"{Attack}/config-dump.json").Single();
            JsonNode pods = JsonNode.Parse(dump.Text)!["workloadState"]!;
            Seed list = Seed.OfTree(new JsonArray([.. pods.AsObject().Select(pod => pod.Value!.DeepClone())]).ToJsonString());
            return [dump, list, .. corpus.Trees($"{Cases}/c10-empty.json")];
        }
    }

    public IReadOnlyList<Seed> Inventories { get; } =
    [
        .. corpus.Thinned(
        [
            $"{Example}/cluster.json", $"{Fixtures}/nodes-pods-pdb-ds.json", $"{Kubectl}/pods.json",
            .. new[] { "c12*", "c15*", "c19*", "c25*" }.SelectMany(name => corpus.Files(Cases, $"{name}.json")),
        ]),
    ];

    /// <summary>The same objects as documents of YAML.</summary>
    public IReadOnlyList<Seed> InventoriesInYaml =>
    [
        .. corpus.Trees($"{Fixtures}/ds-ztunnel.yaml"),
        .. Inventories.Take(2).Select(seed => Seed.OfTree(string.Concat(
            JsonNode.Parse(seed.Text)!["items"]!.AsArray().Take(4).Select(item => "---\napiVersion: v1\n" + string.Concat(
                item!.AsObject().Where(p => p.Key != "apiVersion").Select(p => $"{p.Key}: {p.Value?.ToJsonString()}\n")))))),
    ];

    public IReadOnlyList<Seed> DescribedNodes { get; } =
        [.. corpus.Lines($"{Attack}/described-nodes.txt"), corpus.AllLines($"{Attack}/described-nodes.txt")];

    public IReadOnlyList<Seed> Manifests { get; } =
    [
        .. corpus.Trees([$"{Example}/ztunnel-cr.yaml", .. corpus.Files(Cases, "c13*.yaml"), .. corpus.Files(Fixtures, "ds-ztunnel.*")]),
        Seed.OfTree(ManifestWriter.Write(ManifestKind.DaemonSet, new(new GracePeriod(60), ManifestStrategy.OnDelete))),
        Seed.OfTree(ManifestWriter.Write(ManifestKind.HelmValues, new(new GracePeriod(60), ManifestStrategy.OnDelete))),
    ];

    public IReadOnlyList<Seed> Scrapes { get; } =
    [
        .. corpus.Lines([.. corpus.Files(Cases, "*scrape*.txt"), $"{Attack}/expo_time_overflow.txt"]),
        .. Enumerable.Repeat(corpus.AllLines($"{Attack}/scrape.txt"), 4),
    ];

    public IReadOnlyList<Seed> Replies { get; } =
        [.. corpus.Thinned([$"{Example}/prometheus.json", .. corpus.Files(Attack, "prom*.json")])];

    public IReadOnlyList<Seed> NodeTimes { get; } = [corpus.AllLines($"{Attack}/node-times.csv")];

    public IReadOnlyList<Seed> Kubeconfigs { get; } = [.. corpus.Trees($"{Attack}/kubeconfig.yaml")];

    public IReadOnlyList<Seed> Backtests => [Seed.OfLines(BacktestLog())];

    /// <summary>Some of each kind.</summary>
    public IReadOnlyList<Seed> AllKinds =>
    [
        .. Logs.Take(3), .. WrappedLogs.Take(2), .. Zeek, .. OpenConnections, .. Tables(rows: 5).Take(3), .. Inventories.Take(2),
        .. Manifests.Take(3), Scrapes[^1], .. Scenarios.Take(1),
    ];

    public IReadOnlyList<Seed> Tables(int rows) =>
    [
        .. new[] { Cases, Attack, Example }.SelectMany(folder => corpus.Files(folder, "*.csv")).Where(file => !file.Contains("node-times"))
            .Select(file => Seed.OfLines(corpus.Head(file, rows))),
    ];

    /// <summary>What scenarios name, and what is read beside a mutant.</summary>
    public void WriteNamedFiles(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in (string[])
            [$"{Cases}/c12-cluster.json", $"{Cases}/c15-twopdb.json", $"{Cases}/c19-fullnodes.json", $"{Example}/cluster.json",
                $"{Example}/prometheus.json"])
            Write(Path.GetFileName(file), corpus.Thin(file));
        Write("ztunnel-cr.yaml", corpus.Text($"{Example}/ztunnel-cr.yaml"));
        Write("node-times.csv", corpus.Text($"{Attack}/node-times.csv"));
        Write("ztunnel.log", corpus.Head($"{Example}/ztunnel.log", 10));
        Write("backtest.log", BacktestLog());
        Write("scrape.prom", corpus.Head($"{Cases}/c08-scrape0.txt", 30));

        void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
    }

    /// <summary>A short log with a drain at its end, of which a backtest can make something.</summary>
    private string BacktestLog()
    {
        string[] lines = corpus.Text($"{Cases}/d04-before.log").Split('\n');
        return string.Concat(lines.Take(40).Concat(lines.Where(line => line.Contains("drain")).Take(10)).Select(line => line + "\n"));
    }

    private static IEnumerable<string> Keys(JsonNode? node) => node switch
    {
        JsonObject map => [.. (map["properties"] as JsonObject)?.Select(p => p.Key) ?? [], .. map.SelectMany(p => Keys(p.Value))],
        JsonArray list => list.SelectMany(Keys),
        _ => [],
    };
}
