namespace ZTunnelSim.Data;

/// <summary>Reads where a workload's connections are, and how many: on each node, or between two applications of the cluster.</summary>
internal sealed class TrafficReader(IReadOnlySet<string> nodes, IReadOnlySet<string> applications)
{
    private static readonly string[] PerNode = ["arrivalsPerSecond", "openPerNode"];
    private static readonly string[] InCluster = ["connectionsPerSecond", "openConnections"];

    public static readonly IReadOnlyList<string> Keys = [.. PerNode, "nodes", "from", "to", .. InCluster];

    /// <summary>Reads a workload of a given name and lifetime; the seed is that of what its counts leave open.</summary>
    /// <exception cref="ArgumentException">The lifetime does not go with the rest.</exception>
    public Workload Read(YamlMap map, string name, DurationLaw lifetime, ulong seed)
    {
        bool isBetween = map.Optional("from") is not null || map.Optional("to") is not null;
        (string? Source, string? Destination) ends = isBetween ? Ends(map) : default;
        if (!isBetween)
            map.Refuse(InCluster, $"it goes with 'from' and 'to'; for the connections of each node give {string.Join(" or ", PerNode)}.");
        (string given, YamlValue value) = map.ExactlyOne(isBetween ? InCluster : PerNode);
        bool isOpen = given is "openPerNode" or "openConnections";
        string[]? on = map.Optional("nodes") is { } list ? [.. list.List().Select(n => NodeReader.Name(n, nodes))] : null;
        MeasuredTraffic? measured = value.IsMap ? MeasuredRate.Read(value, isOpen, isPerNode: !isBetween).Traffic : null;
        double amount = measured?.PerNode ?? Known(value, isOpen);
        Traffic traffic = (isBetween, isOpen) switch
        {
            (false, true) => Traffic.OpenPerNode(amount, on),
            (false, false) => Traffic.PerNode(amount, on),
            (true, true) => Traffic.OpenBetween(ends.Source, ends.Destination, amount),
            (true, false) => Traffic.Between(ends.Source, ends.Destination, amount),
        };
        if (measured is null) return Workload.Of(name, traffic, lifetime);
        if (!isBetween) traffic = traffic.WithShareOnTwoNodes(measured.ShareOnTwoNodes);
        return Workload.Of(name, traffic, lifetime) with { PlausibleTraffic = measured.Draw(WorkloadFit.DefaultDraws, seed) };
    }

    /// <summary>A number; what a fit could not tell is asked for.</summary>
    private static double Known(YamlValue value, bool isOpen) => value.IsWord(MeasuredRate.Unknown)
        ? throw value.Error(
            $"it is not known: the data did not tell it. Put the {(isOpen ? "open connections" : "connections opened a second")} here, on "
            + "each node or in the whole cluster as the key says: 'ztunnelsim fit' finds them in the access logs of ztunnels, or with "
            + "--prometheus in their counters istio_tcp_connections_opened_total and _closed_total.")
        : value.Number(0, isOpen ? Traffic.MostOpen : Traffic.MostPerSecond);

    private (string? Source, string? Destination) Ends(YamlMap map)
    {
        map.Refuse(
            PerNode,
            $"it is for the connections of each node; between applications give {string.Join(" or ", InCluster)}, in the whole cluster.");
        map.Refuse(["nodes"], "connections between applications are where their pods are.");
        YamlValue from = map.Required("from"), to = map.Required("to");
        (string? Source, string? Destination) ends = (End(from), End(to));
        return ends is (null, null)
            ? throw to.Error("both ends are outside, but at least one has to be an application of the cluster.")
            : ends;
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
        string[] names = [.. applications.Order(StringComparer.Ordinal)];
        return names.Length <= Few
            ? string.Join(", ", names)
            : $"{string.Join(", ", names[..Few])} and {names.Length - Few} more applications";
    }
}
