namespace ZTunnelSim.Data;

/// <summary>Reads a pod.</summary>
internal static class PodReader
{
    /// <summary>The label whose value says whose pods those are, by Istio's charts of all versions.</summary>
    private static readonly string[] NameLabels = ["app", "app.kubernetes.io/name"];

    public static InventoryPod Read(YamlValue pod, string node)
    {
        YamlValue metadata = pod["metadata"], spec = pod["spec"], status = pod["status"];
        (string space, string name) = KubernetesName.InNamespace(metadata);
        Dictionary<string, string> labels = metadata["labels"].Texts();
        (long cpu, long memory) = PodRequests.Of(spec);
        PodOwner owner = OwnerOf(metadata, labels);
        (long priority, bool hasPriority) = PodPriority.Of(spec);
        bool? enrolled = MeshMembership.OfPod(pod, labels);
        bool isZTunnel = IsZTunnel(owner, labels);
        return new InventoryPod
        {
            Namespace = space,
            Name = name,
            Node = node,
            Owner = owner,
            Labels = labels,
            RequestedMilliCpu = cpu,
            RequestedMemoryBytes = memory,
            GracePeriodSeconds = spec["terminationGracePeriodSeconds"].Present?.Integer64(0)
                ?? InventoryPod.DefaultGracePeriodSeconds,
            Phase = status["phase"].OptionalText() ?? "Unknown",
            IsReady = HasCondition(status, "Ready", "True") == true,
            IsTerminating = !metadata["deletionTimestamp"].IsMissing,
            InAmbientMesh = enrolled == true,
            FollowsItsNamespace = enrolled is null,
            HasLocalData = spec["volumes"].Items().Any(v => !v["emptyDir"].IsMissing),
            IsZTunnel = isZTunnel,
            IsSparedByAutoscaler = ZTunnelProtection.IsSpared(metadata),
            ToleratesKarpenter = ZTunnelProtection.Tolerates(spec),
            Times = isZTunnel ? ProcessTimes.Read(pod) : null,
            MemoryLimitBytes = isZTunnel && ProcessTimes.Proxy(spec["containers"]) is { } proxy
                ? Quantity.Read(proxy["resources"]["limits"]["memory"])?.Units
                : null,
            Priority = priority,
            HasPriority = hasPriority,
            NeverPreempts = spec["preemptionPolicy"].OptionalText() == "Never",
            UsesHostNetwork = spec["hostNetwork"].Flag(),
            HostPorts = HostPorts(spec),
            IsKnownUnready = HasCondition(status, "Ready", "True") == false,
        };
    }

    /// <summary>The node's ports that a pod takes: in the node's own network all that its containers name.</summary>
    private static long[] HostPorts(YamlValue spec) =>
    [
        .. from container in spec["containers"].Items()
           from port in container["ports"].Items()
           let taken = port["hostPort"].Present ?? (spec["hostNetwork"].Flag() ? port["containerPort"] : null)
           let number = taken?.Present?.Integer64(0)
           where number > 0
           select number.Value,
    ];

    /// <summary>Whether a condition of a pod or a node has a status; null where the file does not have the condition.</summary>
    public static bool? HasCondition(YamlValue status, string type, string wanted)
    {
        YamlValue[] found = [.. status["conditions"].Items().Where(c => c["type"].OptionalText() == type)];
        return found.Length == 0 ? null : found[^1]["status"].OptionalText() == wanted;
    }

    /// <summary>The node that a pod of a DaemonSet is for while it is not scheduled there yet; null for any other pod.</summary>
    public static string? NodeMeantFor(YamlValue pod) => pod["spec"]["affinity"]["nodeAffinity"]
        ["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"].Items()
        .SelectMany(term => term["matchFields"].Items())
        .Where(field => field["key"].OptionalText() == "metadata.name")
        .SelectMany(field => field["values"].Items())
        .Select(KubernetesName.OfObject)
        .FirstOrDefault();

    // A DaemonSet of a revision is named ztunnel-1-26, and labelled as any other. Without an owner in the file the label has to do.
    private static bool IsZTunnel(PodOwner owner, Dictionary<string, string> labels)
    {
        bool isLabelled = NameLabels.Any(label => labels.GetValueOrDefault(label) == "ztunnel");
        return owner.Kind switch
        {
            PodOwnerKind.DaemonSet => isLabelled || owner.Name == "ztunnel"
                || (owner.Name.StartsWith("ztunnel-", StringComparison.Ordinal)
                    && char.IsAsciiDigit(owner.Name["ztunnel-".Length..].FirstOrDefault())),
            PodOwnerKind.None => isLabelled,
            _ => false,
        };
    }

    private static PodOwner OwnerOf(YamlValue metadata, Dictionary<string, string> labels)
    {
        YamlValue[] owners = [.. metadata["ownerReferences"].Items()];
        if (owners.Length == 0)
            return metadata["annotations"]["kubernetes.io/config.mirror"].IsMissing ? PodOwner.None : new PodOwner(PodOwnerKind.Node, "");
        YamlValue owner = owners.FirstOrDefault(o => o["controller"].Flag(), owners[0]);
        string kind = owner["kind"].RequiredText(), name = KubernetesName.Required(owner["name"]);
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
