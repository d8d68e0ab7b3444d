namespace ZTunnelSim.Data;

/// <summary>What a cluster's inventory says about draining its nodes.</summary>
internal static class InventoryRunbook
{
    /// <summary>The nodes of a cluster that run ztunnel, with the pods that a drain evicts, and those that need a decision.</summary>
    /// <remarks>
    /// The counts are those of now: pods that move to a node which comes later are evicted once more. How long a drain takes is not known
    /// from an inventory alone.
    /// </remarks>
    public static IReadOnlyList<RunbookNode> Nodes(ClusterInventory cluster)
    {
        ILookup<string, InventoryPod> pods = cluster.Pods.ToLookup(p => p.Node);
        return [.. new ZTunnelNodes(cluster).Nodes.Select(node =>
            Node(node, [.. pods[node.Name].Where(p => !p.IsTerminating)], p => cluster.BudgetsOf(p).Count()))];
    }

    /// <summary>What is odd about a cluster: nodes left out, broken ztunnel pods, and what a surge meets. A sentence each.</summary>
    public static IReadOnlyList<string> Notes(ClusterInventory cluster)
    {
        ZTunnelNodes ztunnels = new(cluster);
        return [.. ztunnels.Notes(), .. new SurgeRooms(cluster, ztunnels).Notes()];
    }

    /// <summary>The budgets of a cluster with pods: what they allow, and which of them block every drain.</summary>
    public static IReadOnlyList<Markdown> Budgets(ClusterInventory cluster)
    {
        List<Markdown> sentences = [];
        foreach (InventoryBudget budget in cluster.Budgets)
        {
            InventoryPod[] pods = [.. cluster.PodsOf(budget)];
            if (pods.Length == 0) continue;
            int allowed = cluster.Allowed(budget);
            Markdown rule = allowed > 0
                ? Markdown.Of($"{allowed} at a time")
                : Markdown.Of($"**none may be evicted**, so that every drain of their nodes runs into its timeout; add a replica or relax "
                    + $"it first");
            sentences.Add($"{budget}, {RunbookText.Count(pods.Length, "pod")}: {rule}");
        }
        int doubly = cluster.Pods.Count(p => cluster.BudgetsOf(p).Skip(1).Any());
        if (doubly > 0)
            sentences.Add($"**covered by more than one budget: {RunbookText.Count(doubly, "pod")}**, which Kubernetes refuses to evict");
        return sentences;
    }

    private static RunbookNode Node(InventoryNode node, InventoryPod[] pods, Func<InventoryPod, int> budgets)
    {
        InventoryPod[] evicted = [.. pods.Where(p => !Stays(p))];
        List<Markdown> caveats = [];
        string[] lost = [.. evicted.Where(p => p.Owner.Kind == PodOwnerKind.None).Select(p => $"{p.Namespace}/{p.Name}")];
        if (lost.Length > 0)
            caveats.Add($"{string.Join(", ", lost)}: nothing creates it again, so that the drain refuses to start; move it, or add "
                + $"--force and lose it.");
        int local = evicted.Count(p => p.HasLocalData);
        if (local > 0) caveats.Add($"{RunbookText.Count(local, "pod")} with data in an emptyDir, which --delete-emptydir-data deletes.");
        int staying = pods.Count(p => Stays(p) && p.InAmbientMesh);
        if (staying > 0) caveats.Add($"{RunbookText.Count(staying, "pod")} of the mesh that stay on the node (of a DaemonSet, or static): "
            + $"ztunnel drains their connections by T, and resets what is left.");
        string[] doubly = [.. evicted.Where(p => budgets(p) > 1).Select(p => $"{p.Namespace}/{p.Name}")];
        if (doubly.Length > 0)
        {
            caveats.Add(
                $"**The drain fails**: {NameList.Of(doubly)} {(doubly.Length == 1 ? "has" : "have")} more than one PodDisruptionBudget, "
                + $"and Kubernetes evicts no pod that has. Delete one of them first.");
        }
        if (!node.IsReady) caveats.Add($"It is not Ready: nothing can be updated here until it is.");
        if (node.Unschedulable) caveats.Add($"It is cordoned already: ask why before you uncordon it.");
        return new RunbookNode(node.Name)
        {
            EvictedPods = evicted.Length,
            LongestPodGraceSeconds = evicted.Length == 0 ? null : evicted.Max(p => p.GracePeriodSeconds),
            Caveats = caveats,
        };
    }

    private static bool Stays(InventoryPod pod) => pod.Owner.Kind is PodOwnerKind.DaemonSet or PodOwnerKind.Node;
}
