using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data;

/// <summary>A short way for whole milliseconds, <c>13ms</c>, which are all that ztunnel writes.</summary>
/// <remarks>Whatever it refuses may be a duration all the same, which <see cref="DurationFormat"/> tells.</remarks>
internal static class PlainDuration
{
    /// <summary>Reads up to 15 digits and <c>ms</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryParse(ReadOnlySpan<byte> text, out double seconds)
    {
        seconds = 0;
        if (text.Length is not (> 2 and < 18) || text[^2] != 'm' || text[^1] != 's') return false;
        long milliseconds = 0;
        foreach (byte b in text[..^2])
        {
            uint digit = (uint)(b - '0');
            if (digit > 9) return false;
            milliseconds = 10 * milliseconds + digit;
        }
        seconds = milliseconds / 1000.0;
        return true;
    }

    /// <summary>Reads up to 8 digits and <c>ms</c> in one step, which start at least 8 bytes behind the origin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ref byte origin, int start, int end, out double seconds)
    {
        int digits = end - 2 - start;
        seconds = 0;
        if (digits is < 1 or > 8 || Unsafe.Add(ref origin, end - 2) != 'm' || Unsafe.Add(ref origin, end - 1) != 's')
            return false;
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
}
