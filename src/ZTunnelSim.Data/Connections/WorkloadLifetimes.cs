namespace ZTunnelSim.Data;

/// <summary>The lifetimes of one workload's connections.</summary>
public sealed class WorkloadLifetimes
{
    private readonly LifetimeSet _observations;
    private ConnectionCounts _counts;

    internal WorkloadLifetimes(string workload, LifetimeSet observations) =>
        (Workload, _observations) = (workload, observations);

    /// <summary>The workload's name, as <see cref="ConnectionReadOptions.Grouping"/> makes it.</summary>
    public string Workload { get; }

    /// <summary>The lifetimes, or a random sample of them where a limit was set.</summary>
    public IReadOnlyList<LifetimeObservation> Observations => _observations;

    /// <summary>How many connections there were.</summary>
    public long Count => _observations.Total;

    /// <summary>
    /// How many of them ended while their log was watched, in whatever way: as many as began in it, were the traffic constant.
    /// </summary>
    public long Ended => Count - StillOpen;

    /// <summary>How many of them were still open when last seen.</summary>
    public long StillOpen => _counts.StillOpen;

    /// <summary>How many of them were seen by the client's ztunnel.</summary>
    public long Outbound => _counts.Outbound;

    /// <summary>How many of them were seen by the server's ztunnel.</summary>
    public long Inbound => _counts.Inbound;

    /// <summary>How many of them began while their log was watched, as far as it had been read then: exact for lines in order.</summary>
    public long Started { get; private set; }

    /// <summary>How many of them were still open when last seen, or cut by a drain.</summary>
    public long Censored => _counts.Censored + CutByServer;

    /// <summary>How many of them the drain of an earlier update cut.</summary>
    public long KilledByDrain => _counts.KilledByDrain;

    /// <summary>How many of them lost the tunnel between two ztunnels; they count as censored.</summary>
    public long CutWithTunnel => _counts.CutWithTunnel + CutByServer;

    /// <summary>
    /// How many of <see cref="CutWithTunnel"/> have a client's line without an error: only the server's ztunnel says that its drain cut
    /// them.
    /// </summary>
    internal long CutByServer => _observations.CensoredLater;

    /// <summary>The lifetimes, to be found by their marks.</summary>
    internal LifetimeSet Set => _observations;

    /// <summary>The logs that they are from.</summary>
    internal WatchedLogs Logs { get; set; } = WatchedLogs.None;

    /// <summary>How many of them ended as a pod at one of their ends was deleted.</summary>
    public long EndedWithPod => _counts.EndedWithPod;

    /// <summary>How many of them ended as the peer no longer answered: open to ztunnel for long after anybody used them.</summary>
    public long EndedUnanswered => _counts.EndedUnanswered;

    /// <summary>How many of them ended in ways that may put many ends at one age without a maximum age that anybody set.</summary>
    internal long EndedOtherwise => EndedUnanswered + EndedWithPod;

    /// <summary>How many of them were watched from a later age than 0 on: they began before their log did.</summary>
    public long EnteredLate => _counts.EnteredLate;

    /// <summary>The longest of all in seconds, censored ones included.</summary>
    public double LongestSeconds { get; private set; }

    /// <summary>Fits a law to them, with what the data leave open about it.</summary>
    /// <param name="family">The law's family; null: the best one, with reasons.</param>
    /// <param name="seed">
    /// The seed of the plausible laws; null: one of the workload's own, so that those of two workloads are independent.
    /// </param>
    /// <exception cref="LifetimeFitException">No law can be fitted, or it has no finite mean; the message says why.</exception>
    public WorkloadFit Fit(LawFamily? family = null, ulong? seed = null) =>
        ProfiledFit.Of([this], TimeZoneInfo.Utc, family, seed ?? SeedOf(Workload)).Fit;

    /// <summary>A hash that is the same in every process: that of FNV-1a.</summary>
    private static ulong SeedOf(string name) =>
        name.Aggregate(14695981039346656037, (hash, c) => unchecked((hash ^ c) * 1099511628211));

    internal void Add(in RawConnection connection, uint mark)
    {
        _observations.Add(
            connection.DurationSeconds, connection.IsCensored, connection.EntrySeconds, mark, connection.Window, connection.EndTicks,
            connection.LatestSeconds, connection.Ending == ConnectionEnding.EndedUnanswered);
        _counts.Add(in connection);
        if (connection.Window is { } window && connection.StartTicks >= window.FirstTicks) Started++;
        if (connection.DurationSeconds > LongestSeconds) LongestSeconds = connection.DurationSeconds;
    }

    internal void Merge(WorkloadLifetimes other)
    {
        _observations.Merge(other._observations);
        _counts.Add(in other._counts);
        Started += other.Started;
        LongestSeconds = Math.Max(LongestSeconds, other.LongestSeconds);
    }
}
