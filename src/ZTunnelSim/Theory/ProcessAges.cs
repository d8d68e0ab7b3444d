using System.Collections.Concurrent;

namespace ZTunnelSim;

/// <summary>
/// How old the old processes are at SIGTERM, as few weighted values: the age A since their listeners opened, and the age A - w' since they
/// listen alone, w' being the overlap with the process before.
/// </summary>
/// <remarks>
/// An age is given as of the rollout's start; SIGTERM comes later, by the node's place in the order, which is averaged over, with drains
/// that hold up the next node taken to last their budget. The process before is taken to have shared connections as this one will, and to
/// listen no more when the rollout begins.
/// </remarks>
internal sealed class ProcessAges
{
    private readonly Rollout _rollout;
    private readonly double _predecessorDrained;
    private readonly (double Weight, double Seconds)[] _untilSigterm;
    private readonly (double Weight, double Seconds)[] _overlaps;
    private readonly ConcurrentDictionary<(double? Seconds, bool StartedAlone), Ages> _known = [];

    /// <param name="rollout">The rollout.</param>
    /// <param name="overlap">The law of w, which w' has unless it is given.</param>
    /// <param name="untilSigterm">When nodes get SIGTERM; 0 where that is added later.</param>
    /// <param name="budgetSeconds">The drain budget, which the processes before had as well unless their T is given.</param>
    public ProcessAges(Rollout rollout, OverlapQuadrature overlap, IEnumerable<(double, double)> untilSigterm, double budgetSeconds)
    {
        _rollout = rollout;
        _predecessorDrained = rollout.PredecessorGracePeriod is { } own ? rollout.DrainBudget.SecondsFor(own) : budgetSeconds;
        _overlaps = rollout.PredecessorOverlap is { } given ? OverlapQuadrature.Of(given) : overlap.Overlaps;
        _untilSigterm = [.. untilSigterm];
    }

    /// <summary>The ages on a node; null where they play no part.</summary>
    public Ages? OfNode(int node)
    {
        double? own = _rollout.Cluster.Nodes[node].ProcessAge?.TotalSeconds;
        if (own is null && _rollout.ProcessAge is null) return null;
        bool startedAlone = _rollout.Cluster.Nodes[node].StartedAlone;
        if (!_known.TryGetValue((own, startedAlone), out Ages? ages))
        {
            DurationLaw atStart = own is { } seconds ? new Constant(seconds) : _rollout.ProcessAge!;
            _known[(own, startedAlone)] = ages = Of(atStart, startedAlone ? [(1, 0)] : _overlaps);
        }
        return ages;
    }

    /// <summary>The ages on nodes of a class, in the mean over these; null where they play no part.</summary>
    public Ages? OfNodes(IReadOnlyList<int> nodes)
    {
        Ages[] each = [.. nodes.Select(OfNode).OfType<Ages>()];
        return each.Length == 0 ? null : Averaged([.. each.CountBy(ages => ages).Select(a => ((double)a.Value / each.Length, a.Key))]);
    }

    /// <summary>The ages on the nodes that a workload crosses, in the mean over its connections; null where they play no part.</summary>
    public Ages? OfWorkload(int workload)
    {
        if (!_rollout.HasAges) return null;
        Cluster cluster = _rollout.Cluster;
        List<(double, Ages)> parts = [];
        for (int node = 0; node < cluster.Nodes.Count; node++)
        {
            int i = cluster.WorkloadsOn(node).IndexOf(workload);
            if (i < 0 || OfNode(node) is not { } ages) continue;
            parts.Add((cluster.SharesOn(node)[i] / cluster.ExposuresOf(workload), ages));
        }
        return Averaged(parts);
    }

    /// <summary>
    /// The ages that count for a workload: with clients that come back, what a process before had is with this one once that one's drain is
    /// over.
    /// </summary>
    public Ages? For(Ages? ages, Workload workload)
    {
        if (ages is null || !workload.Clients.ComesBack) return ages;
        return ages with
        {
            SinceListening = [.. ages.SinceListening.Where(a => a.Seconds - ages.MeanOverlap < _predecessorDrained)],
            SinceAlone = [.. ages.SinceAlone.Where(a => a.Seconds < _predecessorDrained)],
        };
    }

    /// <summary>A mean by shares, which sum to 1 at most.</summary>
    private static Ages Averaged(IReadOnlyList<(double Share, Ages Ages)> parts)
    {
        double known = parts.Sum(part => part.Share);
        return new(
            Weighted(ages => ages.SinceListening), Weighted(ages => ages.SinceAlone),
            known > 0 ? parts.Sum(part => part.Share * part.Ages.MeanOverlap) / known : 0);

        (double, double)[] Weighted(Func<Ages, (double Weight, double Seconds)[]> of) => WeightedPoints.Fewer(
            [.. parts.SelectMany(part => of(part.Ages), (part, age) => (part.Share * age.Weight, age.Seconds))]);
    }

    private Ages Of(DurationLaw atStart, (double Weight, double Seconds)[] overlaps)
    {
        (double Weight, double Seconds)[] ages = OverlapQuadrature.Of(atStart);
        return new(AtSigterm(ages), AtSigterm(
            WeightedPoints.Fewer([.. ages.SelectMany(
                _ => overlaps, (age, w) => (age.Weight * w.Weight, Math.Max(0, age.Seconds - w.Seconds)))])),
            WeightedPoints.Mean(overlaps));

        (double, double)[] AtSigterm((double Weight, double Seconds)[] atStart) => WeightedPoints.Fewer([.. atStart.SelectMany(
            _ => _untilSigterm, (age, later) => (age.Weight * later.Weight, age.Seconds + later.Seconds))]);
    }
}

/// <summary>
/// The ages of old processes at SIGTERM, or at an instant before it, with weights that sum to 1 at most: the rest is so old that it plays
/// no part.
/// </summary>
/// <param name="SinceListening">A: since the listeners opened.</param>
/// <param name="SinceAlone">A - w': since the process before closed its own.</param>
/// <param name="MeanOverlap">The mean of w'.</param>
internal sealed record Ages(
    (double Weight, double Seconds)[] SinceListening, (double Weight, double Seconds)[] SinceAlone, double MeanOverlap)
{
    /// <summary>The same a time later.</summary>
    public Ages At(double seconds) => seconds == 0
        ? this
        : this with
        {
            SinceListening = [.. SinceListening.Select(age => (age.Weight, age.Seconds + seconds))],
            SinceAlone = [.. SinceAlone.Select(age => (age.Weight, age.Seconds + seconds))],
        };

    /// <summary>A known age at SIGTERM, with the law of the overlap with the process before.</summary>
    public static Ages Of(double ageSeconds, (double Weight, double Seconds)[] overlaps) =>
        new([(1, ageSeconds)], [.. overlaps.Select(w => (w.Weight, Math.Max(0, ageSeconds - w.Seconds)))], WeightedPoints.Mean(overlaps));
}
