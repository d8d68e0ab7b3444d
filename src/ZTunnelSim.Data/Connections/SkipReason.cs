namespace ZTunnelSim.Data.Connections;

/// <summary>Why a line gave no connection.</summary>
public enum SkipReason
{
    /// <summary>A blank line.</summary>
    Blank,

    /// <summary>A header or comment of the format.</summary>
    Header,

    /// <summary>An HTTP request of ztunnel's log: requests are not connections.</summary>
    HttpRequest,

    /// <summary>Another line of ztunnel's log, not of its access log.</summary>
    OtherLogLine,

    /// <summary>The opening of a connection (logged at debug level); its completion has a line of its own.</summary>
    ConnectionOpened,

    /// <summary>A connection that was denied before it existed.</summary>
    ConnectionDenied,

    /// <summary>Zeek: another protocol than TCP.</summary>
    NotTcp,

    /// <summary>Zeek: an attempt that never became a connection.</summary>
    NeverEstablished,

    /// <summary>Zeek: the beginning was not seen, so the age is unknown.</summary>
    BeginningUnseen,

    /// <summary>A connection without an end, a duration, or a time at which it was last seen.</summary>
    NoDuration,

    /// <summary>Not understood: a line of no known form, or a cut one.</summary>
    UnknownForm,

    /// <summary>Not understood: the time is none, or lies outside the years 1970 to 9999.</summary>
    BadTime,

    /// <summary>Not understood: the duration is no number with an accepted unit, is negative, not finite or absurd.</summary>
    BadDuration,

    /// <summary>Not understood: another value is none of its column's or field's.</summary>
    BadValue,

    /// <summary>Not understood: the line is longer than 1 MiB.</summary>
    TooLong,
}
