namespace ZTunnelSim.Data;

/// <summary>Reads scenario files. Their keys are described in <c>data/scenario.schema.json</c>.</summary>
internal static class ScenarioReader
{
    /// <summary>The key of the controller's feature gate of this name.</summary>
    private const string ConsistencyGate = "staleControllerConsistencyDaemonSet";

    /// <summary>The keys that every scenario has at its top.</summary>
    public static readonly string[] RequiredKeys = ["cluster", "ztunnel", "workloads"];

    /// <summary>All keys at the top of a scenario.</summary>
    public static readonly string[] TopKeys = [.. RequiredKeys, "start", "applications", "strategies", "simulation", CniReader.Key];

    /// <summary>Reads a scenario file alone: logs and tables of connections that it names need not be there.</summary>
    /// <exception cref="InputException">Something is wrong: the message says where, what was given, what is accepted.</exception>
    public static ScenarioDraft Draft(string path, Stream? standardInput = null) =>
        Read(SyntaxText.Load(path, standardInput));

    /// <inheritdoc cref="Draft"/>
    public static ScenarioDraft Read(SyntaxText source)
    {
        YamlValue root = source.Only;
        YamlMap top = root.Map(TopKeys);
        YamlMap ztunnel = top.Required("ztunnel").Map(
            ["from", "terminationGracePeriodSeconds", "presentGracePeriodSeconds", "updateStrategy", "minReadySeconds", "drainBudget",
                .. TimingReader.Keys, "age", "predecessorOverlap", "predecessorGracePeriodSeconds", "hboneRoundTrip", "nodeTimes",
                "nodeOrder", "acceptQueue", "neverReady", FailuresReader.Key, "unavailable", "memory", MemoryReader.RestartsKey,
                NewsReader.JoinsKey, NewsReader.SecondChangeKey, ConsistencyGate]);
        ManifestReference? manifest = ManifestReference.Of(ztunnel);
        GracePeriod[] candidates = manifest is not null && ztunnel.Optional("terminationGracePeriodSeconds") is null
            ? [manifest.GracePeriod]
            : Candidates(ztunnel.Required("terminationGracePeriodSeconds"));
        int minReadySeconds = ztunnel.Optional("minReadySeconds")?.Integer(0) ?? manifest?.Settings.MinReadySeconds ?? 0;

        WorkloadReader workloads = new(manifest?.Settings.KeepAliveSeconds);
        ClusterReader read = ClusterReader.Read(top, workloads);
        if (manifest?.Settings.SurgeObstacle is not null) read = read.WithoutSurgeRoom();
        if (ztunnel.Optional("nodeTimes") is { } nodeTimes) read = read.WithTimes(nodeTimes);
        StartTimes? measured = ztunnel.Optional("timing") is { } timing ? StartTimes.Read(timing, read.ZTunnels) : null;
        read = read.WithAges(ztunnel.Optional("age"));
        (Cluster cluster, IEnumerable<string> notes) = read;
        UpdateStrategyReader plans = new(cluster.Applications, read.Protection);
        HashSet<string> nodes = [.. cluster.Nodes.Select(n => n.Name)];
        IReadOnlyList<JoiningNode> joins =
            ztunnel.Optional(NewsReader.JoinsKey) is { } joining ? NewsReader.Joins(joining, nodes) : [];
        YamlValue? secondChange = ztunnel.Optional(NewsReader.SecondChangeKey);
        Rollout rollout = (Rollout.Of(cluster) with
        {
            GracePeriod = candidates[0],
            Strategy = manifest is not null && ztunnel.Optional("updateStrategy") is null
                ? manifest.Strategy(minReadySeconds)
                : plans.Read(ztunnel.Optional("updateStrategy"), minReadySeconds),
            Timing = TimingReader.Read(ztunnel, manifest?.Settings.ReadinessPeriodSeconds, measured),
            DrainBudget = ztunnel.Optional("drainBudget") is { } budget
                ? ReadDrainBudget(budget)
                : manifest?.Settings.DrainBudget ?? DrainBudget.ZTunnel,
            NodeOrder = ztunnel.Optional("nodeOrder") is { } order ? ReadNodeOrder(order) : NodeOrder.Random,
            ProcessAge = ztunnel.Optional("age") is { } age && !NodeAges.Means(age) ? LawReader.ReadFinite(age) : null,
            PredecessorOverlap = ztunnel.Optional("predecessorOverlap") is { } before ? LawReader.ReadFinite(before) : null,
            PredecessorGracePeriod = ztunnel.Optional("predecessorGracePeriodSeconds") is { } earlier
                ? new GracePeriod(earlier.Integer(min: 1))
                : null,
            HboneRoundTrip = ztunnel.Optional("hboneRoundTrip") is { } roundTrip
                ? TimeSpan.FromSeconds(roundTrip.Seconds())
                : Rollout.DefaultHboneRoundTrip,
            AcceptQueue = ztunnel.Optional("acceptQueue") is { } queue ? ReadAcceptQueue(queue) : AcceptQueue.Default,
            Start = top.Optional("start")?.Instant(),
            SecondChange = secondChange is not null ? NewsReader.SecondChange(secondChange) : null,
            ReadyFailures = ztunnel.Optional(FailuresReader.Key) is { } failing ? FailuresReader.Read(failing) : null,
            Memory = MemoryReader.Read(ztunnel.Optional("memory"), read.Memory),
            UnplannedRestarts = ztunnel.Optional(MemoryReader.RestartsKey) is { } restarts
                ? MemoryReader.Restarts(restarts, cluster.Nodes.Count)
                : read.UnplannedRestarts,
            StaleControllerConsistencyDaemonSet = ztunnel.Optional(ConsistencyGate)?.Boolean() ?? true,
        })
            .WithJoining(joins)
            // What the scenario says replaces what the cluster's file shows.
            .WithNeverReady(NodesOf(ztunnel.Optional("neverReady"), [.. nodes, .. joins.Select(j => j.Node)]) ?? read.NeverReady)
            .WithUnavailable(NodesOf(ztunnel.Optional("unavailable"), nodes) ?? read.Unavailable);
        if (top.Optional(CniReader.Key) is { } cni) rollout = rollout with { Cni = CniReader.Read(cni, rollout) };
        if (secondChange is not null) NewsReader.RequireOneChange(rollout, secondChange);
        Scenario outline = new()
        {
            File = root.File,
            Text = source.Text,
            FileNames = [.. root.FileNames.Distinct()],
            Rollout = rollout,
            Candidates = candidates,
            Strategies = new StrategyReader(rollout, candidates, minReadySeconds, plans).Read(top.Optional("strategies")),
            PresentGracePeriod = ztunnel.Optional("presentGracePeriodSeconds") is { } present
                ? new GracePeriod(present.Integer(min: 1))
                : read.PresentGracePeriod ?? manifest?.GracePeriod,
            Simulation = top.Optional("simulation") is { } simulation ? ReadSimulation(simulation) : new SimulationSettings(),
            ZTunnel = manifest?.Settings,
            SkippedLines = [.. manifest?.Notes ?? [], .. notes, .. measured?.Notes() ?? []],
            Standstill = Standstill.Of(rollout),
            SweepObstacle = SweepObstacle.Of(top, ztunnel, rollout, manifest?.Settings.SurgeObstacle is not null),
        };
        return new(outline, workloads.References, workloads.Profiles);
    }

    internal static NodeOrder ReadNodeOrder(YamlValue value) =>
        value.Choice(("random", NodeOrder.Random), ("asListed", NodeOrder.AsListed));

    /// <summary>The rule that turns T into the drain budget.</summary>
    internal static DrainBudget ReadDrainBudget(YamlValue value) => value.IsMap
        ? DrainBudget.DeadlineOf(value.Map("deadline").Required("deadline").PositiveSeconds())
        : value.Choice(("ztunnel", DrainBudget.ZTunnel), ("nominal", DrainBudget.Nominal));

    private static AcceptQueue ReadAcceptQueue(YamlValue value)
    {
        YamlMap map = value.Map("latency", "migrateRequests");
        return new(
            map.Optional("latency") is { } latency ? LawReader.ReadFinite(latency) : AcceptQueue.Default.Latency,
            map.Optional("migrateRequests")?.Boolean() ?? AcceptQueue.Default.MigratesRequests);
    }

    private static string[]? NodesOf(YamlValue? value, HashSet<string> known) =>
        value is null ? null : [.. value.List(mayBeEmpty: true).Select(node => NodeReader.Name(node, known))];

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

    private static SimulationSettings ReadSimulation(YamlValue value)
    {
        YamlMap map = value.Map("seed", "replications", "precision");
        return new(
            map.Optional("seed") is { } seed ? (ulong)seed.Integer(0) : new SimulationSettings().Seed,
            map.Optional("replications")?.Integer(2, StudyOptions.MostReplications),
            map.Optional("precision") is { } precision ? Precision(precision) : null);
    }

    private static Precision Precision(YamlValue value)
    {
        if (value.IsWord("none")) return ZTunnelSim.Precision.None;
        double precision = value.Number(0, 1, exclusiveMin: true);
        return precision < 1 ? new(precision) : throw value.Error("a relative precision below 1 is expected, such as 0.05, or none.");
    }
}
