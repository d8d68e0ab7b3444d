using ZTunnelSim.Model;

namespace ZTunnelSim.Theory;

/// <summary>The theory of a whole rollout: sums over nodes and workloads of <see cref="NodeTheory"/>.</summary>
public static class RolloutTheory
{
    /// <summary>Predicts a rolling update without simulating it.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <remarks>
    /// Exact for Poisson arrivals at a constant rate. Where the rollout's clock matters (a rate that changes, clients
    /// that reconnect) it is the first-order answer, and the simulator has the exact one.
    /// </remarks>
    public static RolloutPrediction Predict(this Rollout rollout)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        if (rollout.Plan is not RollingUpdate plan)
            throw new NotSupportedException($"Theory covers RollingUpdate, not {rollout.Plan.GetType().Name}.");

        Cluster cluster = rollout.Cluster;
        double budget = rollout.DrainBudgetSeconds;
        double[] resets = new double[cluster.Workloads.Count];
        double[] refused = new double[cluster.Workloads.Count];
        double[] drains = new double[cluster.Nodes.Count];
        double variance = 0;
        NodeTheory[] theories = new NodeTheory[cluster.Nodes.Count];

        foreach (NodeClass nodes in NodeClass.Of(cluster))
        {
            NodeTheory theory = new(nodes.Workloads.Select(w => cluster.Workloads[w]), plan, rollout.Timing);
            double drain = theory.MeanDrainSeconds(budget);
            // Without a surge nobody listens from SIGTERM until the new process does.
            double withoutListener = plan.IsSurge ? 0 : drain + rollout.Timing.Startup.MeanSeconds + rollout.Timing.Ready.MeanSeconds;
            variance += nodes.Members.Count * theory.VarianceStillOpen(budget);
            foreach (int w in nodes.Workloads)
            {
                Workload workload = cluster.Workloads[w];
                resets[w] += nodes.Members.Count * theory.MeanStillOpen(workload, budget);
                refused[w] += nodes.Members.Count * workload.ArrivalsPerSecond * withoutListener;
            }
            foreach (int node in nodes.Members)
            {
                drains[node] = drain;
                theories[node] = theory;
            }
        }

        return new RolloutPrediction
        {
            Resets = resets.Sum(),
            ResetsByWorkload = resets,
            ResetsVariance = variance,
            Refused = refused.Sum(),
            RefusedByWorkload = refused,
            DrainSecondsByNode = drains,
            DurationSeconds = DurationTheory.MeanSeconds(rollout, plan, theories, drains),
        };
    }
}
