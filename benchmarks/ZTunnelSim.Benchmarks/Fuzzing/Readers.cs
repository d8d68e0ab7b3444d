using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ZTunnelSim.Collecting;

namespace ZTunnelSim.Benchmarks;

/// <summary>All readers as targets.</summary>
/// <param name="corpus">Where seeds come from.</param>
/// <param name="folder">An empty folder in memory, for what can only be read as a file.</param>
internal sealed partial class Readers(Corpus corpus, string folder)
{
    private const string Cases = "tests/cases", Attack = $"{Cases}/attack", Example = "data/example", Recorded = "data/recorded";

    private static readonly byte[] RedactionKey = new byte[32];

    public IEnumerable<Target> All()
    {
        WriteNamedFiles();
        yield return Scenarios();
        foreach (Target target in Connections()) yield return target;
        yield return new("told-by-content", [.. AllKinds()], Tell);
        yield return new("inventory", [.. Inventories()], Inventory);
        yield return new("inventory-yaml", [.. Trees($"{Recorded}/kubernetes/fixtures/ds-ztunnel.yaml"), .. InventoryTexts()], Inventory);
        yield return new("described-nodes", [.. corpus.Lines($"{Attack}/described-nodes.txt"), Lines($"{Attack}/described-nodes.txt")], Inventory);
        yield return new("manifest", [.. Manifests()], Manifest);
        yield return new("scrape", [.. corpus.Lines([.. corpus.Files(Cases, "*scrape*.txt"), .. corpus.Files(Attack, "*.txt").Where(f => f.Contains("expo"))]), Scrapes()], Counters);
        yield return new("prometheus", [.. corpus.Thinned([$"{Example}/prometheus.json", .. corpus.Files(Attack, "prom*.json")])], Counters);
        yield return new("node-times", [Lines($"{Attack}/node-times.csv")], NodeTimes);
        yield return PartTarget.Create(Path.Combine(folder, "parts"));
        yield return new("backtest", [.. Backtests()], Backtest);
        yield return new("fit", [.. Tables(rows: 40)], Fit);
        yield return new("made-scenario", [.. Logs(), .. Backtests()], Make);
        yield return new("kubeconfig", [Seed.OfTree(corpus.Text($"{Attack}/kubeconfig.yaml"))], Kubeconfig);
        yield return new("redacted-log", [.. Logs()], RedactLog);
        yield return new("redacted-object", [.. Inventories(), .. Trees($"{Attack}/config-dump.json"), .. corpus.Thinned($"{Example}/prometheus.json")], RedactObject);
    }

    private IEnumerable<Target> Connections()
    {
        yield return new("access-log", [.. Logs()], (input, way) => Read(input, way, ConnectionFormat.AccessLog));
        yield return new("any-log", [.. Logs(), .. Wrapped(), .. Zeek(), .. Tables(rows: 5)], (input, way) => Read(input, way, ConnectionFormat.Auto));
        yield return new("wrapped-log", [.. Wrapped()], (input, way) => Read(input, way, ConnectionFormat.Auto));
        yield return new("table", [.. Tables(rows: 8)], (input, way) => Read(input, way, ConnectionFormat.Csv));
        yield return new("zeek", [.. Zeek()], (input, way) =>
            Read(input, way, input.AsSpan().StartsWith("{"u8) ? ConnectionFormat.ZeekJson : ConnectionFormat.ZeekTsv));
        yield return new("open-connections", [.. Dumps()], (input, way) => Read(input, way, ConnectionFormat.OpenConnections));
    }

    private Target Scenarios() => new(
        "scenario",
        [
            .. Trees(
            [
                $"{Example}/scenario.yaml", $"{Example}/when.yaml", "data/compare/scenario.yaml", "data/scenario.template.yaml",
                .. corpus.Files(Attack, "*.yaml"), .. new[] { "c12r", "c15", "c19", "d11-never-ready", "d14-scaledown" }.Select(name => $"{Cases}/{name}.yaml"),
            ]),
        ],
        Scenario, Keys("data/scenario.schema.json"));

    private bool Scenario(byte[] input, int way)
    {
        // Whose files are elsewhere is no matter of the reader.
        if (Elsewhere().IsMatch(Encoding.UTF8.GetString(input))) return false;
        ScenarioDraft draft = ScenarioReader.Read(SyntaxText.Read(input, Path.Combine(folder, "s.yaml")));
        if (draft.References.Any(r => r is not null) || draft.Profiles.Any(p => p is not null)) return true;
        Scenario scenario = draft.Resolve();
        if (way % 8 > 0 || scenario.SweepObstacle is not null || scenario.Rollout.Cluster.Nodes.Count > 100) return true;
        RolloutPrediction predicted = scenario.Rollout.Predict();
        foreach (double number in (double[])[predicted.Resets, predicted.Refused, predicted.Hung, predicted.AcceptQueueLosses, predicted.DurationSeconds ?? 0])
            NonsenseException.Unless(number >= 0 && double.IsFinite(number), "theory predicts no number of at least 0");
        return true;
    }

    [GeneratedRegex(@"(?<![\w%])/|\.\.|[\\~]")]
    private static partial Regex Elsewhere();

    private static bool Read(byte[] input, int way, ConnectionFormat format)
    {
        ConnectionReadOptions options = new()
        {
            Format = format,
            StandardInput = new MemoryStream(input),
            Strict = way % 8 == 0,
            Grouping = (ConnectionGrouping)(way / 8 % 4),
            Direction = (ConnectionDirection)(way / 32 % 3),
            EnterAtWindowStart = way / 128 % 2 == 0,
            MaxObservations = way / 256 % 4 == 0 ? 2 : null,
            Csv = (way / 1024 % 8) switch
            {
                0 => new() { DurationColumn = "duration_s" },
                1 => new() { DurationUnit = "ms" },
                2 => new() { ObservedUntil = new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero) },
                _ => new(),
            },
        };
        ConnectionData data = ConnectionFiles.Read("-", options);
        ConnectionReadReport report = data.Report;
        NonsenseException.Unless(report.Lines == report.Connections + report.Skipped, "not all lines are accounted for");
        foreach (LifetimeObservation lifetime in data.Workloads.SelectMany(w => w.Observations))
            NonsenseException.Unless(lifetime.Seconds is >= 0 and <= ConnectionDuration.MaxSeconds, "a lifetime is none");
        return report.Connections > 0;
    }

    /// <summary>What is nothing else passes for connections, as standard input can't be looked at twice.</summary>
    private static bool Tell(byte[] input, int way) => GivenFiles.Look(["-"], new MemoryStream(input)).Connections.Count == 0;

    private bool Inventory(byte[] input, int way)
    {
        ClusterInventory cluster;
        if (way % 8 == 0)
        {
            string file = Path.Combine(folder, "given-inventory");
            File.WriteAllBytes(file, input);
            cluster = InventoryReader.Load(file);
        }
        else
        {
            cluster = InventoryReader.Parse(input, "c.json");
        }
        foreach (InventoryPod pod in cluster.Pods)
            NonsenseException.Unless(pod.RequestedMilliCpu >= 0 && pod.RequestedMemoryBytes >= 0, "a pod requests less than nothing");
        if (way % 4 == 1) _ = new InventoryMapping(cluster, way % 3 == 0);
        if (way % 4 == 2) _ = (InventoryRunbook.Nodes(cluster), InventoryRunbook.Notes(cluster), InventoryRunbook.Budgets(cluster));
        return true;
    }

    private static bool Manifest(byte[] input, int way)
    {
        const string File = "ztunnel.yaml";
        WantedSettings wanted = new(
            (way % 4) switch { 0 => null, 1 => new(30), 2 => new(300), _ => new(int.MaxValue) },
            (way / 4 % 4) switch
            {
                0 => ManifestStrategy.OnDelete,
                1 => ManifestStrategy.Rolling(RollingUpdate.Default),
                2 => ManifestStrategy.Rolling(new RollingUpdate(0, 2)),
                _ => null,
            });
        ManifestPatch patch = ManifestWriter.Patch(Utf8Text.Decode(input, File), File, wanted);
        NonsenseException.Unless(wanted.IsMetBy(patch.After), "a patch does not say what was wanted");
        return true;
    }

    private bool Counters(byte[] input, int way)
    {
        // With and without a scrape before it.
        CounterData data = CounterFiles.Read(
            way % 3 == 0 ? [Path.Combine(folder, "scrape.prom"), "-"] : ["-"],
            new()
            {
                StandardInput = new MemoryStream(input),
                Strict = way % 5 == 0,
                Grouping = (ConnectionGrouping)(way / 16 % 4),
                Direction = (ConnectionDirection)(way / 64 % 3),
                ScrapeIntervalSeconds = way / 256 % 2 == 0 ? 60 : null,
                Nodes = way / 512 % 2 == 0 ? 3 : null,
            });
        foreach (WorkloadCounters workload in data.Workloads)
        {
            NonsenseException.Unless(
                workload.MeanOpen >= 0 && double.IsFinite(workload.MeanOpen) && double.IsFinite(workload.Opened) && double.IsFinite(workload.Closed),
                "a count is no number");
            if (workload.LittlesLaw is { } law)
                NonsenseException.Unless(law.MeanLifetimeSeconds.Low >= 0 && law.OpenedPerSecond >= 0 && double.IsFinite(law.OpenedPerSecond), "Little's law tells no number");
        }
        return true;
    }

    private bool NodeTimes(byte[] input, int way)
    {
        string file = Path.Combine(folder, "given-times.csv");
        File.WriteAllBytes(file, input);
        YamlValue place = YamlValue.Of("given-times.csv", new YamlValue(null, new ValueSource(Path.Combine(folder, "s.yaml")), "ztunnel.nodeTimes"));
        return NodeTimesReader.Read(place, new HashSet<string> { "node-1", "node-2", "node-3" }).Count > 0;
    }

    private bool Backtest(byte[] input, int way)
    {
        string file = Path.Combine(folder, "given.log"), whole = Path.Combine(folder, "backtest.log");
        File.WriteAllBytes(file, input);
        (string before, string during) = way % 2 == 0 ? (file, whole) : (whole, file);
        BacktestLogOptions options = new()
        {
            DrainBudgetSeconds = way % 3 == 0 ? 25 : 0.5,
            AtLeast = 5,
            PlausibleLaws = 2,
            Strict = way % 16 == 0,
            Family = Family(way),
        };
        BacktestResult result = BacktestLogs.Run([before], [during], options);
        NonsenseException.Unless(result.ToJson().Length > 0, "a backtest tells nothing");
        return true;
    }

    private static bool Fit(byte[] input, int way)
    {
        ConnectionData data = ConnectionFiles.Read("-", new() { StandardInput = new MemoryStream(input), EnterAtWindowStart = way % 2 == 0 });
        bool isFitted = false;
        foreach (WorkloadLifetimes workload in data.Workloads.Take(2))
        {
            try
            {
                ProfiledFit fit = ProfiledFit.Of([workload], TimeZoneInfo.Utc, Family(way));
                double mean = fit.Fit.Law.MeanSeconds, survival = fit.Fit.Law.Survival(30);
                NonsenseException.Unless(double.IsFinite(mean) && mean >= 0, "a fitted law has no mean");
                NonsenseException.Unless(survival is >= 0 and <= 1, "a fitted law has no survival");
                isFitted = true;
            }
            catch (LifetimeFitException)
            {
                // As the command tells it.
            }
        }
        return isFitted;
    }

    /// <summary>A choice among all families takes a hundred times as long as one of them.</summary>
    private static LawFamily? Family(int way) => (way / 64 % 32) switch
    {
        0 => null,
        1 => LawFamily.Weibull,
        2 => LawFamily.EmpiricalParetoTail,
        < 10 => LawFamily.KaplanMeier,
        _ => LawFamily.Exponential,
    };

    private static bool Make(byte[] input, int way)
    {
        GivenFiles files = GivenFiles.Look(["-"], new MemoryStream(input));
        if (files.Scenario is not null || files.Connections.Count == 0 || files.Counters.Count > 0) return false;
        Scenario made = ScenarioMaker.Read(files, new() { Nodes = way % 4 == 0 ? null : 3 }).Make();
        NonsenseException.Unless(made.Rollout.Cluster.Workloads.Count > 0, "a scenario has no workload");
        return true;
    }

    private bool Kubeconfig(byte[] input, int way)
    {
        // Nothing is run here, and nothing else is read.
        string text = Encoding.UTF8.GetString(input);
        if (text.Contains("exec", StringComparison.Ordinal) || text.Contains("auth-provider", StringComparison.Ordinal)) return false;
        string file = Path.Combine(folder, "given-kubeconfig");
        File.WriteAllBytes(file, input);
        using ClusterAccess access = ClusterAccess.OpenAsync(way % 2 == 0 ? null : "lab", [file], CancellationToken.None).GetAwaiter().GetResult();
        return access.Context.Length > 0;
    }

    private static bool RedactLog(byte[] input, int way)
    {
        LogRedaction redaction = new(new Redaction(RedactionKey));
        bool isLeft = false;
        foreach (string line in Encoding.UTF8.GetString(input).Split('\n'))
        {
            string? written = redaction.Line(line.TrimEnd('\r'));
            NonsenseException.Unless(written?.Contains('\n') != true, "a line became several");
            isLeft |= written is not null;
        }
        return isLeft;
    }

    private static bool RedactObject(byte[] input, int way)
    {
        try
        {
            using JsonDocument document = JsonInput.Document(input);
            Redaction? redaction = way % 2 == 0 ? new Redaction(RedactionKey) : null;
            ObjectFilter filter = new(redaction);
            using MemoryStream written = new();
            JsonElement root = document.RootElement;
            if (root.At("workloadState").ValueKind != JsonValueKind.Undefined) ConnectionDump.Write(root, written, redaction);
            foreach (JsonElement series in root.At("data", "result").Items()) new CounterMatrix("c", 1000, 60, 10).Add(series);
            foreach (JsonElement item in root.At("items").Items())
            {
                if (item.ValueKind != JsonValueKind.Object) continue;
                using Utf8JsonWriter writer = new(written);
                filter.Write(item, new ObjectType("v1", item.At("kind").Text() ?? "Pod"), writer);
                _ = ZTunnelPod.Of(item);
            }
            return written.Length > 0;
        }
        catch (Exception e) when (e is JsonException or PrometheusFailure)
        {
            return false;
        }
    }

    private IEnumerable<Seed> Logs() => corpus.Lines(
    [
        .. corpus.Files(Cases, "*.log").Where(f => !f.Contains("c03")), $"{Example}/ztunnel.log", "tests/ZTunnelSim.Data.Tests/TestData/ztunnel-access-genuine.log",
        $"{Attack}/log_surrogate.log", $"{Attack}/access.json", .. corpus.Files($"{Recorded}/node/kubectl", "logsplain*.txt"), $"{Recorded}/ztunnel/logs/z8_B-g0.log.gz",
    ]);

    private IEnumerable<Seed> Wrapped() =>
        [.. corpus.Lines([.. corpus.Files(Cases, "c03*.log"), .. corpus.Files($"{Recorded}/node/kubectl", "logsplain--*.txt")]), .. corpus.Thinned($"{Cases}/c03g-gcp-cloudlogging.json")];

    private IEnumerable<Seed> Zeek() => [Lines($"{Attack}/zeek.tsv"), Lines($"{Attack}/zeek.json")];

    private IEnumerable<Seed> Dumps()
    {
        Seed dump = Trees($"{Attack}/config-dump.json").Single();
        JsonNode pods = JsonNode.Parse(dump.Text)!["workloadState"]!;
        return [dump, Seed.OfTree(new JsonArray([.. pods.AsObject().Select(p => p.Value!.DeepClone())]).ToJsonString()), .. Trees($"{Cases}/c10-empty.json")];
    }

    private IEnumerable<Seed> Tables(int rows) =>
        new[] { Cases, Attack, Example }.SelectMany(f => corpus.Files(f, "*.csv")).Where(f => !f.Contains("node-times"))
            .Select(f => Seed.OfLines(corpus.Head(f, rows)));

    private IEnumerable<Seed> Inventories() => corpus.Thinned(
    [
        $"{Example}/cluster.json", $"{Recorded}/kubernetes/fixtures/nodes-pods-pdb-ds.json", $"{Recorded}/node/kubectl/pods.json", .. corpus.Files(Cases, "c12*.json"),
        .. corpus.Files(Cases, "c15*.json"), .. corpus.Files(Cases, "c19*.json"), .. corpus.Files(Cases, "c25*.json"),
    ]);

    /// <summary>The same objects as YAML has them: JSON is YAML, but a List's items as documents are not.</summary>
    private IEnumerable<Seed> InventoryTexts() => Inventories().Take(2).Select(seed => Seed.OfTree(string.Concat(
        JsonNode.Parse(seed.Text)!["items"]!.AsArray().Take(4).Select(item => "---\napiVersion: v1\n"
            + string.Concat(item!.AsObject().Where(p => p.Key != "apiVersion").Select(p => $"{p.Key}: {p.Value?.ToJsonString()}\n"))))));

    private IEnumerable<Seed> Manifests() =>
    [
        .. Trees([$"{Example}/ztunnel-cr.yaml", .. corpus.Files(Cases, "c13*.yaml"), .. corpus.Files($"{Recorded}/kubernetes/fixtures", "ds-ztunnel.*")]),
        Seed.OfTree(ManifestWriter.Write(ManifestKind.DaemonSet, new(new GracePeriod(60), ManifestStrategy.OnDelete))),
        Seed.OfTree(ManifestWriter.Write(ManifestKind.HelmValues, new(new GracePeriod(60), ManifestStrategy.OnDelete))),
    ];

    private IEnumerable<Seed> Backtests() => [Seed.OfLines(BacktestLog())];

    private IEnumerable<Seed> AllKinds() =>
        [.. Logs().Take(3), .. Wrapped().Take(2), .. Zeek(), .. Dumps(), .. Tables(rows: 5).Take(3), .. Inventories().Take(2), .. Manifests().Take(3), Scrapes(), .. Trees($"{Example}/scenario.yaml")];

    private Seed Scrapes() => Seed.OfLines(
        """
        # TYPE istio_tcp_connections_opened_total counter
        istio_tcp_connections_opened_total{reporter="source",source_workload="shell",destination_service="echo.default.svc.cluster.local",response_flags="-"} 1200 1795161600000
        istio_tcp_connections_closed_total{reporter="source",source_workload="sh\"ell",destination_service="echo.default.svc.cluster.local",response_flags="-"} 1180 1795161600000
        istio_tcp_connections_closed_total{reporter="source",source_workload="shell",destination_service="echo.default.svc.cluster.local",response_flags="-"} 1150
        process_start_time_seconds 1795000000
        istio_build{component="ztunnel",tag="1.24"} 1

        """);

    /// <summary>A short log of a ztunnel that ended in a drain, with what a backtest needs.</summary>
    private string BacktestLog()
    {
        string[] lines = corpus.Text($"{Cases}/d04-before.log").Split('\n');
        return string.Concat(lines.Take(40).Concat(lines.Where(line => line.Contains("drain")).Take(10)).Select(line => line + "\n"));
    }

    private IEnumerable<Seed> Trees(params IEnumerable<string> paths) => corpus.Trees(paths);

    private Seed Lines(string path) => Seed.OfLines(corpus.Text(path));

    /// <summary>The keys that a schema knows: a new one is attacked without a change here.</summary>
    private IEnumerable<string> Keys(string schema) => Keys(JsonNode.Parse(corpus.Text(schema))).Distinct();

    private static IEnumerable<string> Keys(JsonNode? node) => node switch
    {
        JsonObject map => [.. (map["properties"] as JsonObject)?.Select(p => p.Key) ?? [], .. map.SelectMany(p => Keys(p.Value))],
        JsonArray list => list.SelectMany(Keys),
        _ => [],
    };

    /// <summary>What scenarios name, and what is read beside a mutant.</summary>
    private void WriteNamedFiles()
    {
        Directory.CreateDirectory(folder);
        foreach (string cluster in (string[])[$"{Cases}/c12-cluster.json", $"{Cases}/c15-twopdb.json", $"{Cases}/c19-fullnodes.json", $"{Example}/cluster.json"])
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(cluster)), corpus.Thin(cluster));
        File.WriteAllText(Path.Combine(folder, "prometheus.json"), corpus.Thin($"{Example}/prometheus.json"));
        File.WriteAllText(Path.Combine(folder, "ztunnel-cr.yaml"), corpus.Text($"{Example}/ztunnel-cr.yaml"));
        File.WriteAllText(Path.Combine(folder, "node-times.csv"), corpus.Text($"{Attack}/node-times.csv"));
        File.WriteAllText(Path.Combine(folder, "ztunnel.log"), corpus.Head($"{Example}/ztunnel.log", 10));
        File.WriteAllText(Path.Combine(folder, "backtest.log"), BacktestLog());
        File.WriteAllText(Path.Combine(folder, "scrape.prom"), corpus.Head($"{Cases}/c08-scrape0.txt", 30));
    }
}
