namespace ZTunnelSim.Data;

/// <summary>
/// Whether a second ztunnel pod fits on a node beside the one that is there, by what the scheduler looks at: CPU, memory, the number of
/// pods, and ports of the node. Where it does not fit, pods of lower priority are preempted, and it waits until they have gone; where that
/// does not help either, it stays Pending.
/// </summary>
/// <remarks>Source: kubernetes/kubernetes pkg/scheduler, plugins NodeResourcesFit, NodePorts and DefaultPreemption.</remarks>
internal sealed record SurgeRoom
{
    private SurgeRoom(string node) => Node = node;

    public string Node { get; }

    /// <summary>What is missing: a phrase; null where the pod fits.</summary>
    public string? Missing { get; private init; }

    /// <summary>The pods that it preempts; empty where it fits, or where preempting does not help.</summary>
    public IReadOnlyList<InventoryPod> Victims { get; private init; } = [];

    /// <summary>The pods that it would preempt with the priority of ztunnel's chart, where the file does not say its priority.</summary>
    public IReadOnlyList<InventoryPod> VictimsByChart { get; private init; } = [];

    /// <summary>Whether the pod itself excludes a second one: its ports are the node's.</summary>
    public bool ExcludesItself { get; private init; }

    /// <summary>How long it waits, in seconds: at most the longest grace period of what it preempts.</summary>
    public double WaitSeconds => Missing is null ? 0 : Victims.Count > 0 ? Victims.Max(v => v.GracePeriodSeconds) : double.PositiveInfinity;

    /// <summary>
    /// What a node has for another pod like its ztunnel, beside the pods there that have not ended; one may be protected by a
    /// PodDisruptionBudget that allows no eviction now.
    /// </summary>
    public static SurgeRoom On(
        InventoryNode node, InventoryPod ztunnel, IReadOnlyList<InventoryPod> pods, Func<InventoryPod, bool> isProtected)
    {
        SurgeRoom room = new(node.Name);
        string? itself = ztunnel.UsesHostNetwork ? "it runs in the node's network (hostNetwork), where two of them want the same ports"
            : ztunnel.HostPorts.Count > 0
            ? $"its hostPort {string.Join(", ", ztunnel.HostPorts.Distinct())} is taken by the pod that is there"
            : null;
        if (itself is not null) return room with { Missing = itself, ExcludesItself = true };
        if (Lacks(node, ztunnel, pods) is not { } missing) return room;
        return room with
        {
            Missing = missing,
            Victims = ztunnel.NeverPreempts ? [] : VictimsFor(ztunnel.Priority),
            VictimsByChart = ztunnel.HasPriority ? [] : VictimsFor(PodPriority.OfChart),
        };

        IReadOnlyList<InventoryPod> VictimsFor(long priority) => Preempted(node, ztunnel, pods, isProtected, priority);
    }

    private static string? Lacks(InventoryNode node, InventoryPod ztunnel, IEnumerable<InventoryPod> pods)
    {
        decimal cpu = node.AllocatableMilliCpu, memory = node.AllocatableMemoryBytes, places = node.AllocatablePods;
        foreach (InventoryPod pod in pods)
        {
            cpu -= pod.RequestedMilliCpu;
            memory -= pod.RequestedMemoryBytes;
            places--;
        }
        // What is not requested needs no room, however full the node is.
        (long wantedCpu, long wantedMemory) = (ztunnel.RequestedMilliCpu, ztunnel.RequestedMemoryBytes);
        return wantedCpu > 0 && wantedCpu > cpu ? $"of {wantedCpu:#,0}m CPU there are {Math.Max(0, cpu):#,0}m left"
            : wantedMemory > 0 && wantedMemory > memory
            ? $"of {Mebibytes(wantedMemory)} there are {Mebibytes(Math.Max(0, memory))} left"
            : places < 1 ? $"it has its {node.AllocatablePods:#,0} pods"
            : null;
    }

    /// <summary>
    /// As the scheduler chooses: without all pods of lower priority the pod has to fit; as many of them as possible then stay, those whose
    /// PodDisruptionBudget allows no eviction first, and of these the more important ones.
    /// </summary>
    private static List<InventoryPod> Preempted(
        InventoryNode node, InventoryPod ztunnel, IReadOnlyList<InventoryPod> pods, Func<InventoryPod, bool> isProtected, long priority)
    {
        InventoryPod[] lower = [.. pods.Where(p => p.Priority < priority && !p.IsZTunnel && p.Owner.Kind != PodOwnerKind.Node)];
        List<InventoryPod> stay = [.. pods.Except(lower)], victims = [];
        if (Lacks(node, ztunnel, stay) is not null) return [];
        foreach (InventoryPod pod in lower.OrderByDescending(isProtected).ThenByDescending(p => p.Priority))
        {
            stay.Add(pod);
            if (Lacks(node, ztunnel, stay) is null) continue;
            stay.RemoveAt(stay.Count - 1);
            victims.Add(pod);
        }
        return victims;
    }

    private static string Mebibytes(decimal bytes) => $"{bytes / (1 << 20):#,0} MiB of memory";
}
