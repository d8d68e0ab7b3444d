namespace ZTunnelSim.Data;

/// <summary>The one document of a file that holds ztunnel's settings.</summary>
/// <param name="Source">The whole text.</param>
/// <param name="Root">The document, or the item of a List.</param>
/// <param name="Kind">What it is.</param>
/// <param name="ValuesPath">Where the chart's values are, from the root; empty for a DaemonSet.</param>
/// <param name="OtherDocuments">How many other documents there are.</param>
internal sealed record ManifestDocument(
    SyntaxText Source, MapSyntax Root, ManifestKind Kind, IReadOnlyList<string> ValuesPath, int OtherDocuments)
{
    public const string Group = "sailoperator.io";

    private static readonly string[] Versions = [$"{Group}/v1", $"{Group}/v1alpha1"];

    /// <summary>Finds the document.</summary>
    /// <exception cref="InputException">There is none, or more than one.</exception>
    public static ManifestDocument FindIn(SyntaxText source)
    {
        MapSyntax[] objects = [.. source.Filled.SelectMany(d => Objects(source, d))];
        (MapSyntax Root, ManifestKind Kind)[] found =
            [.. from o in objects let kind = KindOf(source, o) where kind is not null select (o, kind.Value)];
        // Helm values carry no kind: whatever has none is taken for values, if it is the only one.
        if (found.Length == 0)
            found = [.. objects.Where(o => o.Get("kind") is null && o.Get("apiVersion") is null).Select(o => (o, ManifestKind.HelmValues))];
        return found.Length switch
        {
            1 => new(source, found[0].Root, found[0].Kind, PathOf(found[0].Root, found[0].Kind), objects.Length - 1),
            0 => throw new InputException(
                $"holds no ZTunnel resource ({Versions[0]}), no DaemonSet of ztunnel (apps/v1) and no Helm values, "
                + $"but {Describe(objects)}.",
                source.File, objects.FirstOrDefault(o => Nearly(o) is not null)?.Line),
            _ => throw new InputException(
                "holds more than one document with ztunnel's settings; keep one of those at lines "
                + $"{string.Join(", ", found.Select(f => f.Root.Line))}.", source.File, found[1].Root.Line),
        };
    }

    private static IEnumerable<MapSyntax> Objects(SyntaxText source, SyntaxNode document)
    {
        if (document is not MapSyntax map)
            throw source.Error(document, "", $"a manifest or Helm values are expected, but {document.Given} was given.");
        bool isList = TextOf(map, "kind")?.EndsWith("List", StringComparison.Ordinal) == true;
        return isList && map.Get("items") is ListSyntax items
            ? items.Items.Select(i => i.Resolved).OfType<MapSyntax>()
            : [map];
    }

    private static ManifestKind? KindOf(SyntaxText source, MapSyntax map)
    {
        string? kind = TextOf(map, "kind"), version = TextOf(map, "apiVersion");
        if (kind == "ZTunnel" && version?.StartsWith($"{Group}/", StringComparison.Ordinal) == true)
        {
            return Versions.Contains(version)
                ? ManifestKind.ZTunnelResource
                : throw source.Error(
                    map, "apiVersion", $"{SyntaxNode.Quote(version)} is not known; accepted are {string.Join(" and ", Versions)}.");
        }
        return kind == "DaemonSet" && version == "apps/v1" && IsZTunnel(map) ? ManifestKind.DaemonSet : null;
    }

    private static bool IsZTunnel(MapSyntax daemonSet) =>
        (daemonSet.Get("metadata") is MapSyntax metadata && TextOf(metadata, "name") == "ztunnel")
        || (Walk(daemonSet, "spec", "template", "metadata", "labels") is MapSyntax labels && TextOf(labels, "app") == "ztunnel");

    /// <summary>The values of a chart of charts are nested under the name of the chart that they are for.</summary>
    private static string[] PathOf(MapSyntax root, ManifestKind kind) => kind switch
    {
        ManifestKind.ZTunnelResource => ["spec", "values", "ztunnel"],
        ManifestKind.HelmValues when root.Get("ztunnel") is MapSyntax
            && root.Get("terminationGracePeriodSeconds") is null && root.Get("updateStrategy") is null => ["ztunnel"],
        _ => [],
    };

    /// <summary>The value that a path of keys leads to.</summary>
    public YamlValue At(params IEnumerable<string> path) => new(Walk(Root, path), new(Source.File), string.Join('.', path));

    /// <summary>The node that a path of keys leads to, or null.</summary>
    public static SyntaxNode? Walk(SyntaxNode? from, params IEnumerable<string> path) =>
        path.Aggregate(from, (node, key) => (node as MapSyntax)?.Get(key));

    public static string? TextOf(MapSyntax map, string key) => (map.Get(key) as ScalarSyntax)?.Value;

    private static string Describe(MapSyntax[] objects) =>
        objects.Length == 0 ? "is empty"
        : objects.Select(Nearly).FirstOrDefault(n => n is not null)
        ?? $"only {string.Join(", ", objects.Select(KindOf).Distinct().Take(5))}";

    private static string KindOf(MapSyntax map) =>
        TextOf(map, "kind") is { } kind ? SyntaxNode.Quote(kind).Trim('\'') : "a document without kind";

    /// <summary>What an object lacks that is meant to be one of these, or null where it is something else.</summary>
    private static string? Nearly(MapSyntax map)
    {
        (string? kind, string? version) = (TextOf(map, "kind"), TextOf(map, "apiVersion"));
        string wanted = kind == "ZTunnel" ? Versions[0] : "apps/v1";
        if (kind is not ("ZTunnel" or "DaemonSet")) return null;
        if (version is null)
        {
            string instead = map.Get("apiGroup") is null ? "" : "; 'apiGroup' is no key of a manifest";
            return $"a {kind} without apiVersion: write 'apiVersion: {wanted}'{instead}";
        }
        return version != wanted ? $"a {kind} of the apiVersion {SyntaxNode.Quote(version)}, where '{wanted}' is expected"
            : "a DaemonSet that is neither named ztunnel nor labels its pods 'app: ztunnel'";
    }
}

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

/// <summary>Names that manifests use.</summary>
internal static class ManifestKeys
{
    public const string GracePeriod = "terminationGracePeriodSeconds";
    public const string Strategy = "updateStrategy";
    public const string Container = "istio-proxy";
}
