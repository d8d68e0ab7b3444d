namespace ZTunnelSim.Data;

/// <summary>What ztunnel's pods have that keeps whoever drains a node from ending them before the others.</summary>
/// <param name="IsSparedByAutoscaler">All have the cluster autoscaler's annotation that says so.</param>
/// <param name="ToleratesKarpenter">All tolerate the taint that Karpenter puts on a node that goes.</param>
internal sealed record ZTunnelProtection(bool IsSparedByAutoscaler, bool ToleratesKarpenter)
{
    /// <summary>As a cluster's files show it; null where they show no ztunnel.</summary>
    public static ZTunnelProtection? Of(ClusterInventory inventory)
    {
        InventoryPod[] ztunnels = [.. inventory.Pods.Where(p => p.IsZTunnel)];
        return ztunnels.Length == 0 ? null
            : new(ztunnels.All(p => p.IsSparedByAutoscaler), ztunnels.All(p => p.ToleratesKarpenter));
    }

    /// <summary>What somebody who drains nodes does with such a ztunnel.</summary>
    public NodeDrainer Of(NodeDrainer drainer) =>
        drainer == NodeDrainer.ClusterAutoscaler && IsSparedByAutoscaler ? drainer with { Turn = ZTunnelTurn.Stays }
        : drainer == NodeDrainer.Karpenter && !ToleratesKarpenter ? drainer with { Turn = ZTunnelTurn.WithPods }
        : drainer;

    /// <summary>Whether a pod has the annotation that keeps the cluster autoscaler from evicting it.</summary>
    public static bool IsSpared(YamlValue metadata) => metadata["annotations"][NodeDrainer.EvictionAnnotation].OptionalText() == "false";

    /// <summary>Whether a pod tolerates Karpenter's taint: by name, or any taint.</summary>
    public static bool Tolerates(YamlValue spec) => spec["tolerations"].Items().Any(t =>
        t["key"].OptionalText() is null or NodeDrainer.KarpenterTaint
        && t["effect"].OptionalText() is null or "" or "NoSchedule"
        && (t["key"].OptionalText() is not null || t["operator"].OptionalText() == "Exists"));
}
