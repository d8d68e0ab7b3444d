using System.Buffers.Text;

namespace ZTunnelSim.Data;

/// <summary>The fields of one line of Zeek's <c>conn.log</c>; those unset are empty.</summary>
internal ref struct ZeekLine
{
    public ReadOnlySpan<byte> ServerPort;

    /// <summary>What names the connection in all of Zeek's logs.</summary>
    public ReadOnlySpan<byte> Uid;

    /// <summary>The name of the log, where rows tell it (<c>_path</c> in JSON).</summary>
    public ReadOnlySpan<byte> Path;

    private ReadOnlySpan<byte> _time, _duration, _protocol, _service, _state;

    /// <summary>Whether a log of that name holds connections.</summary>
    public static bool IsOfConnections(ReadOnlySpan<byte> path) =>
        path.IsEmpty || path.StartsWith("conn"u8) || path.SequenceEqual("open_conn"u8);

    public void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (name.SequenceEqual("ts"u8)) _time = value;
        else if (name.SequenceEqual("duration"u8)) _duration = value;
        else if (name.SequenceEqual("proto"u8)) _protocol = value;
        else if (name.SequenceEqual("service"u8)) _service = value;
        else if (name.SequenceEqual("conn_state"u8)) _state = value;
        else if (name.SequenceEqual("_path"u8)) Path = value;
        else if (name.SequenceEqual("uid"u8)) Uid = value;
        else if (name.SequenceEqual("id.resp_p"u8)) ServerPort = value;
    }

    /// <summary>Makes the connection; where it can't, says why.</summary>
    public SkipReason? TryBuild(ref RawConnection connection, ref string problem)
    {
        if (!TryTime(out long start))
        {
            problem = "ts is neither a Unix time in seconds nor an ISO 8601 time";
            return SkipReason.BadTime;
        }
        if (_duration.IsEmpty) return SkipReason.NoDuration;
        if (!ConnectionDuration.TryParseSeconds(_duration, out connection.DurationSeconds))
        {
            problem = $"the duration is neither a number of seconds nor one such as {DurationFormat.Accepted}";
            return SkipReason.BadDuration;
        }
        connection.EndTicks = start + (long)(connection.DurationSeconds * TimeSpan.TicksPerSecond);
        if (connection.EndTicks > DateTime.MaxValue.Ticks)
        {
            connection.EndTicks = 0;
            problem = "the connection ends after the year 9999";
            return SkipReason.BadTime;
        }
        if (!_protocol.IsEmpty && !_protocol.SequenceEqual("tcp"u8)) return SkipReason.NotTcp;
        connection.Service = _service;
        // S1 to S3: established, its end (or one side of it) not seen.
        if (_state.SequenceEqual("S1"u8) || _state.SequenceEqual("S2"u8) || _state.SequenceEqual("S3"u8))
            connection.Ending = ConnectionEnding.StillOpen;
        return _state.SequenceEqual("OTH"u8) ? SkipReason.BeginningUnseen
            : IsAttempt(_state) ? SkipReason.NeverEstablished
            : null;
    }

    private static bool IsAttempt(ReadOnlySpan<byte> state) =>
        state.SequenceEqual("S0"u8) || state.SequenceEqual("REJ"u8) || state.SequenceEqual("RSTOS0"u8)
        || state.SequenceEqual("RSTRH"u8) || state.SequenceEqual("SH"u8) || state.SequenceEqual("SHR"u8);

    private readonly bool TryTime(out long ticks) =>
        Utf8Parser.TryParse(_time, out double seconds, out int consumed) && consumed == _time.Length
            ? Timestamp.TryFromUnix(seconds, out ticks)
            : Timestamp.TryParse(_time, out ticks, out int length) && length == _time.Length;
}
