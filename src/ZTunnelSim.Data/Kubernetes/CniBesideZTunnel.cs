namespace ZTunnelSim.Data;

/// <summary>Whether istio-cni is rolled along with ztunnel: by one file that holds both, or in a cluster where both are half-way.</summary>
internal static class CniBesideZTunnel
{
    /// <summary>The label of a DaemonSet's pods by which those of two templates are told apart.</summary>
    private const string Revision = "controller-revision-hash";

    /// <summary>What to say of a file that installs or updates istio-cni as well; null where none of its objects does.</summary>
    public static string? Warning(IEnumerable<ManifestObject> objects) => objects.Any(IsCni)
        ? Sentence("it holds istio-cni as well: applied at once (one sync, one helmfile) both DaemonSets roll together")
        : null;

    /// <summary>What to say of a cluster where both are being rolled; null where they are not.</summary>
    public static string? Note(ClusterInventory inventory) =>
        IsHalfway(inventory, IsCni) && IsHalfway(inventory, p => p.IsZTunnel)
            ? Sentence("istio-cni's and ztunnel's pods are of two versions each: both DaemonSets are rolled together")
            : null;

    private static string Sentence(string both) =>
        $"{both}. Where istio-cni is away no ztunnel is Ready, and old ones go without an overlap ('istioCni: {{ rolledTogether: true }}' "
        + $"in a scenario shows what that costs). {CniText.Advice}";

    private static bool IsCni(ManifestObject o) => o.Kind == "IstioCNI"
        || (o.Kind == "DaemonSet" && Text(o.Root, "metadata", "name")?.StartsWith("istio-cni", StringComparison.Ordinal) == true)
        || (o.Kind == "IstioOperator" && Text(o.Root, "spec", "components", "cni", "enabled") == "true")
        || HasChart(o.Root);

    private static string? Text(SyntaxNode from, params IEnumerable<string> path) =>
        (ManifestDocument.Walk(from, path) as ScalarSyntax)?.Value;

    /// <summary>
    /// Whether the chart of istio-cni is named anywhere: of a HelmRelease, an Application's source or a helmfile's release.
    /// </summary>
    private static bool HasChart(SyntaxNode node, int depth = 0)
    {
        const int Deepest = 12;
        if (depth > Deepest) return false;
        return node.Resolved switch
        {
            MapSyntax map =>
                (map.Get("chart") is ScalarSyntax { Value: var chart } && $"/{chart}".EndsWith("/cni", StringComparison.Ordinal))
                || map.Entries.Any(entry => HasChart(entry.Value, depth + 1)),
            ListSyntax list => list.Items.Any(item => HasChart(item, depth + 1)),
            _ => false,
        };
    }

    private static bool IsCni(InventoryPod pod) =>
        pod.Owner.Kind == PodOwnerKind.DaemonSet && pod.Owner.Name.StartsWith("istio-cni", StringComparison.Ordinal);

    private static bool IsHalfway(ClusterInventory inventory, Func<InventoryPod, bool> isMeant) => inventory.Pods
        .Where(isMeant).Select(p => p.Labels.GetValueOrDefault(Revision)).OfType<string>().Distinct().Count() > 1;
}
