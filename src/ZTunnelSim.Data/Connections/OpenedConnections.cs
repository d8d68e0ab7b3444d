namespace ZTunnelSim.Data;

/// <summary>
/// The connections whose opening a log tells of (<c>connection opened</c>, at debug level) and whose end it has not told yet.
/// </summary>
/// <remarks>
/// Opening and completion of a connection name the same addresses. The streams of one tunnel name the same ones too: of these the opening
/// belongs to a completion that lies closest to its beginning, which is its time less its duration.
/// </remarks>
internal sealed class OpenedConnections
{
    /// <summary>ztunnel counts a duration from its acceptance on, and may wait for its control plane before it logs the opening.</summary>
    private const long LatestTicks = 10 * TimeSpan.TicksPerSecond;

    /// <summary>Durations are cut to whole milliseconds.</summary>
    private const long EarliestTicks = 5 * TimeSpan.TicksPerMillisecond;

    private readonly ulong _seed = Utf8Hash.NewSeed();
    private readonly Dictionary<ulong, List<(HeldConnection Opening, ObservationWindow Window)>> _open = [];

    public bool IsEmpty => _open.Count == 0;

    /// <summary>Takes an opening, whose time is the connection's <see cref="RawConnection.EndTicks"/>.</summary>
    public void Add(in RawConnection opening, ObservationWindow window, int file, long line)
    {
        ulong key = KeyOf(in opening);
        if (!_open.TryGetValue(key, out var open)) _open[key] = open = [];
        open.Add((new HeldConnection(in opening, file, line), window));
    }

    /// <summary>Takes out the opening of a connection that ended; it may be in the file before.</summary>
    public void Close(in RawConnection connection)
    {
        ulong key = KeyOf(in connection);
        if (!_open.TryGetValue(key, out var open)) return;
        long start = connection.EndTicks - (long)(connection.DurationSeconds * TimeSpan.TicksPerSecond);
        long latest = Math.Min(start + LatestTicks, connection.EndTicks);
        int own = -1;
        for (int i = 0; i < open.Count; i++)
        {
            long opened = open[i].Opening.EndTicks;
            if (opened < start - EarliestTicks || opened > latest) continue;
            if (own < 0 || Math.Abs(opened - start) < Math.Abs(open[own].Opening.EndTicks - start)) own = i;
        }
        if (own < 0) return;
        open.RemoveAt(own);
        if (open.Count == 0) _open.Remove(key);
    }

    /// <summary>Those whose end was not told, in the order of files and lines, and the log that holds each.</summary>
    public IEnumerable<(HeldConnection Opening, ObservationWindow Window)> Rest() =>
        _open.Values.SelectMany(o => o).OrderBy(o => o.Opening.File).ThenBy(o => o.Opening.Line);

    private ulong KeyOf(in RawConnection connection) =>
        Utf8Hash.Of(connection.SourceAddress, _seed)
            .And(Utf8Hash.Of(connection.DestinationAddress, _seed))
            .And(Utf8Hash.Of(connection.HboneAddress, _seed))
            .And((ulong)connection.Direction);
}
