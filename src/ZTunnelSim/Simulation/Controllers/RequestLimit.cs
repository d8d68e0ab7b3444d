namespace ZTunnelSim;

/// <summary>
/// What one of kubectl's clients sends at most: 5 requests a second after the first 10, each in its turn. Source: client-go's defaults of
/// QPS and Burst; held against recordings of kubectl 1.36.
/// </summary>
internal sealed class RequestLimit
{
    public const double PerSecond = 5;
    private const int Burst = 10;

    /// <summary>So long before a request the first of its burst could have been sent, where no other was for long.</summary>
    private const double AheadSeconds = (Burst - 1) / PerSecond;

    private double _nextAt;

    /// <param name="from">The time of its first request, in seconds.</param>
    /// <param name="sent">How many it has sent shortly before.</param>
    public RequestLimit(double from, int sent) => _nextAt = from - AheadSeconds + sent / PerSecond;

    /// <summary>When a request that is wanted at a time is sent; to be asked for in the order in which they are wanted.</summary>
    public double Send(double wanted)
    {
        double sent = Math.Max(wanted, _nextAt);
        _nextAt = Math.Max(_nextAt, wanted - AheadSeconds) + 1 / PerSecond;
        return sent;
    }

    /// <summary>Nothing but the time has changed.</summary>
    public void Move(double seconds) => _nextAt += seconds;
}
