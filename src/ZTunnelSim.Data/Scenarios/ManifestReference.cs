namespace ZTunnelSim.Data;

/// <summary>The manifest that a scenario's <c>ztunnel.from</c> names: what the scenario leaves open is as there.</summary>
internal sealed class ManifestReference(ZTunnelManifest manifest)
{
    public ZTunnelSettings Settings => manifest.Settings;

    public GracePeriod GracePeriod => manifest.GracePeriod;

    /// <summary>What was taken from where, and what is odd there: a sentence each.</summary>
    public IEnumerable<string> Notes => Settings.Warnings
        .Prepend($"T = {GracePeriod}, {Settings.Strategy?.ToString() ?? "the chart's updateStrategy"}, unless the scenario says otherwise.")
        .Select(note => $"{Settings.File}: {note}");

    public static ManifestReference? Of(YamlMap ztunnel) =>
        ztunnel.Optional("from") is { } place ? new(ZTunnelManifest.Load(place.FilePath())) : null;

    public UpdateStrategy Strategy(int minReadySeconds) => manifest.StrategyWith(minReadySeconds);
}
