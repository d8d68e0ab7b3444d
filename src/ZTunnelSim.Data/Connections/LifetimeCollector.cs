namespace ZTunnelSim.Data;

/// <summary>Puts connections together by workload and side, each connection once.</summary>
/// <remarks>
/// A connection between two pods of the mesh is logged at both of its ends. The inbound line tells of a connection that an outbound line
/// tells of too where the client is a pod whose ztunnel's log is at hand: one that outbound lines name as their source. It does not where
/// the client is outside the mesh, is a gateway or waypoint, which has no ztunnel, or is on a node whose log is not given. So inbound lines
/// are kept by client until all lines were read.
/// </remarks>
internal sealed class LifetimeCollector(ConnectionReadOptions options)
{
    private readonly CollectedPod _nameless = new();
    private readonly bool _isOneSided = options.Direction != ConnectionDirection.Unknown;
    private int _workloads, _clients, _inboundSets;
    private long _otherSide;
    private bool _hasOutbound;

    /// <summary>Whether each client has to be told from the others.</summary>
    public bool NeedsClients => !_isOneSided;

    public void Add(in RawConnection connection, CollectedWorkload workload, CollectedPod? source)
    {
        uint mark = Cuts.Add(in connection);
        // The side that is known not to be wanted need not be kept.
        if (_isOneSided && connection.Direction != ConnectionDirection.Unknown && connection.Direction != options.Direction)
        {
            _otherSide++;
            return;
        }
        CollectedPod? client = _isOneSided || connection.Direction == ConnectionDirection.Unknown ? null : ClientOf(source);
        if (connection.Direction == ConnectionDirection.Outbound)
        {
            _hasOutbound = true;
            client?.HasOutbound = true;
        }
        else if (client is { HasOutbound: true })
        {
            _otherSide++;
            return;
        }
        workload.Lifetimes ??= NewWorkload(workload.Name);
        WorkloadLifetimes lifetimes = workload.Lifetimes.Of(connection.Direction, client ?? _nameless, out bool isNewPair);
        if (isNewPair && ++_inboundSets > options.MaxWorkloads) throw TooMany("pairs of client and workload");
        lifetimes.Add(in connection, mark);
    }

    /// <summary>The lifetimes of the wanted side, by workload; where none is wanted, of each connection once.</summary>
    /// <param name="workloads">All workloads, in order.</param>
    /// <param name="direction">The side that was used in the first place.</param>
    /// <param name="otherSide">How many connections of the other side were left out.</param>
    /// <param name="inboundOnly">How many were taken from the other side, as only that one tells of them.</param>
    public List<WorkloadLifetimes> Of(
        IEnumerable<CollectedWorkload> workloads, out ConnectionDirection direction, out long otherSide, out long inboundOnly)
    {
        workloads = [.. workloads];
        Cuts.Censor(workloads.Select(w => w.Lifetimes?.Outbound?.Set).OfType<LifetimeSet>());
        List<WorkloadLifetimes> result = [];
        inboundOnly = 0;
        bool hasInbound = false;
        foreach (LifetimesBySide workload in workloads.Select(w => w.Lifetimes).OfType<LifetimesBySide>())
        {
            WorkloadLifetimes? sum = null;
            foreach ((CollectedPod? client, WorkloadLifetimes lifetimes) in workload.Sets)
            {
                if (lifetimes.Inbound > 0 && client is { HasOutbound: true })
                {
                    _otherSide += lifetimes.Count;
                    continue;
                }
                hasInbound |= lifetimes.Inbound > 0;
                if (_hasOutbound) inboundOnly += lifetimes.Inbound;
                if (sum is null) sum = lifetimes;
                else sum.Merge(lifetimes);
            }
            if (sum is not null) result.Add(sum);
        }
        otherSide = _otherSide;
        direction = _isOneSided ? options.Direction
            : _hasOutbound ? ConnectionDirection.Outbound
            : hasInbound ? ConnectionDirection.Inbound
            : ConnectionDirection.Unknown;
        return result;
    }

    /// <summary>What the drains of servers' ztunnels cut.</summary>
    public ServerCuts Cuts { get; } = new(options.MaxWorkloads);

    /// <summary>The pod that opened the connection.</summary>
    private CollectedPod ClientOf(CollectedPod? source)
    {
        if (source is null) return _nameless;
        if (source.IsClient) return source;
        if (_clients++ == options.MaxWorkloads) throw TooMany("clients");
        source.IsClient = true;
        return source;
    }

    private LifetimesBySide NewWorkload(string name) => _workloads < options.MaxWorkloads
        ? new LifetimesBySide(name, _workloads++, options.MaxObservations)
        : throw TooMany("workloads");

    private InputException TooMany(string what) => new(
        $"there are more than {options.MaxWorkloads} {what}; group by another name, ask for one direction, or raise the limit.",
        key: nameof(ConnectionReadOptions.MaxWorkloads));
}

/// <summary>The lifetimes of a workload's connections by side, and those of inbound lines by client.</summary>
internal sealed class LifetimesBySide(string name, int index, int? maxObservations)
{
    private readonly List<(CollectedPod? Client, WorkloadLifetimes Lifetimes)> _sets = [];
    private WorkloadLifetimes? _unnamed;
    private Dictionary<CollectedPod, WorkloadLifetimes>? _inbound;

    public IEnumerable<(CollectedPod? Client, WorkloadLifetimes Lifetimes)> Sets => _sets;

    /// <summary>Those of outbound lines, if there are any.</summary>
    public WorkloadLifetimes? Outbound { get; private set; }

    public WorkloadLifetimes Of(ConnectionDirection direction, CollectedPod client, out bool isNewPair)
    {
        isNewPair = false;
        if (direction == ConnectionDirection.Outbound) return Outbound ??= New(client: null);
        if (direction == ConnectionDirection.Unknown) return _unnamed ??= New(client: null);
        _inbound ??= [];
        if (_inbound.TryGetValue(client, out WorkloadLifetimes? lifetimes)) return lifetimes;
        isNewPair = true;
        return _inbound[client] = New(client);
    }

    private WorkloadLifetimes New(CollectedPod? client)
    {
        WorkloadLifetimes lifetimes = new(name, new LifetimeSet(maxObservations, index + ((long)_sets.Count << 32)));
        _sets.Add((client, lifetimes));
        return lifetimes;
    }
}
