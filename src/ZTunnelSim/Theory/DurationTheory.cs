using MathNet.Numerics.Integration;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;

namespace ZTunnelSim.Theory;

/// <summary>The expected duration of a rolling update, where it has a closed form.</summary>
internal static class DurationTheory
{
    private const double RelativeError = 1e-8;

    /// <summary>The expected duration in seconds, or null where no closed form exists.</summary>
    public static double? MeanSeconds(Rollout rollout, RollingUpdate plan, NodeTheory[] theories, double[] drains)
    {
        int slots = plan.ConcurrentNodes(rollout.Cluster.Nodes.Count);
        double beforeDrain = rollout.Timing.Startup.MeanSeconds + rollout.Timing.Ready.MeanSeconds + plan.MinReadySeconds
            + (plan.IsSurge ? rollout.Timing.Overlap.MeanSeconds : 0);

        // Nothing overlaps: means add up. DESIGN.md section 2, OneNodeAtATime.
        if (rollout.Pacing == Pacing.OneNodeAtATime || (!plan.IsSurge && slots == 1))
            return drains.Sum(drain => beforeDrain + drain);

        bool constantTiming = rollout.Timing is { Startup: Constant, Ready: Constant, Overlap: Constant };
        bool orderMatters = rollout.NodeOrder == NodeOrder.Random && theories.Distinct().Skip(1).Any();
        if (!plan.IsSurge || !constantTiming || orderMatters) return null;
        return OverlappingDrains(rollout.DrainBudgetSeconds, beforeDrain, slots, theories);
    }

    /// <summary>
    /// A surge with constant times: SIGTERM comes to node i (from 0) at (floor(i / slots) + 1) times the cycle, drains run
    /// side by side, and the rollout ends with the last of them. Its law is the product of the drains' laws, shifted.
    /// </summary>
    private static double OverlappingDrains(double budget, double cycle, int slots, NodeTheory[] theories)
    {
        double lastSigterm = Sigterm(theories.Length - 1);
        double Unfinished(double sinceLastSigterm)
        {
            double finished = 1;
            for (int i = theories.Length - 1; i >= 0 && finished > 0; i--)
            {
                double drained = lastSigterm + sinceLastSigterm - Sigterm(i);
                if (drained >= budget) break;
                finished *= 1 - theories[i].DrainSurvival(drained, budget);
            }
            return 1 - finished;
        }

        // Each earlier drain reaches its budget at one of these instants, where the integrand has a kink.
        List<double> kinks = [0];
        for (int i = theories.Length - 1; i >= 0 && Sigterm(i) + budget > lastSigterm; i--)
            kinks.Add(Sigterm(i) + budget - lastSigterm);
        kinks = [.. kinks.Distinct().Order()];
        double sum = lastSigterm;
        for (int k = 1; k < kinks.Count; k++)
            sum += GaussKronrodRule.Integrate(Unfinished, kinks[k - 1], kinks[k], out _, out _, RelativeError, maximumDepth: 8);
        return sum;

        double Sigterm(int i) => (i / slots + 1) * cycle;
    }
}
