namespace ZTunnelSim.Data;

/// <summary>A node of a cluster.</summary>
internal sealed record InventoryNode
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its labels.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Whether it is cordoned.</summary>
    public bool Unschedulable { get; init; }

    /// <summary>Whether its condition Ready is True; taken as true where the file does not say, as kubectl always does.</summary>
    public bool IsReady { get; init; }

    /// <summary>The CPU that pods can have, in thousandths of a core.</summary>
    public required long AllocatableMilliCpu { get; init; }

    /// <summary>The memory that pods can have, in bytes.</summary>
    public required long AllocatableMemoryBytes { get; init; }

    /// <summary>How many pods it can run.</summary>
    public required long AllocatablePods { get; init; }

    /// <summary>Its taints.</summary>
    public IReadOnlyList<NodeTaint> Taints { get; init; } = [];
}

/// <summary>A taint of a node.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; empty where it has none.</param>
/// <param name="Effect">NoSchedule, PreferNoSchedule or NoExecute.</param>
internal sealed record NodeTaint(string Key, string Value, string Effect);
