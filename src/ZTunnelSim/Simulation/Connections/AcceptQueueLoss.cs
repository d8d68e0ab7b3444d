namespace ZTunnelSim;

/// <summary>Draws the connections that wait in the accept queue of a listener when it closes; see <see cref="AcceptQueue"/>.</summary>
internal static class AcceptQueueLoss
{
    /// <summary>Draws what a node loses at SIGTERM.</summary>
    /// <param name="run">The run, where it is counted.</param>
    /// <param name="node">The node.</param>
    /// <param name="overlap">For how long the new process has listened, in seconds; 0: it does not.</param>
    /// <param name="hasOtherListener">Whether the new process listens.</param>
    /// <param name="fleet">Where pods are now, if the strategy moves them.</param>
    public static void Draw(RunContext run, int node, double overlap, bool hasOtherListener, PodFleet fleet)
    {
        Rollout rollout = run.Rollout;
        Cluster cluster = run.Cluster;
        if (rollout.Strategy.MovesPods)
        {
            for (int w = 0; w < cluster.Workloads.Count; w++) DrawWorkload(w, fleet.AcceptShareOn(cluster, w, node));
            return;
        }
        ReadOnlySpan<int> workloads = cluster.WorkloadsOn(node);
        for (int i = 0; i < workloads.Length; i++) DrawWorkload(workloads[i], cluster.AcceptSharesOn(node)[i]);

        void DrawWorkload(int w, double share)
        {
            double arrivals = share * cluster.Workloads[w].OpenedPerSecond;
            double mean = rollout.AcceptQueue.MeanLost(arrivals, overlap, rollout.Timing.NewShare, hasOtherListener);
            if (mean == 0) return;
            RandomStream random = run.Stream(StreamPurpose.AcceptQueue, node, w);
            run.AcceptQueueLosses[node, w] = random.NextPoisson(mean);
        }
    }
}
