using ZTunnelSim.Data.Yaml;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;

namespace ZTunnelSim.Data.Scenarios;

/// <summary>Reads scenario files. Their keys are described in <c>data/scenario.schema.json</c>.</summary>
public static class ScenarioReader
{
    /// <summary>Reads a scenario file, and the data files that it names.</summary>
    /// <param name="path">The file; data files are looked up relative to it.</param>
    /// <exception cref="InputException">Something is wrong: the message says where, what was given, what is accepted.</exception>
    public static Scenario Load(string path) => Read(YamlFile.Load(path));

    /// <summary>Reads a scenario from a text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="path">The file that it stands for: data files are looked up relative to it.</param>
    /// <exception cref="InputException">As for <see cref="Load"/>.</exception>
    public static Scenario Parse(string yaml, string path) => Read(YamlFile.Parse(yaml, path));

    private static Scenario Read(YamlValue root)
    {
        YamlMap top = root.Map("cluster", "ztunnel", "workloads", "simulation");
        YamlMap ztunnel = top.Required("ztunnel").Map(
            "from", "terminationGracePeriodSeconds", "updateStrategy", "minReadySeconds", "drainBudget",
            "startup", "ready", "overlap", "newShare", "nodeOrder");
        ManifestReference? manifest = ManifestReference.Of(ztunnel);
        GracePeriod[] candidates = manifest is not null && ztunnel.Optional("terminationGracePeriodSeconds") is null
            ? [manifest.GracePeriod]
            : Candidates(ztunnel.Required("terminationGracePeriodSeconds"));

        WorkloadReader workloads = new(root.File);
        Cluster cluster = ReadCluster(top, workloads);
        Rollout rollout = Rollout.Of(cluster)
            .WithGracePeriod(candidates[0])
            .WithPlan(ReadPlan(ztunnel, manifest))
            .WithTiming(ReadTiming(ztunnel, manifest?.Ready))
            .WithDrainBudget(ztunnel.Optional("drainBudget") is { } budget
                ? ReadDrainBudget(budget)
                : manifest?.Settings.DrainBudget ?? DrainBudget.ZTunnel)
            .WithNodeOrder(ztunnel.Optional("nodeOrder")?.Choice(("random", NodeOrder.Random), ("asListed", NodeOrder.AsListed)) ?? NodeOrder.Random);
        return new Scenario
        {
            File = root.File,
            Rollout = rollout,
            Candidates = candidates,
            Simulation = top.Optional("simulation") is { } simulation ? ReadSimulation(simulation) : new SimulationSettings(),
            LifetimeData = workloads.LifetimeData,
            ZTunnel = manifest?.Settings,
            SkippedLines = [.. manifest?.Notes ?? [], .. workloads.SkippedLines],
        };
    }

    private static GracePeriod[] Candidates(YamlValue value)
    {
        IReadOnlyList<YamlValue> items = value.IsList ? value.List() : [value];
        List<GracePeriod> candidates = [];
        foreach (YamlValue item in items)
        {
            GracePeriod candidate = new(item.Integer(min: 1));
            if (candidates.Contains(candidate)) throw item.Error($"{candidate.Seconds} is given twice.");
            candidates.Add(candidate);
        }
        return [.. candidates];
    }

    private static Cluster ReadCluster(YamlMap top, WorkloadReader reader)
    {
        YamlValue nodes = top.Required("cluster").Map("nodes").Required("nodes");
        Node[] named = nodes.IsList
            ? [.. nodes.List().Select(n => new Node(n.Text()))]
            : [.. Enumerable.Range(1, nodes.Integer(1, 1_000_000)).Select(i => new Node($"node-{i}"))];
        IReadOnlyList<YamlValue> items = top.Required("workloads").List();
        List<Workload> workloads = [];
        HashSet<string> known = [.. named.Select(n => n.Name)];
        if (known.Count < named.Length) throw nodes.Error("a node is named twice.");
        foreach (YamlValue item in items) workloads.Add(reader.Read(item, workloads, known));
        return new Cluster(named, workloads);
    }

    private static RollingUpdate ReadPlan(YamlMap ztunnel, ManifestReference? manifest)
    {
        YamlValue? minReady = ztunnel.Optional("minReadySeconds");
        int minReadySeconds = minReady?.Integer(0) ?? manifest?.Settings.MinReadySeconds ?? 0;
        RollingUpdate chart = RollingUpdate.Default;
        if (ztunnel.Optional("updateStrategy") is not { } value)
        {
            RollingUpdate plan = manifest?.Plan() ?? chart;
            return new(plan.MaxSurge, plan.MaxUnavailable, minReadySeconds);
        }

        YamlMap strategy = value.Map("type", "rollingUpdate");
        if (strategy.Optional("type") is { } type)
        {
            string given = type.Text();
            if (given == "OnDelete") throw type.Error("'OnDelete' can't be simulated yet; accepted is RollingUpdate.");
            type.Choice(("RollingUpdate", true));
        }
        if (strategy.Optional("rollingUpdate") is not { } limits) return new(chart.MaxSurge, chart.MaxUnavailable, minReadySeconds);
        YamlMap map = limits.Map("maxSurge", "maxUnavailable");
        IntOrPercent maxSurge = map.Optional("maxSurge") is { } surge ? Limit(surge) : default;
        IntOrPercent maxUnavailable = map.Optional("maxUnavailable") is { } unavailable ? Limit(unavailable) : default;
        try
        {
            return new(maxSurge, maxUnavailable, minReadySeconds);
        }
        catch (ArgumentException e)
        {
            throw limits.Error(e);
        }
    }

    private static IntOrPercent Limit(YamlValue value) => IntOrPercent.TryParse(value.Text(), out IntOrPercent limit)
        ? limit
        : throw value.Error($"a number of nodes or a percentage up to 100% is expected, but {value.Given()} was given.");

    private static ReplacementTiming ReadTiming(YamlMap ztunnel, DurationLaw? readyByManifest)
    {
        ReplacementTiming normal = ReplacementTiming.Default;
        return new(
            Law("startup") ?? normal.Startup,
            Law("ready") ?? readyByManifest ?? normal.Ready,
            Law("overlap") ?? normal.Overlap,
            ztunnel.Optional("newShare")?.Number(0, 1) ?? normal.NewShare);

        DurationLaw? Law(string key)
        {
            if (ztunnel.Optional(key) is not { } value) return null;
            DurationLaw law = LawReader.Read(value);
            return double.IsFinite(law.MeanSeconds) ? law : throw value.Error($"{law} has no finite mean.");
        }
    }

    private static DrainBudget ReadDrainBudget(YamlValue value)
    {
        if (!value.IsMap) return value.Choice(("ztunnel", DrainBudget.ZTunnel), ("nominal", DrainBudget.Nominal));
        YamlValue deadline = value.Map("deadline").Required("deadline");
        double seconds = deadline.Seconds();
        return seconds > 0 ? DrainBudget.Deadline(seconds) : throw deadline.Error("a deadline above 0 is expected, but 0 was given.");
    }

    private static SimulationSettings ReadSimulation(YamlValue value)
    {
        YamlMap map = value.Map("seed", "replications", "precision");
        SimulationSettings normal = new();
        return new SimulationSettings
        {
            Seed = map.Optional("seed") is { } seed ? (ulong)seed.Integer(0) : normal.Seed,
            Replications = map.Optional("replications")?.Integer(2, 1_000_000) ?? normal.Replications,
            Precision = map.Optional("precision") is { } p ? Precision(p) : null,
        };
    }

    private static double Precision(YamlValue value)
    {
        double precision = value.Number(0, 1, exclusiveMin: true);
        return precision < 1 ? precision : throw value.Error("a relative precision below 1 is expected, such as 0.05.");
    }
}
