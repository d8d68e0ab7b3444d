namespace ZTunnelSim.Data;

/// <summary>Values of ztunnel's chart, or of a chart of charts.</summary>
internal static class HelmValues
{
    // Source: istio/istio manifests/charts/ztunnel, values.yaml and values.schema.json; the last ones are headings of 'helm get values'.
    private static readonly string[] Known =
    [
        ManifestKeys.GracePeriod, ManifestKeys.Strategy, ManifestKeys.Chart, "_internal_defaults_do_not_set", "affinity", "annotations",
        "caAddress", "compatibilityVersion", "defaults", "env", "global", "hub", "image", "imagePullPolicy", "imagePullSecrets",
        "istioNamespace", "labels", "logAsJson", "logLevel", "meshConfig", "multiCluster", "network", "nodeSelector", "ownerName",
        "peerCaCrl", "platform", "podAnnotations", "podLabels", "profile", "resourceName", "resourceQuotas", "resources", "revision",
        "seLinuxOptions", "tag", "tolerations", "trustBundleName", "variant", "volumeMounts", "volumes", "xdsAddress",
        "USER-SUPPLIED VALUES", "COMPUTED VALUES",
    ];

    public static IEnumerable<WrappedChart> Find(ManifestObject manifest) => manifest.Root.Keys.Any(Known.Contains)
        ? [new(manifest.Root.Line, IsCertain: true, () => Read(manifest))]
        : [];

    private static WrappedValues Read(ManifestObject manifest)
    {
        string[] keys = [.. manifest.Root.Keys];
        string[] unknown = [.. keys.Except(Known).Where(key => !key.StartsWith("x-", StringComparison.Ordinal))];
        bool isOther = unknown.Length > 0
            && !keys.Any(key => key is ManifestKeys.GracePeriod or ManifestKeys.Strategy or ManifestKeys.Chart);
        return new(new MapLayer(manifest.Value, []))
        {
            Notes = isOther
                ? [$"{NameList.Of(unknown)} {(unknown.Length == 1 ? "is no value" : "are no values")} of ztunnel's chart: "
                    + "are these the values of another one?"]
                : [],
        };
    }
}
