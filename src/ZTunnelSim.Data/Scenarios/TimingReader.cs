namespace ZTunnelSim.Data;

/// <summary>Reads how long the steps of a replacement take besides the drain.</summary>
internal static class TimingReader
{
    public static readonly IReadOnlyList<string> Keys =
        ["timing", "startup", "ready", "readinessProbePeriod", "overlap", "newShare", "reaction", "exit", "removal"];

    /// <summary>Reads the timing: what the scenario leaves open is as measured, by the manifest, or by default.</summary>
    /// <param name="ztunnel">What the scenario says.</param>
    /// <param name="probePeriodByManifest">The readiness probe's period in seconds; null where no manifest says it.</param>
    /// <param name="measured">What was measured of ztunnels that came before; null: nothing.</param>
    public static ReplacementTiming Read(YamlMap ztunnel, double? probePeriodByManifest, StartTimes? measured)
    {
        ReplacementTiming normal = ReplacementTiming.Default;
        return new(
            Law("startup") ?? measured?.Startup ?? normal.Startup,
            ReadyLaw(),
            Law("overlap") ?? normal.Overlap,
            ztunnel.Optional("newShare")?.Number(0, 1) ?? normal.NewShare)
        {
            Reaction = Law("reaction") ?? normal.Reaction,
            Exit = Law("exit") ?? normal.Exit,
            Removal = Law("removal") ?? normal.Removal,
        };

        DurationLaw? Law(string key) => ztunnel.Optional(key) is { } value ? LawReader.ReadFinite(value) : null;

        DurationLaw ReadyLaw()
        {
            double? period = probePeriodByManifest;
            if (ztunnel.Optional("readinessProbePeriod") is { } given)
            {
                ztunnel.Refuse(["ready"], "readinessProbePeriod says it already: when the probe finds ztunnel ready; give one of the two.");
                period = given.PositiveSeconds();
                return measured?.Ready(period) ?? Probe(given, period, null, null);
            }
            else if (ztunnel.Optional("ready") is { } ready)
            {
                return Ready(ready);
            }
            return measured?.Ready(period) ?? (period is null ? normal.Ready : new ReadinessProbe(period));
        }
    }

    private static DurationLaw Ready(YamlValue value)
    {
        if (!value.IsMap || !value.KeysPresent.Contains("probe")) return LawReader.ReadFinite(value);
        YamlMap probe = value.Map("probe").Required("probe").Map("period", "first", "needs");
        return Probe(
            value,
            probe.Optional("period")?.PositiveSeconds(),
            probe.Optional("first") is { } first ? LawReader.ReadFinite(first) : null,
            probe.Optional("needs") is { } needs ? LawReader.ReadFinite(needs) : null);
    }

    private static ReadinessProbe Probe(YamlValue place, double? period, DurationLaw? first, DurationLaw? needs)
    {
        try
        {
            return new(period, first, needs);
        }
        catch (ArgumentException e)
        {
            throw place.Error(e);
        }
    }
}
