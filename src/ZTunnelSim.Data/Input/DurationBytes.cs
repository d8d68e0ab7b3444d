using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data.Input;

/// <summary>Durations as texts: a decimal number and a unit.</summary>
internal static class DurationBytes
{
    /// <summary>No connection is older than this, in seconds (100 years): a larger number is a mistaken unit or junk.</summary>
    public const double MaxSeconds = 100 * 365.25 * 86_400;

    /// <summary>The accepted units, for messages.</summary>
    public const string Units = "ns, us, ms, s, min, h or d";

    private static readonly SearchValues<byte> NumberBytes = SearchValues.Create("0123456789."u8);

    /// <summary>Parses <c>13ms</c>, <c>1.5s</c>, <c>250us</c>: digits, at most one point, and at once a unit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryParse(ReadOnlySpan<byte> text, out double seconds)
    {
        // ztunnel writes whole milliseconds; this short way takes nearly every line.
        if (text.Length is > 2 and < 18 && text[^2] == 'm' && text[^1] == 's')
        {
            long milliseconds = 0;
            foreach (byte b in text[..^2])
            {
                uint digit = (uint)(b - '0');
                if (digit > 9)
                    return TryParseAny(text, out seconds);
                milliseconds = (milliseconds * 10) + digit;
            }
            seconds = milliseconds / 1000.0;
            return seconds <= MaxSeconds;
        }
        return TryParseAny(text, out seconds);
    }

    /// <summary>Parses whole milliseconds of up to 8 digits, <c>13ms</c>, in one step. Others may be durations all the same.</summary>
    /// <param name="origin">The first byte of a text.</param>
    /// <param name="start">Where the duration begins in it, at least 8.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="seconds">The duration.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParseMilliseconds(ref byte origin, int start, int end, out double seconds)
    {
        int digits = end - 2 - start;
        seconds = 0;
        if (digits is < 1 or > 8 || Unsafe.Add(ref origin, end - 2) != 'm' || Unsafe.Add(ref origin, end - 1) != 's') return false;
        // What stands before the digits is shifted out, so that the number has 8 with zeros before it.
        ulong text = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref origin, end - 10)) ^ 0x3030303030303030;
        text &= ulong.MaxValue << (64 - 8 * digits);
        // A byte above 9 sets its upper half, at once or with 6 more.
        if (((text | (text + 0x0606060606060606)) & 0xF0F0F0F0F0F0F0F0) != 0) return false;
        // Neighbours are put together to pairs, these to fours and these to eight.
        text = (text * 10 + (text >> 8)) & 0x00FF00FF00FF00FF;
        text = (text * 100 + (text >> 16)) & 0x0000FFFF0000FFFF;
        seconds = (uint)(text * 10_000 + (text >> 32)) / 1000.0;
        return true;
    }

    /// <summary>Parses a number that fills the text, in the given unit.</summary>
    public static bool TryParseBare(ReadOnlySpan<byte> text, double secondsPerUnit, out double seconds) =>
        TryNumber(text, out double number) & IsSane(seconds = number * secondsPerUnit);

    /// <summary>How many seconds a unit is.</summary>
    public static bool TryUnit(ReadOnlySpan<byte> unit, out double seconds)
    {
        Span<byte> lower = stackalloc byte[16];
        seconds = 0;
        if (unit.Length > lower.Length)
            return false;
        System.Text.Ascii.ToLower(unit, lower, out int length);
        if (length < unit.Length)
        {
            // The only accepted unit beyond ASCII: micro sign or Greek mu.
            seconds = 1e-6;
            return unit.SequenceEqual("µs"u8) || unit.SequenceEqual("μs"u8);
        }
        seconds = System.Text.Encoding.ASCII.GetString(lower[..length]) switch
        {
            "ns" or "nanos" or "nanoseconds" => 1e-9,
            "us" or "micros" or "microseconds" => 1e-6,
            "ms" or "millis" or "milliseconds" => 1e-3,
            "s" or "sec" or "secs" or "second" or "seconds" => 1,
            "min" or "mins" or "minute" or "minutes" => 60,
            "h" or "hour" or "hours" => 3_600,
            "d" or "day" or "days" => 86_400,
            _ => 0,
        };
        return seconds > 0;
    }

    private static bool TryParseAny(ReadOnlySpan<byte> text, out double seconds)
    {
        seconds = 0;
        int digits = text.IndexOfAnyExcept(NumberBytes);
        return digits > 0
            && TryNumber(text[..digits], out double number)
            && TryUnit(text[digits..], out double unit)
            && IsSane(seconds = number * unit);
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out double number) =>
        Utf8Parser.TryParse(text, out number, out int consumed) && consumed == text.Length;

    private static bool IsSane(double seconds) => seconds is >= 0 and <= MaxSeconds;
}
