using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ZTunnelSim;

/// <summary>Keeps what is asked for again and again, for all threads; once there is too much of it, it begins anew.</summary>
/// <param name="most">How many values are kept.</param>
internal sealed class Memo<TKey, TValue>(int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _values = [];

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);

    /// <summary>Keeps a value, and returns it.</summary>
    public TValue Keep(TKey key, TValue value)
    {
        if (_values.Count >= most) _values.Clear();
        return _values[key] = value;
    }
}
