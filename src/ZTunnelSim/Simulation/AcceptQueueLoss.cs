using ZTunnelSim.Model;
using ZTunnelSim.Randomness;
using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>Draws the connections that wait in the accept queue of a listener when it closes; see <see cref="AcceptQueue"/>.</summary>
internal static class AcceptQueueLoss
{
    /// <summary>Draws what a node loses at SIGTERM.</summary>
    /// <param name="result">Where it is counted.</param>
    /// <param name="node">The node.</param>
    /// <param name="overlap">For how long the new process has listened, in seconds; 0: it does not.</param>
    /// <param name="hasOtherListener">Whether the new process listens.</param>
    public static void Draw(RolloutResult result, int node, double overlap, bool hasOtherListener)
    {
        Rollout rollout = result.Rollout;
        ReadOnlySpan<int> workloads = rollout.Cluster.WorkloadsOn(node);
        ReadOnlySpan<double> shares = rollout.Cluster.AcceptSharesOn(node);
        for (int i = 0; i < workloads.Length; i++)
        {
            double arrivals = shares[i] * rollout.Cluster.Workloads[workloads[i]].ArrivalsPerSecond;
            double mean = rollout.AcceptQueue.MeanLost(arrivals, overlap, rollout.Timing.NewShare, hasOtherListener);
            if (mean == 0) continue;
            RandomStream random = new(result.Seed, result.Replication, node, workloads[i], (long)StreamPurpose.AcceptQueue);
            result.AcceptQueueLosses[node, workloads[i]] = random.NextPoisson(mean);
        }
    }
}
