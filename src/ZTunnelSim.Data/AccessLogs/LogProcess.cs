using System.Text;

namespace ZTunnelSim.Data;

/// <summary>
/// What a log tells, besides its access lines, of the process that writes it: whether it is draining, and when it started.
/// </summary>
/// <remarks>
/// ztunnel writes "connection closed due to connection drain" for any connection that it drops before it ended (src/proxy/metrics.rs,
/// <c>Drop for ConnectionResult</c>): when its own drain is over, and when a pod of its node was deleted (src/inpod/statemanager.rs drains
/// that pod's proxy at once). Only before the first does a process log that a drain was requested of it, or that a drain's time is over. A
/// log that holds access lines alone, having been filtered, can't tell the two apart; there the line is taken at its word.
/// </remarks>
internal sealed class LogProcess
{
    private readonly List<ProcessStart> _starts = [];
    private readonly List<ForcedDrain> _forced = [];
    private KeepAliveLines _keepAlive = new();
    private bool _isDraining;
    private bool _hasCut;

    /// <summary>Whether the log has lines of other kinds than the access log's.</summary>
    public bool HasSpoken { get; private set; }

    /// <summary>Whether a drain of the process was seen.</summary>
    public bool HasDrained { get; private set; }

    /// <summary>Whether the lines without a time that follow are of the configuration.</summary>
    public bool IsInConfiguration { get; set; }

    /// <summary>The starts of processes of this log, with what it tells of each until it was ready.</summary>
    public IReadOnlyList<ProcessStart> Starts => _starts;

    /// <summary>When the latest drain of a process was requested; 0 where the log does not tell.</summary>
    public long DrainTicks { get; private set; }

    /// <summary>
    /// The time in seconds from a peer's last word until its connection is given up, by the latest configuration; null: the log has none.
    /// </summary>
    public double? KeepAliveSeconds => _keepAlive.Seconds;

    /// <summary>The drains that were over before their connections were: each cut some.</summary>
    public IReadOnlyList<ForcedDrain> ForcedDrains => _forced;

    /// <summary>Takes a line that is not of the access log.</summary>
    /// <param name="scope">Its scope; empty where it stands before the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="ticks">Its time.</param>
    public void Take(ReadOnlySpan<byte> scope, ReadOnlySpan<byte> message, long ticks)
    {
        HasSpoken = true;
        if (message.IndexOf("running with config:"u8) >= 0)
        {
            IsInConfiguration = true;
            _starts.Add(new(ticks));
            _keepAlive = new();
            TakeConfiguration(message);
            // The next process of the same log. Before its cuts the drain is not over: another process may have started.
            if (_hasCut) _isDraining = _hasCut = false;
        }
        else if (message.IndexOf("drain requested"u8) >= 0 || message.IndexOf("received signal SIGTERM"u8) >= 0)
        {
            if (!_isDraining) DrainTicks = ticks;
            _isDraining = HasDrained = true;
        }
        else if (message.IndexOf("drain duration expired with pending connections"u8) >= 0)
        {
            // Each pod's proxy has a line of its own.
            _forced.Add(new(ticks, _isDraining && DrainTicks > 0 ? (double)(ticks - DrainTicks) / TimeSpan.TicksPerSecond : 0));
            _isDraining = HasDrained = true;
        }
        else if (_starts.Count > 0 && _starts[^1] is { ReadyTicks: null } start)
        {
            _starts[^1] = start.After(scope, message, ticks);
        }
    }

    /// <summary>Takes a line of the configuration that a process logs as it starts, or its message with all of it.</summary>
    public void TakeConfiguration(ReadOnlySpan<byte> text)
    {
        _keepAlive.Take(text);
        ReadOnlySpan<byte> key = "localNode: "u8;
        if (text.IndexOf(key) is not (>= 0 and var at)) return;
        ReadOnlySpan<byte> node = text[(at + key.Length)..];
        // In an object the lines of the configuration are one text, with escapes between them.
        if (node.IndexOfAny("\\r\n "u8) is >= 0 and var end) node = node[..end];
        node = node.Trim("'\""u8);
        if (!node.IsEmpty && !node.SequenceEqual("null"u8)) _starts[^1] = _starts[^1] with { Node = Encoding.UTF8.GetString(node) };
    }

    /// <summary>How a connection ended whose line has such an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="isAtItsWord">Whether nothing but the line itself says that a drain cut it.</param>
    public ConnectionEnding EndingOf(LineError error, out bool isAtItsWord)
    {
        isAtItsWord = false;
        switch (error)
        {
            case LineError.Dropped when _isDraining || !HasSpoken:
                isAtItsWord = !_isDraining;
                _hasCut = true;
                return ConnectionEnding.CutByDrain;
            case LineError.Dropped:
                return ConnectionEnding.EndedWithPod;
            // The server's side of a tunnel closes its streams when it drains, and when it loses the tunnel.
            case LineError.StreamClosed when _isDraining:
                _hasCut = true;
                return ConnectionEnding.CutByDrain;
            case LineError.StreamClosed or LineError.TunnelBroke:
                return ConnectionEnding.CutWithTunnel;
            case LineError.PeerGone:
                return ConnectionEnding.EndedUnanswered;
            default:
                return ConnectionEnding.Ended;
        }
    }

    /// <summary>When the next process of this log started, or <see cref="long.MaxValue"/>.</summary>
    public long NextStart(long ticks) =>
        _starts.Select(start => start.Ticks).Where(start => start > ticks).DefaultIfEmpty(long.MaxValue).Min();
}

/// <summary>The start of a process, as its own lines tell it.</summary>
/// <param name="Ticks">When it logged its configuration, which is the first thing that it does.</param>
/// <param name="Node">The node's name in the configuration; null where it has none.</param>
/// <param name="ListeningTicks">When its listeners in the first of the node's pods were open; null before that.</param>
/// <param name="ReadyTicks">When it would have told a readiness probe that it is ready; null before that.</param>
internal sealed record ProcessStart(long Ticks, string? Node = null, long? ListeningTicks = null, long? ReadyTicks = null)
{
    /// <summary>The same after a line that is not of the access log.</summary>
    public ProcessStart After(ReadOnlySpan<byte> scope, ReadOnlySpan<byte> message, long ticks)
    {
        if (message.IndexOf("marking server ready"u8) >= 0) return this with { ReadyTicks = ticks };
        // Listeners in a pod are those of the proxy; others, such as that of metrics, are in the process's own network.
        bool isOfProxy = (scope.IsEmpty ? message : scope).StartsWith("proxy::"u8);
        return ListeningTicks is null && isOfProxy && message.IndexOf("listener established"u8) >= 0
            ? this with { ListeningTicks = ticks }
            : this;
    }
}

/// <summary>A drain whose time was over before its connections were.</summary>
/// <param name="EndTicks">When what was left was closed.</param>
/// <param name="Seconds">How long it was, in seconds: no connection that it cut is younger; 0 where the log does not tell.</param>
internal sealed record ForcedDrain(long EndTicks, double Seconds);
