namespace ZTunnelSim.Data.Connections;

/// <summary>What the reasons mean.</summary>
public static class SkipReasons
{
    /// <summary>
    /// Whether such a line belongs to its format and rightly gives no connection. All others were not understood;
    /// strict reading makes them errors.
    /// </summary>
    /// <param name="reason">The reason.</param>
    public static bool IsExpected(this SkipReason reason) => reason < SkipReason.UnknownForm;

    /// <summary>The reason in a few words, for a report.</summary>
    /// <param name="reason">The reason.</param>
    public static string Describe(this SkipReason reason) => reason switch
    {
        SkipReason.Blank => "blank",
        SkipReason.Header => "header or comment",
        SkipReason.HttpRequest => "HTTP request, not a connection",
        SkipReason.OtherLogLine => "not of the access log",
        SkipReason.ConnectionOpened => "opening of a connection",
        SkipReason.ConnectionDenied => "denied before it was a connection",
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
