using ZTunnelSim.Data.Yaml;
using ZTunnelSim.Model;

namespace ZTunnelSim.Data.Scenarios;

/// <summary>What keeps a rollout from being swept: a sweep is about rolling updates that get done.</summary>
internal static class SweepObstacle
{
    /// <summary>The error that a sweep ends with, or null where there is no obstacle.</summary>
    public static InputException? Of(YamlMap top, YamlMap ztunnel, Rollout rollout)
    {
        const string Instead = "can't be swept over T; put it among the 'strategies' and use 'ztunnelsim compare'.";
        if (rollout.Plan is not RollingUpdate) return (ztunnel.Optional("updateStrategy") ?? ztunnel.Required("from")).Error($"OnDelete {Instead}");
        YamlValue? failures = Given("neverReady", rollout.NeverReadyNodes) ?? Given("unavailable", rollout.UnavailableNodes);
        if (failures is not null) return failures.Error("a rollout with nodes that fail can't be swept over T; use 'ztunnelsim compare'.");
        if (Standstill.Of(rollout) is not { } why) return null;
        bool byManifest = rollout.Cluster.Nodes.All(n => double.IsPositiveInfinity(n.SurgeWaitSeconds)) && ztunnel.Optional("from") is not null;
        YamlValue place = (byManifest ? ztunnel.Optional("from") : null) ?? top.Required("cluster");
        return place.Error(
            $"{why} Mend that first ('ztunnelsim compare' shows the ways round it and all notes), or see the numbers for afterwards with "
            + "'cluster: { kubectl: ..., assumeSurgeRoom: true }', or with 'neverReady: []' under ztunnel.");

        YamlValue? Given(string key, IReadOnlySet<string> nodes) => nodes.Count > 0 ? ztunnel.Optional(key) : null;
    }
}
