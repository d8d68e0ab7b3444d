using ZTunnelSim.Data.Kubernetes.Runbooks;
using ZTunnelSim.Data.Scenarios;
using ZTunnelSim.Model;
using ZTunnelSim.Results;
using ZTunnelSim.Simulation;

namespace ZTunnelSim.Cli.Commands;

/// <summary>What draining takes on each node, as means over simulated rollouts in the order of the list.</summary>
internal sealed class DrainEstimate
{
    private const int Replications = 20;

    private readonly Dictionary<string, (double Seconds, double Pods)> _byNode = [];

    private DrainEstimate(NodeDrain drain) => Drain = drain;

    public NodeDrain Drain { get; }

    public double TotalSeconds { get; private set; }

    /// <summary>The estimate; null where the scenario has no applications whose pods would have to move.</summary>
    public static DrainEstimate? Of(Scenario scenario, CancellationToken cancellationToken)
    {
        Cluster cluster = scenario.Rollout.Cluster;
        if (cluster.Applications.Count == 0) return null;
        OnDeleteDrain plan = scenario.Rollout.Plan as OnDeleteDrain ?? new OnDeleteDrain();
        Rollout rollout = scenario.Rollout.WithPlan(plan).WithNodeOrder(NodeOrder.AsListed);
        DrainEstimate estimate = new(plan.Drain);
        for (int i = 0; i < Replications; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RolloutResult result = rollout.Simulate(scenario.Simulation.Seed, new SimulationOptions { Replication = i });
            estimate.TotalSeconds += result.DurationSeconds / Replications;
            foreach (NodeDrainOutcome node in result.Drains!.Nodes) estimate.Add(cluster.Nodes[node.Node].Name, node);
        }
        return estimate;
    }

    /// <summary>A node of a runbook with what is expected there.</summary>
    public RunbookNode Fill(RunbookNode node) => _byNode.TryGetValue(node.Name, out (double Seconds, double Pods) mean)
        ? node with { ExpectedSeconds = mean.Seconds, EvictedPods = mean.Pods }
        : node;

    private void Add(string name, NodeDrainOutcome node)
    {
        (double seconds, double pods) = _byNode.GetValueOrDefault(name);
        _byNode[name] = (seconds + (node.EndedAt - node.StartedAt) / Replications, pods + (double)node.EvictedPods / Replications);
    }
}
