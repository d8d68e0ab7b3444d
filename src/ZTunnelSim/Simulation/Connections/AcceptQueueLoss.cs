namespace ZTunnelSim;

/// <summary>Draws the connections that wait in the accept queue of a listener when it closes; see <see cref="AcceptQueue"/>.</summary>
internal static class AcceptQueueLoss
{
    /// <summary>Draws what a node loses at SIGTERM.</summary>
    /// <param name="run">The run, where it is counted.</param>
    /// <param name="node">The node.</param>
    /// <param name="process">The number of the process there that closes its listener.</param>
    /// <param name="now">When.</param>
    /// <param name="overlap">For how long another process has listened beside it, in seconds; 0: none does.</param>
    /// <param name="hasOtherListener">Whether another process listens.</param>
    /// <param name="fleet">Where pods are now, if the strategy moves them.</param>
    public static void Draw(RunContext run, int node, int process, double now, double overlap, bool hasOtherListener, PodFleet fleet)
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
            double arrivals = share * cluster.Workloads[w].OpenedPerSecond * (run.Rates[w]?.At(now) ?? 1);
            double mean = rollout.AcceptQueue.MeanLost(arrivals, overlap, rollout.Timing.NewShare, hasOtherListener);
            if (mean == 0) return;
            RandomStream random = run.ProcessStream(StreamPurpose.AcceptQueue, node, process, w);
            run.AcceptQueueLosses[node, w] += random.NextPoisson(mean);
        }
    }
}
