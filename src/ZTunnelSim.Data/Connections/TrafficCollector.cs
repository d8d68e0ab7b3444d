using System.Globalization;

namespace ZTunnelSim.Data.Connections;

/// <summary>Counts connections by workload and side, and finds which of them stay on one node.</summary>
/// <remarks>
/// Which node a pod is on follows from the lines: an outbound one is written where the client's pod is, an inbound one
/// where the server's is.
/// </remarks>
internal sealed class TrafficCollector(ConnectionReadOptions options) : IConnectionSink
{
    /// <summary>What is shorter tells no rate: what is seen of it depends on a few connections.</summary>
    private const double ShortestSeconds = 60;

    /// <summary>A ztunnel with fewer lines is taken as watched for as long as the others: its few lines do not tell.</summary>
    private const int FewLines = 20;

    private readonly Utf8Names<Tally> _workloads = new();
    private readonly List<Tally> _tallies = [];
    private readonly Utf8Names<Pod> _pods = new();
    private readonly byte[] _name = new byte[WorkloadKey.MaxBytes];
    private readonly byte[] _pod = new byte[WorkloadKey.MaxBytes];
    private readonly TimeSpread _starts = new(), _ends = new();

    public void Add(in RawConnection connection)
    {
        // What is counted are ends: under a constant rate as many as openings.
        if (connection.Ending == ConnectionEnding.StillOpen) return;
        Tally tally = TallyOf(in connection);
        tally.BySide[(int)connection.Direction]++;
        if (connection.Window is not { } window)
        {
            _starts.Add(connection.StartTicks);
            _ends.Add(connection.IsCensored ? 0 : connection.EndTicks);
            return;
        }
        if (connection.Direction == ConnectionDirection.Unknown) return;
        bool isOutbound = connection.Direction == ConnectionDirection.Outbound;
        Pod? source = PodOf(connection.SourceNamespace, connection.SourceWorkload);
        Pod? destination = PodOf(connection.DestinationNamespace, connection.DestinationWorkload);
        (isOutbound ? source : destination)?.Window = window;
        if (isOutbound && destination is not null)
            tally.To[(window, destination)] = tally.To.GetValueOrDefault((window, destination)) + 1;
    }

    public void AddOpen(PodConnections open)
    {
    }

    /// <summary>What all connections together tell.</summary>
    public TrafficData Of(ConnectionReadReport report)
    {
        ObservationWindow[] windows = [.. report.Windows.Where(w => w.First is not null)];
        bool isLog = report.Files.All(f => f.Format is ConnectionFormat.AccessLog) && windows.Length > 0;
        WorkloadTraffic[] workloads = [.. _tallies.GroupBy(t => t.Name).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new WorkloadTraffic
        {
            Workload = g.Key,
            Outbound = g.Sum(t => t.BySide[(int)ConnectionDirection.Outbound]),
            Inbound = g.Sum(t => t.BySide[(int)ConnectionDirection.Inbound]),
            OfNoSide = g.Sum(t => t.BySide[(int)ConnectionDirection.Unknown]),
            OnOneNode = g.Sum(t => t.To.Where(to => to.Key.To.Window == to.Key.From).Sum(to => to.Value)),
            ToUnseenPods = g.Sum(t => t.To.Where(to => to.Key.To.Window is null).Sum(to => to.Value)),
        })];
        double longest = windows.Select(Watched).DefaultIfEmpty(0).Max();
        double? seconds = windows.Length > 0 ? longest : SecondsOfTable();
        if (seconds is not >= ShortestSeconds)
        {
            string why = seconds is { } s
                ? string.Create(CultureInfo.InvariantCulture, $"the data cover {s:0.#} s, too short to tell how often connections are opened")
                : "the data hold no times, so that they don't tell how often connections are opened";
            return new(workloads, isLog ? Together(windows) : null, null, null, why);
        }
        if (!isLog) return new(workloads, null, null, seconds, "the data don't tell how many nodes they are of");
        return new(workloads, Together(windows), windows.Sum(w => w.Connections < FewLines ? longest : Watched(w)), seconds, null);
    }

    /// <summary>
    /// The time that n events are spread over, evenly: from the first to the last are n - 1 of n + 1 parts of it.
    /// </summary>
    private static double Watched(ObservationWindow window) =>
        window.Connections < 2 ? window.Seconds : window.Seconds * (window.Connections + 1) / (window.Connections - 1);

    /// <summary>The most windows that cover the same instant.</summary>
    private static int Together(ObservationWindow[] windows)
    {
        // What has few lines is taken as watched all the time; of two windows that only touch one is counted.
        int quiet = windows.Count(w => w.Connections < FewLines);
        (DateTimeOffset Time, int Step)[] steps =
        [
            .. windows.Where(w => w.Connections >= FewLines).SelectMany(w => new[] { (w.First!.Value, 1), (w.Last!.Value, -1) }).Order(),
        ];
        int now = 0, most = 0;
        foreach ((_, int step) in steps) most = Math.Max(most, now += step);
        return Math.Max(1, quiet + most);
    }

    /// <summary>
    /// A table holds what began in a time, or what ended in it: the one of the two that is spread over the shorter time.
    /// </summary>
    private double? SecondsOfTable() =>
        new[] { _starts.Seconds(_tallies.Sum(t => t.Total)), _ends.Seconds(_tallies.Sum(t => t.Total)) }.Min();

    private Tally TallyOf(in RawConnection connection)
    {
        ReadOnlySpan<byte> name = WorkloadKey.Of(in connection, options.Grouping, _name);
        if (_workloads.TryGet(name, out Tally? tally)) return tally;
        tally = new(Utf8Names<Tally>.Text(name));
        // How many there may be is checked where their lifetimes are kept.
        if (_workloads.Count < options.MaxWorkloads) _workloads.Add(name, tally);
        _tallies.Add(tally);
        return tally;
    }

    private Pod? PodOf(ReadOnlySpan<byte> space, ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || space.Length + 1 + name.Length > _pod.Length) return null;
        space.CopyTo(_pod);
        _pod[space.Length] = (byte)'/';
        name.CopyTo(_pod.AsSpan(space.Length + 1));
        ReadOnlySpan<byte> key = _pod.AsSpan(0, space.Length + 1 + name.Length);
        if (_pods.TryGet(key, out Pod? pod)) return pod;
        // Beyond the bound pods are not told apart: their connections count as those between two nodes.
        if (_pods.Count >= options.MaxWorkloads) return null;
        _pods.Add(key, pod = new());
        return pod;
    }

    private sealed class Pod
    {
        /// <summary>The log of the ztunnel on its node, as far as lines of its own told it.</summary>
        public ObservationWindow? Window { get; set; }
    }

    private sealed class Tally(string name)
    {
        public string Name => name;

        public long[] BySide { get; } = new long[3];

        public long Total => BySide.Sum();

        /// <summary>Outbound connections by the log that they are in and the pod that they go to.</summary>
        public Dictionary<(ObservationWindow From, Pod To), long> To { get; } = [];
    }

    /// <summary>Over what time some instants are spread, of which all connections have one or none is known.</summary>
    private sealed class TimeSpread
    {
        private long _first = long.MaxValue, _last = long.MinValue, _count;

        public void Add(long ticks)
        {
            if (ticks == 0) return;
            (_first, _last) = (Math.Min(_first, ticks), Math.Max(_last, ticks));
            _count++;
        }

        public double? Seconds(long connections) => _count < 2 || _count < connections
            ? null
            : (double)(_last - _first) / TimeSpan.TicksPerSecond * (_count + 1) / (_count - 1);
    }
}

/// <summary>Hands each connection to two sinks.</summary>
internal sealed class BothSinks(IConnectionSink one, IConnectionSink other) : IConnectionSink
{
    public void Add(in RawConnection connection)
    {
        one.Add(in connection);
        other.Add(in connection);
    }

    public void AddOpen(PodConnections open)
    {
        one.AddOpen(open);
        other.AddOpen(open);
    }
}
