namespace ZTunnelSim.Data;

/// <summary>Flux's HelmRelease: values under <c>spec.values</c>.</summary>
internal static class FluxHelmRelease
{
    public static IEnumerable<WrappedChart> Find(ManifestObject manifest) => WrappedChart.Of(
        manifest.Root.Line,
        manifest.Text("spec", "chart", "spec", "chart"),
        [manifest.Text("spec", "chartRef", "name"), manifest.Text("spec", "releaseName"), manifest.Text("metadata", "name")],
        WrappedChart.IsNested(ManifestDocument.Walk(manifest.Root, "spec", "values")),
        isOwn => Read(manifest, isOwn));

    private static WrappedValues Read(ManifestObject manifest, bool isOwn)
    {
        YamlValue spec = manifest.Value["spec"];
        ManifestRelease release = ManifestRelease.Of(manifest.Value["metadata"]);
        return new(new MapLayer(spec["values"], [.. PathStep.Keys("spec", "values")]))
        {
            Namespace = KubernetesName.NamespaceOfTemplate(spec["targetNamespace"]) ?? release.Namespace,
            Version = isOwn ? spec["chart"]["spec"]["version"].Present?.Scalar() : null,
            Release = release,
            Notes = [.. Notes(spec)],
        };
    }

    // Source: fluxcd/helm-controller, ChartValuesFromReferences: spec.values holds over references, but for those with a targetPath.
    private static IEnumerable<string> Notes(YamlValue spec)
    {
        if (spec["valuesFrom"].Present is { Node: { } from } references)
        {
            bool hasTarget = references.Mappings().Any(reference => !reference["targetPath"].IsMissing);
            yield return $"{references.Key} (line {from.Line}) is not read: what it gives holds where spec.values says nothing"
                + (hasTarget ? ", and with its targetPath it may override what stands here." : ".");
        }
        if (spec["postRenderers"].Present is { Node: { } renderers } post)
            yield return $"{post.Key} (line {renderers.Line}) are not read: they may override what stands here.";
    }
}
