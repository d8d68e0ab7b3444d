namespace ZTunnelSim.Data;

/// <summary>The sail operator's ZTunnel resource: values under <c>spec.values.ztunnel</c>.</summary>
internal static class ZTunnelResource
{
    public static IEnumerable<WrappedChart> Find(ManifestObject manifest) =>
        [new(manifest.Root.Line, IsCertain: true, () => Read(manifest))];

    private static WrappedValues Read(ManifestObject manifest)
    {
        YamlValue spec = manifest.Value["spec"];
        string[] path = ["spec", "values", ManifestKeys.Chart];
        return new(new MapLayer(spec["values"][ManifestKeys.Chart], [.. PathStep.Keys(path)]))
        {
            MayBeNested = false,
            Namespace = KubernetesName.NamespaceOfTemplate(spec["namespace"]),
            Version = spec["version"].Present?.Scalar(),
            Notes = [.. Misplaced(manifest)],
        };
    }

    private static IEnumerable<string> Misplaced(ManifestObject manifest) =>
        from place in (string[])["spec", "spec.values"]
        from name in (string[])[ManifestKeys.GracePeriod, ManifestKeys.Strategy]
        let node = ManifestDocument.Walk(manifest.Root, place.Split('.').Append(name))
        where node is not null
        select $"{place}.{name} (line {node.Line}) is not read by the operator; it belongs into spec.values.ztunnel.";
}
