namespace ZTunnelSim.Data;

/// <summary>
/// A pod's priority: the API server writes the number of its class into the pod. Source: Kubernetes documentation, "Pod Priority and
/// Preemption".
/// </summary>
internal static class PodPriority
{
    private static readonly Dictionary<string, long> BuiltIn = new()
    {
        ["system-node-critical"] = 2_000_001_000,
        ["system-cluster-critical"] = 2_000_000_000,
    };

    /// <summary>The priority that ztunnel has by its chart.</summary>
    public static long OfChart => BuiltIn["system-node-critical"];

    /// <summary>The priority, 0 by default, and whether the file says it.</summary>
    public static (long Priority, bool IsSaid) Of(YamlValue spec)
    {
        if (spec["priority"].Present?.Integer64(long.MinValue) is { } number) return (number, true);
        return spec["priorityClassName"].OptionalText() is { } name && BuiltIn.TryGetValue(name, out long priority) ? (priority, true) : (
            0, false);
    }
}
