using ZTunnelSim.Data.Yaml;
using ZTunnelSim.Model;

namespace ZTunnelSim.Data.Scenarios;

/// <summary>What keeps a rollout from being swept: theory and the sweep's engines know rolling updates in which every pod gets ready.</summary>
internal static class SweepObstacle
{
    /// <summary>The error that a sweep ends with, or null where there is no obstacle.</summary>
    public static InputException? Of(YamlMap ztunnel, Rollout rollout)
    {
        const string Instead = "can't be swept over T; put it among the 'strategies' and use 'ztunnelsim compare'.";
        if (rollout.Plan is not RollingUpdate) return (ztunnel.Optional("updateStrategy") ?? ztunnel.Required("from")).Error($"OnDelete {Instead}");
        YamlValue? failures = ztunnel.Optional("neverReady") ?? ztunnel.Optional("unavailable");
        return failures?.Error("a rollout with nodes that fail can't be swept over T; use 'ztunnelsim compare'.");
    }
}
