namespace ZTunnelSim.Data;

/// <summary>What keeps a rollout from being swept: a sweep is about rolling updates that get done.</summary>
/// <param name="Place">The place that says so.</param>
/// <param name="Message">What it is.</param>
internal sealed record SweepObstacle(YamlValue Place, string Message)
{
    /// <summary>The obstacle, or null where there is none.</summary>
    /// <param name="top">The scenario.</param>
    /// <param name="ztunnel">What it says under <c>ztunnel</c>.</param>
    /// <param name="rollout">The rollout that it makes.</param>
    /// <param name="isFullByManifest">Whether the manifest that it names lets no second pod on any node.</param>
    public static SweepObstacle? Of(YamlMap top, YamlMap ztunnel, Rollout rollout, bool isFullByManifest)
    {
        const string Instead = "can't be swept over T; put it among the 'strategies' and use 'ztunnelsim compare'.";
        if (rollout.Strategy is not RollingUpdate)
            return new(ztunnel.Optional("updateStrategy") ?? ztunnel.Required("from"), $"OnDelete {Instead}");
        YamlValue? failures = Given("neverReady", rollout.NeverReadyNodes) ?? Given("unavailable", rollout.UnavailableNodes);
        if (failures is not null)
            return new(failures, "a rollout with nodes that fail can't be swept over T; use 'ztunnelsim compare'.");
        if (Standstill.Of(rollout) is not { } why) return null;
        YamlValue cluster = top.Required("cluster");
        bool byManifest = isFullByManifest && ztunnel.Optional("from") is not null;
        List<string> ways = [];
        if (!byManifest && rollout.Cluster.Nodes.Any(n => double.IsPositiveInfinity(n.SurgeWaitSeconds)))
            ways.Add("'assumeSurgeRoom: true' under cluster");
        if (rollout.NeverReadyNodes.Count > 0) ways.Add("'neverReady: []' under ztunnel");
        string afterwards = ways.Count == 0 ? "" : $"; the numbers for afterwards come with {string.Join(" and ", ways)}";
        return new(
            (byManifest ? ztunnel.Optional("from") : null) ?? cluster,
            $"{why} Mend that first, or go another way ('ztunnelsim compare' puts them side by side){afterwards}.");

        YamlValue? Given(string key, IReadOnlySet<string> nodes) => nodes.Count > 0 ? ztunnel.Optional(key) : null;
    }
}
