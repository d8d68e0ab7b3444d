namespace ZTunnelSim.Data;

/// <summary>Reads the cluster of a scenario: its nodes, the applications on them, and the workloads.</summary>
internal sealed record ClusterReader(Cluster Cluster, IEnumerable<string> Notes)
{
    /// <summary>The names of nodes whose ztunnel is unavailable when the rollout begins, as far as the cluster's file says so.</summary>
    public IReadOnlyList<string> Unavailable { get; private init; } = [];

    /// <summary>The names of nodes on which no new ztunnel gets Ready, as far as the cluster's file says so.</summary>
    public IReadOnlyList<string> NeverReady { get; private init; } = [];

    /// <summary>The T of the ztunnel pods; null where the cluster's file does not show them, or where they differ.</summary>
    public GracePeriod? PresentGracePeriod { get; private init; }

    /// <summary>What memory there is for ztunnel, as far as the cluster's file shows it.</summary>
    public ZTunnelMemory Memory { get; private init; } = ZTunnelMemory.Assumed;

    /// <summary>Whether ztunnel's pods are kept from being evicted; null where the cluster's file does not show them.</summary>
    public ZTunnelProtection? Protection { get; private init; }

    /// <summary>How often ztunnels restarted without a rollout; null where the cluster's file does not show it.</summary>
    public RestartCount? UnplannedRestarts { get; private init; }

    /// <summary>The ztunnel pods that the cluster's file shows, with their times; null where the scenario lists its nodes.</summary>
    public ZTunnelPods? ZTunnels { get; private init; }

    /// <summary>The same with the ages of the nodes' processes, where the scenario takes them from kubectl.</summary>
    /// <param name="age">What it says of them; null: nothing.</param>
    /// <exception cref="InputException">They can't be taken.</exception>
    public ClusterReader WithAges(YamlValue? age)
    {
        if (age is null) return NodeAges.Unused(ZTunnels) is { } note ? this with { Notes = [.. Notes, note] } : this;
        if (!NodeAges.Means(age)) return this;
        NodeAges ages = NodeAges.Read(age, ZTunnels);
        Cluster aged = new(ages.Of(Cluster.Nodes), Cluster.Workloads, Cluster.Applications);
        return this with { Cluster = aged, Notes = [.. Notes, .. ages.Notes(aged.Nodes)] };
    }

    /// <summary>The same where no node has room for two ztunnel pods, whatever its size.</summary>
    public ClusterReader WithoutSurgeRoom() => this with
    {
        Cluster = new(
            Cluster.Nodes.Select(n => n with { SurgeWaitSeconds = double.PositiveInfinity }), Cluster.Workloads, Cluster.Applications),
    };

    /// <summary>The same with the times of single nodes that a file gives.</summary>
    /// <exception cref="InputException">Something is wrong with the file.</exception>
    public ClusterReader WithTimes(YamlValue file)
    {
        IReadOnlyDictionary<string, GivenTimes> times = NodeTimesReader.Read(file, Cluster.Nodes.Select(n => n.Name).ToHashSet());
        return this with { Cluster = new(Cluster.Nodes.Select(Timed), Cluster.Workloads, Cluster.Applications) };

        // When there is room is said there, and no wait comes on top.
        Node Timed(Node node) => !times.TryGetValue(node.Name, out GivenTimes? given) ? node
            : given.RoomFrom is null ? node with { Times = given }
            : node with { Times = given, SurgeWaitSeconds = 0 };
    }

    public static ClusterReader Read(YamlMap top, WorkloadReader reader)
    {
        const string AssumesRoom = "assumeSurgeRoom";
        YamlMap cluster = top.Required("cluster").Map("nodes", "kubectl", AssumesRoom);
        (string given, YamlValue value) = cluster.ExactlyOne("nodes", "kubectl");
        if (given == "kubectl") return FromKubectl(value, cluster.Optional(AssumesRoom)?.Boolean() ?? false, top, reader);
        cluster.Refuse([AssumesRoom], "it goes with 'kubectl': of nodes that are listed here nobody knows whether they are full.");
        return FromNodes(value, top, reader);
    }

    private static ClusterReader FromNodes(YamlValue value, YamlMap top, WorkloadReader reader)
    {
        Node[] nodes = NodeReader.Read(value);
        YamlValue? given = top.Optional("applications");
        IReadOnlyList<Application> applications = given is null ? [] : new ApplicationReader([.. nodes.Select(n => n.Name)]).Read(given);
        Cluster cluster = new(nodes, ReadWorkloads(nodes, applications, top, reader), applications);
        return Overfull(cluster) is { } why ? throw given!.Error(why) : new(cluster, []);
    }

    private static ClusterReader FromKubectl(YamlValue value, bool assumesSurgeRoom, YamlMap top, WorkloadReader reader)
    {
        ClusterInventory inventory = InventoryReader.Load([.. KubectlReference.Files(value).Select(file => file.FilePath())]);
        InventoryMapping mapping = new(inventory, assumesSurgeRoom);
        IReadOnlyList<Application> applications = top.Optional("applications") is { } given
            ? ApplicationReader.Refine(mapping.Applications, given)
            : mapping.Applications;
        List<Workload> workloads = ReadWorkloads(mapping.Nodes, applications, top, reader);
        mapping.Check(workloads);
        return new(new Cluster(mapping.Nodes, workloads, applications), mapping.Notes)
        {
            Unavailable = mapping.Unavailable,
            NeverReady = mapping.NeverReady,
            PresentGracePeriod = mapping.PresentGracePeriod,
            ZTunnels = inventory.ZTunnels,
            Memory = ZTunnelRoom.Of(inventory, mapping.Nodes.Select(n => n.Name)),
            Protection = ZTunnelProtection.Of(inventory),
            UnplannedRestarts = ZTunnelRestarts.Of(inventory.ZTunnels),
        };
    }

    private static List<Workload> ReadWorkloads(
        IReadOnlyList<Node> nodes, IReadOnlyList<Application> applications, YamlMap top, WorkloadReader reader)
    {
        TrafficReader traffic = new(nodes.Select(n => n.Name).ToHashSet(), applications.Select(a => a.Name).ToHashSet());
        return [.. top.Required("workloads").List().Select(item => reader.Read(item, traffic))];
    }

    /// <summary>Why the pods can't all be where they are said to run, or null where there is room.</summary>
    private static string? Overfull(Cluster cluster)
    {
        foreach (IGrouping<int, Pod> on in cluster.Pods.GroupBy(p => p.Node))
        {
            Node node = cluster.Nodes[on.Key];
            if (on.Count() > node.Capacity.Pods)
                return $"node '{node.Name}' takes {node.Capacity.Pods} pods, but {on.Count()} are to run there.";
            PodResources requested = default;
            foreach (Pod pod in on) requested += cluster.Applications[pod.Application].Requests;
            if (node.Capacity.Resources is { } there && !requested.FitsInto(there))
                return $"the pods on node '{node.Name}' request {Text(requested)}, more than it has: {Text(there)}.";
        }
        return null;
    }

    private static string Text(PodResources resources) => string.Join(
        " and ",
        new[]
        {
            resources.CpuMillicores == long.MaxValue ? "" : $"{resources.CpuMillicores}m cpu",
            resources.MemoryBytes == long.MaxValue ? "" : $"{resources.MemoryBytes / 1_048_576.0:0.#}Mi memory",
        }.Where(part => part.Length > 0));
}
