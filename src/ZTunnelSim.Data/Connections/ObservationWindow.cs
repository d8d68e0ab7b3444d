using System.Runtime.CompilerServices;
using System.Text;

namespace ZTunnelSim.Data;

/// <summary>
/// The time for which one pod's log, or one file, was watched: from the first to the last of its access lines, those of failed attempts and
/// of openings included. What else a process logs, such as its start, says nothing of connections.
/// </summary>
/// <remarks>
/// A log of completions shows a connection that began before <see cref="First"/> only if it was still open then: it is left-truncated, at
/// the age it had. Those still open at <see cref="Last"/> are missing altogether, unless another source counts them.
/// </remarks>
/// <param name="file">The file.</param>
/// <param name="pod">The pod and container of a <c>[pod/name/container]</c> prefix, or null where lines have none.</param>
/// <param name="part">The log's number in a file that holds several one after the other, without saying whose they are; from 1.</param>
internal sealed class ObservationWindow(string file, string? pod, int part = 1)
{
    /// <summary>Lines of one log are out of order by less.</summary>
    private const long StepBack = 60 * TimeSpan.TicksPerSecond;

    /// <summary>Fewer lines do not show that a log's are in order.</summary>
    private const int FewestInOrder = 20;

    private long _firstTicks = long.MaxValue;
    private long _lastTicks = long.MinValue;
    private long _beganTicks = long.MinValue;
    private long _lines;
    private long? _firstOpenedTicks;

    public string File => file;

    /// <summary>The pod and container, or null where lines have none.</summary>
    public string? Pod => pod;

    /// <summary>The number of the next log in the same file.</summary>
    public int NextPart => part + 1;

    /// <summary>
    /// The ztunnel whose log it is: the pod's name, which may be in the file's path, or else the file's, without folder and endings.
    /// </summary>
    public string ZTunnel
    {
        get
        {
            if (Pod is not null) return Pod.Split('/') is [_, var own, ..] ? own : Pod;
            if (WrappedLine.PodIn(Encoding.UTF8.GetBytes(File)) is { IsEmpty: false } ofPath) return Encoding.UTF8.GetString(ofPath);
            string name = Path.GetFileName(File);
            foreach (string ending in new[] { ".gz", ".log", ".json", ".jsonl", ".txt" })
            {
                if (name.Length > ending.Length && name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                    name = name[..^ending.Length];
            }
            return part == 1 ? name : $"{name} ({part})";
        }
    }

    /// <summary>The first time seen, or null where no line has one.</summary>
    public DateTimeOffset? First => IsEmpty ? null : new DateTimeOffset(_firstTicks, TimeSpan.Zero);

    /// <summary>The last time seen, or null where no line has one.</summary>
    public DateTimeOffset? Last => IsEmpty ? null : new DateTimeOffset(_lastTicks, TimeSpan.Zero);

    /// <summary>The length in seconds; 0 where fewer than two times were seen.</summary>
    public double Seconds => IsEmpty ? 0 : (double)(_lastTicks - _firstTicks) / TimeSpan.TicksPerSecond;

    /// <summary>The connections it holds, of both directions.</summary>
    public long Connections { get; internal set; }

    /// <summary>What its other lines tell of the process.</summary>
    internal LogProcess Process { get; } = new();

    internal long FirstTicks => _firstTicks;

    internal long LastTicks => _lastTicks;

    /// <summary>From when on the log tells of openings; null: it tells of none.</summary>
    internal long? FirstOpenedTicks => _firstOpenedTicks;

    private bool IsEmpty => _firstTicks > _lastTicks;

    /// <summary>
    /// Whether a line of this time begins another log, such as that of the next pod which kubectl prints after the first: this one's lines
    /// were in order until now, and it goes back behind them.
    /// </summary>
    internal bool EndsBefore(long ticks) =>
        ticks < _lastTicks - StepBack && pod is null && _lines >= FewestInOrder && _lastTicks - _beganTicks > StepBack && !IsReversed;

    /// <summary>Whether lines came before earlier ones, the newest first, as some stores of logs print them.</summary>
    private bool IsReversed => _firstTicks < _beganTicks - StepBack;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Extend(long ticks)
    {
        if (_lines++ == 0) _beganTicks = ticks;
        if (ticks < _firstTicks) _firstTicks = ticks;
        if (ticks > _lastTicks) _lastTicks = ticks;
    }

    /// <summary>Notes that openings are logged, from the first one's time on.</summary>
    internal void OpenedAt(long ticks) => _firstOpenedTicks ??= ticks;

    /// <summary>
    /// The age in seconds at which a connection came into view: 0 if it began in the window. Where lines are out of order the window may
    /// turn out to begin earlier than known by now. The age is then larger than need be, which loses a little information but stays right:
    /// a connection open at a later time may be counted from there on. What began before the window enters late <paramref name="atStart"/>,
    /// and in any case where openings are logged: those still open at the end are known then, and to leave out long lives at the beginning
    /// only would not be right.
    /// </summary>
    internal double EntrySeconds(in RawConnection connection, bool atStart)
    {
        if ((atStart ? _firstTicks : _firstOpenedTicks) is not { } from) return 0;
        double seen = (double)(connection.EndTicks - from) / TimeSpan.TicksPerSecond;
        return Math.Max(0, connection.DurationSeconds - Math.Max(0, seen));
    }
}
