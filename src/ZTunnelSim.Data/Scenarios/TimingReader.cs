namespace ZTunnelSim.Data;

/// <summary>Reads how long the phases before the drain take.</summary>
internal static class TimingReader
{
    public static readonly IReadOnlyList<string> Keys = ["startup", "ready", "readinessProbePeriod", "overlap", "newShare"];

    public static ReplacementTiming Read(YamlMap ztunnel, DurationLaw? readyByManifest)
    {
        ReplacementTiming normal = ReplacementTiming.Default;
        return new(
            Law("startup") ?? normal.Startup,
            ReadyOfFile() ?? readyByManifest ?? normal.Ready,
            Law("overlap") ?? normal.Overlap,
            ztunnel.Optional("newShare")?.Number(0, 1) ?? normal.NewShare);

        DurationLaw? Law(string key) => ztunnel.Optional(key) is { } value ? LawReader.ReadFinite(value) : null;

        DurationLaw? ReadyOfFile()
        {
            if (ztunnel.Optional("readinessProbePeriod") is not { } period) return Law("ready");
            ztunnel.Refuse(["ready"], "readinessProbePeriod says it already: anything up to the period; give one of the two.");
            return ReplacementTiming.ReadyByProbeEvery(period.PositiveSeconds());
        }
    }
}
