namespace ZTunnelSim.Data;

/// <summary>The one document of a file that holds ztunnel's settings.</summary>
/// <param name="Source">The whole text.</param>
/// <param name="Root">The document, or the item of a List.</param>
/// <param name="Wrapping">What it is.</param>
/// <param name="Values">The values of ztunnel's chart in it; a DaemonSet has none.</param>
/// <param name="OtherDocuments">How many other documents there are.</param>
internal sealed record ManifestDocument(
    SyntaxText Source, MapSyntax Root, Wrapping Wrapping, WrappedValues Values, int OtherDocuments)
{
    /// <summary>What to say where the file rolls istio-cni as well; null where it does not.</summary>
    public string? CniWarning { get; private init; }

    public const string Group = "sailoperator.io";

    public ManifestKind Kind => Wrapping.Kind;

    /// <summary>Finds the document.</summary>
    /// <exception cref="InputException">There is none, or more than one.</exception>
    public static ManifestDocument FindIn(SyntaxText source)
    {
        if (Path.GetExtension(source.File) is ".gotmpl" or ".tpl" or ".tmpl" && SyntaxText.TemplateIn(source.Text) is { } line)
        {
            throw new InputException(
                "is a Go template ({{ ... }}), which says nothing before it is rendered: name what is rendered from it.",
                source.File, line);
        }
        ManifestObject[] objects = [.. source.Filled.SelectMany(d => Objects(source, d))];
        (ManifestObject Object, Wrapping Wrapping, WrappedChart Chart)[] found =
        [
            .. from o in objects
               let wrapping = WrappingOf(o)
               where wrapping is not null and not { Kind: ManifestKind.HelmValues }
               from chart in wrapping.Find(o)
               select (o, wrapping, chart),
        ];
        // Helm values carry no kind: they are what is left, if it is the only one.
        if (found.Length == 0)
        {
            Wrapping values = Wrapping.Of(ManifestKind.HelmValues);
            found = [.. objects.Where(o => WrappingOf(o) == values).SelectMany(o => values.Find(o).Select(chart => (o, values, chart)))];
        }
        if (found.Any(f => f.Chart.IsCertain)) found = [.. found.Where(f => f.Chart.IsCertain)];
        return found.Length switch
        {
            1 => new(source, found[0].Object.Root, found[0].Wrapping, found[0].Chart.Open(), objects.Length - 1)
            {
                CniWarning = CniBesideZTunnel.Warning(objects),
            },
            0 => throw new InputException(
                $"holds no settings of ztunnel, but {Describe(objects)}; read are "
                + $"{string.Join(", ", Wrapping.All.Select(wrapping => wrapping.Title))}.",
                source.File, NearlyOne(objects)?.Root.Line),
            _ => throw new InputException(
                "holds more than one document or release with ztunnel's settings; keep one of those at lines "
                + $"{string.Join(", ", found.Select(f => f.Chart.Line))}.", source.File, found[1].Chart.Line),
        };
    }

    private static IEnumerable<ManifestObject> Objects(SyntaxText source, SyntaxNode document)
    {
        if (document is not MapSyntax map)
            throw source.Error(document, "", $"a manifest or Helm values are expected, but {document.Given} was given.");
        ManifestObject only = new(source, map);
        bool isList = only.Kind?.EndsWith("List", StringComparison.Ordinal) == true;
        return isList && map.Get("items") is ListSyntax items
            ? items.Items.Select(i => i.Resolved).OfType<MapSyntax>().Select(item => new ManifestObject(source, item))
            : [only];
    }

    /// <summary>What an object is by its kind and version; null where it is something else.</summary>
    private static Wrapping? WrappingOf(ManifestObject o)
    {
        if (o is { Kind: null, Version: null })
            return Wrapping.Of(Helmfile.Is(o) ? ManifestKind.Helmfile : ManifestKind.HelmValues);
        Wrapping? wrapping = Wrapping.All.FirstOrDefault(w => o.Kind is { } kind && w.Kinds.Contains(kind));
        string? group = wrapping?.Newest.Split('/')[0];
        if (group is null || o.Version?.StartsWith($"{group}/", StringComparison.Ordinal) != true) return null;
        return wrapping!.Versions.Contains(o.Version)
            ? wrapping
            : throw o.Source.Error(
                o.Root, "apiVersion",
                $"{SyntaxNode.Quote(o.Version)} is not known; accepted are {string.Join(" and ", wrapping.Versions)}.");
    }

    /// <summary>The value that a path of keys leads to.</summary>
    public YamlValue At(params IEnumerable<string> path) => new(Walk(Root, path), new(Source.File), string.Join('.', path));

    /// <summary>The node that a path of keys leads to, or null.</summary>
    public static SyntaxNode? Walk(SyntaxNode? from, params IEnumerable<string> path) =>
        path.Aggregate(from, (node, key) => (node as MapSyntax)?.Get(key));

    private static string Describe(ManifestObject[] objects) =>
        objects.Length == 0 ? "is empty"
        : NearlyOne(objects) is { } nearly ? Nearly(nearly)!
        : $"only {string.Join(", ", objects.Select(KindOf).Distinct().Take(5))}";

    private static string KindOf(ManifestObject o) =>
        o.Kind is { } kind ? SyntaxNode.Quote(kind).Trim('\'') : "a document without kind";

    /// <summary>The first object that is meant to be one of these; one that says its kind comes first.</summary>
    private static ManifestObject? NearlyOne(ManifestObject[] objects) => objects.Where(o => Nearly(o) is not null)
        .OrderBy(o => WrappingOf(o) is { Kind: ManifestKind.HelmValues }).FirstOrDefault();

    /// <summary>What an object lacks that is meant to be one of these, or null where it is something else.</summary>
    private static string? Nearly(ManifestObject o)
    {
        if (o.Kind is null && o.Version is null)
        {
            return Helmfile.Is(o) ? Wrapping.Of(ManifestKind.Helmfile).Otherwise
                : o.Root.Keys.Any() ? $"a document without kind, none of whose keys ({NameList.Of([.. o.Root.Keys])}) is ztunnel's chart's"
                : null;
        }
        if (Wrapping.All.FirstOrDefault(w => o.Kind is { } kind && w.Kinds.Contains(kind)) is not { } wrapping) return null;
        string what = $"{("AEIO".Contains(o.Kind![0], StringComparison.Ordinal) ? "an" : "a")} {o.Kind}";
        if (o.Version is null)
        {
            string instead = o.Root.Get("apiGroup") is null ? "" : "; 'apiGroup' is no key of a manifest";
            return $"{what} without apiVersion: write 'apiVersion: {wrapping.Newest}'{instead}";
        }
        return wrapping.Versions.Contains(o.Version) ? wrapping.Otherwise
            : $"{what} of the apiVersion {SyntaxNode.Quote(o.Version)}, where '{wrapping.Newest}' is expected";
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

    /// <summary>Flux's HelmRelease (<c>helm.toolkit.fluxcd.io</c>).</summary>
    FluxHelmRelease,

    /// <summary>Argo CD's Application or ApplicationSet (<c>argoproj.io/v1alpha1</c>).</summary>
    ArgoApplication,

    /// <summary>istioctl's IstioOperator (<c>install.istio.io/v1alpha1</c>).</summary>
    IstioOperator,

    /// <summary>A helmfile with its releases.</summary>
    Helmfile,
}

/// <summary>Names that manifests use.</summary>
internal static class ManifestKeys
{
    public const string Chart = "ztunnel";
    public const string GracePeriod = "terminationGracePeriodSeconds";
    public const string Strategy = "updateStrategy";
    public const string Container = "istio-proxy";
}
