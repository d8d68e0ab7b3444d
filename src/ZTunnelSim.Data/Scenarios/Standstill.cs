namespace ZTunnelSim.Data;

/// <summary>Says why a rolling update never gets done.</summary>
internal static class Standstill
{
    /// <summary>The sentence; null where every node that can be updated is.</summary>
    public static string? Of(Rollout rollout)
    {
        IReadOnlyList<string> blocking = rollout.BlockingNodes;
        if (blocking.Count == 0) return null;
        string[] unready = [.. blocking.Where(rollout.NeverReadyNodes.Contains)], full = [.. blocking.Except(unready)];
        List<string> reasons = [];
        if (full.Length > 0)
            reasons.Add($"on {Nodes(full)} there is no room for the new ztunnel pod beside the old one, so that it stays Pending");
        if (unready.Length > 0) reasons.Add($"on {Nodes(unready)} the new pod never gets Ready");
        int places = ((RollingUpdate)rollout.Strategy).ConcurrentNodes(rollout.Cluster.Nodes.Count);
        string end = blocking.Count >= places
            ? "it stands still there, with the nodes after them on the old version"
            : "the others are updated, but 'kubectl rollout status' never ends";
        return $"the rolling update never finishes: {string.Join(", and ", reasons)}; {end}.";
    }

    private static string Nodes(string[] names) => $"{names.Length:#,0} {(names.Length == 1 ? "node" : "nodes")} ({NameList.Of(names)})";
}
