namespace ZTunnelSim.Data;

/// <summary>What is done to sequences that are in the order of time.</summary>
internal static class TraceSequences
{
    /// <summary>Merges two; at one time those of the first come first.</summary>
    public static IEnumerable<(double At, Action Write)> MergeByTime(
        this IEnumerable<(double At, Action Write)> first, IEnumerable<(double At, Action Write)> second)
    {
        using IEnumerator<(double At, Action Write)> a = first.GetEnumerator(), b = second.GetEnumerator();
        bool hasA = a.MoveNext(), hasB = b.MoveNext();
        while (hasA || hasB)
        {
            if (hasA && (!hasB || a.Current.At <= b.Current.At))
            {
                yield return a.Current;
                hasA = a.MoveNext();
            }
            else
            {
                yield return b.Current;
                hasB = b.MoveNext();
            }
        }
    }

    /// <summary>Puts events together that are alike and follow each other.</summary>
    public static IEnumerable<(TraceEvent Event, long Count)> CountEqual(this IEnumerable<TraceEvent> events)
    {
        TraceEvent? last = null;
        long count = 0;
        foreach (TraceEvent e in events)
        {
            if (last is { } before && AreAlike(e, before))
            {
                count++;
                continue;
            }
            if (last is { } done) yield return (done, count);
            (last, count) = (e, 1);
        }
        if (last is { } end) yield return (end, count);
    }

    /// <summary>Whether two events differ in nothing that a trace file shows.</summary>
    private static bool AreAlike(in TraceEvent a, in TraceEvent b) =>
        (a.Seconds, a.Node, a.Kind, a.Workload, a.Process, a.EnteredPhase, a.PeerNode, a.Pod)
        == (b.Seconds, b.Node, b.Kind, b.Workload, b.Process, b.EnteredPhase, b.PeerNode, b.Pod);
}
