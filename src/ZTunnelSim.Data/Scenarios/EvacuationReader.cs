namespace ZTunnelSim.Data;

/// <summary>Reads how nodes are drained.</summary>
internal static class EvacuationReader
{
    public const string LongLivedOnly = "longLivedOnly";

    private static readonly string[] Keys = ["timeout", "retry", "pause", "placement", "surgeNodes", "cordonAllFirst", LongLivedOnly];

    /// <summary>The drain, and the place where it is said to be for nodes of long-lived applications only.</summary>
    public static (NodeEvacuation Evacuation, YamlValue? LongLivedOnly) Read(YamlValue value)
    {
        YamlMap map = value.Map(Keys);
        NodeEvacuation normal = NodeEvacuation.Default;
        NodeEvacuation drain = new()
        {
            TimeoutSeconds = map.Optional("timeout")?.PositiveSeconds() ?? normal.TimeoutSeconds,
            EvictionRetrySeconds = map.Optional("retry")?.PositiveSeconds() ?? normal.EvictionRetrySeconds,
            PauseSeconds = map.Optional("pause")?.Seconds() ?? normal.PauseSeconds,
            Placement = map.Optional("placement")?.Choice(
                ("spread", PodPlacement.Spread), ("binPack", PodPlacement.BinPack), ("random", PodPlacement.Random)) ?? normal.Placement,
            SurgeNodes = map.Optional("surgeNodes")?.Integer(0, 1_000_000) ?? normal.SurgeNodes,
            CordonAllFirst = map.Optional("cordonAllFirst")?.Boolean() ?? normal.CordonAllFirst,
        };
        YamlValue? longLived = map.Optional(LongLivedOnly);
        return (drain, longLived?.Boolean() == true ? longLived : null);
    }
}
