namespace ZTunnelSim.Data;

/// <summary>A pod that runs on a node.</summary>
internal sealed record InventoryPod
{
    /// <summary>Kubernetes' default of terminationGracePeriodSeconds.</summary>
    public const long DefaultGracePeriodSeconds = 30;

    /// <summary>Its namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The name of its node.</summary>
    public required string Node { get; init; }

    /// <summary>What creates it again after it was evicted.</summary>
    public PodOwner Owner { get; init; } = PodOwner.None;

    /// <summary>Its labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>
    /// The CPU that it requests, in thousandths of a core: of its containers together, or of its init containers if they need more.
    /// </summary>
    public long RequestedMilliCpu { get; init; }

    /// <summary>The memory that it requests, in bytes; as for the CPU.</summary>
    public long RequestedMemoryBytes { get; init; }

    /// <summary>Its own terminationGracePeriodSeconds, at least 0.</summary>
    public long GracePeriodSeconds { get; init; } = DefaultGracePeriodSeconds;

    /// <summary>Its phase: Pending, Running or Unknown.</summary>
    public string Phase { get; init; } = "Unknown";

    /// <summary>Whether its condition Ready is True.</summary>
    public bool IsReady { get; init; }

    /// <summary>Whether it is being deleted.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>Whether its traffic goes through ztunnel; see <see cref="MeshMembership"/>.</summary>
    public bool InAmbientMesh { get; init; }

    /// <summary>Whether it is in the ambient mesh where its namespace is.</summary>
    internal bool FollowsItsNamespace { get; init; }

    /// <summary>Whether it has a volume of emptyDir, whose data an eviction deletes.</summary>
    public bool HasLocalData { get; init; }

    /// <summary>Whether it is a pod of ztunnel's DaemonSet, of whatever revision.</summary>
    public bool IsZTunnel { get; init; }

    /// <summary>The memory limit of ztunnel's container, in bytes; null where it has none, and for pods other than ztunnel's.</summary>
    internal long? MemoryLimitBytes { get; init; }

    /// <summary>Whether the cluster autoscaler is told to leave it, though it is a DaemonSet's.</summary>
    internal bool IsSparedByAutoscaler { get; init; }

    /// <summary>Whether it tolerates the taint of Karpenter.</summary>
    internal bool ToleratesKarpenter { get; init; }

    /// <summary>When it came, started and got Ready; null for pods other than ztunnel's.</summary>
    internal ProcessTimes? Times { get; init; }

    /// <summary>Its priority: a pod that finds no room preempts pods of a lower one. 0 where the file has none, as in Kubernetes.</summary>
    public long Priority { get; init; }

    /// <summary>Whether the file says its priority.</summary>
    internal bool HasPriority { get; init; }

    /// <summary>Whether it preempts no pod whatever its priority (<c>preemptionPolicy: Never</c>).</summary>
    internal bool NeverPreempts { get; init; }

    /// <summary>Whether it runs in the node's own network.</summary>
    internal bool UsesHostNetwork { get; init; }

    /// <summary>The node's ports that its containers take.</summary>
    internal IReadOnlyList<long> HostPorts { get; init; } = [];

    /// <summary>Whether the file says that it is not Ready: kubectl gives every pod that runs the condition.</summary>
    internal bool IsKnownUnready { get; init; }
}
