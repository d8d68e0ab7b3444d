using ZTunnelSim.Results;

namespace ZTunnelSim.Simulation;

/// <summary>The largest number of nodes whose old and new process run at the same time.</summary>
internal static class PeakOverlap
{
    public static int Of(ReadOnlySpan<NodeTimeline> timelines)
    {
        double[] begins = new double[timelines.Length];
        double[] ends = new double[timelines.Length];
        for (int i = 0; i < timelines.Length; i++)
            (begins[i], ends[i]) = (timelines[i].ProcessRunningAt, timelines[i].OldGoneAt);
        Array.Sort(begins);
        Array.Sort(ends);
        int peak = 0;
        // Ends go first at a tie: a process that goes as another comes does not make two.
        for (int begun = 0, ended = 0; begun < begins.Length; begun++)
        {
            while (ended < ends.Length && ends[ended] <= begins[begun]) ended++;
            peak = Math.Max(peak, begun + 1 - ended);
        }
        return peak;
    }
}
