namespace ZTunnelSim.Data;

/// <summary>Reads how long the steps of a replacement take besides the drain.</summary>
internal static class TimingReader
{
    public static readonly IReadOnlyList<string> Keys =
        ["startup", "ready", "readinessProbePeriod", "overlap", "newShare", "reaction", "exit", "removal"];

    public static ReplacementTiming Read(YamlMap ztunnel, DurationLaw? readyByManifest)
    {
        ReplacementTiming normal = ReplacementTiming.Default;
        return new(
            Law("startup") ?? normal.Startup,
            ReadyOfFile() ?? readyByManifest ?? normal.Ready,
            Law("overlap") ?? normal.Overlap,
            ztunnel.Optional("newShare")?.Number(0, 1) ?? normal.NewShare)
        {
            Reaction = Law("reaction") ?? normal.Reaction,
            Exit = Law("exit") ?? normal.Exit,
            Removal = Law("removal") ?? normal.Removal,
        };

        DurationLaw? Law(string key) => ztunnel.Optional(key) is { } value ? LawReader.ReadFinite(value) : null;

        DurationLaw? ReadyOfFile()
        {
            if (ztunnel.Optional("readinessProbePeriod") is not { } period)
                return ztunnel.Optional("ready") is { } ready ? Ready(ready) : null;
            ztunnel.Refuse(["ready"], "readinessProbePeriod says it already: when the probe finds ztunnel ready; give one of the two.");
            return new ReadinessProbe(period.PositiveSeconds());
        }
    }

    private static DurationLaw Ready(YamlValue value)
    {
        if (!value.IsMap || !value.KeysPresent.Contains("probe")) return LawReader.ReadFinite(value);
        YamlMap probe = value.Map("probe").Required("probe").Map("period", "first", "needs");
        return new ReadinessProbe(
            probe.Optional("period")?.PositiveSeconds(),
            probe.Optional("first") is { } first ? LawReader.ReadFinite(first) : null,
            probe.Optional("needs") is { } needs ? LawReader.ReadFinite(needs) : null);
    }
}
