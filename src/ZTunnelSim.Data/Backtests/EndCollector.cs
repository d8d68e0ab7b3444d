namespace ZTunnelSim.Data;

/// <summary>Counts the ends of connections by ztunnel and workload, and keeps their lifetimes where asked to.</summary>
internal sealed class EndCollector(ConnectionReadOptions options, bool keepLifetimes) : IConnectionSink
{
    private readonly Utf8Names<string> _names = new();
    private readonly Dictionary<ObservationWindow, ZTunnelTally> _byWindow = [];
    private readonly Dictionary<string, ZTunnelTally> _ztunnels = [];
    private readonly Dictionary<string, LifetimeSet?[]> _lifetimes = [];

    public IReadOnlyDictionary<string, ZTunnelTally> ZTunnels => _ztunnels;

    public void Add(in RawConnection connection)
    {
        if (connection.Window is not { } window)
            throw new InputException("only logs that say when connections ended can be compared: give ztunnel's access logs.");
        Span<byte> buffer = stackalloc byte[WorkloadKey.MaxBytes];
        string workload = Name(WorkloadKey.Of(in connection, options.Grouping, buffer));
        if (!_byWindow.TryGetValue(window, out ZTunnelTally? ztunnel)) ztunnel = Meet(window);
        ztunnel.Add(in connection, workload);
        if (!keepLifetimes) return;
        if (!_lifetimes.TryGetValue(workload, out LifetimeSet?[]? sides)) _lifetimes[workload] = sides = new LifetimeSet?[2];
        ref LifetimeSet? side = ref sides[connection.Direction == ConnectionDirection.Inbound ? 1 : 0];
        side ??= new LifetimeSet(options.MaxObservations, 2L * _lifetimes.Count);
        side.Add(connection.DurationSeconds, connection.IsCensored, connection.EntrySeconds);
    }

    public void AddOpen(PodConnections open) =>
        throw new InputException("a dump of open connections holds no ends of connections: give ztunnel's access logs.");

    /// <summary>A workload's lifetimes from the side with more of them, so that none is taken for two.</summary>
    public LifetimeSet? Lifetimes(string workload) =>
        _lifetimes.TryGetValue(workload, out LifetimeSet?[]? sides) ? sides.MaxBy(side => side?.Total ?? 0) : null;

    /// <summary>The duration in seconds that a tenth of all connections does not exceed.</summary>
    public double ShortestTenth()
    {
        double[] durations =
            [.. _lifetimes.Values.SelectMany(sides => sides).OfType<LifetimeSet>().SelectMany(side => side).Select(o => o.Seconds).Order()];
        return durations.Length == 0 ? 0 : durations[durations.Length / 10];
    }

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
