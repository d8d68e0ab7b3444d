namespace ZTunnelSim.Cli;

/// <summary>How large a trace of every connection is going to be.</summary>
internal static class TraceSize
{
    /// <summary>In a sentence: at the rollout's start, and for each minute of it.</summary>
    public static string Expected(Cluster cluster)
    {
        double opened = Enumerable.Range(0, cluster.Workloads.Count).Sum(cluster.OpenedPerSecondOf);
        // What is opened is closed, too.
        return $"Every connection makes some {Rounded(cluster.OpenConnections)} events at the start, and {Rounded(2 * 60 * opened)} for "
            + "each minute.";
    }

    private static string Rounded(double count) => Numbers.Whole(TwoDigits(count));

    /// <summary>Two digits: chance moves the third.</summary>
    public static double TwoDigits(double value)
    {
        double step = Math.Pow(10, Math.Max(0, Math.Floor(Math.Log10(Math.Max(1, value))) - 1));
        return Math.Round(value / step) * step;
    }
}
