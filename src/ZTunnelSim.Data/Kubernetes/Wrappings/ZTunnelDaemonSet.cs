namespace ZTunnelSim.Data;

/// <summary>ztunnel's DaemonSet itself, which has no values.</summary>
internal static class ZTunnelDaemonSet
{
    public static IEnumerable<WrappedChart> Find(ManifestObject manifest) =>
        manifest.Text("metadata", "name") == ManifestKeys.Chart
        || manifest.Text("spec", "template", "metadata", "labels", "app") == ManifestKeys.Chart
            ? [new(manifest.Root.Line, IsCertain: true, () => new())]
            : [];
}
