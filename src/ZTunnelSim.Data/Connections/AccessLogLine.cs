namespace ZTunnelSim.Data.Connections;

/// <summary>What a line of ztunnel's access log is.</summary>
internal enum AccessLogLineKind
{
    /// <summary>A completed connection.</summary>
    Connection,

    /// <summary>A completed HTTP request, of a waypoint or of tracing: not a connection.</summary>
    HttpRequest,

    /// <summary>A line of ztunnel's that is not of its access log.</summary>
    Other,

    /// <summary>A connection's line that can't be understood.</summary>
    Malformed,
}

/// <summary>One line of ztunnel's access log in its text form, taken apart without a copy.</summary>
/// <remarks>
/// Both spellings of the prefix are read ("INFO access: connection complete", and tab-separated "info access connection
/// complete"), and the "[pod/...]" that kubectl puts before it with --prefix. Fields are key=value, quoted or bare.
/// </remarks>
internal ref struct AccessLogLine
{
    public AccessLogLineKind Kind;
    public double DurationSeconds;
    public bool IsOutbound;
    public bool WasDrained;
    public ReadOnlySpan<byte> Service;
    public ReadOnlySpan<byte> Workload;
    public ReadOnlySpan<byte> Namespace;
    public ReadOnlySpan<byte> Address;

    public static AccessLogLine Parse(ReadOnlySpan<byte> line)
    {
        AccessLogLine result = default;
        int message = line.IndexOf("connection complete"u8);
        if (message < 0 || !IsAccessScope(line[..message]))
        {
            result.Kind = line.IndexOf("request complete"u8) >= 0 ? AccessLogLineKind.HttpRequest : AccessLogLineKind.Other;
            return result;
        }
        result.Kind = result.ReadFields(line[(message + "connection complete"u8.Length)..])
            ? AccessLogLineKind.Connection
            : AccessLogLineKind.Malformed;
        return result;
    }

    private static bool IsAccessScope(ReadOnlySpan<byte> prefix)
    {
        ReadOnlySpan<byte> scope = prefix.TrimEnd(" \t:"u8);
        return scope.EndsWith("access"u8);
    }

    private bool ReadFields(ReadOnlySpan<byte> rest)
    {
        bool hasDuration = false, hasDirection = false;
        while (true)
        {
            rest = rest.TrimStart(" \t"u8);
            if (rest.IsEmpty) return hasDuration && hasDirection;
            int equals = rest.IndexOf((byte)'=');
            if (equals <= 0) return false;
            ReadOnlySpan<byte> key = rest[..equals];
            if (!TryReadValue(rest[(equals + 1)..], out ReadOnlySpan<byte> value, out rest)) return false;
            switch (key)
            {
                case var k when k.SequenceEqual("duration"u8):
                    if (hasDuration || !TryReadDuration(value, out DurationSeconds)) return false;
                    hasDuration = true;
                    break;
                case var k when k.SequenceEqual("direction"u8):
                    IsOutbound = value.SequenceEqual("outbound"u8);
                    hasDirection = IsOutbound || value.SequenceEqual("inbound"u8);
                    break;
                case var k when k.SequenceEqual("dst.service"u8):
                    Service = value;
                    break;
                case var k when k.SequenceEqual("dst.workload"u8):
                    Workload = value;
                    break;
                case var k when k.SequenceEqual("dst.namespace"u8):
                    Namespace = value;
                    break;
                case var k when k.SequenceEqual("dst.addr"u8):
                    Address = value;
                    break;
                case var k when k.SequenceEqual("error"u8):
                    WasDrained = value.SequenceEqual("connection closed due to connection drain"u8)
                        || value.SequenceEqual("connection failed to drain within the timeout"u8);
                    break;
            }
        }
    }

    private static bool TryReadValue(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> value, out ReadOnlySpan<byte> rest)
    {
        if (!text.IsEmpty && text[0] == '"')
        {
            int end = 1;
            while (true)
            {
                int next = text[end..].IndexOfAny((byte)'"', (byte)'\\');
                if (next < 0)
                {
                    value = rest = default;
                    return false;
                }
                end += next;
                if (text[end] == '"') break;
                end = Math.Min(end + 2, text.Length);
            }
            value = text[1..end];
            rest = text[(end + 1)..];
            return true;
        }
        int blank = text.IndexOfAny((byte)' ', (byte)'\t');
        value = blank < 0 ? text : text[..blank];
        rest = blank < 0 ? default : text[blank..];
        return true;
    }

    /// <summary>Reads 13ms; other units of time are read too, should ztunnel ever write them.</summary>
    private static bool TryReadDuration(ReadOnlySpan<byte> text, out double seconds)
    {
        seconds = 0;
        bool read = System.Buffers.Text.Utf8Parser.TryParse(text, out double number, out int consumed);
        if (!read || number < 0 || !double.IsFinite(number)) return false;
        double perSecond = text[consumed..] switch
        {
            [(byte)'m', (byte)'s'] => 1e3,
            [(byte)'s'] => 1,
            [(byte)'u', (byte)'s'] => 1e6,
            [(byte)'n', (byte)'s'] => 1e9,
            _ => 0,
        };
        // Divided, not multiplied: 13 / 1000 is the double nearest to 0.013.
        seconds = number / perSecond;
        return perSecond > 0;
    }
}
