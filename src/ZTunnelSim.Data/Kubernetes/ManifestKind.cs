namespace ZTunnelSim.Data;

/// <summary>The kinds of files that hold ztunnel's grace period and update strategy.</summary>
internal enum ManifestKind
{
    /// <summary>A ZTunnel resource of the sail operator (<c>sailoperator.io/v1</c>): values under <c>spec.values.ztunnel</c>.</summary>
    ZTunnelResource,

    /// <summary>Values of Istio's ztunnel chart: at the top, or under <c>ztunnel</c> in the values of a chart that embeds it.</summary>
    HelmValues,

    /// <summary>ztunnel's DaemonSet itself (<c>apps/v1</c>).</summary>
    DaemonSet,
}
