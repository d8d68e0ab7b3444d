namespace ZTunnelSim.Data;

/// <summary>Reads an updateStrategy: the DaemonSet's own words, and how people go on under OnDelete.</summary>
/// <param name="applications">The cluster's applications.</param>
/// <param name="ztunnel">What the cluster's files show of ztunnel's pods; null: nothing.</param>
internal sealed class UpdateStrategyReader(IReadOnlyList<Application> applications, ZTunnelProtection? ztunnel)
{
    /// <summary>The plan; as in the chart where nothing is given.</summary>
    public UpdateStrategy Read(YamlValue? value, int minReadySeconds)
    {
        if (value is null) return Roll(null, minReadySeconds);
        YamlMap map = value.Map("type", "rollingUpdate", "batch", "pause", "drain");
        bool isOnDelete = map.Optional("type")?.Choice(("RollingUpdate", false), ("OnDelete", true)) ?? false;
        if (isOnDelete) return map.Optional("drain") is { } drain ? ReadDrain(map, drain, minReadySeconds) : ReadBatches(map);
        map.Refuse(["batch", "pause", "drain"], "it goes with 'type: OnDelete'.");
        return Roll(map.Optional("rollingUpdate"), minReadySeconds);
    }

    public static IntOrPercent Limit(YamlValue value) => value.Limit("a whole number");

    private static RollingUpdate Roll(YamlValue? limits, int minReadySeconds)
    {
        RollingUpdate chart = RollingUpdate.Default;
        if (limits is null) return new(chart.MaxSurge, chart.MaxUnavailable, minReadySeconds);
        YamlMap map = limits.Map("maxSurge", "maxUnavailable");
        IntOrPercent maxSurge = map.Optional("maxSurge") is { } surge ? Limit(surge) : default;
        IntOrPercent maxUnavailable = map.Optional("maxUnavailable") is { } unavailable ? Limit(unavailable) : default;
        try
        {
            return new(maxSurge, maxUnavailable, minReadySeconds);
        }
        catch (ArgumentException e)
        {
            throw limits.Error(e);
        }
    }

    private static OnDelete ReadBatches(YamlMap map)
    {
        map.Refuse(["rollingUpdate"], "it goes with 'type: RollingUpdate', or with a drain of which 'longLivedOnly' is true.");
        YamlValue? batch = map.Optional("batch");
        IntOrPercent size = batch is null ? 1 : Limit(batch);
        if (size.Value == 0) throw batch!.Error($"a batch of at least one node is expected, but {batch.Given()} was given.");
        return new(size, map.Optional("pause")?.Seconds() ?? 0);
    }

    private UpdateStrategy ReadDrain(YamlMap map, YamlValue value, int minReadySeconds)
    {
        map.Refuse(["batch", "pause"], "nodes are drained one after the other; a pause between them stands in 'drain'.");
        (NodeEvacuation drain, YamlValue? longLivedOnly) = EvacuationReader.Read(value, ztunnel);
        if (longLivedOnly is null)
        {
            map.Refuse(["rollingUpdate"], "all nodes are drained; it goes with a drain of which 'longLivedOnly' is true.");
            return new EvacuateNodes(drain);
        }
        return applications.Any(a => a.IsLongLived)
            ? new EvacuateThenRoll(drain, Roll(map.Optional("rollingUpdate"), minReadySeconds))
            : throw longLivedOnly.Error("no application is marked 'longLived: true', so that no node would be drained.");
    }
}
