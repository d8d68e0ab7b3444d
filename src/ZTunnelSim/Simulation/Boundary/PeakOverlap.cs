namespace ZTunnelSim;

/// <summary>When nodes run more than one ztunnel process.</summary>
internal static class PeakOverlap
{
    /// <summary>The largest number of nodes that do at the same time.</summary>
    /// <param name="spans">When each node does; see <see cref="Spans"/>.</param>
    public static int Of(IEnumerable<(double From, double To)> spans)
    {
        List<double> begins = [], ends = [];
        foreach ((double from, double to) in spans)
        {
            begins.Add(from);
            ends.Add(to);
        }
        begins.Sort();
        ends.Sort();
        int peak = 0;
        // Ends go first at a tie: a process that goes as another comes does not make two.
        for (int begun = 0, ended = 0; begun < begins.Count; begun++)
        {
            while (ended < ends.Count && ends[ended] <= begins[begun]) ended++;
            peak = Math.Max(peak, begun + 1 - ended);
        }
        return peak;
    }

    /// <summary>When a node runs more than one process, in the order of time.</summary>
    /// <param name="processes">Since when each of them listens, in this order, and when it ends.</param>
    public static IEnumerable<(double From, double To)> Spans(IEnumerable<(double From, double To)> processes)
    {
        double alone = double.NegativeInfinity;
        (double From, double To)? span = null;
        foreach ((double from, double to) in processes)
        {
            if (double.IsPositiveInfinity(from)) continue;
            double until = Math.Min(alone, to);
            alone = Math.Max(alone, to);
            if (!(from < until)) continue;
            if (span is { } before && from <= before.To)
            {
                span = before with { To = Math.Max(before.To, until) };
                continue;
            }
            if (span is not null) yield return span.Value;
            span = (from, until);
        }
        if (span is not null) yield return span.Value;
    }
}
