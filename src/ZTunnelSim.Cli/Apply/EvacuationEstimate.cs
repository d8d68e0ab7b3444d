namespace ZTunnelSim.Cli;

/// <summary>What draining takes on each node, as means over simulated rollouts in the order of the list.</summary>
internal sealed class EvacuationEstimate
{
    private const int Rollouts = 20;

    private readonly Dictionary<string, (double Seconds, double Pods, double Cut)> _byNode = [];
    private readonly Dictionary<string, (int Rollouts, string Reason)> _notEvacuated = [];
    private double _totalSeconds;

    private EvacuationEstimate(NodeEvacuation evacuation) => Evacuation = evacuation;

    public NodeEvacuation Evacuation { get; }

    /// <summary>How long all of it takes; null where nodes can't be drained.</summary>
    public double? TotalSeconds => _notEvacuated.Count == 0 ? _totalSeconds : null;

    /// <summary>The estimate; null where the scenario has no applications whose pods would have to move.</summary>
    public static EvacuationEstimate? Of(Scenario scenario, CancellationToken cancellationToken)
    {
        Cluster cluster = scenario.Rollout.Cluster;
        if (cluster.Applications.Count == 0) return null;
        EvacuateNodes plan = new(scenario.Rollout.Strategy.Evacuation);
        Rollout rollout = scenario.Rollout with { Strategy = plan, NodeOrder = NodeOrder.AsListed };
        EvacuationEstimate estimate = new(plan.Evacuation);
        foreach ((double seconds, IReadOnlyList<EvacuationOutcome> nodes) in
            Replications.All(Rollouts, Environment.ProcessorCount, Play, cancellationToken))
        {
            estimate._totalSeconds += seconds / Rollouts;
            foreach (EvacuationOutcome node in nodes) estimate.Add(node.Node, node);
        }
        return estimate;

        (double Seconds, IReadOnlyList<EvacuationOutcome> Nodes) Play(int replication)
        {
            RolloutResult result = rollout.Simulate(
                scenario.Simulation.Seed, new SimulationOptions { Replication = replication }, cancellationToken);
            return (result.DurationSeconds, result.Evacuations!.Nodes);
        }
    }

    /// <summary>A node of a runbook with what is expected there.</summary>
    public RunbookNode Fill(RunbookNode node)
    {
        if (_notEvacuated.TryGetValue(node.Name, out (int Rollouts, string Reason) failed))
        {
            Markdown caveat = $"**In {failed.Rollouts} of {Rollouts} simulated rollouts it could not be drained**: {failed.Reason}.";
            return node with { Caveats = [.. node.Caveats, caveat] };
        }
        return _byNode.TryGetValue(node.Name, out (double Seconds, double Pods, double Cut) mean)
            ? node with { ExpectedSeconds = mean.Seconds, EvictedPods = mean.Pods, CutPods = mean.Cut }
            : node;
    }

    private void Add(string name, EvacuationOutcome node)
    {
        if (node.NotEvacuated is { } reason) _notEvacuated[name] = (_notEvacuated.GetValueOrDefault(name).Rollouts + 1, reason);
        (double seconds, double pods, double cut) = _byNode.GetValueOrDefault(name);
        _byNode[name] = (
            seconds + (node.EndedAt - node.StartedAt) / Rollouts, pods + (double)node.EvictedPods / Rollouts,
            cut + (double)node.CutPods / Rollouts);
    }
}
