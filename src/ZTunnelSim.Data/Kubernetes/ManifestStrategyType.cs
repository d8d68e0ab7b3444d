namespace ZTunnelSim.Data;

/// <summary>The types of a DaemonSet's <c>updateStrategy</c>.</summary>
internal enum ManifestStrategyType
{
    /// <summary>The DaemonSet controller replaces pods by itself.</summary>
    RollingUpdate,

    /// <summary>A pod is replaced only after somebody deleted it.</summary>
    OnDelete,
}
