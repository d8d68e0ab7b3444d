namespace ZTunnelSim.Data;

/// <summary>
/// Finds the workload of each connection and the pods at its ends, once, and hands them to the collectors of lifetimes and of traffic.
/// </summary>
internal sealed class ConnectionCollector(ConnectionReadOptions options) : IConnectionSink
{
    private readonly Utf8Names<CollectedWorkload> _byName = new();

    // The same by the service as it is spelled, so that the name need not be made for each connection.
    private readonly Utf8Names<CollectedWorkload> _byService = new();
    private readonly Dictionary<string, CollectedWorkload> _workloads = [];
    private readonly Utf8Names<CollectedPod> _pods = new();
    private readonly List<PodConnections> _open = [];
    private readonly LifetimeCollector _lifetimes = new(options);
    private readonly TrafficCollector _traffic = new();
    private readonly byte[] _buffer = new byte[WorkloadKey.MaxBytes];

    public void Add(in RawConnection connection)
    {
        CollectedWorkload workload = WorkloadOf(in connection);
        bool hasSide = connection.Direction != ConnectionDirection.Unknown;
        CollectedPod? source = !hasSide ? null
            : PodOf(connection.SourceWorkload, connection.SourceNamespace, always: _lifetimes.NeedsClients);
        CollectedPod? destination = !hasSide || connection.Window is null ? null
            : PodOf(connection.DestinationWorkload, connection.DestinationNamespace, always: false);
        _lifetimes.Add(in connection, workload, source);
        _traffic.Add(in connection, workload, source, destination);
    }

    public void AddOpen(PodConnections open) => _open.Add(open);

    /// <summary>What all connections together tell.</summary>
    public ConnectionData Of(ConnectionReadReport report)
    {
        CollectedWorkload[] workloads = [.. _workloads.Values.OrderBy(w => w.Name, StringComparer.Ordinal)];
        List<WorkloadLifetimes> lifetimes = _lifetimes.Of(
            workloads, out ConnectionDirection direction, out long otherSide, out long inboundOnly);
        WatchedLogs logs = new(report.Windows, options.EnterAtWindowStart) { KeepAliveSeconds = options.KeepAliveSeconds };
        foreach (WorkloadLifetimes workload in lifetimes) workload.Logs = logs;
        TrafficData traffic = _traffic.Of(workloads, report);
        return new ConnectionData(lifetimes, _open, direction, otherSide, inboundOnly, report, traffic, _lifetimes.Cuts);
    }

    private CollectedWorkload WorkloadOf(in RawConnection connection)
    {
        bool isByService = options.Grouping == ConnectionGrouping.DestinationService && !connection.Service.IsEmpty;
        if (isByService && _byService.TryGet(connection.Service, out CollectedWorkload? workload)) return workload;
        ReadOnlySpan<byte> name = WorkloadKey.Of(in connection, options.Grouping, _buffer);
        if (!_byName.TryGet(name, out workload))
        {
            // Spellings that show as one text are one workload.
            string text = Utf8Names<CollectedWorkload>.Text(name);
            if (!_workloads.TryGetValue(text, out workload)) _workloads[text] = workload = new CollectedWorkload(text);
            if (_byName.Count < options.MaxWorkloads) _byName.Add(name, workload);
        }
        if (isByService && _byService.Count < options.MaxWorkloads) _byService.Add(connection.Service, workload);
        return workload;
    }

    /// <summary>
    /// A pod by its name and namespace; null where it has no name and, unless it is told apart in any case, where there are too many pods:
    /// their connections then count as those between two nodes.
    /// </summary>
    private CollectedPod? PodOf(ReadOnlySpan<byte> name, ReadOnlySpan<byte> space, bool always)
    {
        if (name.IsEmpty) return null;
        Span<byte> key = _buffer;
        int length = Math.Min(name.Length, key.Length - 1);
        name[..length].CopyTo(key);
        // No name has a slash in it.
        key[length++] = (byte)'/';
        int rest = Math.Min(space.Length, key.Length - length);
        space[..rest].CopyTo(key[length..]);
        key = key[..(length + rest)];
        if (_pods.TryGet(key, out CollectedPod? pod)) return pod;
        if (!always && _pods.Count >= options.MaxWorkloads) return null;
        _pods.Add(key, pod = new CollectedPod());
        return pod;
    }
}

/// <summary>A workload, and what is collected of it.</summary>
internal sealed class CollectedWorkload(string name)
{
    public string Name => name;

    /// <summary>Its lifetimes, once there are any.</summary>
    public LifetimesBySide? Lifetimes { get; set; }

    /// <summary>How many of its connections were logged on each side.</summary>
    public long[] BySide { get; } = new long[3];

    /// <summary>Outbound connections by the log that they are in and the pod that they go to.</summary>
    public Dictionary<(ObservationWindow From, CollectedPod To), long> To { get; } = [];
}

/// <summary>A pod at an end of connections.</summary>
internal sealed class CollectedPod
{
    /// <summary>The log of the ztunnel on its node, as far as lines of its own told it.</summary>
    public ObservationWindow? Window { get; set; }

    /// <summary>Whether it counts among the clients.</summary>
    public bool IsClient { get; set; }

    /// <summary>Whether its own ztunnel's log is at hand: it has outbound lines.</summary>
    public bool HasOutbound { get; set; }
}
