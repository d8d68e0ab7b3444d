using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data.Connections;

/// <summary>Puts connections together by workload and side, each connection once.</summary>
/// <remarks>
/// A connection between two pods of the mesh is logged at both of its ends. The inbound line tells of a connection that
/// an outbound line tells of too where the client is a pod whose ztunnel's log is at hand: one that outbound lines name
/// as their source. It does not where the client is outside the mesh, is a gateway or waypoint, which has no ztunnel,
/// or is on a node whose log is not given. So inbound lines are kept by client until all lines were read.
/// </remarks>
internal sealed class LifetimeCollector(ConnectionReadOptions options) : IConnectionSink
{
    private readonly Utf8Names<BySide> _known = new();

    // The same by the service as it is spelled, so that the name need not be made for each connection.
    private readonly Utf8Names<BySide> _byService = new();
    private readonly Dictionary<string, BySide> _workloads = [];
    private readonly Utf8Names<Client> _clients = new();
    private readonly Client _nameless = new();
    private readonly List<PodConnections> _open = [];
    private readonly byte[] _buffer = new byte[WorkloadKey.MaxBytes];
    private readonly bool _isOneSided = options.Direction != ConnectionDirection.Unknown;
    private int _inboundSets;
    private long _otherSide;
    private bool _hasOutbound;

    public IReadOnlyList<PodConnections> Open => _open;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in RawConnection connection)
    {
        // The side that is known not to be wanted need not be kept.
        if (_isOneSided && connection.Direction != ConnectionDirection.Unknown
            && connection.Direction != options.Direction)
        {
            _otherSide++;
            return;
        }
        Client? client = _isOneSided || connection.Direction == ConnectionDirection.Unknown
            ? null
            : ClientOf(in connection);
        if (connection.Direction == ConnectionDirection.Outbound)
        {
            _hasOutbound = true;
            if (client is not null) client.HasOutbound = true;
        }
        else if (client is { HasOutbound: true })
        {
            _otherSide++;
            return;
        }
        WorkloadOf(in connection).Of(connection.Direction, client, this).Add(in connection);
    }

    public void AddOpen(PodConnections open) => _open.Add(open);

    /// <summary>The lifetimes of the wanted side, by workload; where none is wanted, of each connection once.</summary>
    /// <param name="direction">The side that was used in the first place.</param>
    /// <param name="otherSide">How many connections of the other side were left out.</param>
    /// <param name="inboundOnly">How many were taken from the other side, as only that one tells of them.</param>
    public List<WorkloadLifetimes> Of(out ConnectionDirection direction, out long otherSide, out long inboundOnly)
    {
        List<WorkloadLifetimes> result = [];
        inboundOnly = 0;
        bool hasInbound = false;
        foreach (BySide workload in _workloads.Values.OrderBy(w => w.Name, StringComparer.Ordinal))
        {
            WorkloadLifetimes? sum = null;
            foreach ((Client? client, WorkloadLifetimes lifetimes) in workload.Sets)
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private BySide WorkloadOf(in RawConnection connection)
    {
        bool isByService = options.Grouping == ConnectionGrouping.DestinationService && !connection.Service.IsEmpty;
        if (isByService && _byService.TryGet(connection.Service, out BySide? workload)) return workload;
        ReadOnlySpan<byte> name = WorkloadKey.Of(in connection, options.Grouping, _buffer);
        if (!_known.TryGet(name, out workload))
            workload = Meet(name);
        if (isByService && _byService.Count < options.MaxWorkloads)
            _byService.Add(connection.Service, workload);
        return workload;
    }

    /// <summary>The pod that opened the connection.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Client ClientOf(in RawConnection connection)
    {
        if (connection.SourceWorkload.IsEmpty) return _nameless;
        Span<byte> name = _buffer;
        int length = Math.Min(connection.SourceWorkload.Length, name.Length - 1);
        connection.SourceWorkload[..length].CopyTo(name);
        // No name has a slash in it.
        name[length++] = (byte)'/';
        int space = Math.Min(connection.SourceNamespace.Length, name.Length - length);
        connection.SourceNamespace[..space].CopyTo(name[length..]);
        ReadOnlySpan<byte> key = name[..(length + space)];
        if (_clients.TryGet(key, out Client? client)) return client;
        if (_clients.Count >= options.MaxWorkloads) throw TooMany("clients");
        _clients.Add(key, client = new Client());
        return client;
    }

    private BySide Meet(ReadOnlySpan<byte> name)
    {
        // Each spelling of bytes is held, so their number is the bound; spellings that show as one text are one workload.
        if (_known.Count >= options.MaxWorkloads) throw TooMany("workloads");
        string text = Utf8Names<BySide>.Text(name);
        if (!_workloads.TryGetValue(text, out BySide? workload))
            _workloads[text] = workload = new BySide(text, _workloads.Count);
        _known.Add(name, workload);
        return workload;
    }

    private InputException TooMany(string what) => new(
        $"there are more than {options.MaxWorkloads} {what}; group by another name, ask for one direction, or raise "
            + "the limit.",
        key: nameof(ConnectionReadOptions.MaxWorkloads));

    /// <summary>A pod that opens connections.</summary>
    private sealed class Client
    {
        /// <summary>Whether its own ztunnel's log is at hand.</summary>
        public bool HasOutbound { get; set; }
    }

    private sealed class BySide(string name, int index)
    {
        private readonly List<(Client? Client, WorkloadLifetimes Lifetimes)> _sets = [];
        private WorkloadLifetimes? _outbound;
        private WorkloadLifetimes? _unnamed;
        private Dictionary<Client, WorkloadLifetimes>? _inbound;

        public string Name => name;

        public IEnumerable<(Client? Client, WorkloadLifetimes Lifetimes)> Sets => _sets;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public WorkloadLifetimes Of(ConnectionDirection direction, Client? client, LifetimeCollector collector)
        {
            if (direction == ConnectionDirection.Outbound) return _outbound ??= New(client: null, collector);
            if (direction == ConnectionDirection.Unknown) return _unnamed ??= New(client: null, collector);
            client ??= collector._nameless;
            _inbound ??= [];
            if (_inbound.TryGetValue(client, out WorkloadLifetimes? lifetimes)) return lifetimes;
            if (++collector._inboundSets > collector.MaxSets) throw collector.TooMany("pairs of client and workload");
            return _inbound[client] = New(client, collector);
        }

        private WorkloadLifetimes New(Client? client, LifetimeCollector collector)
        {
            LifetimeSet observations = new(collector.MaxObservations, index + ((long)_sets.Count << 32));
            WorkloadLifetimes lifetimes = new(name, observations);
            _sets.Add((client, lifetimes));
            return lifetimes;
        }
    }

    private int MaxSets => options.MaxWorkloads;

    private int? MaxObservations => options.MaxObservations;
}
