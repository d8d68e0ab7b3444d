namespace ZTunnelSim.Data;

/// <summary>What the lines of one ztunnel say, workload by workload.</summary>
internal sealed class ZTunnelTally(string name)
{
    /// <summary>For so long after a process started its connections are left out of what is known of constant traffic.</summary>
    private const long SettlingTicks = 2 * TimeSpan.TicksPerSecond;

    private readonly Dictionary<string, WorkloadTally> _workloads = [];

    /// <summary>The pod, or the file where lines name none.</summary>
    public string Name => name;

    public IReadOnlyDictionary<string, WorkloadTally> Workloads => _workloads;

    public List<ObservationWindow> Windows { get; } = [];

    public List<long> KillTicks { get; } = [];

    /// <summary>Connections that it closed as their pod was deleted.</summary>
    public long EndedWithPod { get; private set; }

    /// <summary>Whether its log has other lines than access lines, none of which tells of a drain.</summary>
    public bool SaysNoDrain => Windows.Any(w => w.Process.HasSpoken) && !Windows.Any(w => w.Process.HasDrained);

    /// <summary>Whether its lines are those of one pod, and so of one process at a time.</summary>
    public bool IsOnePod => Windows.All(w => w.Pod is not null);

    /// <summary>The latest opening of a connection that is known; 0 where there is none.</summary>
    public long LastStartTicks { get; private set; }

    /// <summary>The longest duration of a connection, in seconds.</summary>
    public double LongestSeconds { get; private set; }

    /// <summary>When its processes started, as far as its log tells.</summary>
    public IEnumerable<long> Starts => Windows.SelectMany(w => w.Process.Starts, (_, start) => start.Ticks);

    /// <summary>When its log ends.</summary>
    public long LastTicks => Windows.Max(w => w.LastTicks);

    /// <summary>
    /// Since when all that began is known, if the log begins with the start of the one process that it is of: no connection of it is older.
    /// Null where the log begins later, or is of several processes.
    /// </summary>
    public long? WatchedFrom =>
        Windows.Sum(w => w.Process.Starts.Count) == 1 && Windows.All(w => SettledFrom(w) is not null) ? SettledFrom(Windows[0]) : null;

    /// <summary>
    /// Since when the connections of a process are those of constant traffic, if its log begins with its start: all clients that were there
    /// before it come at once. Null where the log begins later.
    /// </summary>
    private static long? SettledFrom(ObservationWindow window) =>
        window.Process.Starts is [{ Ticks: var start }] && window.FirstTicks >= start ? start + SettlingTicks : null;

    /// <summary>
    /// For how long it was watched, in seconds: since <see cref="WatchedFrom"/>, where its start is in the log. Otherwise from the first to
    /// the last of n lines, which is a little less than the whole: (n - 1) / (n + 1) of it on average, were they uniform in it.
    /// </summary>
    public double Seconds => WatchedFrom is { } start
        ? Math.Max(0, (double)(LastTicks - start) / TimeSpan.TicksPerSecond)
        : Windows.Where(w => w.Connections > 1).Sum(w => w.Seconds * (w.Connections + 1) / (w.Connections - 1));

    /// <summary>Takes a connection.</summary>
    /// <returns>Whether it is one of constant traffic, and counts as such.</returns>
    public bool Add(in RawConnection connection, string workload)
    {
        LastStartTicks = Math.Max(LastStartTicks, connection.StartTicks);
        LongestSeconds = Math.Max(LongestSeconds, connection.DurationSeconds);
        // What is counted are ends.
        if (connection.Ending == ConnectionEnding.StillOpen) return true;
        if (connection.Ending == ConnectionEnding.EndedWithPod) EndedWithPod++;
        WorkloadTally tally = Tally(workload);
        if (connection.KilledByDrain)
        {
            tally.Kills++;
            KillTicks.Add(connection.EndTicks);
        }
        if (connection.StartTicks < SettledFrom(connection.Window!)) return false;
        if (connection.Direction == ConnectionDirection.Inbound) tally.Inbound++;
        else tally.Outbound++;
        return true;
    }

    /// <summary>Takes a connection that was open when the log of a process that was watched from its start ends.</summary>
    public void AddOpen(ConnectionDirection direction, string workload)
    {
        WorkloadTally tally = Tally(workload);
        if (direction == ConnectionDirection.Inbound) tally.OpenInbound++;
        else tally.OpenOutbound++;
    }

    private WorkloadTally Tally(string workload)
    {
        if (!_workloads.TryGetValue(workload, out WorkloadTally? tally)) _workloads[workload] = tally = new WorkloadTally();
        return tally;
    }
}

/// <summary>How many ends of one workload's connections a ztunnel logged, and how many of them its drain killed.</summary>
internal sealed class WorkloadTally
{
    public long Outbound { get; set; }

    public long Inbound { get; set; }

    /// <summary>How many were open when the log ends, of a process that was watched from its start.</summary>
    public long OpenOutbound { get; set; }

    /// <inheritdoc cref="OpenOutbound"/>
    public long OpenInbound { get; set; }

    public long Kills { get; set; }
}
