using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ZTunnelSim.Collecting;

namespace ZTunnelSim.Benchmarks;

/// <summary>All readers as targets.</summary>
/// <param name="seeds">What mutants are made of.</param>
/// <param name="folder">An empty folder in memory, for what can only be read as a file.</param>
internal sealed partial class Readers(ReaderSeeds seeds, string folder)
{
    private static readonly byte[] RedactionKey = new byte[32];

    public IEnumerable<Target> All()
    {
        seeds.WriteNamedFiles(folder);
        return
        [
            new("scenario", seeds.Scenarios, Scenario, seeds.ScenarioKeys),
            new("access-log", seeds.Logs, (input, way) => Read(input, way, ConnectionFormat.AccessLog)),
            new("wrapped-log", seeds.WrappedLogs, (input, way) => Read(input, way, ConnectionFormat.Auto)),
            new("table", seeds.Tables(rows: 8), (input, way) => Read(input, way, ConnectionFormat.Csv)),
            new("zeek", seeds.Zeek, (input, way) =>
                Read(input, way, input.AsSpan().StartsWith("{"u8) ? ConnectionFormat.ZeekJson : ConnectionFormat.ZeekTsv)),
            new("open-connections", seeds.OpenConnections, (input, way) => Read(input, way, ConnectionFormat.OpenConnections)),
            new("any-log", [.. seeds.Logs, .. seeds.WrappedLogs, .. seeds.Zeek, .. seeds.Tables(rows: 5)], (input, way) =>
                Read(input, way, ConnectionFormat.Auto)),
            new("told-by-content", seeds.AllKinds, Tell),
            new("inventory", seeds.Inventories, Inventory),
            new("inventory-yaml", seeds.InventoriesInYaml, Inventory),
            new("described-nodes", seeds.DescribedNodes, Inventory),
            new("manifest", seeds.Manifests, Manifest),
            new("scrape", seeds.Scrapes, Counters),
            new("prometheus", seeds.Replies, Counters),
            new("node-times", seeds.NodeTimes, NodeTimes),
            new("backtest", seeds.Backtests, Backtest),
            new("fit", seeds.Tables(rows: 40), Fit),
            new("made-scenario", [.. seeds.Logs, .. seeds.Backtests], Make),
            new("kubeconfig", seeds.Kubeconfigs, Kubeconfig),
            new("redacted-log", seeds.Logs, RedactLog),
            new("redacted-object", [.. seeds.Inventories, .. seeds.OpenConnections, .. seeds.Replies], RedactObject),
        ];
    }

    private bool Scenario(byte[] input, int way)
    {
        // Whose files are elsewhere is no matter of the reader.
        if (Elsewhere().IsMatch(Encoding.UTF8.GetString(input))) return false;
        ScenarioDraft draft = ScenarioReader.Read(SyntaxText.Read(input, Path.Combine(folder, "s.yaml")));
        if (draft.References.Any(r => r is not null) || draft.Profiles.Any(p => p is not null)) return true;
        Scenario scenario = draft.Resolve();
        if (way % 8 > 0 || scenario.SweepObstacle is not null || scenario.Rollout.Cluster.Nodes.Count > 100) return true;
        RolloutPrediction predicted = scenario.Rollout.Predict();
        double[] numbers =
            [predicted.Resets, predicted.Refused, predicted.Hung, predicted.AcceptQueueLosses, predicted.DurationSeconds ?? 0];
        NonsenseException.Unless(numbers.All(n => n >= 0 && double.IsFinite(n)), "theory predicts no number of at least 0");
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
            double[] counts = [workload.MeanOpen, workload.Opened, workload.Closed, workload.FailedAttempts];
            NonsenseException.Unless(counts.All(n => n >= 0 && double.IsFinite(n)), "a count is no number");
            if (workload.LittlesLaw is not { } law) continue;
            double[] told = [law.OpenedPerSecond, law.MeanLifetimeSeconds.Value, law.MeanLifetimeSeconds.Low];
            NonsenseException.Unless(told.All(n => n >= 0 && double.IsFinite(n)), "Little's law tells no number");
        }
        return true;
    }

    private bool NodeTimes(byte[] input, int way)
    {
        string file = Path.Combine(folder, "given-times.csv");
        File.WriteAllBytes(file, input);
        YamlValue missing = new(null, new ValueSource(Path.Combine(folder, "s.yaml")), "ztunnel.nodeTimes");
        YamlValue place = YamlValue.Of("given-times.csv", missing);
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
        ConnectionReadOptions options = new() { StandardInput = new MemoryStream(input), EnterAtWindowStart = way % 2 == 0 };
        ConnectionData data = ConnectionFiles.Read("-", options);
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
        string? context = way % 2 == 0 ? null : "lab";
        using ClusterAccess access = ClusterAccess.OpenAsync(context, [file], CancellationToken.None).GetAwaiter().GetResult();
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
}
