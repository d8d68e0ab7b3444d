namespace ZTunnelSim.Data;

/// <summary>
/// A pod's priority: the API server writes the number of its class into the pod. Source: Kubernetes documentation, "Pod Priority and
/// Preemption".
/// </summary>
internal static class PodPriority
{
    /// <summary>The priority that ztunnel has by its chart.</summary>
    public const long OfChart = 2_000_001_000;

    /// <summary>The priority, 0 by default, and whether the file says it.</summary>
    public static (long Priority, bool IsSaid) Of(YamlValue spec) =>
        spec["priority"].Present?.Integer64(long.MinValue) is { } number ? (number, true) : spec["priorityClassName"].OptionalText() switch
        {
            "system-node-critical" => (OfChart, true),
            "system-cluster-critical" => (2_000_000_000, true),
            _ => (0, false),
        };
}
