using ZTunnelSim.Model;

namespace ZTunnelSim.Theory;

/// <summary>The theory of a whole rollout: sums over nodes and workloads of <see cref="NodeTheory"/>.</summary>
public static class RolloutTheory
{
    /// <summary>Predicts a rolling update without simulating it.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <remarks>
    /// That every node is replaced in its turn is taken for granted, whatever the rollout says of nodes that fail.
    /// Exact for Poisson arrivals at a constant rate. Where the rollout's clock matters (a rate that changes, clients
    /// that reconnect) it is the first-order answer, and the simulator has the exact one: a client that comes back may land
    /// on a node that is still to be replaced, which is not in the sum. With T = 30 s, ztunnel's budget and six nodes,
    /// theory is 8 to 23 % too low for lifetimes with means around a minute, and 29 % for 10 min and twenty nodes; the
    /// shorter T against the lifetime and the more nodes, the lower. For connections with both ends
    /// in the mesh it is the sum over both, less what that counts twice (<see cref="BothEndsTheory"/>), and every
    /// connection during an overlap is taken to choose its listener itself; pooled HBONE connections choose for many.
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
        double variance = 0, acceptLost = 0;
        NodeTheory[] theories = new NodeTheory[cluster.Nodes.Count];

        foreach (NodeClass nodes in NodeClass.Of(cluster))
        {
            NodeTheory theory = new(nodes.Loads, plan, rollout.Timing);
            double drain = theory.MeanDrainSeconds(budget);
            double withoutListener = ReplacementTimes.WithoutListenerSeconds(rollout, plan, drain);
            variance += nodes.Members.Count * theory.VarianceStillOpen(budget);
            foreach ((int w, Workload load) in nodes.Workloads.Zip(nodes.Loads))
            {
                resets[w] += nodes.Members.Count * theory.MeanStillOpen(load, budget);
                refused[w] += nodes.Members.Count * load.ArrivalsPerSecond * withoutListener;
            }
            acceptLost += nodes.Members.Count * AcceptQueueLosses(rollout, plan, nodes);
            foreach (int node in nodes.Members)
            {
                drains[node] = drain;
                theories[node] = theory;
            }
        }

        for (int w = 0; w < resets.Length; w++)
        {
            double twice = BothEndsTheory.CountedTwice(rollout, plan, w, budget, drains.Average());
            resets[w] -= twice;
            variance -= twice;
            refused[w] -= BothEndsTheory.RefusedTwice(rollout, plan, w, drains.Average());
        }

        return new RolloutPrediction
        {
            Resets = resets.Sum(),
            ResetsByWorkload = resets,
            ResetsVariance = variance,
            Refused = refused.Sum(),
            RefusedByWorkload = refused,
            AcceptQueueLosses = acceptLost,
            DrainSecondsByNode = drains,
            DurationSeconds = DurationTheory.MeanSeconds(rollout, plan, theories, drains),
        };
    }

    private static double AcceptQueueLosses(Rollout rollout, RollingUpdate plan, NodeClass nodes)
    {
        int node = nodes.Members[0];
        double arrivals = 0;
        for (int i = 0; i < nodes.Workloads.Length; i++)
            arrivals += rollout.Cluster.AcceptSharesOn(node)[i] * rollout.Cluster.Workloads[nodes.Workloads[i]].ArrivalsPerSecond;
        return OverlapQuadrature.Of(plan, rollout.Timing)
            .Sum(w => w.Weight * rollout.AcceptQueue.MeanLost(arrivals, w.Seconds, rollout.Timing.NewShare, hasOtherListener: plan.IsSurge));
    }
}
