using System.Buffers.Text;

namespace ZTunnelSim.Data;

/// <summary>
/// The keep-alive settings in the configuration that a ztunnel logs as it starts (istio/ztunnel src/config.rs, <c>SocketConfig</c>).
/// </summary>
internal sealed class KeepAliveLines
{
    private double? _time, _interval, _retries;
    private bool _isEnabled = true;
    private bool _isInTime, _isInInterval;

    /// <summary>
    /// The time in seconds from a peer's last word until its connection is given up; infinite where keep-alive is off, null where the
    /// configuration does not tell.
    /// </summary>
    public double? Seconds => !_isEnabled ? double.PositiveInfinity
        : _time is { } time && _interval is { } interval && _retries is { } retries ? time + retries * interval
        : null;

    /// <summary>Takes a line of the configuration, or an object's message with all of it.</summary>
    public void Take(ReadOnlySpan<byte> text)
    {
        // In an object the lines are one text, with escapes between them.
        while (text.IndexOf("\\n"u8) is >= 0 and var end)
        {
            TakeLine(text[..end]);
            text = text[(end + 2)..];
        }
        TakeLine(text);
    }

    private void TakeLine(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \t\r\n"u8);
        if (line.StartsWith("secs: "u8))
        {
            if (_isInTime) _time = Number(line);
            if (_isInInterval) _interval = Number(line);
            return;
        }
        _isInTime = line.SequenceEqual("keepaliveTime:"u8);
        _isInInterval = line.SequenceEqual("keepaliveInterval:"u8);
        if (line.StartsWith("keepaliveRetries: "u8)) _retries = Number(line);
        if (line.StartsWith("keepaliveEnabled: "u8)) _isEnabled = !line.EndsWith("false"u8);
    }

    private static double? Number(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> value = line[(line.IndexOf((byte)':') + 1)..].Trim((byte)' ');
        return Utf8Parser.TryParse(value, out uint number, out int length) && length == value.Length ? number : null;
    }
}
