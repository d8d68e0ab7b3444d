namespace ZTunnelSim;

/// <summary>The largest number of nodes whose old and new process run at the same time.</summary>
internal static class PeakOverlap
{
    public static int Of(ReadOnlySpan<NodeTimeline> timelines)
    {
        List<double> begins = [], ends = [];
        foreach (NodeTimeline timeline in timelines)
        {
            if (!(timeline.ListeningAt < timeline.OldExitedAt)) continue;
            begins.Add(timeline.ListeningAt);
            ends.Add(timeline.OldExitedAt);
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
}
