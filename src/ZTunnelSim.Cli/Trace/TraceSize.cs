namespace ZTunnelSim.Cli;

/// <summary>How large a trace of every connection is going to be.</summary>
internal static class TraceSize
{
    /// <summary>What is told where a trace has no room: how large it is going to be, and what makes it smaller.</summary>
    public static InputException NoRoom(InsufficientMemoryException cause, Cluster cluster, string instead, string key) =>
        new($"{cause.Message} {Expected(cluster)} {instead}", key: key, inner: cause);

    /// <summary>In a sentence: at the rollout's start, and for each minute of it.</summary>
    private static string Expected(Cluster cluster)
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
