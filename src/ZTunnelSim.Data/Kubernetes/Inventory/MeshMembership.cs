namespace ZTunnelSim.Data;

/// <summary>
/// Which pods are in the ambient mesh: those whose own label says so, or their namespace's where they have none; or those that istio-cni
/// has marked as redirected, which is all there is to see where the namespaces are not known. Pods in the node's network, with a sidecar,
/// waypoints and pods that do not run are not.
/// </summary>
/// <remarks>Source: Istio documentation, "Add workloads to the mesh"; istio/istio cni/pkg/util/podutil.go.</remarks>
internal static class MeshMembership
{
    private const string DataplaneMode = "istio.io/dataplane-mode", Ambient = "ambient";

    /// <summary>Whether a namespace's label enrols its pods.</summary>
    public static bool IsAmbient(YamlValue space) => space["metadata"]["labels"].Texts().GetValueOrDefault(DataplaneMode) == Ambient;

    /// <summary>Whether a pod is in the mesh; null where it is if its namespace is.</summary>
    public static bool? OfPod(YamlValue pod, IReadOnlyDictionary<string, string> labels)
    {
        YamlValue annotations = pod["metadata"]["annotations"], phase = pod["status"]["phase"];
        bool isExcluded = pod["spec"]["hostNetwork"].Flag()
            || !annotations["sidecar.istio.io/status"].IsMissing
            || labels.GetValueOrDefault("gateway.networking.k8s.io/gateway-class-name") == "istio-waypoint"
            || phase.OptionalText() is "Succeeded" or "Failed" or "Pending";
        if (isExcluded) return false;
        if (annotations["ambient.istio.io/redirection"].OptionalText() == "enabled") return true;
        return labels.TryGetValue(DataplaneMode, out string? mode) ? mode == Ambient : null;
    }
}
