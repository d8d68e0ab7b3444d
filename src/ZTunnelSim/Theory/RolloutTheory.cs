namespace ZTunnelSim;

/// <summary>The theory of a whole rollout: sums over nodes and workloads of <see cref="NodeTheory"/>.</summary>
public static class RolloutTheory
{
    /// <summary>Predicts a rolling update without simulating it.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <exception cref="NotSupportedException">
    /// The rollout's plan is not a <see cref="RollingUpdate"/>, or its template is changed twice.
    /// </exception>
    /// <remarks>
    /// That every node is replaced in its turn is taken for granted, whatever the rollout says of nodes that fail. Exact for Poisson
    /// arrivals, at a constant rate or at one that changes with the clock (<see cref="Workload.Profile"/>): there the SIGTERMs' times enter
    /// by their means and variances, and drains, for durations, as those of the last round. Where clients reconnect it is the first-order
    /// answer, and the simulator has the exact one: a client that comes back may land on a node that is still to be replaced, which is not
    /// in the sum. With T = 30 s, ztunnel's budget and six nodes, theory is 8 to 23 % too low for lifetimes with means around a minute, and
    /// 29 % for 10 min and twenty nodes; the shorter T against the lifetime and the more nodes, the lower. For connections with both ends
    /// in the mesh it is the sum over both, less what that counts twice, and every connection during an overlap is taken to choose its
    /// listener itself; pooled HBONE connections choose for many. With minReadySeconds the old pod is taken to be deleted the moment that
    /// the new one is available; the controller sees that up to a second later, or not before it is woken. Times that are given for single
    /// nodes, and nodes that join, play no part; there is no duration for them.
    /// </remarks>
    public static RolloutPrediction Predict(this Rollout rollout)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        return Predict(rollout, new ResetTheory(rollout));
    }

    /// <summary>The same by the theory of the rollout that is there already, such as that with another grace period.</summary>
    internal static RolloutPrediction Predict(Rollout rollout, ResetTheory theory)
    {
        RollingUpdate plan = rollout.RequireRollingUpdate();
        Cluster cluster = rollout.Cluster;
        double budget = rollout.DrainBudgetSeconds;
        double[] drains = MeanDrains(rollout, theory);
        double[] resets = [.. cluster.Workloads.Select((_, w) => theory.Mean(w, budget))];
        double[] refused = new double[cluster.Workloads.Count];
        double acceptLost = 0, hung = 0;
        SigtermTimes sigterms = theory.SigtermsOf(budget);
        List<(double Weight, double Mean, double Spread)> inRollouts = [];
        foreach ((NodeClass nodes, NodeTheory node) in theory.Classes(budget))
        {
            double withoutListener = ReplacementTimes.WithoutListenerSeconds(rollout, plan, drains[nodes.Members[0]]);
            int members = nodes.Members.Count;
            inRollouts = [.. node.InRollouts(budget).Select((at, i) => inRollouts.Count == 0
                ? (at.Weight, members * at.Mean, members * at.Spread)
                : (at.Weight, inRollouts[i].Mean + members * at.Mean, inRollouts[i].Spread + members * at.Spread))];
            foreach ((int w, Workload load) in nodes.Workloads.Zip(nodes.Loads))
                refused[w] += nodes.Members.Count * load.OpenedPerSecond * withoutListener * Factor(w, withoutListener);
            hung += members * node.MeanHung;
            acceptLost += nodes.Members.Count * AcceptQueueLosses(rollout, plan, nodes, theory.Overlaps, w => Factor(w, 0));
        }
        for (int w = 0; w < refused.Length; w++)
        {
            double drain = drains.Average(), withoutListener = ReplacementTimes.WithoutListenerSeconds(rollout, plan, drain);
            refused[w] -= theory.RefusedTwice(w, drain) * Factor(w, withoutListener);
        }

        return new RolloutPrediction(cluster, resets, refused, drains)
        {
            Resets = resets.Sum(),
            ResetsVariance = resets.Sum() + OverlapVariance(inRollouts),
            Refused = refused.Sum(),
            AcceptQueueLosses = acceptLost,
            Hung = hung,
            DurationSeconds = DurationSeconds(rollout, theory, drains),
        };

        // A workload's rate in the time after SIGTERM, in multiples of its mean.
        double Factor(int workload, double seconds) => theory.Rates[workload] is not { } rate
            ? 1
            : sigterms.All.Sum(at =>
                at.Weight * (seconds > 0 ? rate.SecondsAtMean(at.Seconds, at.Seconds + seconds) / seconds : rate.At(at.Seconds)));
    }

    /// <summary>What random overlaps add to the variance: within rollouts, and by what all nodes of one share.</summary>
    private static double OverlapVariance(List<(double Weight, double Mean, double Spread)> inRollouts)
    {
        double mean = inRollouts.Sum(at => at.Weight * at.Mean);
        return inRollouts.Sum(at => at.Weight * (at.Spread + (at.Mean - mean) * (at.Mean - mean)));
    }

    /// <summary>Whether theory has the duration of a rolling update; it does so for any grace period or for none.</summary>
    internal static bool HasDuration(Rollout rollout, ResetTheory theory) =>
        rollout.NodesAreTimedAlike && (NothingOverlaps(rollout) || SurgeDuration.Of(rollout, theory) is not null);

    /// <summary>
    /// The expected duration in seconds, as <see cref="Predict(Rollout)"/> has it: a sum where nothing overlaps, the mean of its law where
    /// that has a closed form, and otherwise null.
    /// </summary>
    internal static double? DurationSeconds(Rollout rollout, ResetTheory theory) => DurationSeconds(rollout, theory, drains: null);

    private static double? DurationSeconds(Rollout rollout, ResetTheory theory, double[]? drains)
    {
        if (!rollout.NodesAreTimedAlike) return null;
        if (!NothingOverlaps(rollout)) return SurgeDuration.Of(rollout, theory)?.MeanSeconds(rollout.DrainBudgetSeconds);
        // One node after the other: the mean of the sum is the sum of the means.
        double besides = ReplacementTimes.BesidesDrainSeconds(rollout, rollout.RequireRollingUpdate());
        return rollout.Timing.Reaction.MeanSeconds + (drains ?? MeanDrains(rollout, theory)).Sum(drain => besides + drain);
    }

    /// <summary>E[D] of each node.</summary>
    private static double[] MeanDrains(Rollout rollout, ResetTheory theory)
    {
        double[] drains = new double[rollout.Cluster.Nodes.Count];
        foreach ((NodeClass nodes, NodeTheory node) in theory.Classes(rollout.DrainBudgetSeconds))
        {
            double drain = node.MeanDrainSeconds(rollout.DrainBudgetSeconds);
            foreach (int member in nodes.Members) drains[member] = drain;
        }
        return drains;
    }

    /// <summary>
    /// The expected duration of any rolling update, in seconds: where there is no closed form with all times at their means, and without
    /// what fails.
    /// </summary>
    internal static double ExpectedDurationSeconds(Rollout rollout, ResetTheory theory)
    {
        RollingUpdate plan = rollout.RequireRollingUpdate();
        double budget = rollout.DrainBudgetSeconds;
        if (!ReplacementTimes.DrainIsSerial(rollout, plan)) return SurgeDuration.ByMeans(rollout, plan, theory).MeanSeconds(budget);
        if (rollout.HasChangingRates) return theory.SigtermsOf(budget).EndSeconds;
        double drains = theory.Classes(budget).Sum(c => c.Nodes.Members.Count * c.Theory.MeanDrainSeconds(budget));
        double besides = rollout.Cluster.Nodes.Count * ReplacementTimes.BesidesDrainSeconds(rollout, plan);
        return rollout.Timing.Reaction.MeanSeconds + (drains + besides) / ReplacementTimes.Slots(rollout, plan);
    }

    private static bool NothingOverlaps(Rollout rollout) => rollout.Pacing == Pacing.OneNodeAtATime
        || (rollout.RequireRollingUpdate() is { IsSurge: false } plan && plan.ConcurrentNodes(rollout.Cluster.Nodes.Count) == 1);

    private static double AcceptQueueLosses(Rollout rollout, RollingUpdate plan, NodeClass nodes, OverlapQuadrature overlaps,
        Func<int, double> factorOf)
    {
        int node = nodes.Members[0];
        double arrivals = 0;
        for (int i = 0; i < nodes.Workloads.Length; i++)
        {
            int w = nodes.Workloads[i];
            arrivals += rollout.Cluster.AcceptSharesOn(node)[i] * rollout.Cluster.Workloads[w].OpenedPerSecond * factorOf(w);
        }
        return overlaps.Overlaps
            .Sum(w =>
                w.Weight * rollout.AcceptQueue.MeanLost(arrivals, w.Seconds, rollout.Timing.NewShare, hasOtherListener: plan.IsSurge));
    }
}
