namespace ZTunnelSim.Data;

/// <summary>
/// What runs where in a cluster, as <c>kubectl get nodes,pods,pdb -A -o json</c> shows it, and better with namespaces and statefulsets.
/// </summary>
internal sealed record ClusterInventory
{
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The nodes, by name.</summary>
    internal required IReadOnlyList<InventoryNode> Nodes { get; init; }

    /// <summary>The pods that run on these nodes, by namespace and name.</summary>
    internal required IReadOnlyList<InventoryPod> Pods { get; init; }

    /// <summary>The PodDisruptionBudgets, by namespace and name.</summary>
    internal required IReadOnlyList<InventoryBudget> Budgets { get; init; }

    /// <summary>The names of namespaces whose pods are in the ambient mesh, as far as the files show namespaces.</summary>
    internal IReadOnlySet<string> AmbientNamespaces { get; init; } = new HashSet<string>();

    /// <summary>StatefulSets whose pods are created all at once (podManagementPolicy Parallel), as far as the files show them.</summary>
    internal IReadOnlySet<(string Namespace, string Name)> ParallelStatefulSets { get; init; } = new HashSet<(string, string)>();

    /// <summary>ztunnel pods that do not run: ended, or not scheduled yet on the node that they are for.</summary>
    internal IReadOnlyList<InventoryPod> IdleZTunnelPods { get; init; } = [];

    /// <summary>All ztunnel pods of these nodes, with their times.</summary>
    internal required ZTunnelPods ZTunnels { get; init; }

    /// <summary>What was passed over, and how much of it.</summary>
    internal required IReadOnlyList<SkippedObjects> Skipped { get; init; }

    internal IEnumerable<InventoryPod> PodsOf(InventoryBudget budget) => Pods.Where(budget.Covers);

    /// <summary>How many of a budget's pods may be evicted now; 0 or less: none.</summary>
    internal int Allowed(InventoryBudget budget)
    {
        InventoryPod[] pods = [.. PodsOf(budget)];
        return pods.Count(p => p is { IsReady: true, IsTerminating: false }) - budget.RequiredAvailable(pods.Length);
    }

    /// <summary>The budgets that cover a pod; Kubernetes evicts a pod only where there is at most one.</summary>
    internal IEnumerable<InventoryBudget> BudgetsOf(InventoryPod pod) => Budgets.Where(b => b.Covers(pod));
}

/// <summary>Objects of a file that an inventory has no use for.</summary>
internal sealed record SkippedObjects(string Reason, int Count)
{
    public override string ToString() => $"{Reason}: {Count}";
}
