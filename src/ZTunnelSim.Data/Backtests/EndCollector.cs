namespace ZTunnelSim.Data;

/// <summary>Counts the ends of connections by ztunnel and workload, and keeps lifetimes by workload and side.</summary>
/// <remarks>
/// What was collected before a rollout keeps lifetimes. A collector of the rollout's own logs adds one thing to it: a connection that ended
/// in the rollout and began before was open when the logs before end. Of a process that they show from its start they lack nothing else, so
/// that with these, censored at the age they had then, they are whole, however short. Of another process, as many long ones end in a time
/// as begin in it, and none are added.
/// </remarks>
internal sealed class EndCollector(ConnectionReadOptions options, EndCollector? before = null) : IConnectionSink
{
    private readonly Utf8Names<string> _names = new();
    private readonly Dictionary<ObservationWindow, ZTunnelTally> _byWindow = [];
    private readonly Dictionary<string, ZTunnelTally> _ztunnels = [];
    private readonly Dictionary<(string Workload, bool IsInbound), LifetimeSet> _lifetimes = [];
    private readonly ServerCuts _cuts = new(options.MaxWorkloads);

    public IReadOnlyDictionary<string, ZTunnelTally> ZTunnels => _ztunnels;

    public void Add(in RawConnection connection)
    {
        if (connection.Window is not { } window)
            throw new InputException("only logs that say when connections ended can be compared: give ztunnel's access logs.");
        Span<byte> buffer = stackalloc byte[WorkloadKey.MaxBytes];
        string workload = Name(WorkloadKey.Of(in connection, options.Grouping, buffer));
        if (!_byWindow.TryGetValue(window, out ZTunnelTally? ztunnel)) ztunnel = Meet(window);
        bool isOfConstantTraffic = ztunnel.Add(in connection, workload);
        if (before is not null)
        {
            before.AddOpen(in connection, ztunnel.Name, workload);
            return;
        }
        uint mark = _cuts.Add(in connection);
        if (!isOfConstantTraffic) return;
        SetOf(workload, connection.Direction).Add(connection.DurationSeconds, connection.IsCensored, connection.EntrySeconds, mark);
    }

    /// <summary>Ends the logs before: censors what the drains of servers' ztunnels cut in them.</summary>
    public void Close() => _cuts.Censor(_lifetimes.Where(set => !set.Key.IsInbound).Select(set => set.Value));

    /// <summary>The ends that may have been cuts by the drains of ztunnels whose logs are not given: a note, or null.</summary>
    public string? SuddenEnds() => _cuts.Sudden.Count > 0 ? _cuts.Note() : null;

    /// <summary>A workload's lifetimes at the clients' ztunnels or the servers'; null where there are none.</summary>
    public LifetimeSet? Lifetimes(string workload, bool isInbound) => _lifetimes.GetValueOrDefault((workload, isInbound));

    /// <summary>The duration in seconds that a tenth of all connections does not exceed.</summary>
    public double ShortestTenth()
    {
        double[] durations = [.. _lifetimes.Values.SelectMany(side => side).Select(o => o.Seconds).Order()];
        return durations.Length == 0 ? 0 : durations[durations.Length / 10];
    }

    /// <summary>
    /// The longest lifetime in seconds that the logs are known to show: that of a process watched from its start is no longer than it was
    /// watched, and another process is at least as old as it was watched, and as its longest connection.
    /// </summary>
    /// <param name="isLimit">Whether they could show none that is longer, as all processes are watched from their start.</param>
    public double ReachSeconds(out bool isLimit)
    {
        isLimit = _ztunnels.Values.All(z => z.WatchedFrom is not null);
        return _ztunnels.Values.Select(z => z.WatchedFrom is not null ? z.Seconds : Math.Max(z.Seconds, z.LongestSeconds))
            .DefaultIfEmpty(0).Max();
    }

    private void AddOpen(in RawConnection connection, string ztunnel, string workload)
    {
        if (!_ztunnels.TryGetValue(ztunnel, out ZTunnelTally? tally) || tally.WatchedFrom is not { } from) return;
        long end = tally.LastTicks;
        if (connection.StartTicks < from || connection.StartTicks >= end || connection.EndTicks <= end) return;
        tally.AddOpen(connection.Direction, workload);
        SetOf(workload, connection.Direction).Add(
            (double)(end - connection.StartTicks) / TimeSpan.TicksPerSecond, isCensored: true, entrySeconds: 0);
    }

    private LifetimeSet SetOf(string workload, ConnectionDirection direction)
    {
        (string, bool) key = (workload, direction == ConnectionDirection.Inbound);
        if (!_lifetimes.TryGetValue(key, out LifetimeSet? set))
            _lifetimes[key] = set = new LifetimeSet(options.MaxObservations, _lifetimes.Count);
        return set;
    }

    public void AddOpen(PodConnections open) =>
        throw new InputException("a dump of open connections holds no ends of connections: give ztunnel's access logs.");

    private ZTunnelTally Meet(ObservationWindow window)
    {
        string name = window.ZTunnel;
        if (!_ztunnels.TryGetValue(name, out ZTunnelTally? ztunnel)) _ztunnels[name] = ztunnel = new ZTunnelTally(name);
        ztunnel.Windows.Add(window);
        return _byWindow[window] = ztunnel;
    }

    private string Name(ReadOnlySpan<byte> name)
    {
        if (_names.TryGet(name, out string? text)) return text;
        if (_names.Count >= options.MaxWorkloads)
        {
            throw new InputException(
                $"there are more than {options.MaxWorkloads} workloads; group by another name.",
                key: nameof(ConnectionReadOptions.MaxWorkloads));
        }
        text = Utf8Names<string>.Text(name);
        _names.Add(name, text);
        return text;
    }
}
