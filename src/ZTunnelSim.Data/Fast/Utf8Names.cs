using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace ZTunnelSim.Data;

/// <summary>A dictionary by name that is looked up with the UTF-8 bytes at hand, so that a known name costs no string.</summary>
/// <remarks>
/// A plain chained hash table: <see cref="Dictionary{TKey, TValue}"/> with an alternate lookup took a third of the time of reading a log.
/// The hash has a random seed, so that no log can be written to make it slow.
/// </remarks>
internal sealed class Utf8Names<TValue>
{
    private readonly ulong _seed = Utf8Hash.NewSeed();
    private Entry[] _entries = new Entry[16];
    private int[] _first = new int[16];
    private int _last;

    public int Count { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryGet(ReadOnlySpan<byte> name, [MaybeNullWhen(false)] out TValue value)
    {
        // A connection is often logged by both of its sides, one after the other.
        if (Count > 0 && name.SequenceEqual(_entries[_last].Name))
        {
            value = _entries[_last].Value;
            return true;
        }
        ulong hash = Utf8Hash.Of(name, _seed);
        // Places count from 1: 0 is none.
        for (int place = _first[hash & (uint)(_first.Length - 1)]; place > 0; place = _entries[place - 1].Next)
        {
            ref Entry entry = ref _entries[place - 1];
            if (entry.Hash != hash || !name.SequenceEqual(entry.Name)) continue;
            value = entry.Value;
            _last = place - 1;
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>Adds a name that is not there yet.</summary>
    public void Add(ReadOnlySpan<byte> name, TValue value)
    {
        if (Count == _entries.Length) Grow();
        ulong hash = Utf8Hash.Of(name, _seed);
        ref int first = ref _first[hash & (uint)(_first.Length - 1)];
        _entries[Count++] = new(hash, name.ToArray(), value, first);
        first = Count;
    }

    /// <summary>The text of a name; bytes that are no UTF-8 and hidden characters show as U+FFFD.</summary>
    public static string Text(ReadOnlySpan<byte> name) =>
        PlainText.Shown(Encoding.UTF8.GetString(name), kept: "", instead: '\uFFFD');

    private void Grow()
    {
        Array.Resize(ref _entries, 2 * _entries.Length);
        _first = new int[_entries.Length];
        for (int i = 0; i < Count; i++)
        {
            ref int first = ref _first[_entries[i].Hash & (uint)(_first.Length - 1)];
            _entries[i].Next = first;
            first = i + 1;
        }
    }

    private record struct Entry(ulong Hash, byte[] Name, TValue Value, int Next);
}
