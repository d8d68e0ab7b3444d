namespace ZTunnelSim;

/// <summary>How long nodes run two ztunnel processes, and so need the memory of two.</summary>
internal static class TwoProcesses
{
    /// <summary>
    /// The expected time that nodes run both processes, in node-seconds: the sum over nodes of E[ready + minReadySeconds + overlap + D +
    /// exit], from the new process listening until the old one has ended. 0 without a surge.
    /// </summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="theory">Its theory.</param>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    public static double NodeSecondsWithTwoProcesses(this Rollout rollout, ResetTheory theory)
    {
        RollingUpdate plan = rollout.RequireRollingUpdate();
        if (!plan.IsSurge) return 0;
        double besidesDrain = rollout.Timing.BothListenSeconds(plan) + rollout.Timing.Exit.MeanSeconds;
        return theory.Classes(rollout.DrainBudgetSeconds).Sum(
            c => c.Nodes.Members.Count * (besidesDrain + c.Theory.MeanDrainSeconds(rollout.DrainBudgetSeconds)));
    }
}
