using ZTunnelSim.Data.Yaml;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;

namespace ZTunnelSim.Data.Scenarios;

/// <summary>Reads where a workload's connections are, and how many: on each node, or between two applications.</summary>
/// <param name="nodes">The names of the cluster's nodes.</param>
/// <param name="applications">The names of the cluster's applications.</param>
internal sealed class TrafficReader(IReadOnlySet<string> nodes, IReadOnlyList<string> applications)
{
    private static readonly string[] PerNode = ["arrivalsPerSecond", "openPerNode"];
    private static readonly string[] InCluster = ["connectionsPerSecond", "openConnections"];

    public static readonly IReadOnlyList<string> Keys = [.. PerNode, "nodes", "from", "to", .. InCluster];

    /// <exception cref="ArgumentException">The lifetime does not go with the rest.</exception>
    public Workload Read(YamlMap map, string name, DurationLaw lifetime)
    {
        if (map.Optional("from") is not null || map.Optional("to") is not null) return Between(map, name, lifetime);
        map.Refuse(InCluster, $"it goes with 'from' and 'to'; for the connections of each node give {string.Join(" or ", PerNode)}.");
        (string given, YamlValue traffic) = map.ExactlyOne(PerNode);
        string[]? on = map.Optional("nodes") is { } list ? [.. list.List().Select(n => NodeReader.Name(n, nodes))] : null;
        return given == "openPerNode"
            ? Workload.WithOpenConnections(name, traffic.Number(), lifetime, on)
            : Workload.WithArrivals(name, traffic.Number(), lifetime, on);
    }

    private Workload Between(YamlMap map, string name, DurationLaw lifetime)
    {
        map.Refuse(PerNode, $"it is for the connections of each node; between applications give {string.Join(" or ", InCluster)}, in the whole cluster.");
        map.Refuse(["nodes"], "connections between applications are where their pods are.");
        YamlValue from = map.Required("from"), to = map.Required("to");
        ConnectionEnds ends = new(End(from), End(to));
        if (ends is { Source: null, Destination: null }) throw to.Error("both ends are outside, but at least one has to be an application of the cluster.");
        (string given, YamlValue traffic) = map.ExactlyOne(InCluster);
        return given == "openConnections"
            ? Workload.BetweenWithOpenConnections(name, ends, traffic.Number(), lifetime)
            : Workload.Between(name, ends, traffic.Number(), lifetime);
    }

    private string? End(YamlValue value)
    {
        string name = value.Text();
        if (name == ApplicationReader.Outside) return null;
        return applications.Contains(name)
            ? name
            : throw value.Error(
                $"there is no application '{name}'{Suggestion.For(name, [.. applications, ApplicationReader.Outside])}; "
                + $"accepted are '{ApplicationReader.Outside}' and {Known()}.");
    }

    /// <summary>The applications' names; of many, which a file from kubectl may have, the first few.</summary>
    private string Known()
    {
        const int Few = 12;
        string[] names = [.. applications.Order()];
        return names.Length <= Few ? string.Join(", ", names) : $"{string.Join(", ", names[..Few])} and {names.Length - Few} more applications";
    }
}
