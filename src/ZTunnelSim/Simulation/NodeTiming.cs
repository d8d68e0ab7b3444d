namespace ZTunnelSim;

/// <summary>The times drawn for one node's replacement, in seconds. Every engine draws them here, and so alike.</summary>
internal readonly record struct NodeTiming(double Startup, double Ready, double Overlap)
{
    /// <summary>From the replacement's start to SIGTERM (surge), or from the old process's end until the new one is available.</summary>
    public double Total => Startup + Ready + Overlap;

    public static NodeTiming Draw(Rollout rollout, RollingUpdate plan, ulong seed, int replication, int node) =>
        Draw(rollout, plan.IsSurge, plan.MinReadySeconds, seed, replication, node);

    public static NodeTiming Draw(
        Rollout rollout, bool isSurge, int minReadySeconds, ulong seed, int replication, int node)
    {
        RandomStream random = new(seed, replication, node, purpose: (long)StreamPurpose.Timing);
        ReplacementTiming timing = rollout.Timing;
        // A surge pod is Pending until there is room for it.
        double wait = isSurge ? rollout.Cluster.Nodes[node].SurgeWaitSeconds : 0;
        double startup = timing.Startup.Sample(ref random) + wait;
        double ready = timing.Ready.Sample(ref random);
        // The pod has to be Ready for minReadySeconds to be available; both processes listen meanwhile in a surge.
        double overlap = minReadySeconds + (isSurge ? timing.Overlap.Sample(ref random) : 0);
        return new(startup, ready, overlap);
    }
}
