using ZTunnelSim.Data.Yaml;
using ZTunnelSim.Model;

namespace ZTunnelSim.Data.Scenarios;

/// <summary>Reads the cluster of a scenario: its nodes, the applications on them, and the workloads.</summary>
internal static class ClusterReader
{
    public static Cluster Read(YamlMap top, WorkloadReader reader)
    {
        Node[] nodes = NodeReader.Read(top.Required("cluster").Map("nodes").Required("nodes"));
        string[] names = [.. nodes.Select(n => n.Name)];
        YamlValue? applicationsValue = top.Optional("applications");
        IReadOnlyList<Application> applications = applicationsValue is null ? [] : new ApplicationReader(names).Read(applicationsValue);

        TrafficReader traffic = new(names.ToHashSet(), [.. applications.Select(a => a.Name)]);
        List<Workload> workloads = [];
        foreach (YamlValue item in top.Required("workloads").List()) workloads.Add(reader.Read(item, workloads, traffic));
        Cluster cluster = new(nodes, workloads, applications);
        if (Overfull(cluster) is { } why) throw applicationsValue!.Error(why);
        return cluster;
    }

    /// <summary>Why the pods can't all be where they are said to run, or null where there is room.</summary>
    private static string? Overfull(Cluster cluster)
    {
        foreach (IGrouping<int, Pod> on in cluster.Pods.GroupBy(p => p.Node))
        {
            Node node = cluster.Nodes[on.Key];
            if (on.Count() > node.Capacity.Pods)
                return $"node '{node.Name}' takes {node.Capacity.Pods} pods, but {on.Count()} are to run there.";
            PodResources requested = default;
            foreach (Pod pod in on) requested += cluster.Applications[pod.Application].Requests;
            if (node.Capacity.Resources is { } there && !requested.FitsInto(there))
                return $"the pods on node '{node.Name}' request {Text(requested)}, more than it has: {Text(there)}.";
        }
        return null;
    }

    private static string Text(PodResources resources) => string.Join(
        " and ",
        new[]
        {
            resources.CpuMillicores == long.MaxValue ? "" : $"{resources.CpuMillicores}m cpu",
            resources.MemoryBytes == long.MaxValue ? "" : $"{resources.MemoryBytes / 1_048_576.0:0.#}Mi memory",
        }.Where(part => part.Length > 0));
}
