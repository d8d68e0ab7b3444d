using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZTunnelSim.Data;

/// <summary>
/// Where the fields of a line stop: one pass over it, 64 bytes at a time, that notes the place of each blank (in JSON each comma) up to the
/// line's end.
/// </summary>
/// <remarks>No step waits for what the one before it found, as a search for the end of each field in turn would.</remarks>
internal static class PlainStops
{
    /// <summary>The places that a caller has to have room for.</summary>
    public const int Room = PlainField.Count + PerBlock + BlockBytes;

    /// <summary>So many bytes behind what is available have to be there.</summary>
    public const int Beyond = 2 * BlockBytes;

    private const int BlockBytes = 64;

    // So many are noted without a look at how many there are: fields are seldom shorter than 16 bytes.
    private const int PerBlock = 3;

    // No plain line is longer.
    private const int MaxLength = 4096;

    /// <summary>Finds the stops of the fields from a place on.</summary>
    /// <param name="origin">The text's first byte.</param>
    /// <param name="at">Where the fields begin.</param>
    /// <param name="available">How many bytes of the text may be looked at in earnest.</param>
    /// <param name="isJson">Whether commas stop a field, and not blanks.</param>
    /// <param name="stops">The places; the last is that of the control character that ends the line.</param>
    /// <param name="count">Their number, at least 1 and at most as many as there are fields.</param>
    /// <param name="quotes">The number of quotation marks, and of backslashes, of which a plain line has none.</param>
    /// <returns>False where no end is found or there are too many.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFind(ref byte origin, int at, int available, bool isJson, Span<int> stops, out int count, out int quotes)
    {
        Vector512<byte> separator = Vector512.Create((byte)(isJson ? ',' : ' '));
        ref int first = ref MemoryMarshal.GetReference(stops);
        int limit = Math.Min(available, at + MaxLength);
        // Copies, as what a reference leads to is kept in memory and not in a register.
        int found = 0, marks = 0;
        count = quotes = 0;
        while (at < limit)
        {
            Vector512<byte> bytes = Vector512.LoadUnsafe(ref origin, (nuint)at);
            // Put together as numbers: put together as vectors they would be turned into vectors first.
            ulong ends = Vector512.LessThan(bytes, Vector512.Create((byte)' ')).ExtractMostSignificantBits();
            ulong here = Vector512.Equals(bytes, separator).ExtractMostSignificantBits() | ends;
            ulong quoted = Vector512.Equals(bytes, Vector512.Create((byte)'"')).ExtractMostSignificantBits()
                | Vector512.Equals(bytes, Vector512.Create((byte)'\\')).ExtractMostSignificantBits();
            // All bits up to the first end; all there are where there is none.
            ulong line = ends ^ (ends - 1);
            here &= line;
            marks += BitOperations.PopCount(quoted & line);
            ref int place = ref Unsafe.Add(ref first, found);
            found += BitOperations.PopCount(here);
            Unsafe.Add(ref place, 0) = at + BitOperations.TrailingZeroCount(here);
            here &= here - 1;
            Unsafe.Add(ref place, 1) = at + BitOperations.TrailingZeroCount(here);
            here &= here - 1;
            Unsafe.Add(ref place, 2) = at + BitOperations.TrailingZeroCount(here);
            for (here &= here - 1, place = ref Unsafe.Add(ref place, PerBlock); here != 0; here &= here - 1)
            {
                place = at + BitOperations.TrailingZeroCount(here);
                place = ref Unsafe.Add(ref place, 1);
            }
            if (found > PlainField.Count) return false;
            if (ends != 0)
            {
                (count, quotes) = (found, marks);
                return Unsafe.Add(ref first, found - 1) < available;
            }
            at += Vector512<byte>.Count;
        }
        return false;
    }
}
