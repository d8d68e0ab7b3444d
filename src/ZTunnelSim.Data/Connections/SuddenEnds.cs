namespace ZTunnelSim.Data;

/// <summary>
/// Connections to one server that a client's ztunnel saw end together and without an error: as they do where the drain of the server's
/// ztunnel cut them, and as they do where the server stopped. Lines of the client's side don't tell which.
/// </summary>
/// <remarks>
/// A drain's cuts come within some milliseconds, and none of them is younger than the drain was long, which is 1 s at the least. Together
/// are ends within <see cref="TogetherTicks"/> of a first one; they are told where chance alone, at the rate of the other ends to that
/// server, would bring as many together once in a million times.
/// </remarks>
internal sealed class SuddenEnds
{
    private const long TogetherTicks = 20 * TimeSpan.TicksPerMillisecond;
    private const int Least = 5;
    private const double LeastSeconds = 1;
    private const double ByChance = 1e-6;

    private readonly List<(long Ticks, int Count)> _groups = [];
    private long _total, _first = long.MaxValue, _last = long.MinValue, _since;
    private int _together;

    public void Add(in RawConnection connection)
    {
        if (connection.DurationSeconds < LeastSeconds) return;
        long ticks = connection.EndTicks;
        _total++;
        (_first, _last) = (Math.Min(_first, ticks), Math.Max(_last, ticks));
        if (ticks >= _since && ticks - _since <= TogetherTicks)
        {
            _together++;
            return;
        }
        Close();
        (_since, _together) = (ticks, 1);
    }

    /// <summary>The groups that chance does not explain.</summary>
    public IEnumerable<SuddenEnd> Groups(string server)
    {
        Close();
        double seconds = (double)(_last - _first) / TimeSpan.TicksPerSecond;
        foreach ((long ticks, int count) in _groups)
        {
            double expected = seconds > 0 ? (_total - count) / seconds * TogetherTicks / TimeSpan.TicksPerSecond : 0;
            if (1 - new PoissonMixture([expected]).Cdf(count - 1) < ByChance)
                yield return new(server, new DateTimeOffset(ticks, TimeSpan.Zero), count, expected);
        }
    }

    private void Close()
    {
        if (_together >= Least) _groups.Add((_since, _together));
        _together = 0;
    }
}

/// <summary>Ends that came together.</summary>
/// <param name="Server">The server's address.</param>
/// <param name="Time">When the first of them came.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Expected">How many come together by chance.</param>
internal sealed record SuddenEnd(string Server, DateTimeOffset Time, int Count, double Expected);
