namespace ZTunnelSim.Data;

/// <summary>The maximum age of a workload's connections, as a scenario spells it.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="AgeSeconds">The age in seconds, above 0.</param>
/// <param name="Jitter">The share of it by which it varies up and down, at least 0 and below 1.</param>
/// <param name="GraceSeconds">How long a connection may go on then, in seconds.</param>
internal sealed record MaximumAge(YamlValue Place, double AgeSeconds, double Jitter, double GraceSeconds)
{
    /// <summary>The key in a workload.</summary>
    public const string Key = "maximumAge";

    /// <summary>Reads <c>30m</c> or <c>{ age: 30m, jitter: 10%, grace: 10s }</c>.</summary>
    public static MaximumAge Read(YamlValue value)
    {
        if (!value.IsMap) return new(value, value.PositiveSeconds(), 0, 0);
        YamlMap map = value.Map("age", "jitter", "grace");
        return new(
            value, map.Required("age").PositiveSeconds(), map.Optional("jitter")?.ShareBelowOne() ?? 0,
            map.Optional("grace")?.Seconds() ?? 0);
    }

    /// <summary>A law under it.</summary>
    public DurationLaw Of(DurationLaw law) => new AgeLimitedLaw(law, AgeSeconds, Jitter, GraceSeconds);

    /// <summary>A workload under it: as many connections are open as without it.</summary>
    public Workload Of(Workload workload) => workload.WithMaximumAge(Of);
}
