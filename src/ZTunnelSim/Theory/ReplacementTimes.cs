namespace ZTunnelSim;

/// <summary>Mean times of a node's replacement, drain apart.</summary>
internal static class ReplacementTimes
{
    /// <summary>
    /// Startup, readiness, minReadySeconds and, with a surge, the overlap: all that a replacement takes besides its drain.
    /// </summary>
    public static double BesidesDrainSeconds(Rollout rollout, RollingUpdate plan) =>
        rollout.Timing.Startup.MeanSeconds + rollout.Timing.Ready.MeanSeconds + plan.MinReadySeconds
        + (plan.IsSurge ? rollout.Timing.Overlap.MeanSeconds : 0);

    /// <summary>From SIGTERM until the new process listens; 0 with a surge, where somebody always does.</summary>
    public static double WithoutListenerSeconds(Rollout rollout, RollingUpdate plan, double meanDrainSeconds) =>
        plan.IsSurge ? 0 : meanDrainSeconds + rollout.Timing.Startup.MeanSeconds + rollout.Timing.Ready.MeanSeconds;
}
