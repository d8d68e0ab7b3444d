namespace ZTunnelSim.Data;

/// <summary>Why a line gave no connection.</summary>
internal enum SkipReason
{
    /// <summary>A blank line.</summary>
    Blank,

    /// <summary>A header or comment of the format.</summary>
    Header,

    /// <summary>An HTTP request of ztunnel's log: requests are not connections.</summary>
    HttpRequest,

    /// <summary>Another line of ztunnel's log, not of its access log.</summary>
    OtherLogLine,

    /// <summary>ztunnel's configuration, which a process prints at its start over many lines.</summary>
    Configuration,

    /// <summary>
    /// The opening of a connection (logged at debug level) whose completion has a line of its own. An opening without one is a connection
    /// that was still open when the log ends.
    /// </summary>
    ConnectionOpened,

    /// <summary>A connection that was denied before it existed.</summary>
    ConnectionDenied,

    /// <summary>An attempt that a policy rejected.</summary>
    RejectedByPolicy,

    /// <summary>An attempt that the server refused.</summary>
    Refused,

    /// <summary>An attempt without a way to a server.</summary>
    Unroutable,

    /// <summary>An attempt that the server did not answer in time.</summary>
    TimedOut,

    /// <summary>An attempt that the other ztunnel or a waypoint answered with an HTTP status, such as 401 or 503.</summary>
    HttpStatus,

    /// <summary>An attempt that failed for another reason.</summary>
    FailedOtherwise,

    /// <summary>A line of a log that was given before: files overlap, or one was given twice.</summary>
    Repeated,

    /// <summary>Zeek: a connection of which a later row tells more.</summary>
    EarlierRow,

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
