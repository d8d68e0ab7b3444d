namespace ZTunnelSim.Data;

/// <summary>What keeps a rollout from being swept, and the place that says so: a sweep is about rolling updates that get done.</summary>
internal sealed record SweepObstacle(YamlValue Place, string Message)
{
    /// <summary>
    /// The obstacle, or null where there is none, in a scenario and what it says under <c>ztunnel</c>; the manifest that it names may let
    /// no second pod on any node.
    /// </summary>
    public static SweepObstacle? Of(YamlMap top, YamlMap ztunnel, Rollout rollout, bool isFullByManifest)
    {
        const string Instead = "can't be swept over T; put it among the 'strategies' and use 'ztunnelsim compare'.";
        if (rollout.Strategy is not RollingUpdate)
            return new(ztunnel.Optional("updateStrategy") ?? ztunnel.Required("from"), $"OnDelete {Instead}");
        if (ztunnel.Optional(NewsReader.SecondChangeKey) is { } change)
            return new(change, "a rollout with a second change can't be swept over T; use 'ztunnelsim compare'.");
        if (rollout.UnavailableNodes.Count > 0 && ztunnel.Optional("unavailable") is { } failures)
            return new(failures, "a rollout with nodes that fail can't be swept over T; use 'ztunnelsim compare'.");
        if (Standstill.Of(rollout.GoingThrough) is not { } why) return null;
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
    }
}

/// <summary>Says why a rolling update never gets done.</summary>
internal static class Standstill
{
    /// <summary>The sentence; null where every node that can be updated is.</summary>
    public static string? Of(Rollout rollout)
    {
        IReadOnlyList<string> blocking = rollout.BlockingNodes;
        if (blocking.Count == 0) return null;
        string[] unready = [.. blocking.Where(rollout.NeverReadyNodes.Contains)], full = [.. blocking.Except(unready)];
        List<string> reasons = [];
        if (full.Length > 0)
            reasons.Add($"on {Nodes(full)} there is no room for the new ztunnel pod beside the old one, so that it stays Pending");
        if (unready.Length > 0) reasons.Add($"on {Nodes(unready)} the new pod never gets Ready");
        int places = ((RollingUpdate)rollout.Strategy).ConcurrentNodes(rollout.Cluster.Nodes.Count);
        string end = blocking.Count >= places
            ? "it stands still there, with the nodes after them on the old version"
            : "the others are updated, but 'kubectl rollout status' never ends";
        return $"the rolling update never finishes: {string.Join(", and ", reasons)}; {end}.";
    }

    private static string Nodes(string[] names) => $"{names.Length:#,0} {(names.Length == 1 ? "node" : "nodes")} ({NameList.Of(names)})";
}
