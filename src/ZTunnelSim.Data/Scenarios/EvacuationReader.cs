namespace ZTunnelSim.Data;

/// <summary>Reads how nodes are drained.</summary>
internal static class EvacuationReader
{
    public const string LongLivedOnly = "longLivedOnly";

    private const string ReplaceNodes = "replaceNodes", NodeStartup = "nodeStartup", DrainedBy = "drainedBy";

    private static readonly string[] Flags = ["force", "deleteEmptyDirData", "ignoreDaemonSets"];

    private static readonly string[] Keys =
        ["timeout", "retry", "parallel", "readyWait", "pause", "endpointDelay", .. Flags, "placement", "surgeNodes", "cordonAllFirst",
            ReplaceNodes, NodeStartup, DrainedBy, LongLivedOnly];

    /// <summary>The drain, and the place where it is said to be for nodes of long-lived applications only.</summary>
    /// <param name="value">What stands under <c>drain</c>.</param>
    /// <param name="ztunnel">What the cluster's files show of ztunnel's pods; null: nothing.</param>
    public static (NodeEvacuation Evacuation, YamlValue? LongLivedOnly) Read(YamlValue value, ZTunnelProtection? ztunnel)
    {
        YamlMap map = value.Map(Keys);
        NodeEvacuation normal = ReadReplacement(map);
        if (normal.ReplacesNodes) map.Refuse(Flags, $"with '{ReplaceNodes}' all pods have to leave.");
        else map.Refuse([NodeStartup], $"it goes with '{ReplaceNodes}'.");
        NodeEvacuation drain = normal with
        {
            TimeoutSeconds = map.Optional("timeout")?.PositiveSeconds() ?? normal.TimeoutSeconds,
            EvictionRetrySeconds = map.Optional("retry")?.PositiveSeconds() ?? normal.EvictionRetrySeconds,
            Parallel = map.Optional("parallel")?.Integer(1, 1_000_000) ?? normal.Parallel,
            ReadyWaitSeconds = map.Optional("readyWait")?.Seconds() ?? normal.ReadyWaitSeconds,
            PauseSeconds = map.Optional("pause")?.Seconds() ?? normal.PauseSeconds,
            EndpointDelaySeconds = map.Optional("endpointDelay")?.Seconds() ?? normal.EndpointDelaySeconds,
            Force = map.Optional("force")?.Boolean() ?? normal.Force,
            DeleteEmptyDirData = map.Optional("deleteEmptyDirData")?.Boolean() ?? normal.DeleteEmptyDirData,
            IgnoreDaemonSets = map.Optional("ignoreDaemonSets")?.Boolean() ?? normal.IgnoreDaemonSets,
            Placement = map.Optional("placement")?.Choice(
                ("spread", PodPlacement.Spread), ("binPack", PodPlacement.BinPack), ("random", PodPlacement.Random)) ?? normal.Placement,
            SurgeNodes = map.Optional("surgeNodes")?.Integer(0, 1_000_000) ?? normal.SurgeNodes,
            CordonAllFirst = map.Optional("cordonAllFirst")?.Boolean() ?? normal.CordonAllFirst,
            NodeStartupSeconds = map.Optional(NodeStartup)?.Seconds() ?? normal.NodeStartupSeconds,
        };
        NodeDrainer drainer = map.Optional(DrainedBy) is { } by ? ReadDrainer(by) : normal.Drainer;
        drain = drain with { Drainer = ztunnel?.Of(drainer) ?? drainer };
        YamlValue? longLived = map.Optional(LongLivedOnly);
        if (longLived?.Boolean() != true) return (drain, null);
        map.Refuse([ReplaceNodes], $"all nodes of a pool are replaced, and with '{LongLivedOnly}' some are not.");
        return (drain, longLived);
    }

    /// <summary>Reads who drains nodes: a name, or <c>{ window: 15s, order: podsFirst }</c>.</summary>
    private static NodeDrainer ReadDrainer(YamlValue value)
    {
        if (!value.IsMap) return value.Choice([.. NodeDrainer.All.Select(d => (d.Name, d))]);
        YamlMap map = value.Map("window", "order");
        ZTunnelTurn turn = map.Optional("order")?.Choice(
            ("together", ZTunnelTurn.WithPods), ("podsFirst", ZTunnelTurn.AfterPods)) ?? ZTunnelTurn.WithPods;
        double window = map.Required("window").Seconds();
        return new($"somebody with a window of {DurationFormat.Brief(window)}", turn, window);
    }

    /// <summary>What holds where the scenario says nothing: whose way of replacing nodes, if they are replaced.</summary>
    private static NodeEvacuation ReadReplacement(YamlMap map)
    {
        if (map.Optional(ReplaceNodes) is not { } value) return NodeEvacuation.Default;
        return value.Choice(
            ("gke", NodeEvacuation.Gke), ("aks", NodeEvacuation.Aks), ("eks", NodeEvacuation.Eks),
            ("clusterAutoscaler", NodeEvacuation.ClusterAutoscaler),
            ("true", NodeEvacuation.Default with { ReplacesNodes = true }), ("false", NodeEvacuation.Default));
    }
}
