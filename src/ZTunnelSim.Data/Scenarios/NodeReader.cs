namespace ZTunnelSim.Data;

/// <summary>Reads the nodes of a cluster: their number, their names, or also what they have for pods.</summary>
internal static class NodeReader
{
    /// <summary>The most nodes that a cluster has: what 1 GiB has room for.</summary>
    public const int MostNodes = 100_000;

    public static Node[] Read(YamlValue nodes)
    {
        if (nodes.IsWord(MeasuredRate.Unknown))
        {
            throw nodes.Error("it is not known: the data did not tell it. Put the number of nodes that run ztunnel here: "
                + "'kubectl get pods -n istio-system -l app=ztunnel' lists one pod for each.");
        }
        if (!nodes.IsList) return [.. Cluster.NodesOfSize(nodes.Integer(1, MostNodes))];
        HashSet<string> names = [];
        return [.. nodes.List().Select(item =>
        {
            Node node = ReadOne(item);
            return names.Add(node.Name) ? node : throw item.Error($"the node '{node.Name}' is named twice.");
        })];
    }

    /// <summary>The name of a node that the cluster has.</summary>
    public static string Name(YamlValue value, IReadOnlySet<string> known)
    {
        string name = value.Text();
        return known.Contains(name) ? name : throw value.Error($"the cluster has no node '{name}'{Suggestion.For(name, [.. known])}.");
    }

    private static Node ReadOne(YamlValue value)
    {
        if (!value.IsMap) return new(value.Text());
        YamlMap map = value.Map("name", "pods", "cpu", "memory");
        int pods = map.Optional("pods")?.Integer(0) ?? NodeCapacity.Default.Pods;
        return new(map.Required("name").Text(), new NodeCapacity(pods, ResourceReader.Allocatable(map)));
    }
}
