using ZTunnelSim.Model;

namespace ZTunnelSim.Theory;

/// <summary>
/// What a sum over nodes counts too much, where connections have both ends in the mesh: those that outlive the drains of
/// both their nodes twice, and without a surge those that the other node's missing listener refused.
/// </summary>
/// <remarks>
/// Let the SIGTERMs of the two nodes be d apart. A connection that is on the old process of both, and still open at the
/// later deadline, is in both nodes' terms, a mean number of Lambda(G + d) for the pair, but is reset once, by the earlier
/// deadline. If its client reconnects at once it is on the later node's old process again, and so rightly counted twice,
/// unless
/// that node had its SIGTERM by then (d &lt; G); that it may get another pod, on another node, is left out.
/// Without a surge the earlier node has no listener for a time W from its SIGTERM: what the pair would have opened then is
/// not there to be reset at the later node, and is counted too much as well: Lambda(G + d - min(W, d)) in all. The distance d is a number of cycles, evenly over all orders of the
/// nodes where the order is random. Exact for a constant cycle; with a random one its mean is used, which is
/// an error of second order in the resets' share. Clients that reconnect later than at once are between the two cases.
/// </remarks>
internal static class BothEndsTheory
{
    /// <summary>
    /// The share of the sum over nodes that is left when nothing is counted twice, taking drains to last their budget (which
    /// matters only where the next node waits for them).
    /// </summary>
    public static double ShareCountedOnce(Rollout rollout, RollingUpdate plan, int workload, double budget)
    {
        double twice = CountedTwice(rollout, plan, workload, budget, meanDrainSeconds: budget);
        if (twice == 0) return 1;
        double sum = rollout.Cluster.ExposuresOf(workload)
            * new NodeTheory([rollout.Cluster.Workloads[workload]], plan, rollout.Timing).MeanStillOpen(budget);
        return 1 - twice / sum;
    }

    /// <summary>The expected number of a workload's resets that the sum over nodes counts too much.</summary>
    public static double CountedTwice(Rollout rollout, RollingUpdate plan, int workload, double budget, double meanDrainSeconds)
    {
        Workload model = rollout.Cluster.Workloads[workload];
        double apart = rollout.Cluster.OnTwoNodesOf(workload);
        if (apart <= 1e-12) return 0;
        NodeTheory theory = new([model], plan, rollout.Timing);
        double cycle = CycleSeconds(rollout, plan, meanDrainSeconds);
        double withoutListener = ReplacementTimes.WithoutListenerSeconds(rollout, plan, meanDrainSeconds);
        double sum = 0;
        foreach ((int rounds, double probability) in Distances(rollout, plan, workload))
        {
            double distance = rounds * cycle;
            double tooMany = theory.MeanStillOpen(budget + distance - Math.Min(withoutListener, distance));
            if (model.Clients is not ClientBehaviour.Never && distance >= budget) tooMany -= theory.MeanStillOpen(budget + distance);
            sum += probability * tooMany;
        }
        return apart * sum;
    }

    /// <summary>The expected number of refused connections that the sum over nodes counts twice: both their nodes have no listener.</summary>
    public static double RefusedTwice(Rollout rollout, RollingUpdate plan, int workload, double meanDrainSeconds)
    {
        Workload model = rollout.Cluster.Workloads[workload];
        double apart = rollout.Cluster.OnTwoNodesOf(workload);
        if (plan.IsSurge || apart <= 1e-12) return 0;
        double together = Distances(rollout, plan, workload).First(d => d.Rounds == 0).Probability;
        return apart * together * model.ArrivalsPerSecond * ReplacementTimes.WithoutListenerSeconds(rollout, plan, meanDrainSeconds);
    }

    /// <summary>From one SIGTERM to the next.</summary>
    private static double CycleSeconds(Rollout rollout, RollingUpdate plan, double meanDrainSeconds)
    {
        double start = ReplacementTimes.BesidesDrainSeconds(rollout, plan);
        bool drainIsSerial = rollout.Pacing == Pacing.OneNodeAtATime || !plan.IsSurge;
        return drainIsSerial ? start + meanDrainSeconds : start;
    }

    /// <summary>How many rounds of replacements lie between a connection's two nodes, given that they are different.</summary>
    private static IEnumerable<(int Rounds, double Probability)> Distances(Rollout rollout, RollingUpdate plan, int workload)
    {
        int nodes = rollout.Cluster.Nodes.Count;
        int slots = rollout.Pacing == Pacing.OneNodeAtATime ? 1 : Math.Min(nodes, plan.ConcurrentNodes(nodes));
        double[] weights = new double[(nodes - 1) / slots + 1];
        if (rollout.NodeOrder == NodeOrder.Random)
        {
            // Every ordered pair of places is as likely as any other.
            for (int place = 0; place < nodes; place++)
            {
                for (int round = 0; round < weights.Length; round++)
                {
                    int inRound = Math.Min(slots, nodes - round * slots) - (round == place / slots ? 1 : 0);
                    weights[Math.Abs(round - place / slots)] += inRound;
                }
            }
        }
        else
        {
            Workload model = rollout.Cluster.Workloads[workload];
            double[] source = PodsOf(model.Ends?.Source), destination = PodsOf(model.Ends?.Destination);
            for (int a = 0; a < nodes; a++)
            {
                for (int b = 0; b < nodes; b++)
                {
                    if (a != b) weights[Math.Abs(a / slots - b / slots)] += source[a] * destination[b];
                }
            }
        }
        double total = weights.Sum();
        return weights.Select((weight, rounds) => (rounds, weight / total));

        // Where nothing tells at which nodes the two ends are, any node is as likely as another.
        double[] PodsOf(string? application) => rollout.Cluster.Workloads[workload] is { Ends: not null } model
            ? CrossingShares.OfPods(application, model, rollout.Cluster)
            : [.. Enumerable.Repeat(1.0 / nodes, nodes)];
    }
}
