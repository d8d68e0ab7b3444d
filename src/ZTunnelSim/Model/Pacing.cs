namespace ZTunnelSim;

/// <summary>When a RollingUpdate may start the next node. Durations are always reported with it.</summary>
public enum Pacing
{
    /// <summary>
    /// As Kubernetes' DaemonSet controller does it (default): with maxSurge, as soon as the new pod is available and the old one is marked
    /// deleted, so that drains overlap; with maxUnavailable, when the new pod is available, so that the drain is in the serial path.
    /// </summary>
    Kubernetes,

    /// <summary>As the product documentation describes it: one node at a time, the next when the old process has gone.</summary>
    OneNodeAtATime,
}

/// <summary>How pacings are called.</summary>
internal static class PacingNames
{
    /// <summary>In a table's header.</summary>
    public static string Name(this Pacing pacing) => pacing == Pacing.Kubernetes ? "Kubernetes" : "one at a time";

    /// <summary>In a sentence.</summary>
    public static string Sentence(this Pacing pacing) => pacing == Pacing.Kubernetes ? "as Kubernetes paces it" : "one node at a time";
}
