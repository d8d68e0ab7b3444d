using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data.Connections;

/// <summary>
/// The time for which one pod's log, or one file, was watched: from the first to the last time on any of its lines,
/// whether they tell of connections or not.
/// </summary>
/// <remarks>
/// A log of completions shows a connection that began before <see cref="First"/> only if it was still open then: it is
/// left-truncated, at the age it had. Those still open at <see cref="Last"/> are missing altogether, unless another
/// source counts them.
/// </remarks>
public sealed class ObservationWindow
{
    private long _firstTicks = long.MaxValue;
    private long _lastTicks = long.MinValue;

    internal ObservationWindow(string file, string? pod) => (File, Pod) = (file, pod);

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The pod and container of a <c>[pod/name/container]</c> prefix, or null where lines have none.</summary>
    public string? Pod { get; }

    /// <summary>The first time seen, or null where no line has one.</summary>
    public DateTimeOffset? First => IsEmpty ? null : new DateTimeOffset(_firstTicks, TimeSpan.Zero);

    /// <summary>The last time seen, or null where no line has one.</summary>
    public DateTimeOffset? Last => IsEmpty ? null : new DateTimeOffset(_lastTicks, TimeSpan.Zero);

    /// <summary>The length in seconds; 0 where fewer than two times were seen.</summary>
    public double Seconds => IsEmpty ? 0 : (double)(_lastTicks - _firstTicks) / TimeSpan.TicksPerSecond;

    /// <summary>The connections it holds, of both directions.</summary>
    public long Connections { get; internal set; }

    private bool IsEmpty => _firstTicks > _lastTicks;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Extend(long ticks)
    {
        if (ticks < _firstTicks)
            _firstTicks = ticks;
        if (ticks > _lastTicks)
            _lastTicks = ticks;
    }

    /// <summary>
    /// The age in seconds at which a connection came into view: 0 if it began in the window. Where lines are out of
    /// order the window may turn out to begin earlier than known by now. The age is then larger than need be, which
    /// loses a little information but stays right: a connection open at a later time may be counted from there on.
    /// </summary>
    internal double EntrySeconds(long endTicks, double durationSeconds)
    {
        double seen = (double)(endTicks - _firstTicks) / TimeSpan.TicksPerSecond;
        return Math.Max(0, durationSeconds - Math.Max(0, seen));
    }
}
