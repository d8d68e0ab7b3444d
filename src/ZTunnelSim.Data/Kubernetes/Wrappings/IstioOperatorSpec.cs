namespace ZTunnelSim.Data;

/// <summary>
/// istioctl's IstioOperator: values under <c>spec.values.ztunnel</c>, and overlays, which change the DaemonSet that the chart made of them.
/// </summary>
internal static class IstioOperatorSpec
{
    private static readonly string[] ToOverlays = ["spec", "components", "ztunnel", "k8s", "overlays"];

    public static IEnumerable<WrappedChart> Find(ManifestObject manifest)
    {
        bool isAmbient = manifest.Text("spec", "profile")?.Contains("ambient", StringComparison.Ordinal) == true;
        bool isNamed = ManifestDocument.Walk(manifest.Root, "spec", "values", "ztunnel") is not null
            || ManifestDocument.Walk(manifest.Root, "spec", "components", "ztunnel") is not null;
        return isAmbient || isNamed ? [new(manifest.Root.Line, IsCertain: true, () => Read(manifest))] : [];
    }

    private static WrappedValues Read(ManifestObject manifest)
    {
        YamlValue spec = manifest.Value["spec"], component = spec["components"]["ztunnel"], k8s = component["k8s"];
        YamlValue values = spec["values"][ManifestKeys.Chart];
        List<ValuesLayer> layers = [.. Overlays(k8s["overlays"])];
        layers.Add(new MapLayer(values, [.. PathStep.Keys("spec", "values", ManifestKeys.Chart)]));
        return new(layers)
        {
            MayBeNested = false,
            Namespace = KubernetesName.NamespaceOfTemplate(component["namespace"]) ?? KubernetesName.NamespaceOfTemplate(spec["namespace"]),
            Version = spec["tag"].Present?.Scalar(),
            Notes = [.. Notes(k8s, layers)],
        };
    }

    /// <summary>The overlays of ztunnel's DaemonSet, of which later ones hold.</summary>
    private static IEnumerable<ValuesLayer> Overlays(YamlValue overlays) =>
        from overlay in overlays.Items().Index().Reverse()
        where overlay.Item["kind"].IsWord("DaemonSet") && !overlay.Item["patches"].IsMissing
        select new PairLayer(
            overlay.Item["patches"],
            [.. PathStep.Keys(ToOverlays), new PathStep.Item(overlay.Index), new PathStep.Key("patches")])
        {
            Field = "path",
            Fields =
            [
                ($"spec.template.spec.{ManifestKeys.GracePeriod}", ManifestKeys.GracePeriod),
                ($"spec.{ManifestKeys.Strategy}", ManifestKeys.Strategy),
            ],
        };

    private static IEnumerable<string> Notes(YamlValue k8s, List<ValuesLayer> layers)
    {
        if (layers.FirstOrDefault(layer => layer is { IsPastChart: true, Values: not null }) is { } overlay)
        {
            yield return $"{overlay.Place.Key} (line {overlay.Place.Node!.Line}) hold over spec.values.ztunnel, and the chart knows "
                + "nothing of them; the values alone are the better place.";
        }
        foreach (string key in (string[])["env", "strategy"])
        {
            if (k8s[key].Present is { Node: { } node } value)
                yield return $"{value.Key} (line {node.Line}) is not read: it may override what stands here.";
        }
    }
}
