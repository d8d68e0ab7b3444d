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

    /// <summary>How many of them were still open when last seen, or cut by a drain.</summary>
    public long Censored { get; internal set; }

    /// <summary>How many of them the drain of an earlier update cut.</summary>
    public long KilledByDrain { get; internal set; }

    /// <summary>How many of them were watched from a later age than 0 on: they began before their log did.</summary>
    public long EnteredLate { get; internal set; }

    /// <summary>The longest of all in seconds, censored ones included.</summary>
    public double LongestSeconds { get; internal set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Add(in RawConnection connection)
    {
        Observations.Add(connection.DurationSeconds, connection.IsCensored, connection.EntrySeconds);
        if (connection.IsCensored)
            Censored++;
        if (connection.KilledByDrain)
            KilledByDrain++;
        if (connection.EntrySeconds > 0)
            EnteredLate++;
        if (connection.DurationSeconds > LongestSeconds)
            LongestSeconds = connection.DurationSeconds;
    }

    internal void Merge(WorkloadLifetimes other)
    {
        Observations.Merge(other.Observations);
        Censored += other.Censored;
        KilledByDrain += other.KilledByDrain;
        EnteredLate += other.EnteredLate;
        LongestSeconds = Math.Max(LongestSeconds, other.LongestSeconds);
    }
}
