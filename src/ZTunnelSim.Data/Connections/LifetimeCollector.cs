using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data.Connections;

/// <summary>Puts connections together by workload and side.</summary>
internal sealed class LifetimeCollector(ConnectionReadOptions options) : IConnectionSink
{
    private readonly Utf8Names<BySide> _known = new();

    // The same by the service as it is spelled, so that the name need not be made for each connection.
    private readonly Utf8Names<BySide> _byService = new();
    private readonly Dictionary<string, BySide> _workloads = [];
    private readonly List<OpenConnections> _open = [];
    private readonly byte[] _buffer = new byte[WorkloadKey.MaxBytes];

    public IReadOnlyList<OpenConnections> Open => _open;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(in RawConnection connection)
    {
        // The side that is known not to be wanted need not be kept.
        if (options.Direction != ConnectionDirection.Unknown
            && connection.Direction != ConnectionDirection.Unknown && connection.Direction != options.Direction)
            return;
        bool isByService = options.Grouping == ConnectionGrouping.DestinationService && !connection.Service.IsEmpty;
        if (!isByService || !_byService.TryGet(connection.Service, out BySide? workload))
        {
            ReadOnlySpan<byte> name = WorkloadKey.Of(in connection, options.Grouping, _buffer);
            if (!_known.TryGet(name, out workload))
                workload = Meet(name);
            if (isByService && _byService.Count < options.MaxWorkloads)
                _byService.Add(connection.Service, workload);
        }
        ref WorkloadLifetimes? side = ref workload.Sides[(int)connection.Direction];
        side ??= new WorkloadLifetimes(workload.Name, new LifetimeSet(options.MaxObservations, workload.Index));
        side.Add(in connection);
    }

    public void AddOpen(OpenConnections open) => _open.Add(open);

    /// <summary>The lifetimes of the wanted side and of those connections that name none, by workload.</summary>
    public List<WorkloadLifetimes> Of(ConnectionDirection direction)
    {
        List<WorkloadLifetimes> result = [];
        foreach (BySide workload in _workloads.Values.OrderBy(w => w.Name, StringComparer.Ordinal))
        {
            WorkloadLifetimes? wanted = workload.Sides[(int)direction];
            WorkloadLifetimes? unnamed = workload.Sides[(int)ConnectionDirection.Unknown];
            if (wanted is not null && unnamed is not null && wanted != unnamed)
                wanted.Merge(unnamed);
            if ((wanted ?? unnamed) is { } lifetimes)
                result.Add(lifetimes);
        }
        return result;
    }

    private BySide Meet(ReadOnlySpan<byte> name)
    {
        // Each spelling of bytes is held, so their number is the bound; spellings that show as one text are one workload.
        if (_known.Count >= options.MaxWorkloads)
        {
            throw new InputException(
                $"there are more than {options.MaxWorkloads} workloads; group by another name, or raise the limit.",
                key: nameof(ConnectionReadOptions.MaxWorkloads));
        }
        string text = Utf8Names<BySide>.Text(name);
        if (!_workloads.TryGetValue(text, out BySide? workload))
            _workloads[text] = workload = new BySide(text, _workloads.Count);
        _known.Add(name, workload);
        return workload;
    }

    private sealed class BySide(string name, int index)
    {
        public string Name => name;

        public int Index => index;

        public WorkloadLifetimes?[] Sides { get; } = new WorkloadLifetimes?[3];
    }
}
