using MathNet.Numerics.Integration;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;

namespace ZTunnelSim.Theory;

/// <summary>The expected duration of a rolling update, where it has a closed form.</summary>
internal static class DurationTheory
{
    private const int Order = 8;

    /// <summary>The expected duration in seconds, or null where no closed form exists.</summary>
    public static double? MeanSeconds(Rollout rollout, RollingUpdate plan, NodeTheory[] theories, double[] drains)
    {
        if (!rollout.NodesAreTimedAlike) return null;
        int slots = plan.ConcurrentNodes(rollout.Cluster.Nodes.Count);
        double beforeDrain = ReplacementTimes.BesidesDrainSeconds(rollout, plan);

        // Nothing overlaps: means add up. DESIGN.md section 2, OneNodeAtATime.
        if (rollout.Pacing == Pacing.OneNodeAtATime || (!plan.IsSurge && slots == 1))
            return drains.Sum(drain => beforeDrain + drain);

        bool constantTiming = rollout.Timing is { Startup: Constant, Ready: Constant, Overlap: Constant };
        bool nodesAreAlike = theories.All(theory => theory == theories[0]);
        if (!plan.IsSurge || !constantTiming || !nodesAreAlike) return null;
        return OverlappingDrains(theories[0], theories.Length, slots, beforeDrain, rollout.DrainBudgetSeconds);
    }

    /// <summary>
    /// A surge with constant times, on nodes that are all alike: every cycle sends SIGTERM to as many nodes as there are
    /// slots, drains run side by side, and the rollout ends with the last of them.
    /// </summary>
    /// <remarks>
    /// A time x after the last SIGTERM all is done with probability product over i of P(D &lt;= x + i cycle)^slots, and the
    /// mean is the integral of its complement. In logarithms the product is a sum over times that are a cycle apart, so
    /// that one pass over x = k cycle + r, for Gauss-Legendre points r, shares all terms. Each cycle is cut where a
    /// drain reaches its budget. Stated accuracy: a relative error under 1e-5 of the duration.
    /// </remarks>
    private static double OverlappingDrains(NodeTheory theory, int nodes, int slots, double cycle, double budget)
    {
        // Without a cycle all of them get SIGTERM at once.
        if (cycle == 0) slots = nodes;
        int rounds = (nodes + slots - 1) / slots;
        int nodesInLastRound = nodes - (rounds - 1) * slots;
        double period = cycle > 0 ? cycle : budget;
        int periods = (int)Math.Ceiling(budget / period);
        double cut = budget - (periods - 1) * period;
        double sum = 0;
        foreach ((double weight, double r) in Points(period, cut))
        {
            // logs[k] = ln P(D <= r + k period), and 0 from the budget on; what passes out of the window is subtracted.
            double[] logs = [.. Enumerable.Range(0, periods).Select(k => LogFinished(r + k * period))];
            double earlier = 0;
            for (int k = periods - 1; k >= 0; k--)
            {
                double finished = Math.Exp(nodesInLastRound * logs[k] + slots * earlier);
                sum += weight * (1 - finished);
                earlier += logs[k];
                if (k + rounds - 1 < periods) earlier -= logs[k + rounds - 1];
            }
        }
        return rounds * cycle + sum;

        // Kept finite, since sums of it are added to and subtracted from; e^-1000 is no probability to speak of.
        double LogFinished(double drained) => Math.Max(double.LogP1(-theory.DrainSurvival(drained, budget)), -1000);
    }

    /// <summary>
    /// Quadrature points of one period, on panels that grow by four from 0 on, since what happens soon after SIGTERM
    /// happens on a scale of its own, and that end at the cut.
    /// </summary>
    private static IEnumerable<(double Weight, double Point)> Points(double period, double cut)
    {
        IEnumerable<double> ends = Enumerable.Range(0, 8).Select(j => period * Math.Pow(4, -j)).Append(cut).Distinct().Order();
        double from = 0;
        foreach (double to in ends)
        {
            GaussLegendreRule rule = new(from, to, Order);
            foreach ((double weight, double point) in rule.Weights.Zip(rule.Abscissas)) yield return (weight, point);
            from = to;
        }
    }
}
