using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace ZTunnelSim.Data.Connections;

/// <summary>A dictionary by name that is looked up with the UTF-8 bytes at hand, so that a known name costs no string.</summary>
internal sealed class Utf8Names<TValue>
{
    private readonly Dictionary<byte[], TValue> _values;
    private readonly Dictionary<byte[], TValue>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;

    public Utf8Names()
    {
        _values = new Dictionary<byte[], TValue>(new BytesComparer());
        _bySpan = _values.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _values.Count;

    public bool TryGet(ReadOnlySpan<byte> name, [MaybeNullWhen(false)] out TValue value) =>
        _bySpan.TryGetValue(name, out value);

    public void Add(ReadOnlySpan<byte> name, TValue value) => _values.Add(name.ToArray(), value);

    /// <summary>The text of a name; bytes that are no UTF-8 and control characters show as U+FFFD.</summary>
    public static string Text(ReadOnlySpan<byte> name)
    {
        string text = Encoding.UTF8.GetString(name);
        return text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            HashCode hash = default;
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
