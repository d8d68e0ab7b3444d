namespace ZTunnelSim.Data;

/// <summary>What the reasons mean.</summary>
internal static class SkipReasons
{
    /// <summary>
    /// Whether such a line belongs to its format and rightly gives no connection. All others were not understood; strict reading makes them
    /// errors.
    /// </summary>
    public static bool IsExpected(this SkipReason reason) => reason < SkipReason.UnknownForm;

    /// <summary>Whether the line tells of an attempt that never became a connection: neither a lifetime nor part of a rate.</summary>
    public static bool IsFailedAttempt(this SkipReason reason) =>
        reason is >= SkipReason.ConnectionDenied and <= SkipReason.FailedOtherwise or SkipReason.NeverEstablished;

    /// <summary>Whether the line is of the access log, but no completed connection.</summary>
    internal static bool IsOfAccessLog(this SkipReason reason) =>
        reason is >= SkipReason.ConnectionOpened and <= SkipReason.FailedOtherwise;

    /// <summary>The reason in a few words, for a report.</summary>
    public static string Describe(this SkipReason reason) => reason switch
    {
        SkipReason.Blank => "blank",
        SkipReason.Header => "header or comment",
        SkipReason.HttpRequest => "HTTP request, not a connection",
        SkipReason.OtherLogLine => "not of the access log",
        SkipReason.Configuration => "configuration printed at a start",
        SkipReason.ConnectionOpened => "opening of a connection",
        SkipReason.ConnectionDenied => "denied before it was a connection",
        SkipReason.RejectedByPolicy => "rejected by a policy, never a connection",
        SkipReason.Refused => "refused, never a connection",
        SkipReason.Unroutable => "unroutable, never a connection",
        SkipReason.TimedOut => "timed out while connecting, never a connection",
        SkipReason.HttpStatus => "answered with an HTTP status, never a connection",
        SkipReason.FailedOtherwise => "failed otherwise, never a connection",
        SkipReason.Repeated => "given before",
        SkipReason.EarlierRow => "an earlier row of the same connection",
        SkipReason.NotTcp => "not TCP",
        SkipReason.NeverEstablished => "never established",
        SkipReason.BeginningUnseen => "its beginning was not seen",
        SkipReason.NoDuration => "no duration",
        SkipReason.UnknownForm => "of no known form, or cut",
        SkipReason.BadTime => "time not understood",
        SkipReason.BadDuration => "duration not understood",
        SkipReason.BadValue => "value not understood",
        SkipReason.TooLong => "line too long",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
