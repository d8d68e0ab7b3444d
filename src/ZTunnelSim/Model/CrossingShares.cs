namespace ZTunnelSim;

/// <summary>Which share of a workload's connections crosses the ztunnel of each node.</summary>
internal static class CrossingShares
{
    public static double[] Of(Workload workload, Cluster cluster, Dictionary<string, int> nodes)
    {
        if (workload.Ends is not { } ends) return OnEachNode(workload, nodes);
        double[] source = OfPods(ends.Source, workload, cluster), destination = OfPods(ends.Destination, workload, cluster);
        // With both ends on one node a connection crosses it once.
        return [.. source.Zip(destination, (p, q) => p + q - p * q)];
    }

    private static double[] OnEachNode(Workload workload, Dictionary<string, int> nodes)
    {
        double[] shares = new double[nodes.Count];
        if (workload.Nodes is not { } names)
        {
            Array.Fill(shares, 1);
            return shares;
        }
        UniqueNames.RequireUnique(names, $"node of workload '{workload.Name}'", "workloads");
        foreach (string name in names)
        {
            if (!nodes.TryGetValue(name, out int node))
                throw new ArgumentException($"Workload '{workload.Name}' names node '{name}', which the cluster does not have.");
            shares[node] = 1;
        }
        return shares;
    }

    /// <summary>The share of an application's pods on each node; none outside the mesh.</summary>
    public static double[] OfPods(string? application, Workload workload, Cluster cluster)
    {
        double[] shares = new double[cluster.Nodes.Count];
        if (application is null) return shares;
        int index = cluster.ApplicationIndex(application);
        if (index < 0)
            throw new ArgumentException($"Workload '{workload.Name}' names application '{application}', which the cluster does not have.");
        foreach (Pod pod in cluster.Pods)
        {
            if (pod.Application == index) shares[pod.Node] += 1.0 / cluster.Applications[index].Replicas;
        }
        return shares;
    }
}
