namespace ZTunnelSim.Data;

/// <summary>Reads what a workload's clients do when their connection is cut.</summary>
internal static class ClientReader
{
    public static ClientBehaviour Read(YamlValue value)
    {
        const string Backoff = "reconnectWithBackoff", NextUse = "reconnectOnNextUse";
        if (!value.IsMap)
        {
            (string, ClientBehaviour?)[] words =
                [("giveUp", ClientBehaviour.GivesUp), ("reconnectAtOnce", ClientBehaviour.ReconnectsAtOnce), (Backoff, null),
                    (NextUse, null)];
            return value.Choice(words) ?? throw value.Error($"'{value.Text()}' has to say how: {{ {value.Text()}: {{ ... }} }}.");
        }
        (string given, YamlValue how) = value.Map(Backoff, NextUse).ExactlyOne(Backoff, NextUse);
        return given == Backoff ? ReadBackoff(how) : ReadNextUse(how);
    }

    private static ReconnectsWithBackoff ReadBackoff(YamlValue value)
    {
        YamlMap map = value.Map("initial", "factor", "max", "jitter");
        return new ReconnectsWithBackoff(
            map.Required("initial").Seconds(),
            map.Optional("factor")?.Number(min: 1, max: 1000) ?? 2,
            map.Optional("max")?.PositiveSeconds() ?? ReconnectsWithBackoff.DefaultMaxSeconds,
            map.Optional("jitter")?.Number(0, 1) ?? 1);
    }

    private static ReconnectsOnNextUse ReadNextUse(YamlValue value)
    {
        YamlMap map = value.Map("idle", "keepalive");
        return new ReconnectsOnNextUse(LawReader.ReadFinite(map.Required("idle")), map.Optional("keepalive")?.PositiveSeconds());
    }
}
