using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ZTunnelSim.Data;

/// <summary>Which fields a line has, in its order: nearly all lines have one of two or three shapes.</summary>
internal sealed class PlainShape
{
    private readonly PlainField[] _fields;
    private readonly int[] _places = new int[PlainField.Count];
    private readonly int _quotes;

    private PlainShape(PlainField[] fields, bool isJson)
    {
        _fields = fields;
        Array.Fill(_places, -1);
        for (int i = 0; i < fields.Length; i++) _places[fields[i].Index] = i;
        // The head of a line of JSON ends with the quotation mark of the first name.
        _quotes = 2 * fields.Count(f => f.Quote != 0) + (isJson ? 2 * fields.Length - 1 : 0);
    }

    /// <summary>The shape that a line seems to have, which <see cref="Fits"/> has still to tell.</summary>
    /// <returns>Null where it has a field that is unknown or out of order.</returns>
    public static PlainShape? Guess(ref byte origin, int at, ReadOnlySpan<int> stops, bool isJson)
    {
        PlainField[] all = isJson ? PlainField.Json : PlainField.Text;
        List<PlainField> found = [];
        int f = 0;
        foreach (int stop in stops)
        {
            while (f < all.Length && Difference(ref origin, at, in all[f]) != Vector128<byte>.Zero) f++;
            if (f == all.Length) return null;
            found.Add(all[f++]);
            at = stop + (isJson ? 2 : 1);
        }
        return new([.. found], isJson);
    }

    /// <summary>
    /// Whether a line has exactly these fields, each of them name and value, no quotation mark but those around values (and names), and no
    /// backslash: where each of those marks is at its place, their number leaves none for anything else.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Fits(ref byte origin, int at, scoped ReadOnlySpan<int> stops, int quotes, bool isJson)
    {
        PlainField[] fields = _fields;
        if (quotes != _quotes || fields.Length != stops.Length) return false;
        // All that is amiss is gathered, and asked for once.
        Vector128<byte> differences = Vector128<byte>.Zero;
        int amiss = 0, shortest = 0;
        for (int i = 0; i < fields.Length; i++)
        {
            ref readonly PlainField field = ref fields[i];
            int stop = stops[i];
            differences |= Difference(ref origin, at, in field);
            amiss |= (Unsafe.Add(ref origin, stop - 1) ^ '"') & field.Quote;
            // A name of 17 bytes is one longer than what was compared.
            if (isJson)
                amiss |= ((Unsafe.Add(ref origin, at + field.NameLength - 1) ^ '"') & field.Quote) | (Unsafe.Add(ref origin, at - 1) ^ '"');
            // Below 0 where the quotation mark that ends the value is the one that begins it, or a number of JSON is empty.
            shortest |= stop - at - field.NameLength - (isJson ? 1 : field.Quote & 1);
            at = stop + (isJson ? 2 : 1);
        }
        return differences == Vector128<byte>.Zero && amiss == 0 && shortest >= 0;
    }

    /// <summary>The value of a field of a line that <see cref="Fits"/>, empty where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Value(int index, ref byte origin, int at, scoped ReadOnlySpan<int> stops, bool isJson)
    {
        int place = _places[index];
        if (place < 0) return default;
        ref readonly PlainField field = ref _fields[place];
        int start = (place == 0 ? at : stops[place - 1] + (isJson ? 2 : 1)) + field.NameLength;
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref origin, start), stops[place] - (field.Quote & 1) - start);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Difference(ref byte origin, int at, ref readonly PlainField field) =>
        (Vector128.LoadUnsafe(ref origin, (nuint)at) ^ field.Name) & field.Mask;
}
