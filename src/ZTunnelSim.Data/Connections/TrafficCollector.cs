namespace ZTunnelSim.Data;

/// <summary>Counts connections by workload and side, and finds which of them stay on one node.</summary>
/// <remarks>Lines tell which node a pod is on: outbound ones are written where the client is, inbound ones where the server is.</remarks>
internal sealed class TrafficCollector
{
    /// <summary>What is shorter tells no rate: what is seen of it depends on a few connections.</summary>
    private const double ShortestSeconds = 60;

    /// <summary>A ztunnel with fewer lines is taken as watched for as long as the others: its few lines do not tell.</summary>
    public const int FewLines = 20;

    private readonly TimeSpread _starts = new(), _ends = new();

    public void Add(in RawConnection connection, CollectedWorkload workload, CollectedPod? source, CollectedPod? destination)
    {
        // What is counted are ends: under a constant rate as many as openings.
        if (connection.Ending == ConnectionEnding.StillOpen) return;
        workload.BySide[(int)connection.Direction]++;
        if (connection.Window is not { } window)
        {
            _starts.Add(connection.StartTicks);
            _ends.Add(connection.IsCensored ? 0 : connection.EndTicks);
            return;
        }
        if (connection.Direction == ConnectionDirection.Unknown) return;
        bool isOutbound = connection.Direction == ConnectionDirection.Outbound;
        (isOutbound ? source : destination)?.Window = window;
        if (isOutbound && destination is not null)
            workload.To[(window, destination)] = workload.To.GetValueOrDefault((window, destination)) + 1;
    }

    /// <summary>What all connections together tell; the workloads in order.</summary>
    public TrafficData Of(IEnumerable<CollectedWorkload> collected, ConnectionReadReport report)
    {
        ObservationWindow[] windows = [.. report.Windows.Where(w => w.First is not null)];
        bool isLog = windows.Length > 0
            && report.Files.All(f => f.Format is ConnectionFormat.AccessLog or ConnectionFormat.OpenConnections);
        WorkloadTraffic[] workloads = [.. collected.Where(w => w.BySide.Sum() > 0).Select(w => new WorkloadTraffic(
            w.Name,
            Outbound: w.BySide[(int)ConnectionDirection.Outbound],
            Inbound: w.BySide[(int)ConnectionDirection.Inbound],
            OfNoSide: w.BySide[(int)ConnectionDirection.Unknown],
            OnOneNode: w.To.Where(to => to.Key.To.Window == to.Key.From).Sum(to => to.Value),
            ToUnseenPods: w.To.Where(to => to.Key.To.Window is null).Sum(to => to.Value)))];
        double longest = windows.Select(Watched).DefaultIfEmpty(0).Max();
        double? seconds = windows.Length > 0 ? longest : SecondsOfTable(workloads.Sum(w => w.Outbound + w.Inbound + w.OfNoSide));
        if (seconds is not >= ShortestSeconds)
        {
            string why = seconds is { } s
                ? Invariant($"the data cover {s:0.#} s, too short to tell how often connections are opened")
                : "the data hold no times, so that they don't tell how often connections are opened";
            return new(workloads, isLog ? Together(windows) : null, null, null, why);
        }
        if (!isLog) return new(workloads, null, null, seconds, "the data don't tell how many nodes they are of");
        double watched = windows.Sum(w => w.Connections < FewLines ? longest : Watched(w));
        return new(workloads, Together(windows), watched, seconds, null);
    }

    /// <summary>The time that n events are spread over, evenly: from the first to the last are n - 1 of n + 1 parts of it.</summary>
    private static double Watched(ObservationWindow window) =>
        window.Connections < 2 ? window.Seconds : window.Seconds * (window.Connections + 1) / (window.Connections - 1);

    /// <summary>The most windows that cover the same instant.</summary>
    private static int Together(ObservationWindow[] windows)
    {
        // What has few lines is taken as watched all the time; of two windows that only touch one is counted.
        int quiet = windows.Count(w => w.Connections < FewLines);
        (DateTimeOffset Time, int Step)[] steps =
        [
            .. windows.Where(w => w.Connections >= FewLines)
                .SelectMany(w => new[] { (w.First!.Value, 1), (w.Last!.Value, -1) }).Order(),
        ];
        int now = 0, most = 0;
        foreach ((_, int step) in steps) most = Math.Max(most, now += step);
        return Math.Max(1, quiet + most);
    }

    /// <summary>A table holds what began in a time, or what ended in it: the one of the two that is spread over the shorter time.</summary>
    private double? SecondsOfTable(long connections) =>
        new[] { _starts.Seconds(connections), _ends.Seconds(connections) }.Min();

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
