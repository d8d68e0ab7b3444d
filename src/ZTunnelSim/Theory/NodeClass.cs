namespace ZTunnelSim;

/// <summary>
/// Nodes that carry the same shares of the same workloads, and whose processes are about as old: they have the same theory.
/// </summary>
internal sealed record NodeClass(int[] Workloads, Workload[] Loads, Crossing[] Crossings, IReadOnlyList<int> Members)
{
    /// <summary>How many HBONE streams from other ztunnels reach a node per second.</summary>
    /// <param name="factorOf">What a workload's rate is in multiples of its mean, by its index in the cluster.</param>
    public double StreamsPerSecond(Func<int, double> factorOf)
    {
        double sum = 0;
        for (int i = 0; i < Loads.Length; i++)
            sum += Crossings[i].Inbound / Crossings[i].Total * Loads[i].OpenedPerSecond * factorOf(Workloads[i]);
        return sum;
    }

    public static IEnumerable<NodeClass> Of(Cluster cluster) => Enumerable.Range(0, cluster.Nodes.Count)
        .GroupBy(node => string.Join(',', cluster.WorkloadsOn(node).ToArray()) + ":" + string.Join(',', cluster.CrossingsOn(node).ToArray())
            + $":{AgeBin(cluster.Nodes[node].ProcessAge)}")
        .Select(group => new NodeClass(
            cluster.WorkloadsOn(group.First()).ToArray(), [.. cluster.LoadOn(group.First())], cluster.CrossingsOn(group.First()).ToArray(),
            [.. group]));

    /// <summary>Ages within a fifth of each other share a bin, so that a large cluster has no more of them than it needs.</summary>
    private static int? AgeBin(TimeSpan? age) => age is { } known ? (int)(4 * Math.Log2(1 + known.TotalSeconds)) : null;
}
