namespace ZTunnelSim;

/// <summary>Who drains a node, which decides what becomes of the node's ztunnel meanwhile.</summary>
/// <param name="Name">Its name, as scenarios spell it.</param>
/// <param name="Turn">When the node's ztunnel has to go.</param>
/// <param name="WindowSeconds">
/// How long it has then at most, whatever its own grace period, at least 0; infinite: that alone counts.
/// </param>
/// <remarks>
/// Sources: kubernetes/kubectl pkg/drain (pods of DaemonSets are passed over); cluster-autoscaler's FAQ (--daemonset-eviction-for-occupied-
/// nodes is on, --max-graceful-termination-sec is 600); Karpenter's documentation (pods that tolerate its taint are left, as ztunnel's do);
/// Kubernetes documentation, "Graceful node shutdown" (critical pods come last, in a time that is 0 unless it is set).
/// </remarks>
internal sealed record NodeDrainer(string Name, ZTunnelTurn Turn, double WindowSeconds)
{
    /// <summary>The annotation of a DaemonSet's pods that keeps the cluster autoscaler from evicting them: "false".</summary>
    public const string EvictionAnnotation = "cluster-autoscaler.kubernetes.io/enable-ds-eviction";

    /// <summary>The taint by which Karpenter keeps pods off a node that it takes away.</summary>
    public const string KarpenterTaint = "karpenter.sh/disrupted";

    /// <summary><c>kubectl drain</c>, and clouds that do as it does.</summary>
    public static NodeDrainer Kubectl { get; } = new("kubectl", ZTunnelTurn.Stays, double.PositiveInfinity);

    /// <summary>The cluster autoscaler, as it scales a node down.</summary>
    public static NodeDrainer ClusterAutoscaler { get; } = new("cluster-autoscaler", ZTunnelTurn.WithPods, 600);

    /// <summary>Karpenter.</summary>
    public static NodeDrainer Karpenter { get; } = new("karpenter", ZTunnelTurn.Stays, double.PositiveInfinity);

    /// <summary>The kubelet, as its node shuts down.</summary>
    public static NodeDrainer KubeletShutdown { get; } = new("kubelet-shutdown", ZTunnelTurn.AfterPods, 0);

    /// <summary>Those that have a name.</summary>
    public static IReadOnlyList<NodeDrainer> All { get; } = [Kubectl, ClusterAutoscaler, Karpenter, KubeletShutdown];

    /// <summary>The drain budget of a node's ztunnel, in seconds: its own, and no longer than there is.</summary>
    public double BudgetOf(double ownSeconds) => Math.Min(ownSeconds, WindowSeconds);
}

/// <summary>When a node's ztunnel has to go as the node is drained.</summary>
internal enum ZTunnelTurn
{
    /// <summary>Not before all pods have gone: it is deleted for the update, or goes with its node.</summary>
    Stays,

    /// <summary>At once, as the pods that it serves are told to go.</summary>
    WithPods,

    /// <summary>After all pods, in a time of its own.</summary>
    AfterPods,
}
