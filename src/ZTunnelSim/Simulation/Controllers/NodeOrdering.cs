namespace ZTunnelSim;

/// <summary>The order of the nodes in one replication.</summary>
internal static class NodeOrdering
{
    /// <param name="order">What is said of it.</param>
    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="replication">The replication.</param>
    /// <param name="change">The number of the template's change, from 0: each has another order.</param>
    public static int[] Of(NodeOrder order, int nodes, ulong seed, int replication, int change = 0)
    {
        int[] result = [.. Enumerable.Range(0, nodes)];
        if (order == NodeOrder.AsListed) return result;
        RandomStream random = new(seed, replication, workload: change, purpose: (long)StreamPurpose.NodeOrder);
        for (int i = nodes - 1; i > 0; i--)
        {
            int j = random.NextInt(i + 1);
            (result[i], result[j]) = (result[j], result[i]);
        }
        return result;
    }
}
