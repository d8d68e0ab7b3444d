namespace ZTunnelSim.Data;

/// <summary>The manifest that a scenario's <c>ztunnel.from</c> names: what the scenario leaves open is as there.</summary>
internal sealed class ManifestReference
{
    private ManifestReference(ZTunnelSettings settings) => Settings = settings;

    public ZTunnelSettings Settings { get; }

    /// <summary>T: Kubernetes' and the chart's default where the manifest leaves it open.</summary>
    public GracePeriod GracePeriod => Settings.GracePeriod ?? GracePeriod.Default;

    /// <summary>By the readiness probe's period; null where the manifest has none.</summary>
    public DurationLaw? Ready => Settings.ReadinessPeriodSeconds is { } period ? ReplacementTiming.ReadyByProbeEvery(period) : null;

    /// <summary>What was taken from where, and what is odd there: a sentence each.</summary>
    public IEnumerable<string> Notes => Settings.Warnings
        .Prepend($"T = {GracePeriod}, {Settings.Strategy?.ToString() ?? "the chart's updateStrategy"}, unless the scenario says otherwise.")
        .Select(note => $"{Settings.File}: {note}");

    public static ManifestReference? Of(YamlMap ztunnel)
    {
        if (ztunnel.Optional("from") is not { } place) return null;
        return new(ZTunnelSettingsReader.Load(Path.Combine(Path.GetDirectoryName(place.File) ?? "", place.Text())));
    }

    /// <summary>The plan; of OnDelete the manifest can't say how people go on: one node after the other.</summary>
    public UpdateStrategy Strategy(int minReadySeconds) => Settings.ToRollingUpdate() is { } roll
        ? new RollingUpdate(roll.MaxSurge, roll.MaxUnavailable, minReadySeconds)
        : new OnDelete(1);
}
