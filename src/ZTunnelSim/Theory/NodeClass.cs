namespace ZTunnelSim;

/// <summary>Nodes that carry the same shares of the same workloads, and so have the same theory.</summary>
internal sealed record NodeClass(int[] Workloads, Workload[] Loads, Crossing[] Crossings, IReadOnlyList<int> Members)
{
    public static IEnumerable<NodeClass> Of(Cluster cluster) => Enumerable.Range(0, cluster.Nodes.Count)
        .GroupBy(node => string.Join(',', cluster.WorkloadsOn(node).ToArray()) + ":" + string.Join(',', cluster.CrossingsOn(node).ToArray()))
        .Select(group => new NodeClass(
            cluster.WorkloadsOn(group.First()).ToArray(), [.. cluster.LoadOn(group.First())], cluster.CrossingsOn(group.First()).ToArray(),
            [.. group]));
}
