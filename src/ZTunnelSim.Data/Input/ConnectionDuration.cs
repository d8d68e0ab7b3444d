using System.Buffers.Text;

namespace ZTunnelSim.Data;

/// <summary>How long a connection lived, as logs and tables spell it.</summary>
internal static class ConnectionDuration
{
    /// <summary>No connection is older than this, in seconds: a larger number is a mistaken unit or junk.</summary>
    public const double MaxSeconds = DurationFormat.Longest;

    /// <summary>Reads a duration that says its own units.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double seconds) =>
        (PlainDuration.TryParse(text, out seconds) || DurationFormat.TryParse(text, out seconds))
        && seconds <= MaxSeconds;

    /// <summary>Reads a duration of which a bare number counts seconds.</summary>
    public static bool TryParseSeconds(ReadOnlySpan<byte> text, out double seconds) =>
        TryNumber(text, out seconds) ? seconds is >= 0 and <= MaxSeconds : TryParse(text, out seconds);

    /// <summary>Reads a number that fills the text.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, out double number) =>
        Utf8Parser.TryParse(text, out number, out int consumed) && consumed == text.Length;
}
