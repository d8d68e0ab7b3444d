namespace ZTunnelSim;

/// <summary>What an application sees of a reset, in words.</summary>
/// <remarks>Recorded at the clients of a real ztunnel (data/recorded/ztunnel, z1 and z1b): an end of file, 928 times of 928.</remarks>
internal static class ResetSymptom
{
    /// <summary>What it is, and whom it harms.</summary>
    public const string EndOfFile =
        "To an application a reset is an end of file, not an error: one whose protocol has no framing takes it for a normal end, and may "
        + "keep half a message.";

    /// <summary>What to look for in applications' logs.</summary>
    public static Markdown InLogs =>
        $"Look in applications' logs for `EOF`, `unexpected EOF`, `connection closed` and `server closed the connection unexpectedly`, not "
        + $"only for `connection reset by peer`; and for messages or files that end early, which nothing may have logged.";
}
