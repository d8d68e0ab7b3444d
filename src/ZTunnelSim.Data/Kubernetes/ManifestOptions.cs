namespace ZTunnelSim.Data;

/// <summary>What a new manifest names besides the settings.</summary>
internal sealed record ManifestOptions
{
    /// <summary>
    /// The namespace that ztunnel runs in. Default: not named in a ZTunnel resource and in Helm values, <c>istio-system</c> in a DaemonSet.
    /// </summary>
    public string? Namespace { get; init; }

    /// <summary>A ZTunnel resource's <c>spec.version</c>, such as <c>v1.28.0</c>. Default: not named.</summary>
    public string? IstioVersion { get; init; }
}
