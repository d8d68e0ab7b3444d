namespace ZTunnelSim.Data;

/// <summary>What creates a pod again after it was evicted.</summary>
internal enum PodOwnerKind
{
    /// <summary>Nothing: an evicted pod is gone, and kubectl drain refuses to evict it without --force.</summary>
    None,

    /// <summary>A Deployment, by way of its ReplicaSet.</summary>
    Deployment,

    /// <summary>A ReplicaSet that no Deployment owns.</summary>
    ReplicaSet,

    StatefulSet,

    /// <summary>A DaemonSet: its pods stay when a node is drained.</summary>
    DaemonSet,

    Job,

    /// <summary>The node itself (a static pod): it stays when the node is drained.</summary>
    Node,

    /// <summary>Something else, such as an operator's own resource.</summary>
    Other,
}

/// <summary>The owner of a pod; its name is empty for <see cref="PodOwnerKind.None"/>.</summary>
internal sealed record PodOwner(PodOwnerKind Kind, string Name)
{
    public static PodOwner None { get; } = new(PodOwnerKind.None, "");
}
