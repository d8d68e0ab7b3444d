namespace ZTunnelSim.Data;

/// <summary>The ztunnel pods of files that kubectl printed, with their times, whether they run or not.</summary>
/// <param name="Files">The files.</param>
/// <param name="Pods">The pods; each has its <see cref="InventoryPod.Times"/>.</param>
/// <param name="NodesCreated">When the nodes came that the files show, by name.</param>
/// <param name="Newest">
/// The newest time in the files, of heartbeats and changes of conditions: they were made then or a little later, which they don't say
/// themselves. Null where there is none.
/// </param>
internal sealed record ZTunnelPods(
    IReadOnlyList<string> Files, IReadOnlyList<InventoryPod> Pods, IReadOnlyDictionary<string, DateTimeOffset> NodesCreated,
    DateTimeOffset? Newest)
{
    /// <summary>A pod that came so soon after its node is the first one there.</summary>
    private static readonly TimeSpan ComesWithNode = TimeSpan.FromMinutes(1);

    /// <summary>The files, for a message.</summary>
    public string Names => string.Join(", ", Files);

    /// <summary>The nodes' ztunnel pods that run: of several on a node the youngest of those that stay, which a rollout replaces.</summary>
    public IEnumerable<InventoryPod> Running => Pods
        .Where(pod => pod.Times?.Started is not null)
        .GroupBy(pod => pod.Node)
        .Select(on => on.OrderBy(pod => pod.IsTerminating).ThenByDescending(pod => pod.Times!.Started).First());

    /// <summary>Whether a pod is the first on its node, as far as the files show when the node came.</summary>
    public bool CameWithNode(InventoryPod pod) =>
        NodesCreated.TryGetValue(pod.Node, out DateTimeOffset node) && pod.Times?.Created < node + ComesWithNode;
}
