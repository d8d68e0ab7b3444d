namespace ZTunnelSim.Data;

/// <summary>A kind of manifest that ztunnel's settings are kept in: how it is recognised, and where in it the chart's values are.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Title">What people call it.</param>
/// <param name="Kinds">The <c>kind</c>s of its objects; none where it is no object of Kubernetes.</param>
/// <param name="Versions">The <c>apiVersion</c>s that are read.</param>
/// <param name="Find">The places in an object that may hold ztunnel's settings.</param>
/// <param name="Otherwise">What an object is that holds none.</param>
internal sealed record Wrapping(
    ManifestKind Kind, string Title, IReadOnlyList<string> Kinds, IReadOnlyList<string> Versions,
    Func<ManifestObject, IEnumerable<WrappedChart>> Find, string Otherwise)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Wrapping> All { get; } =
    [
        new(ManifestKind.ZTunnelResource, "ZTunnel resource", ["ZTunnel"],
            [$"{ManifestDocument.Group}/v1", $"{ManifestDocument.Group}/v1alpha1"], ZTunnelResource.Find, ""),
        new(ManifestKind.DaemonSet, "DaemonSet", ["DaemonSet"], ["apps/v1"], ZTunnelDaemonSet.Find,
            "a DaemonSet that is neither named ztunnel nor labels its pods 'app: ztunnel'"),
        new(ManifestKind.FluxHelmRelease, "HelmRelease", ["HelmRelease"],
            ["helm.toolkit.fluxcd.io/v2", "helm.toolkit.fluxcd.io/v2beta2", "helm.toolkit.fluxcd.io/v2beta1"], FluxHelmRelease.Find,
            "a HelmRelease whose chart is not ztunnel and whose values have nothing under 'ztunnel'"),
        new(ManifestKind.ArgoApplication, "Argo CD Application", ["Application", "ApplicationSet"], ["argoproj.io/v1alpha1"],
            ArgoApplication.Find, "an Application whose chart is not ztunnel and whose values have nothing under 'ztunnel'"),
        new(ManifestKind.IstioOperator, "IstioOperator", ["IstioOperator"], ["install.istio.io/v1alpha1"], IstioOperatorSpec.Find,
            "an IstioOperator with neither spec.values.ztunnel nor an ambient profile"),
        new(ManifestKind.Helmfile, "helmfile", [], [], Helmfile.Find,
            "a helmfile without a release whose chart is ztunnel or whose values have something under 'ztunnel'"),
        new(ManifestKind.HelmValues, "Helm values", [], [], HelmValues.Find, ""),
    ];

    public static Wrapping Of(ManifestKind kind) => All.Single(wrapping => wrapping.Kind == kind);

    /// <summary>The <c>apiVersion</c> to write.</summary>
    public string Newest => Versions[0];
}

/// <summary>An object of a manifest: a document, or an item of a List.</summary>
internal sealed record ManifestObject(SyntaxText Source, MapSyntax Root)
{
    public string? Kind => Text("kind");

    public string? Version => Text("apiVersion");

    /// <summary>What stands at its root.</summary>
    public YamlValue Value => new(Root, new(Source.File), "");

    /// <summary>The text that a path of keys leads to, or null.</summary>
    public string? Text(params IEnumerable<string> path) => (ManifestDocument.Walk(Root, path) as ScalarSyntax)?.Value;
}

/// <summary>A place that may hold ztunnel's settings.</summary>
/// <param name="Line">Its line.</param>
/// <param name="IsCertain">Whether it names ztunnel's chart; otherwise something else there has its name.</param>
/// <param name="Open">Reads it.</param>
internal sealed record WrappedChart(int Line, bool IsCertain, Func<WrappedValues> Open)
{
    /// <summary>A place for each chart that may be ztunnel's.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="chart">The chart's name or path; null where it is not said.</param>
    /// <param name="names">Names that tell, where the chart is not said.</param>
    /// <param name="isNested">Whether there are values under <c>ztunnel</c>.</param>
    /// <param name="open">Reads the values; told whether the chart is ztunnel's own.</param>
    public static IEnumerable<WrappedChart> Of(
        int line, string? chart, IEnumerable<string?> names, bool isNested, Func<bool, WrappedValues> open)
    {
        bool isOwn = chart?.TrimEnd('/').Split('/')[^1] == ManifestKeys.Chart;
        bool isNamed = chart is null && names.Any(name => name?.Split('-', '_', '.').Contains(ManifestKeys.Chart) == true);
        if (isOwn || isNested || isNamed) yield return new(line, isOwn, () => open(isOwn && !isNested));
    }

    /// <summary>Whether a mapping has ztunnel's name among its keys.</summary>
    public static bool IsNested(SyntaxNode? values) =>
        (values as MapSyntax)?.Get(ManifestKeys.Chart) is MapSyntax or ScalarSyntax { IsNull: true };
}
