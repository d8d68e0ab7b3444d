namespace ZTunnelSim.Data.Connections;

/// <summary>What is known of one access-log line while it is parsed.</summary>
internal ref struct AccessLogLine
{
    public RawConnection Connection;

    /// <summary>What is the matter with the line, or null.</summary>
    public string? Problem;

    /// <summary>Whether a duration was given.</summary>
    public bool HasDuration;

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
    /// <returns>Whether it is one.</returns>
    public bool SetDuration(ReadOnlySpan<byte> value)
    {
        HasDuration = DurationText.TryParse(value, out Connection.DurationSeconds);
        return HasDuration;
    }

    /// <summary>
    /// Takes <c>error</c>. Two of its texts say that an earlier drain cut the connection (istio/ztunnel src/proxy.rs
    /// 510-513): its own end was not seen.
    /// </summary>
    public void SetError(ReadOnlySpan<byte> value)
    {
        if (value.IndexOf("connection closed due to connection drain"u8) < 0
            && value.IndexOf("connection failed to drain within the timeout"u8) < 0)
            return;
        Connection.KilledByDrain = true;
        Connection.IsCensored = true;
    }

    /// <summary>The last check of a completed connection.</summary>
    public SkipReason? Finish() =>
        HasDuration ? null : Fail(SkipReason.UnknownForm, "the line has no duration; is it cut?");
}
