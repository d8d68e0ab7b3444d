namespace ZTunnelSim.Data;

/// <summary>Names that manifests use.</summary>
internal static class ManifestKeys
{
    public const string GracePeriod = "terminationGracePeriodSeconds";
    public const string Strategy = "updateStrategy";
    public const string Container = "istio-proxy";
}
