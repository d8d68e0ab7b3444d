using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data.Connections;

/// <summary>The lifetimes of one workload's connections.</summary>
public sealed class WorkloadLifetimes
{
    internal WorkloadLifetimes(string workload, LifetimeSet observations) => (Workload, Observations) = (workload, observations);

    /// <summary>The workload's name, as <see cref="ConnectionReadOptions.Grouping"/> makes it.</summary>
    public string Workload { get; }

    /// <summary>The lifetimes, or a random sample of them where a limit was set.</summary>
    public LifetimeSet Observations { get; }

    /// <summary>How many connections there were.</summary>
    public long Count => Observations.Total;

    /// <summary>
    /// How many of them ended while their log was watched, in whatever way: as many as began in it, were the traffic
    /// constant.
    /// </summary>
    public long Ended => Count - StillOpen;

    /// <summary>How many of them were still open when last seen.</summary>
    public long StillOpen { get; internal set; }

    /// <summary>How many of them were seen by the client's ztunnel.</summary>
    public long Outbound { get; internal set; }

    /// <summary>How many of them were seen by the server's ztunnel.</summary>
    public long Inbound { get; internal set; }

    /// <summary>
    /// How many of them began while their log was watched, as far as it had been read then: exact for lines in order.
    /// </summary>
    public long Started { get; internal set; }

    /// <summary>How many of them were still open when last seen, or cut by a drain.</summary>
    public long Censored { get; internal set; }

    /// <summary>How many of them the drain of an earlier update cut.</summary>
    public long KilledByDrain { get; internal set; }

    /// <summary>How many of them lost the tunnel between two ztunnels; they count as censored.</summary>
    public long CutWithTunnel { get; internal set; }

    /// <summary>How many of them ended as a pod at one of their ends was deleted.</summary>
    public long EndedWithPod { get; internal set; }

    /// <summary>
    /// How many of them ended as the peer no longer answered: open to ztunnel for long after anybody used them.
    /// </summary>
    public long EndedUnanswered { get; internal set; }

    /// <summary>How many of them were watched from a later age than 0 on: they began before their log did.</summary>
    public long EnteredLate { get; internal set; }

    /// <summary>The longest of all in seconds, censored ones included.</summary>
    public double LongestSeconds { get; internal set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Add(in RawConnection connection)
    {
        Observations.Add(connection.DurationSeconds, connection.IsCensored, connection.EntrySeconds);
        if (connection.Ending != ConnectionEnding.Ended)
            CountEnding(in connection);
        if (connection.Direction == ConnectionDirection.Outbound)
            Outbound++;
        else if (connection.Direction == ConnectionDirection.Inbound)
            Inbound++;
        if (connection.Window is { } window && connection.StartTicks >= window.FirstTicks)
            Started++;
        if (connection.EntrySeconds > 0)
            EnteredLate++;
        if (connection.DurationSeconds > LongestSeconds)
            LongestSeconds = connection.DurationSeconds;
    }

    private void CountEnding(in RawConnection connection)
    {
        if (connection.IsCensored)
            Censored++;
        if (connection.KilledByDrain)
            KilledByDrain++;
        if (connection.Ending == ConnectionEnding.StillOpen)
            StillOpen++;
        if (connection.Ending == ConnectionEnding.CutWithTunnel)
            CutWithTunnel++;
        if (connection.Ending == ConnectionEnding.EndedWithPod)
            EndedWithPod++;
        if (connection.Ending == ConnectionEnding.EndedUnanswered)
            EndedUnanswered++;
    }

    internal void Merge(WorkloadLifetimes other)
    {
        Observations.Merge(other.Observations);
        StillOpen += other.StillOpen;
        CutWithTunnel += other.CutWithTunnel;
        EndedWithPod += other.EndedWithPod;
        EndedUnanswered += other.EndedUnanswered;
        Outbound += other.Outbound;
        Inbound += other.Inbound;
        Started += other.Started;
        Censored += other.Censored;
        KilledByDrain += other.KilledByDrain;
        EnteredLate += other.EnteredLate;
        LongestSeconds = Math.Max(LongestSeconds, other.LongestSeconds);
    }
}
