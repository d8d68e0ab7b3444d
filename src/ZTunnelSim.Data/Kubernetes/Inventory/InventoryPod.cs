namespace ZTunnelSim.Data.Kubernetes.Inventory;

/// <summary>A pod that runs on a node.</summary>
public sealed record InventoryPod
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

    /// <summary>The CPU that it requests, in thousandths of a core: of its containers together, or of its init containers if they need more.</summary>
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

    /// <summary>Whether its traffic goes through ztunnel (annotation <c>ambient.istio.io/redirection: enabled</c>).</summary>
    public bool InAmbientMesh { get; init; }

    /// <summary>Whether it has a volume of emptyDir, whose data an eviction deletes.</summary>
    public bool HasLocalData { get; init; }
}
