namespace ZTunnelSim.Data;

/// <summary>What the <c>error</c> of an access-log line says of the connection.</summary>
internal enum LineError
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>It had been established, and ended in an error at one of its ends.</summary>
    AfterStart,

    /// <summary>It had been established, and its peer no longer answered: it was kept open until keep-alive probes gave up.</summary>
    PeerGone,

    /// <summary>ztunnel dropped it: a drain was over, or its pod was deleted.</summary>
    Dropped,

    /// <summary>Its stream was closed along with the tunnel: by this ztunnel's drain, or as the other ztunnel went away.</summary>
    StreamClosed,

    /// <summary>The tunnel broke under it: the other ztunnel went away.</summary>
    TunnelBroke,

    /// <summary>A policy forbade it.</summary>
    Policy,

    /// <summary>The server refused it.</summary>
    Refused,

    /// <summary>There was no way to the server, or no server.</summary>
    Unroutable,

    /// <summary>The server did not answer in time.</summary>
    TimedOut,

    /// <summary>The server's ztunnel, or a waypoint, answered with an HTTP status other than 200.</summary>
    HttpStatus,

    /// <summary>Any other failure before the connection was established.</summary>
    BeforeStart,
}

/// <summary>Tells <see cref="LineError"/> from the text of an error.</summary>
/// <remarks>
/// The texts are those of istio/ztunnel, src/proxy.rs (enum <c>Error</c>). What ztunnel meets while it copies bytes it puts behind
/// <c>send:</c>, <c>receive:</c> or <c>while closing connection:</c> (src/copy.rs): only an established connection has these. An error
/// without any of them and without a byte was met before there was a connection.
/// </remarks>
internal static class LineErrors
{
    public static LineError Of(ReadOnlySpan<byte> text) =>
        text.IsEmpty ? LineError.None
        : Has(text, "connection closed due to connection drain"u8)
            || Has(text, "connection failed to drain within the timeout"u8)
            ? LineError.Dropped
        : IsAfterStart(text) ? AfterStart(text)
        : Has(text, "policy rejection"u8) ? LineError.Policy
        : Has(text, "http status"u8) ? LineError.HttpStatus
        : Has(text, "onnection refused"u8) ? LineError.Refused
        : IsTimeout(text) ? LineError.TimedOut
        : IsUnroutable(text) ? LineError.Unroutable
        : LineError.BeforeStart;

    /// <summary>A text that says the same and names nobody; null for none.</summary>
    public static string? TextOf(LineError error) => error switch
    {
        LineError.None => null,
        LineError.AfterStart => "send: io error",
        LineError.PeerGone => "receive: io error (os error 110)",
        LineError.Dropped => "connection closed due to connection drain",
        LineError.StreamClosed => "send: io error: stream closed because of a broken pipe",
        LineError.TunnelBroke => "send: io error: broken pipe",
        LineError.Policy => "connection closed due to policy rejection",
        LineError.Refused => "io error: Connection refused (os error 111)",
        LineError.Unroutable => "no healthy upstream",
        LineError.TimedOut => "connection timed out",
        LineError.HttpStatus => "http status",
        _ => "io error",
    };

    /// <summary>Why a line with such an error and not a byte either way is no connection; null where it is one.</summary>
    public static SkipReason? Attempt(LineError error) => error switch
    {
        LineError.Policy => SkipReason.RejectedByPolicy,
        LineError.Refused => SkipReason.Refused,
        LineError.Unroutable => SkipReason.Unroutable,
        LineError.TimedOut => SkipReason.TimedOut,
        LineError.HttpStatus => SkipReason.HttpStatus,
        LineError.BeforeStart => SkipReason.FailedOtherwise,
        _ => null,
    };

    private static bool IsAfterStart(ReadOnlySpan<byte> text) =>
        text.StartsWith("send:"u8) || text.StartsWith("receive:"u8) || text.StartsWith("while closing connection:"u8)
        || Has(text, "disconnected before all data was written"u8)
        || Has(text, "connection closed due to policy change"u8);

    /// <summary>The small letter tells h2's texts from the system's "Broken pipe (os error 32)", which an application causes.</summary>
    private static LineError AfterStart(ReadOnlySpan<byte> text) =>
        Has(text, "stream closed because of a broken pipe"u8) ? LineError.StreamClosed
        : Has(text, "io error: broken pipe"u8) ? LineError.TunnelBroke
        : Has(text, "os error 110"u8) ? LineError.PeerGone
        : LineError.AfterStart;

    private static bool IsTimeout(ReadOnlySpan<byte> text) =>
        Has(text, "deadline has elapsed"u8) || Has(text, "timed out"u8) || Has(text, "os error 110"u8);

    private static bool IsUnroutable(ReadOnlySpan<byte> text) =>
        Has(text, "No route to host"u8) || Has(text, "nreachable"u8) || Has(text, "no healthy upstream"u8)
        || Has(text, "no valid routing destination"u8) || Has(text, "ip addresses were resolved"u8)
        || Has(text, "no service for target address"u8) || Has(text, "no gateway address"u8)
        || Has(text, "unknown waypoint"u8)
        || Has(text, "no IP addresses"u8) || Has(text, "valid IP addresses"u8) || Has(text, "cannot resolve port"u8);

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part) => text.IndexOf(part) >= 0;
}
