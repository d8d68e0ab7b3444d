namespace ZTunnelSim.Data.Kubernetes.Inventory;

/// <summary>Reads a pod.</summary>
internal static class PodReader
{
    public static InventoryPod Read(JsonObjectValue pod, string node)
    {
        JsonObjectValue metadata = pod["metadata"], spec = pod["spec"], status = pod["status"];
        Dictionary<string, string> labels = metadata["labels"].Texts();
        (long cpu, long memory) = PodRequests.Of(spec);
        return new InventoryPod
        {
            Namespace = metadata["namespace"].Text() ?? "default",
            Name = metadata["name"].RequiredText(),
            Node = node,
            Owner = OwnerOf(metadata, labels),
            Labels = labels,
            RequestedMilliCpu = cpu,
            RequestedMemoryBytes = memory,
            GracePeriodSeconds = spec["terminationGracePeriodSeconds"].Integer() ?? InventoryPod.DefaultGracePeriodSeconds,
            Phase = status["phase"].Text() ?? "Unknown",
            IsReady = HasCondition(status, "Ready"),
            IsTerminating = !metadata["deletionTimestamp"].IsMissing,
            InAmbientMesh = metadata["annotations"]["ambient.istio.io/redirection"].Text() == "enabled",
            HasLocalData = spec["volumes"].Items().Any(v => !v["emptyDir"].IsMissing),
        };
    }

    /// <summary>Whether a condition of a pod or a node is True.</summary>
    public static bool HasCondition(JsonObjectValue status, string type) =>
        status["conditions"].Items().Any(c => c["type"].Text() == type && c["status"].Text() == "True");

    private static PodOwner OwnerOf(JsonObjectValue metadata, Dictionary<string, string> labels)
    {
        JsonObjectValue[] owners = [.. metadata["ownerReferences"].Items()];
        if (owners.Length == 0)
            return metadata["annotations"]["kubernetes.io/config.mirror"].IsMissing ? PodOwner.None : new PodOwner(PodOwnerKind.Node, "");
        JsonObjectValue owner = owners.FirstOrDefault(o => o["controller"].Flag(), owners[0]);
        string kind = owner["kind"].RequiredText(), name = owner["name"].RequiredText();
        return kind switch
        {
            // A Deployment names its ReplicaSets after itself and the hash of the pod template, which it also sets as label.
            "ReplicaSet" => labels.TryGetValue("pod-template-hash", out string? hash) && hash.Length > 0 && name.Length > hash.Length + 1
                && name.EndsWith($"-{hash}", StringComparison.Ordinal)
                    ? new(PodOwnerKind.Deployment, name[..^(hash.Length + 1)])
                    : new(PodOwnerKind.ReplicaSet, name),
            "StatefulSet" => new(PodOwnerKind.StatefulSet, name),
            "DaemonSet" => new(PodOwnerKind.DaemonSet, name),
            "Job" => new(PodOwnerKind.Job, name),
            "Node" => new(PodOwnerKind.Node, name),
            _ => new(PodOwnerKind.Other, name),
        };
    }
}
