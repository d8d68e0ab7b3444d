using ZTunnelSim.Data.Kubernetes;
using ZTunnelSim.Data.Yaml;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;

namespace ZTunnelSim.Data.Scenarios;

/// <summary>The manifest that a scenario's <c>ztunnel.from</c> names: what the scenario leaves open is as there.</summary>
internal sealed class ManifestReference
{
    private readonly YamlValue _place;

    private ManifestReference(YamlValue place, ZTunnelSettings settings) => (_place, Settings) = (place, settings);

    public ZTunnelSettings Settings { get; }

    /// <summary>T: Kubernetes' and the chart's default where the manifest leaves it open.</summary>
    public GracePeriod GracePeriod => Settings.GracePeriod ?? GracePeriod.Default;

    /// <summary>Half of the readiness probe's period on average, as in the default timing; null where the manifest has none.</summary>
    public DurationLaw? Ready => Settings.ReadinessPeriodSeconds is { } period ? new Constant(period / 2.0) : null;

    /// <summary>What was taken from where, and what is odd there: a sentence each.</summary>
    public IEnumerable<string> Notes => Settings.Warnings
        .Prepend($"T = {GracePeriod}, {Settings.Strategy?.ToString() ?? "the chart's updateStrategy"}, unless the scenario says otherwise.")
        .Select(note => $"{Settings.File}: {note}");

    public static ManifestReference? Of(YamlMap ztunnel)
    {
        if (ztunnel.Optional("from") is not { } place) return null;
        return new(place, ZTunnelSettingsReader.Load(Path.Combine(Path.GetDirectoryName(place.File) ?? "", place.Text())));
    }

    public RollingUpdate Plan() => Settings.ToRollingUpdate()
        ?? throw _place.Error($"{Settings.File} says OnDelete, which can't be simulated yet; give an updateStrategy here to compare with.");
}
