namespace ZTunnelSim.Data;

/// <summary>A node of a cluster.</summary>
internal sealed record InventoryNode
{
    public required string Name { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>When it came; null where the file does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether it is cordoned.</summary>
    public bool Unschedulable { get; init; }

    /// <summary>Whether its condition Ready is True; taken as true where the file does not say, as kubectl always does.</summary>
    public bool IsReady { get; init; }

    /// <summary>The CPU that pods can have, in thousandths of a core.</summary>
    public required long AllocatableMilliCpu { get; init; }

    public required long AllocatableMemoryBytes { get; init; }

    public required long AllocatablePods { get; init; }

    public IReadOnlyList<NodeTaint> Taints { get; init; } = [];

    public static InventoryNode Read(YamlValue node)
    {
        YamlValue metadata = node["metadata"], spec = node["spec"], status = node["status"];
        return new()
        {
            Name = KubernetesName.Required(metadata["name"]),
            Labels = metadata["labels"].Texts(),
            Created = metadata["creationTimestamp"].Present?.Time(),
            Unschedulable = spec["unschedulable"].Flag(),
            IsReady = PodReader.HasCondition(status, "Ready", "True") ?? true,
            AllocatableMilliCpu = Allocatable("cpu").Thousandths,
            AllocatableMemoryBytes = Allocatable("memory").Units,
            AllocatablePods = Allocatable("pods").Units,
            Taints = [.. spec["taints"].Items().Select(
                t => new NodeTaint(t["key"].RequiredText(), t["value"].OptionalText() ?? "", t["effect"].RequiredText()))],
        };

        Quantity Allocatable(string resource) =>
            Quantity.Read(status["allocatable"][resource])
            ?? throw status["allocatable"][resource].Error("a quantity is expected, but nothing was given.");
    }
}

/// <summary>A taint of a node: its value may be empty, its effect is NoSchedule, PreferNoSchedule or NoExecute.</summary>
internal sealed record NodeTaint(string Key, string Value, string Effect);
