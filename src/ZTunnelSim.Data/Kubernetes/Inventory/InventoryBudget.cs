namespace ZTunnelSim.Data;

/// <summary>A PodDisruptionBudget: how many of its pods an eviction may take away. Exactly one of its two limits is given.</summary>
internal sealed record InventoryBudget
{
    /// <summary>Its namespace: it covers pods of this namespace only.</summary>
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    /// <summary>Its pods; null: none.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>How many of its pods have to stay available, or which share of them, rounded up.</summary>
    public IntOrPercent? MinAvailable { get; init; }

    /// <summary>How many of its pods may be unavailable, or which share of them, rounded up.</summary>
    public IntOrPercent? MaxUnavailable { get; init; }

    public bool Covers(InventoryPod pod) => pod.Namespace == Namespace && Selector?.Matches(pod.Labels) == true;

    /// <summary>How many of its pods have to stay available.</summary>
    public int RequiredAvailable(int pods) => MinAvailable is { } min
        ? Math.Min(min.Resolve(pods), pods)
        : Math.Max(0, pods - (MaxUnavailable?.Resolve(pods) ?? 1));

    public override string ToString() => MinAvailable is { } min
        ? $"{Namespace}/{Name}: minAvailable {min}"
        : $"{Namespace}/{Name}: maxUnavailable {MaxUnavailable}";
}
