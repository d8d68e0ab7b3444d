namespace ZTunnelSim.Data;

/// <summary>Reads what memory ztunnel takes, what there is for it, and how often it restarts without a rollout.</summary>
internal static class MemoryReader
{
    public const string RestartsKey = "unplannedRestarts";
    private const string Metrics = "prometheus";

    /// <summary>
    /// Reads <c>60Mi</c>, which is the same for any number of connections, or
    /// <c>{ base: 60Mi, perConnection: 5Ki, limit: 512Mi, room: 1Gi }</c>, of which each may be left out, or <c>prometheus: FILE</c> in the
    /// place of the first two.
    /// </summary>
    /// <param name="value">What stands under the key; null: nothing does.</param>
    /// <param name="ofCluster">What the cluster's files say.</param>
    public static ZTunnelMemory Read(YamlValue? value, ZTunnelMemory ofCluster)
    {
        if (value is null) return ofCluster;
        if (!value.IsMap) return ofCluster with { BaseBytes = ResourceReader.Bytes(value), BytesPerConnection = 0, IsAssumed = false };
        YamlMap map = value.Map("base", "perConnection", Metrics, "limit", "room");
        YamlValue? own = map.Optional("base"), each = map.Optional("perConnection"), room = map.Optional("room");
        ZTunnelMemory takes = ofCluster;
        if (map.Optional(Metrics) is { } files)
        {
            map.Refuse(["base", "perConnection"], $"'{Metrics}' tells them.");
            takes = MemoryMetrics.Read([.. (files.IsList ? files.List() : [files]).Select(file => file.FilePath())]);
        }
        return ofCluster with
        {
            BaseBytes = own is null ? takes.BaseBytes : ResourceReader.Bytes(own),
            BytesPerConnection = each is null ? takes.BytesPerConnection : ResourceReader.Bytes(each),
            IsAssumed = takes.IsAssumed && own is null && each is null,
            Source = takes.Source,
            LimitBytes = map.Optional("limit") is { } limit ? ResourceReader.Bytes(limit) : ofCluster.LimitBytes,
            RoomBytes = room is null ? ofCluster.RoomBytes : ResourceReader.Bytes(room),
            RoomByNode = room is null ? ofCluster.RoomByNode : ValueDictionary<string, long>.Empty,
        };
    }

    /// <summary>Reads <c>12</c>, so many a year in the whole cluster, or <c>{ restarts: 7, over: 90d }</c>.</summary>
    public static RestartCount Restarts(YamlValue value, int nodes)
    {
        const double Day = DurationFormat.Day;
        if (!value.IsMap) return new(value.Number(0, 1e9), DurationFormat.Year / Day * nodes, 0, "as given, in a year");
        YamlMap map = value.Map("restarts", "over");
        return new(
            map.Required("restarts").Integer(0), map.Required("over").PositiveSeconds() / Day * nodes, 0, "as given");
    }
}
