namespace ZTunnelSim.Data;

/// <summary>Reads what a closing listener does to connections that wait to be accepted.</summary>
internal static class AcceptQueueReader
{
    public static AcceptQueue Read(YamlValue? value)
    {
        AcceptQueue normal = AcceptQueue.Default;
        if (value is null) return normal;
        YamlMap map = value.Map("latency", "migrateRequests");
        return new(
            map.Optional("latency") is { } latency ? LawReader.ReadFinite(latency) : normal.Latency,
            map.Optional("migrateRequests")?.Boolean() ?? normal.MigratesRequests);
    }
}
