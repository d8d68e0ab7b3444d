namespace ZTunnelSim;

/// <summary>
/// What a sum over nodes counts too much, where connections have both ends in the mesh: those that outlive the drains of both their nodes
/// twice, and without a surge those that the other node's missing listener refused.
/// </summary>
/// <remarks>
/// <para>
/// Let the SIGTERMs of the two nodes be d apart. A connection that is on the old process of both is reset once, by the earlier deadline,
/// but the sum has it at the later node again: E[Lambda(G + d)] for the pair. Where the later node waits for the earlier one's drain this
/// is the mean over d as it is without the connection: one that is still there when that drain ends has kept it going to its budget, and is
/// cut by it.
/// </para>
/// <para>
/// A client that reconnects at once is on the later node's old process again, and so is rightly counted twice, unless that node had its
/// SIGTERM by then (d &lt; G). Here d is as it is with the connection, which has made the earlier drain last G. That it may get another
/// pod, on another node, is left out.
/// </para>
/// <para>
/// Without a surge the earlier node has no listener for a time W from its SIGTERM: what the pair would have opened then is not there to be
/// reset at the later node, and is counted too much as well: E[Lambda(G + d - W)] in all.
/// </para>
/// <para>
/// The distance d is a number of rounds, evenly over all orders of the nodes where the order is random. Exact for a surge with constant
/// times; serial drains enter by their first three moments. What else is random in a round enters by its mean, and several slots are taken
/// to keep step: errors of second order in the resets' share.
/// </para>
/// </remarks>
internal sealed class BothEndsTheory(Rollout rollout, RollingUpdate plan, ListenerChoice choice)
{
    /// <summary>Rounds further apart than this are taken together.</summary>
    private const int SingleRounds = 32;

    /// <summary>So many distances stand for all where rates change.</summary>
    private const int DistancesOfRates = 6;

    private readonly Cluster _cluster = rollout.Cluster;
    private readonly int _slots = ReplacementTimes.Slots(rollout, plan);
    private readonly bool _drainIsSerial = ReplacementTimes.DrainIsSerial(rollout, plan);
    private readonly double _besidesDrain = ReplacementTimes.BesidesDrainSeconds(rollout, plan);
    private readonly double _withoutListenerBesidesDrain = ReplacementTimes.WithoutListenerSeconds(rollout, plan, meanDrainSeconds: 0);
    private readonly (double Rounds, double Probability)[]?[] _distances = new (double, double)[]?[rollout.Cluster.Workloads.Count];

    /// <summary>The expected number of a workload's resets that the sum over nodes counts too much.</summary>
    /// <param name="workload">The workload's index.</param>
    /// <param name="stillOpen">
    /// Its Lambda(t) for one exposure, at the earlier one of two nodes: by t, the new process's share while both listen, and how far apart
    /// their SIGTERMs are.
    /// </param>
    /// <param name="budget">G in seconds.</param>
    /// <param name="drainMoments">The moments of a node's drain with that budget; asked for only where they matter.</param>
    public double CountedTwice(
        int workload, Func<double, double, double, double> stillOpen, double budget, Func<DrainMoments> drainMoments)
    {
        double apart = Apart(workload);
        if (apart == 0) return 0;
        DrainMoments drain = _drainIsSerial ? drainMoments() : default;
        bool returns = _cluster.Workloads[workload].Clients.ComesBack;
        // The earlier node is the source's or the destination's: a connection of its overlap is on both old processes by its choice alone.
        bool isHbone = _cluster.Workloads[workload].Traffic.IsHbone;
        double newShare = isHbone ? 0.5 * (choice.OfAccepted + choice.OfStreams(workload)) : choice.OfAccepted;
        double sum = 0;
        foreach ((double rounds, double probability) in DistancesOf(workload)) sum += probability * TooMany(rounds);
        return apart * sum;

        double TooMany(double rounds)
        {
            if (rounds == 0) return stillOpen(budget, choice.OfAccepted, 0);
            double apartSeconds = rounds * (_besidesDrain + drain.First);
            double besides = rounds * _besidesDrain;
            // The earlier node's own drain is part of the time without a listener.
            double tooMany = plan.IsSurge
                ? drain.MeanOverSum(rounds, drains => Open(budget + besides + drains))
                : drain.MeanOverSum(rounds - 1, drains => Open(budget + besides - _withoutListenerBesidesDrain + drains));
            if (!returns) return tooMany;
            if (_drainIsSerial) return tooMany - drain.MeanOverSum(rounds - 1, drains => Open(2 * budget + besides + drains));
            return besides >= budget ? tooMany - Open(budget + besides) : tooMany;

            double Open(double seconds) => stillOpen(seconds, newShare, apartSeconds);
        }
    }

    /// <summary>
    /// The expected number of refused connections that the sum over nodes counts twice: both their nodes have no listener.
    /// </summary>
    public double RefusedTwice(int workload, double meanDrainSeconds)
    {
        double apart = Apart(workload);
        if (plan.IsSurge || apart == 0) return 0;
        return apart * TogetherShare(workload) * _cluster.Workloads[workload].OpenedPerSecond
            * ReplacementTimes.WithoutListenerSeconds(rollout, plan, meanDrainSeconds);
    }

    /// <summary>Of the connections between two nodes, the share whose nodes are replaced at the same time.</summary>
    public double TogetherShare(int workload) => Apart(workload) == 0
        ? 0
        : DistancesOf(workload).Where(d => d.Rounds == 0).Sum(d => d.Probability);

    /// <summary>Times the workload's rate, how many connections cross two nodes.</summary>
    private double Apart(int workload) => _cluster.OnTwoNodesOf(workload) is > 1e-12 and var apart ? apart : 0;

    private (double Rounds, double Probability)[] DistancesOf(int workload) => _distances[workload] ??= ByDistance(
        rollout.NodeOrder == NodeOrder.Random ? OfAnyOrder() : AsListed(_cluster.Workloads[workload]));

    private (double Rounds, double Probability)[] ByDistance(double[] weights)
    {
        (double Rounds, double Probability)[] all = [.. Grouped(weights)];
        if (!rollout.HasChangingRates) return all;
        // Each one costs more here; those that are apart are replaced by Gauss' rule for them.
        return
        [
            .. all.Where(d => d.Rounds == 0),
            .. WeightedPoints.Fewer([.. all.Where(d => d.Rounds > 0).Select(d => (d.Probability, d.Rounds))], DistancesOfRates)
                .Select(d => (d.Seconds, d.Weight)),
        ];
    }

    /// <summary>How many ordered pairs of places lie so many rounds apart: each is as likely as any other.</summary>
    private double[] OfAnyOrder()
    {
        int nodes = _cluster.Nodes.Count, rounds = (nodes + _slots - 1) / _slots, last = nodes - (rounds - 1) * _slots;
        double[] weights = new double[rounds];
        weights[0] = (rounds - 1.0) * _slots * (_slots - 1) + last * (last - 1.0);
        for (int d = 1; d < rounds; d++) weights[d] = 2.0 * _slots * ((rounds - 1 - d) * _slots + last);
        return weights;
    }

    private double[] AsListed(Workload model)
    {
        TrafficBetween? ends = model.Traffic as TrafficBetween;
        double[] source = PodsOf(ends?.Source), destination = PodsOf(ends?.Destination);
        double[] weights = new double[(source.Length - 1) / _slots + 1];
        for (int a = 0; a < source.Length; a++)
        {
            if (source[a] == 0) continue;
            for (int b = 0; b < source.Length; b++)
            {
                if (a != b) weights[Math.Abs(a / _slots - b / _slots)] += source[a] * destination[b];
            }
        }
        return weights;

        // Where nothing tells at which nodes the two ends are, any node is as likely as another.
        double[] PodsOf(string? application) => ends is null
            ? [.. Enumerable.Repeat(1.0 / _cluster.Nodes.Count, _cluster.Nodes.Count)]
            : _cluster.PodSharesOf(application, model.Name);
    }

    /// <summary>
    /// The distances with their probabilities. Far ones are taken together, within a sixteenth of themselves, and stand at their mean:
    /// Lambda is so smooth there that what is counted twice keeps four digits.
    /// </summary>
    private static IEnumerable<(double Rounds, double Probability)> Grouped(double[] weights)
    {
        double total = weights.Sum();
        for (int from = 0, to; from < weights.Length; from = to)
        {
            to = Math.Min(weights.Length, from + Math.Max(1, from < SingleRounds ? 1 : from / 16));
            double weight = 0, moment = 0;
            for (int rounds = from; rounds < to; rounds++)
            {
                weight += weights[rounds];
                moment += weights[rounds] * rounds;
            }
            if (weight > 0) yield return (moment / weight, weight / total);
        }
    }
}
