namespace ZTunnelSim;

/// <summary>The order of the nodes in one replication.</summary>
internal static class NodeOrdering
{
    public static int[] Of(NodeOrder order, int nodes, ulong seed, int replication)
    {
        int[] result = [.. Enumerable.Range(0, nodes)];
        if (order == NodeOrder.AsListed) return result;
        RandomStream random = new(seed, replication, purpose: (long)StreamPurpose.NodeOrder);
        for (int i = nodes - 1; i > 0; i--)
        {
            int j = random.NextInt(i + 1);
            (result[i], result[j]) = (result[j], result[i]);
        }
        return result;
    }
}
