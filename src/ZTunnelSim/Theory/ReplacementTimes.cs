namespace ZTunnelSim;

/// <summary>Mean times of a node's replacement, drain apart.</summary>
internal static class ReplacementTimes
{
    /// <summary>All that a replacement takes besides its drain, until the next node starts.</summary>
    /// <remarks>
    /// Without a surge the old pod is taken to be gone by the time that the new one is available: that takes a second, this takes ten.
    /// </remarks>
    public static double BesidesDrainSeconds(Rollout rollout, RollingUpdate plan)
    {
        ReplacementTiming timing = rollout.Timing;
        double newPod = timing.Startup.MeanSeconds + timing.Ready.MeanSeconds + plan.MinReadySeconds;
        if (!plan.IsSurge) return timing.Exit.MeanSeconds + newPod;
        double oldPod = rollout.Pacing == Pacing.OneNodeAtATime ? timing.Exit.MeanSeconds + timing.Removal.MeanSeconds : 0;
        return newPod + timing.Overlap.MeanSeconds + oldPod;
    }

    /// <summary>How many nodes are replaced at a time.</summary>
    public static int Slots(Rollout rollout, RollingUpdate plan)
    {
        int nodes = rollout.Cluster.Nodes.Count;
        return rollout.Pacing == Pacing.OneNodeAtATime ? 1 : Math.Min(nodes, plan.ConcurrentNodes(nodes));
    }

    /// <summary>Whether the next node waits for a drain.</summary>
    public static bool DrainIsSerial(Rollout rollout, RollingUpdate plan) => rollout.Pacing == Pacing.OneNodeAtATime || !plan.IsSurge;

    /// <summary>From the start of a node's replacement to SIGTERM: at once without a surge.</summary>
    public static double UntilSigtermSeconds(Rollout rollout, RollingUpdate plan) =>
        plan.IsSurge ? rollout.Timing.Startup.MeanSeconds + rollout.Timing.BothListenSeconds(plan) : 0;

    /// <summary>From SIGTERM until the new process listens; 0 with a surge, where somebody always does.</summary>
    public static double WithoutListenerSeconds(Rollout rollout, RollingUpdate plan, double meanDrainSeconds) =>
        plan.IsSurge ? 0 : meanDrainSeconds + rollout.Timing.Exit.MeanSeconds + rollout.Timing.Startup.MeanSeconds;
}
