namespace ZTunnelSim.Data;

/// <summary>The manifest that a scenario's <c>ztunnel.from</c> names: what the scenario leaves open is as there.</summary>
internal sealed class ManifestReference
{
    private readonly ZTunnelManifest _manifest;

    private ManifestReference(ZTunnelManifest manifest) => _manifest = manifest;

    public ZTunnelSettings Settings => _manifest.Settings;

    public GracePeriod GracePeriod => _manifest.GracePeriod;

    /// <summary>By the readiness probe's period; null where the manifest has none.</summary>
    public DurationLaw? Ready => Settings.ReadinessPeriodSeconds is { } period ? new ReadinessProbe(period) : null;

    /// <summary>What was taken from where, and what is odd there: a sentence each.</summary>
    public IEnumerable<string> Notes => Settings.Warnings
        .Prepend($"T = {GracePeriod}, {Settings.Strategy?.ToString() ?? "the chart's updateStrategy"}, unless the scenario says otherwise.")
        .Select(note => $"{Settings.File}: {note}");

    public static ManifestReference? Of(YamlMap ztunnel)
    {
        if (ztunnel.Optional("from") is not { } place) return null;
        return new(ZTunnelManifest.Load(Path.Combine(Path.GetDirectoryName(place.File) ?? "", place.Text())));
    }

    public UpdateStrategy Strategy(int minReadySeconds) => _manifest.StrategyWith(minReadySeconds);
}
