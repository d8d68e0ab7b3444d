namespace ZTunnelSim.Model;

/// <summary>The nodes that run ztunnel, and the workloads whose connections they carry.</summary>
public sealed class Cluster
{
    private readonly int[][] _workloadsOn;

    /// <summary>A cluster of named nodes.</summary>
    /// <param name="nodes">The nodes, at least one, with unique names.</param>
    /// <param name="workloads">The workloads, at least one, with unique names, on nodes of this cluster.</param>
    /// <exception cref="ArgumentException">A list is empty, or a name stands twice or is unknown; the message says which.</exception>
    public Cluster(IEnumerable<Node> nodes, IEnumerable<Workload> workloads)
    {
        Nodes = [.. nodes];
        Workloads = [.. workloads];
        if (Nodes.Count == 0) throw new ArgumentException("A cluster has at least one node.", nameof(nodes));
        if (Workloads.Count == 0) throw new ArgumentException("A cluster has at least one workload.", nameof(workloads));
        RequireUnique(Nodes.Select(n => n.Name), "node", nameof(nodes));
        RequireUnique(Workloads.Select(w => w.Name), "workload", nameof(workloads));
        _workloadsOn = PlaceWorkloads();
    }

    /// <summary>The nodes.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The workloads.</summary>
    public IReadOnlyList<Workload> Workloads { get; }

    /// <summary>A cluster of <paramref name="nodeCount"/> nodes named node-1, node-2 and so on.</summary>
    /// <param name="nodeCount">The number of nodes, at least 1.</param>
    /// <param name="workloads">The workloads, each on every node unless it names its own.</param>
    /// <exception cref="ArgumentException">As for the constructor.</exception>
    public static Cluster OfSize(int nodeCount, params IEnumerable<Workload> workloads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodeCount, 1);
        return new(Enumerable.Range(1, nodeCount).Select(i => new Node($"node-{i}")), workloads);
    }

    /// <summary>The indexes in <see cref="Workloads"/> of those that run on a node.</summary>
    /// <param name="nodeIndex">The index in <see cref="Nodes"/>.</param>
    public ReadOnlySpan<int> WorkloadsOn(int nodeIndex) => _workloadsOn[nodeIndex];

    /// <summary>The number of nodes that a workload runs on.</summary>
    /// <param name="workloadIndex">The index in <see cref="Workloads"/>.</param>
    public int NodesOf(int workloadIndex) => Workloads[workloadIndex].Nodes?.Count ?? Nodes.Count;

    private int[][] PlaceWorkloads()
    {
        int[] onAll = [.. Enumerable.Range(0, Workloads.Count).Where(w => Workloads[w].Nodes is null)];
        Dictionary<string, List<int>> placed = [];
        for (int w = 0; w < Workloads.Count; w++)
        {
            if (Workloads[w].Nodes is not { } names) continue;
            RequireUnique(names, $"node of workload '{Workloads[w].Name}'", "workloads");
            foreach (string name in names)
            {
                if (!placed.TryGetValue(name, out List<int>? list)) placed[name] = list = [];
                list.Add(w);
            }
        }
        int[][] result = [.. Nodes.Select(n => placed.Remove(n.Name, out List<int>? own) ? Merge(onAll, own) : onAll)];
        if (placed.Count == 0) return result;
        (string unknown, List<int> users) = placed.First();
        throw new ArgumentException($"Workload '{Workloads[users[0]].Name}' names node '{unknown}', which the cluster does not have.");

        static int[] Merge(int[] all, List<int> own) => [.. all.Concat(own).Order()];
    }

    private static void RequireUnique(IEnumerable<string> names, string what, string parameter)
    {
        HashSet<string> seen = [];
        foreach (string name in names)
        {
            if (!seen.Add(name)) throw new ArgumentException($"The {what} '{name}' is given twice.", parameter);
        }
    }
}
