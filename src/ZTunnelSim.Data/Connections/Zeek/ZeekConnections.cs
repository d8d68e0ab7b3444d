namespace ZTunnelSim.Data;

/// <summary>
/// Zeek's connections by their <c>uid</c>, of which a log of open connections has a row each time it looks: the last row tells all that
/// those before it do. A row that says how the connection ended stands above any of those.
/// </summary>
internal sealed class ZeekConnections
{
    private readonly ulong _seed = Utf8Hash.NewSeed();
    private readonly SeenLines _ended = new();
    private readonly Dictionary<ulong, (HeldConnection Row, ObservationWindow Window)> _open = [];

    /// <summary>Takes a row of a connection; one without a uid stands for itself.</summary>
    /// <returns>Null where it is the connection's only row so far that matters, otherwise why it is not counted now.</returns>
    public SkipReason? Take(ReadOnlySpan<byte> uid, in RawConnection connection, ObservationWindow window, int file, long line)
    {
        if (uid.IsEmpty) return null;
        ulong key = Utf8Hash.Of(uid, _seed);
        if (!connection.IsCensored)
        {
            _open.Remove(key);
            return _ended.Add(key, ticks: 0) ? null : SkipReason.Repeated;
        }
        if (_ended.Contains(key, ticks: 0)) return SkipReason.EarlierRow;
        // Files may be given in any order.
        if (!_open.TryGetValue(key, out var last) || connection.EndTicks >= last.Row.EndTicks)
            _open[key] = (new HeldConnection(in connection, file, line), window);
        return SkipReason.EarlierRow;
    }

    /// <summary>The last rows of connections that had not ended, in the order of files and lines.</summary>
    public IEnumerable<(HeldConnection Row, ObservationWindow Window)> Rest() =>
        _open.Values.OrderBy(o => o.Row.File).ThenBy(o => o.Row.Line);
}
