namespace ZTunnelSim;

/// <summary>What becomes of ztunnel as nodes are drained, by who drains them; in sentences and a table.</summary>
internal static class NodeDrainText
{
    /// <summary>What keeps ztunnel on its node until the pods have gone.</summary>
    public const string Advice = "Keep ztunnel on the node until its pods have gone: set podAnnotations in ztunnel's chart to "
        + $"{NodeDrainer.EvictionAnnotation}: \"false\".";

    /// <summary>What the drain of a node cuts, and what mends it; null where ztunnel stays until its pods have gone.</summary>
    public static string? Of(Rollout rollout)
    {
        if (rollout.Strategy.Evacuation?.Drainer is not { Turn: not ZTunnelTurn.Stays } drainer) return null;
        NodeDrainTheory[] nodes = [.. Nodes(rollout)];
        double budget = nodes[0].BudgetSeconds, own = rollout.DrainBudgetSeconds;
        string has = $"it has {Brief(budget)} ({(budget < own ? $"the window, of {Brief(own)} that T would give" : "by T")})";
        if (drainer.Turn == ZTunnelTurn.AfterPods)
            return $"{drainer.Name} ends ztunnel after the node's other pods; {has}. What its connections' pods still hold by then is cut.";
        return $"{drainer.Name} tells ztunnel to go along with the node's pods; {has}. The drain of a node cuts "
            + $"{Numbers.Count(nodes.Average(n => n.Cut))} connections of pods that go on longer, and until a new ztunnel listens, for up "
            + $"to {Brief(nodes[0].GapSeconds)}, up to {Numbers.Count(nodes.Average(n => n.Refused))} new ones of these pods are refused. "
            + (drainer.Name == NodeDrainer.ClusterAutoscaler.Name ? Advice : "Exclude ztunnel from it where that can be set.");
    }

    /// <summary>The strategies among some that drain nodes, by who does; null where ztunnel stays in all.</summary>
    public static TextTable? Table(IEnumerable<NamedStrategy> strategies)
    {
        NamedStrategy[] draining = [.. strategies.Where(s => Of(s.Rollout) is not null)];
        return draining.Length == 0 ? null : TextTable.Of(
            "The drain of one node, by theory", draining.Select(s => (Strategy: s, Nodes: Nodes(s.Rollout).ToArray())),
            [
                new("strategy", d => d.Strategy.Name, IsNumeric: false),
                new("drained by", d => d.Strategy.Rollout.Strategy.Evacuation!.Drainer.Name, IsNumeric: false),
                new("ztunnel has", d => Brief(d.Nodes[0].BudgetSeconds)),
                new("cut by ztunnel", d => Numbers.Count(d.Nodes.Average(n => n.Cut))),
                new("by pods' exits", d => Numbers.Count(d.Nodes.Average(n => n.AppTerminated))),
                new("refused, up to", d => Numbers.Count(d.Nodes.Average(n => n.Refused))),
            ]);
    }

    private static IEnumerable<NodeDrainTheory> Nodes(Rollout rollout) =>
        Enumerable.Range(0, rollout.Cluster.Nodes.Count).Select(node => new NodeDrainTheory(rollout, node));

    private static string Brief(double seconds) => DurationFormat.Brief(seconds);
}
