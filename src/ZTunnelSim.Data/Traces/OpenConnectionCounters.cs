namespace ZTunnelSim.Data;

/// <summary>Open connections over time for a trace, at no more points than can be looked at.</summary>
internal static class OpenConnectionCounters
{
    private const int MostPoints = 2000;

    /// <summary>All nodes' counters together have about so many points, and each has at least <see cref="FewestPoints"/>.</summary>
    private const int MostPointsOfNodes = 100_000;

    private const int FewestPoints = 50;

    /// <summary>The whole cluster's, from the run's time series; nothing where it has none.</summary>
    public static IEnumerable<(double At, Action Write)> OfCluster(RolloutResult result, Action<double, long, long> write)
    {
        if (result.OpenConnections is not { } series) yield break;
        int stride = Math.Max(1, (int)Math.Ceiling(series.OnOld.Count / (double)MostPoints));
        (long Old, long New)? last = null;
        for (int i = 0; i < series.OnOld.Count; i += stride)
        {
            (long Old, long New) now = (series.OnOld[i], series.OnNew[i]);
            if (now == last) continue;
            last = now;
            yield return (i * series.StepSeconds, () => write(i * series.StepSeconds, now.Old, now.New));
        }
    }

    /// <summary>Each node's, where a connection crosses one node only: otherwise the trace does not tell who holds the other end.</summary>
    public static IEnumerable<(double At, Action Write)> OfNodes(RolloutResult result, Action<int, double, long, long> write)
    {
        // A trace that left the traffic out does not tell it.
        if (result.Rollout.Cluster.HasBothEnds || result.Trace is null || !result.Trace.Any(e => e.IsTraffic)) yield break;
        int points = Math.Clamp(MostPointsOfNodes / result.Timelines.Count, FewestPoints, MostPoints);
        double step = result.DurationSeconds / points;
        if (!(step > 0)) yield break;
        Dictionary<int, long[]> open = [];
        HashSet<int> changed = [];
        double next = 0;
        foreach (TraceEvent e in result.Trace)
        {
            if (e.Process is not { } side || e.Seconds > result.DurationSeconds) continue;
            while (e.Seconds > next)
            {
                foreach (int node in changed.Order()) yield return Point(node, next);
                changed.Clear();
                next += step;
            }
            if (!open.TryGetValue(e.Node, out long[]? counts)) open[e.Node] = counts = new long[2];
            counts[(int)side] += e.Kind is TraceEventKind.FoundOpen or TraceEventKind.Opened ? 1 : -1;
            changed.Add(e.Node);
        }
        foreach (int node in changed.Order()) yield return Point(node, Math.Min(next, result.DurationSeconds));

        (double, Action) Point(int node, double at)
        {
            long old = open[node][0], @new = open[node][1];
            return (at, () => write(node, at, old, @new));
        }
    }
}
