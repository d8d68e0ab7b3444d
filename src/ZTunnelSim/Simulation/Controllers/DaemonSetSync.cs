namespace ZTunnelSim;

/// <summary>
/// One sync of the DaemonSet controller under RollingUpdate: from what it sees of the nodes to the pods that it creates and deletes.
/// </summary>
/// <remarks>
/// The rules are those of Kubernetes' pkg/controller/daemon/update.go. What it decides shows in the next sync: it is called again until it
/// decides nothing. Creating the new pod on a node that has none at all is not the update's part, but that of the loop that keeps a pod on
/// every node.
/// </remarks>
internal static class DaemonSetSync
{
    /// <summary>Decides.</summary>
    /// <param name="isSurge">Whether maxSurge is the limit, or maxUnavailable.</param>
    /// <param name="limit">The limit, in nodes.</param>
    /// <param name="pods">What the controller sees, node by node.</param>
    /// <param name="order">The nodes in the order in which they are looked at.</param>
    /// <param name="create">Gets the nodes that get a new pod beside their old one.</param>
    /// <param name="delete">Gets the nodes whose old pod is deleted.</param>
    public static void Decide(
        bool isSurge, int limit, Func<int, NodePods> pods, ReadOnlySpan<int> order, List<int> create, List<int> delete)
    {
        create.Clear();
        delete.Clear();
        if (isSurge) Surge(limit, pods, order, create, delete);
        else Unavailable(limit, pods, order, delete);
    }

    private static void Surge(
        int maxSurge, Func<int, NodePods> pods, ReadOnlySpan<int> order, List<int> create, List<int> delete)
    {
        int surging = 0;
        foreach (int node in order)
        {
            NodePods at = pods(node);
            if (at is not { OldExists: true, NewExists: true }) continue;
            // An old pod that is unavailable is no use to anybody: it goes at once, and does not count.
            if (at.OldIsAvailable) surging++;
            if (!at.OldIsAvailable || at.NewIsAvailable) delete.Add(node);
        }
        int free = Math.Max(0, maxSurge - surging);
        foreach (int node in order)
        {
            NodePods at = pods(node);
            if (at is not { OldExists: true, NewExists: false }) continue;
            // Nodes whose old pod is unavailable are replaced whatever the limit.
            if (!at.OldIsAvailable) create.Add(node);
            else if (free-- > 0) create.Add(node);
        }
    }

    private static void Unavailable(
        int maxUnavailable, Func<int, NodePods> pods, ReadOnlySpan<int> order, List<int> delete)
    {
        int unavailable = 0;
        foreach (int node in order)
        {
            NodePods at = pods(node);
            // Two pods or none on a node: the other loop puts that right, until then it counts. So does a new pod that is not available.
            // And so does an old pod that is broken: its deletion below is one of those that the limit allows.
            if (at.OldExists == at.NewExists
                || at is { NewExists: true, NewIsAvailable: false } or { OldExists: true, OldIsAvailable: false })
                unavailable++;
        }
        int free = Math.Max(0, maxUnavailable - unavailable);
        foreach (int node in order)
        {
            NodePods at = pods(node);
            if (at is not { OldExists: true, NewExists: false }) continue;
            if (!at.OldIsAvailable) delete.Add(node);
            else if (free-- > 0) delete.Add(node);
        }
    }
}

/// <summary>What the DaemonSet controller sees of one node. Pods with a deletion timestamp do not exist for it: it skips them.</summary>
/// <param name="OldExists">There is a pod of the old version, not marked deleted.</param>
/// <param name="OldIsAvailable">It is available.</param>
/// <param name="NewExists">There is a pod of the new version.</param>
/// <param name="NewIsAvailable">It has been Ready for minReadySeconds.</param>
internal readonly record struct NodePods(bool OldExists, bool OldIsAvailable, bool NewExists, bool NewIsAvailable);
