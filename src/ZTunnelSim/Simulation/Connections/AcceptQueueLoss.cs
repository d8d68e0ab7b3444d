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
    /// <param name="fleet">Where pods are now; null: where they were when the rollout began.</param>
    public static void Draw(RolloutResult result, int node, double overlap, bool hasOtherListener, PodFleet? fleet)
    {
        Rollout rollout = result.Rollout;
        if (fleet is not null && rollout.Strategy.MovesPods)
        {
            for (int w = 0; w < rollout.Cluster.Workloads.Count; w++) DrawWorkload(w, fleet.AcceptShareOn(rollout.Cluster, w, node));
            return;
        }
        ReadOnlySpan<int> workloads = rollout.Cluster.WorkloadsOn(node);
        for (int i = 0; i < workloads.Length; i++) DrawWorkload(workloads[i], rollout.Cluster.AcceptSharesOn(node)[i]);

        void DrawWorkload(int w, double share)
        {
            double arrivals = share * rollout.Cluster.Workloads[w].ArrivalsPerSecond;
            double mean = rollout.AcceptQueue.MeanLost(arrivals, overlap, rollout.Timing.NewShare, hasOtherListener);
            if (mean == 0) return;
            RandomStream random = new(result.Seed, result.Replication, node, w, (long)StreamPurpose.AcceptQueue);
            result.AcceptQueueLosses[node, w] = random.NextPoisson(mean);
        }
    }
}
