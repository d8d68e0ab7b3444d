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

    /// <summary>
    /// The message of a line that is not of the access log, with whatever follows it; its scope is not told apart.
    /// </summary>
    public ReadOnlySpan<byte> OtherMessage;

    private bool _hasBytes;

    /// <summary>Notes what is the matter and gives the reason back.</summary>
    public SkipReason Fail(SkipReason reason, string problem)
    {
        Problem = problem;
        return reason;
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

    /// <summary>Takes <c>bytes_sent</c> or <c>bytes_recv</c>, of which only matters whether they are 0.</summary>
    public void SetBytes(ReadOnlySpan<byte> value) => _hasBytes |= value.IndexOfAnyInRange((byte)'1', (byte)'9') >= 0;

    /// <summary>Takes <c>error</c>.</summary>
    public void SetError(ReadOnlySpan<byte> value) => Error = LineErrors.Of(value);

    /// <summary>The last check of a completion: whether it is whole, and whether there was a connection.</summary>
    public SkipReason? Finish() =>
        !HasDuration ? Fail(SkipReason.UnknownForm, "the line has no duration; is it cut?")
        : _hasBytes ? null
        : LineErrors.Attempt(Error);
}
