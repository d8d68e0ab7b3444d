namespace ZTunnelSim.Data;

/// <summary>What is known of one access-log line while it is parsed.</summary>
internal ref struct AccessLogLine
{
    public RawConnection Connection;

    /// <summary>What is the matter with the line, or null.</summary>
    public string? Problem;

    /// <summary>Whether a duration was given.</summary>
    public bool HasDuration;

    /// <summary>What the error says, if there is one.</summary>
    public LineError Error;

    /// <summary>The message of a line that is not of the access log, with whatever follows it.</summary>
    public ReadOnlySpan<byte> OtherMessage;

    /// <summary>Its scope; empty in a line of text, where it is not told apart and begins the message.</summary>
    public ReadOnlySpan<byte> OtherScope;

    private bool _hasBytes;

    /// <summary>Notes what is the matter and gives the reason back.</summary>
    public SkipReason Fail(SkipReason reason, string problem)
    {
        Problem = problem;
        return reason;
    }

    /// <summary>Takes a field that can't be wrong.</summary>
    /// <returns>Whether it is one.</returns>
    public bool TryTake(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        switch (name.Length)
        {
            case 12 when name.SequenceEqual("src.workload"u8):
                Connection.SourceWorkload = value;
                return true;
            case 13 when name.SequenceEqual("src.namespace"u8):
                Connection.SourceNamespace = value;
                return true;
            case 11 when name.SequenceEqual("dst.service"u8):
                Connection.Service = value;
                return true;
            case 12 when name.SequenceEqual("dst.workload"u8):
                Connection.DestinationWorkload = value;
                return true;
            case 13 when name.SequenceEqual("dst.namespace"u8):
                Connection.DestinationNamespace = value;
                return true;
            case 8 when name.SequenceEqual("src.addr"u8):
                Connection.SourceAddress = value;
                return true;
            case 8 when name.SequenceEqual("dst.addr"u8):
                Connection.DestinationAddress = value;
                return true;
            case 14 when name.SequenceEqual("dst.hbone_addr"u8):
                Connection.HboneAddress = value;
                return true;
            case 10 when name.SequenceEqual("bytes_sent"u8) || name.SequenceEqual("bytes_recv"u8):
                // All that matters is whether they are 0.
                _hasBytes |= value.IndexOfAnyInRange((byte)'1', (byte)'9') >= 0;
                return true;
            case 5 when name.SequenceEqual("error"u8):
                Error = LineErrors.Of(value);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes <c>direction</c>.</summary>
    /// <returns>Whether it is one.</returns>
    public bool SetDirection(ReadOnlySpan<byte> value)
    {
        if (value.SequenceEqual("outbound"u8))
            Connection.Direction = ConnectionDirection.Outbound;
        else if (value.SequenceEqual("inbound"u8))
            Connection.Direction = ConnectionDirection.Inbound;
        else
            return false;
        return true;
    }

    /// <summary>Takes <c>duration</c>.</summary>
    /// <returns>Null where it is one, otherwise why there is none.</returns>
    public SkipReason? SetDuration(ReadOnlySpan<byte> value)
    {
        HasDuration = ConnectionDuration.TryParse(value, out Connection.DurationSeconds);
        return HasDuration
            ? null
            : Fail(SkipReason.BadDuration, $"the duration is not one such as {DurationFormat.Accepted}");
    }

    /// <summary>The last check of a completion: whether it is whole, and whether there was a connection.</summary>
    public SkipReason? Finish() =>
        !HasDuration ? Fail(SkipReason.UnknownForm, "the line has no duration; is it cut?")
        : _hasBytes ? null
        : LineErrors.Attempt(Error);
}
