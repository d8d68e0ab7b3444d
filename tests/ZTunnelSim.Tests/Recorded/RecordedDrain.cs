using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZTunnelSim;

/// <summary>One recorded series of <c>kubectl drain</c>s, as a rollout, and what came of each node.</summary>
internal sealed class RecordedDrain
{
    private readonly Dictionary<string, int> _applications;
    private readonly Dictionary<(int Application, int Created), int> _placement;
    private readonly Dictionary<string, string> _workloadOfPod;

    /// <summary>What kubectl took from each drain's start to its first eviction, in the order of nodes; null: it evicted none.</summary>
    private readonly double?[] _kubectlStarts;

    private RecordedDrain(JsonElement definition, RecordedRow[] pods, RecordedRow[] evictions, RecordedRow[] nodes)
    {
        Id = definition.GetProperty("id").GetString()!;
        Note = Text(definition, "note") ?? "";
        JsonElement[] workloads = [.. definition.GetProperty("workloads").EnumerateArray()];
        JsonElement[] budgets = definition.TryGetProperty("pdbs", out JsonElement given) && given.ValueKind == JsonValueKind.Array
            ? [.. given.EnumerateArray()]
            : [];
        double? FirstEviction(RecordedRow node) => evictions.Where(e => e["node"] == node["node"]).Min(e => (double?)e.Required("t_s"));
        // Of nodes that are drained at once, the one whose first eviction came first: that is as it happens.
        RecordedRow[] ordered = [.. nodes.OrderBy(n => n.Required("t_start_s")).ThenBy(FirstEviction)];
        int count = definition.GetProperty("nodes").GetInt32();
        string[] names = [.. ordered.Select(n => n["node"])];
        // Those that were never drained come last.
        string[] all = [.. names, .. Enumerable.Range(0, count).Select(n => $"{Id}-n{n}").Where(n => !names.Contains(n))];
        _applications = workloads.Select((w, i) => (Text(w, "name")!, i)).ToDictionary();
        _placement = pods.Where(p => p["node"].Length > 0).ToDictionary(
            p => (_applications[p["workload"]], (int)p.Required("seq")), p => Array.IndexOf(all, p["node"]));
        _workloadOfPod = pods.Select(p => (p["pod"], p["workload"])).Distinct().ToDictionary();

        _kubectlStarts = [.. ordered.Select(n => FirstEviction(n) - n.Required("t_start_s"))];

        // What the lab's machine added to every start and every end: in the middle, some 20 ms.
        double startDelay = Median(pods.Where(p => p.Number("t_ready") is not null)
            .Select(p => p.Required("t_ready") - p.Required("t_created") - p.Required("start_s")));
        double endDelay = Median(pods.Where(p => p.Number("t_gone") is not null)
            .Select(p => p.Required("t_gone") - p.Required("t_deletion") - p.Required("drain_s")));
        Application[] applications = [.. workloads.Select(w => ApplicationOf(w, budgets, pods, startDelay, endDelay, all))];
        NodeEvacuation how = Evacuation(definition);
        Rollout = Rollout.Of(new Cluster(
            all.Select(n => new Node(n)),
            [Workload.Of("none", Traffic.OpenBetween(null, applications[0].Name, 0), new Constant(1))],
            applications)) with
        {
            NodeOrder = NodeOrder.AsListed,
            Timing = new ReplacementTiming(new Constant(0), new Constant(0), new Constant(0)),
            Strategy = UpdateStrategy.EvacuateNodes(how),
        };
        Nodes = [.. ordered.Select(n => NodeOf(n, evictions, ordered))];
        Replacements =
        [
            .. pods.Where(p => p.Required("t_created") > 0 && p.Number("t_ready") is not null).Select(p => ReplacementOf(p, ordered)),
        ];
    }

    public string Id { get; }

    public string Note { get; }

    public Rollout Rollout { get; }

    /// <summary>The nodes in the order in which they were drained.</summary>
    public IReadOnlyList<DrainedNode> Nodes { get; }

    /// <summary>The pods that replaced others, and got Ready.</summary>
    public IReadOnlyList<ReplacedPod> Replacements { get; }

    public static IReadOnlyList<RecordedDrain> ReadAll()
    {
        const string Folder = "kubernetes";
        ILookup<string, RecordedRow> pods = ById("drain-pods.csv"), nodes = ById("drain-nodes.csv");
        ILookup<string, RecordedRow> evictions = ById("drain-evictions.csv");
        using JsonDocument definitions =
            JsonDocument.Parse(File.ReadAllText(Path.Combine(Recordings.Folder(Folder), "drain-scenarios.json")));
        return [.. definitions.RootElement.EnumerateArray().Select(definition =>
        {
            string id = definition.GetProperty("id").GetString()!;
            return new RecordedDrain(definition, [.. pods[id]], [.. evictions[id]], [.. nodes[id]]);
        })];

        ILookup<string, RecordedRow> ById(string name) => RecordedTable.Read(Folder, name).ToLookup(row => row["id"]);
    }

    /// <summary>Plays it with every pod where it landed in the recording.</summary>
    public (IReadOnlyList<DrainedNode> Nodes, IReadOnlyList<ReplacedPod> Replacements) Play(ulong seed = 1)
    {
        // Pods are numbered as they are created, and a place is asked for first when they are.
        List<(int Application, int Created)> pods = [.. Rollout.Cluster.Pods.Select(p => (p.Application, -1))];
        HashSet<(int, int)> seen = [];
        RolloutResult result = Rollout.Simulate(seed, new SimulationOptions
        {
            Trace = true,
            RecordedPlacement = (application, created) =>
            {
                if (seen.Add((application, created))) pods.Add((application, created));
                return _placement.TryGetValue((application, created), out int node) ? node : null;
            },
            RecordedKubectlStart = node => _kubectlStarts.ElementAtOrDefault(node),
        });
        string NameOf(int pod) => Rollout.Cluster.Applications[pods[pod].Application].Name;
        EvacuationOutcome[] all = [.. result.Evacuations!.Nodes.OrderBy(n => n.NodeIndex)];
        DrainedNode[] nodes = [.. all.Select(n =>
        {
            TraceEvent[] its = [.. result.Trace!.Where(e => e.Node == n.NodeIndex && e.Seconds >= n.StartedAt && e.Seconds <= n.EndedAt)];
            int[] refused = [.. its.Where(e => e.Kind == TraceEventKind.EvictionRefused).Select(e => e.Pod!.Value)];
            return new DrainedNode(
                n.Node, n.ExitCode, all.Count(o => o != n && o.StartedAt < n.EndedAt && n.StartedAt < o.EndedAt),
                n.EndedAt - n.StartedAt, Words(n.KubectlError ?? ""),
                [.. its.Where(e => e.Kind == TraceEventKind.PodEvicted).Select(e => e.Pod!.Value)
                    .Select(pod => $"{NameOf(pod)} at attempt {refused.Count(r => r == pod) + 1}").Order(StringComparer.Ordinal)],
                [.. refused.Select(NameOf).Order(StringComparer.Ordinal)]);
        })];
        Dictionary<(string, int), double> readyAt = result.Trace!.Where(e => e.Kind == TraceEventKind.PodReady)
            .ToDictionary(e => (NameOf(e.Pod!.Value), pods[e.Pod.Value].Created), e => e.Seconds);
        ReplacedPod[] replacements = [.. Replacements.Select(recorded => recorded with
        {
            ReadyAfter = readyAt.TryGetValue((recorded.Workload, recorded.Created), out double at)
                ? at - all.Single(n => n.Node == recorded.Drain).StartedAt
                : double.NaN,
        })];
        return (nodes, replacements);
    }

    /// <summary>When a pod got Ready, from the start of the drain in which it was created.</summary>
    private static ReplacedPod ReplacementOf(RecordedRow pod, RecordedRow[] nodes)
    {
        RecordedRow during = nodes.Last(n => n.Required("t_start_s") <= pod.Required("t_created"));
        return new(
            pod["workload"], pod["kind"], (int)pod.Required("seq"), during["node"], pod.Required("t_ready") - during.Required("t_start_s"));
    }

    private DrainedNode NodeOf(RecordedRow node, RecordedRow[] evictions, RecordedRow[] all)
    {
        bool Overlaps(RecordedRow other) => other != node && other.Required("t_start_s") < node.Required("t_end_s")
            && node.Required("t_start_s") < other.Required("t_end_s");
        (double start, double end) = (node.Required("t_start_s"), node.Required("t_end_s"));
        RecordedRow[] its = [.. evictions.Where(e => e["node"] == node["node"] && e.Required("t_s") >= start && e.Required("t_s") <= end)];
        return new(
            node["node"], (int)node.Required("exit_code"), all.Count(Overlaps), end - start,
            Words(node["exit_code"] == "0" ? "" : node["last_stderr"]),
            [.. its.Where(e => e["code"] == "201").Select(e => $"{e["workload"]} at attempt {e["attempt"]}").Order(StringComparer.Ordinal)],
            [.. its.Where(e => e["code"] is not ("201" or "404")).Select(e => e["workload"]).Order(StringComparer.Ordinal)]);
    }

    /// <summary>A message without the names of pods in quotes, and with the names of workloads for those in lists.</summary>
    private string Words(string message)
    {
        foreach ((string pod, string workload) in _workloadOfPod.OrderByDescending(p => p.Key.Length))
            message = message.Replace($"{Id}/{pod}", workload, StringComparison.Ordinal);
        return Regex.Replace(message, "( -n | in namespace )?\"[^\"]*\"", "");
    }

    private static Application ApplicationOf(
        JsonElement workload, JsonElement[] budgets, RecordedRow[] pods, double startDelay, double endDelay, string[] nodes)
    {
        string name = Text(workload, "name")!, kind = Text(workload, "kind")!;
        RecordedRow[] initial = [.. pods.Where(p => p["workload"] == name && p.Required("t_created") < 0).OrderBy(p => p.Required("seq"))];
        Application application = Application.OnNodes(name, [.. initial.Select(p => p["node"])]) with
        {
            GracePeriod = TimeSpan.FromSeconds(workload.GetProperty("terminationGracePeriodSeconds").GetInt32()),
            PodStartup = new Constant(Number(workload, "start_s") + startDelay),
            PodShutdown = new Constant(Number(workload, "drain_s") + endDelay),
            HasEmptyDir = workload.TryGetProperty("emptyDir", out JsonElement local) && local.GetBoolean(),
            IsParallel = Text(workload, "podManagementPolicy") == "Parallel",
            DisruptionBudget = BudgetOf(workload, budgets),
            NeverReadyPods = workload.TryGetProperty("never_ready_creation_index", out JsonElement never)
                ? never.EnumerateArray().Select(n => n.GetInt32()).ToHashSet()
                : new HashSet<int>(),
        };
        return kind switch
        {
            "StatefulSet" => application with { IsStateful = true },
            "DaemonSet" => application with { IsDaemonSet = true },
            "Pod" => application with { IsBare = true },
            "Deployment" or "ReplicaSet" => application,
            _ => throw new FormatException($"A workload of kind '{kind}' is not known."),
        };
    }

    private static DisruptionBudget? BudgetOf(JsonElement workload, JsonElement[] budgets)
    {
        Dictionary<string, string> labels = new() { ["app"] = Text(workload, "name")! };
        if (workload.TryGetProperty("extra_labels", out JsonElement extra))
        {
            foreach (JsonProperty label in extra.EnumerateObject()) labels[label.Name] = label.Value.GetString()!;
        }
        JsonElement[] its = [.. budgets.Where(b => b.GetProperty("selector").EnumerateObject()
            .All(label => labels.GetValueOrDefault(label.Name) == label.Value.GetString()))];
        if (its.Length > 1) return DisruptionBudget.Several(its.Select(b => Text(b, "name")!));
        if (its.Length == 0) return null;
        DisruptionBudget budget = Text(its[0], "minAvailable") is { } min
            ? DisruptionBudget.MinAvailable(Limit(min))
            : DisruptionBudget.MaxUnavailable(Limit(Text(its[0], "maxUnavailable")!));
        bool always = Text(its[0], "unhealthyPodEvictionPolicy") == "AlwaysAllow";
        return budget with { Name = Text(its[0], "name"), AlwaysEvictsUnhealthy = always };
    }

    private static NodeEvacuation Evacuation(JsonElement definition)
    {
        HashSet<string> flags = [.. definition.GetProperty("flags").EnumerateArray().Select(f => f.GetString()!)];
        string mode = Text(definition, "mode")!, wait = Text(definition, "wait_between_nodes")!;
        return new NodeEvacuation
        {
            Timeout = TimeSpan.FromSeconds(double.Parse(Text(definition, "timeout")!.TrimEnd('s'), CultureInfo.InvariantCulture)),
            Force = flags.Contains("--force"),
            DeleteEmptyDirData = flags.Contains("--delete-emptydir-data"),
            IgnoreDaemonSets = flags.Contains("--ignore-daemonsets"),
            CordonAllFirst = mode == "cordon-all-first",
            Parallel = mode switch
            {
                "one-by-one" or "cordon-all-first" => 1,
                "two-at-once" => 2,
                "three-at-once" => 3,
                _ => throw new FormatException($"The mode '{mode}' is not known."),
            },
            // The lab's script waited for 30 s at most.
            ReadyWait = wait switch
            {
                "none" => TimeSpan.Zero,
                "all-ready" => TimeSpan.FromSeconds(30),
                _ => throw new FormatException($"A wait '{wait}' between nodes is not known."),
            },
        };
    }

    private static IntOrPercent Limit(string text) => text.EndsWith('%')
        ? IntOrPercent.Percent(int.Parse(text[..^1], CultureInfo.InvariantCulture))
        : int.Parse(text, CultureInfo.InvariantCulture);

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}

/// <summary>What came of one node's <c>kubectl drain</c>.</summary>
/// <param name="Node">The node.</param>
/// <param name="ExitCode">What kubectl exited with.</param>
/// <param name="Beside">How many other nodes were drained at the same time.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Error">What it printed as its error, without the names of pods: the last one at least; empty where it succeeded.</param>
/// <param name="Evicted">The workloads of the pods that were evicted, and at which attempt, sorted.</param>
/// <param name="Refused">The workloads of the pods whose eviction was refused, sorted, as often as it was.</param>
internal sealed record DrainedNode(
    string Node, int ExitCode, int Beside, double Seconds, string Error, IReadOnlyList<string> Evicted, IReadOnlyList<string> Refused)
{
    public override string ToString() => FormattableString.Invariant(
        $"{Node}: {Seconds:0.00} s, evicted {string.Join(", ", Evicted)}; refused {string.Join(", ", Refused)}");
}

/// <summary>A pod that replaced another one.</summary>
/// <param name="Workload">Its workload.</param>
/// <param name="Kind">The workload's kind.</param>
/// <param name="Created">Its number among the pods of its workload, as they were created.</param>
/// <param name="Drain">The node that was drained when it was created.</param>
/// <param name="ReadyAfter">From that drain's start until it was Ready, in seconds; not a number where it never was.</param>
internal sealed record ReplacedPod(string Workload, string Kind, int Created, string Drain, double ReadyAfter);
