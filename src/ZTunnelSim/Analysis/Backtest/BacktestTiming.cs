namespace ZTunnelSim;

/// <summary>When a node's kills came, as against the end of its drain budget.</summary>
internal enum KillTiming
{
    /// <summary>There was no kill, or it is not known when the node last accepted a connection.</summary>
    Unknown,

    /// <summary>All at once, about one drain budget after the old process last accepted a connection.</summary>
    AtDeadline,

    /// <summary>Sooner than one drain budget after the old process last accepted a connection: the budget was shorter.</summary>
    TooEarly,

    /// <summary>Later than the budget and the pause between two connections explain: the budget was longer.</summary>
    TooLate,

    /// <summary>Over a stretch of time: not the end of one drain, for there all kills come at once.</summary>
    Spread,
}

/// <summary>When a node's kills came.</summary>
/// <param name="Node">The node's index.</param>
/// <param name="Timing">As against the deadline.</param>
/// <param name="AfterLastAcceptedSeconds">
/// The first kill's time after the old process last accepted a connection, in seconds: the drain budget, and the time from that connection
/// to SIGTERM. NaN where not known.
/// </param>
/// <param name="SpreadSeconds">From the first kill to the last, in seconds; 0 for a single one, NaN for none.</param>
internal sealed record BacktestTiming(int Node, KillTiming Timing, double AfterLastAcceptedSeconds, double SpreadSeconds)
{
    /// <summary>Clocks and writers of logs are late by as much, in seconds; kills at one deadline lie as close together.</summary>
    private const double Jitter = 1;

    /// <summary>With this probability some node of a rollout is said to be late although it is not.</summary>
    private const double FalseAlarm = 0.01;

    internal static BacktestTiming Of(
        int index, BacktestNode node, int nodes, double arrivalsPerSecond, double overlapSeconds, double budget)
    {
        if (node.KillSeconds.Count == 0) return new(index, KillTiming.Unknown, double.NaN, double.NaN);
        double first = node.KillSeconds.Min(), spread = node.KillSeconds.Max() - first;
        double after = first - (node.LastAcceptedSeconds ?? double.NaN);
        // From the last connection accepted to SIGTERM no other came: exponential, and in an overlap others may take all.
        double pause = overlapSeconds + Math.Log(nodes / FalseAlarm) / arrivalsPerSecond;
        KillTiming timing = spread > 2 * Jitter ? KillTiming.Spread
            : double.IsNaN(after) ? KillTiming.Unknown
            : after < budget - Jitter ? KillTiming.TooEarly
            : after > budget + Jitter + pause ? KillTiming.TooLate
            : KillTiming.AtDeadline;
        return new(index, timing, after, spread);
    }
}
