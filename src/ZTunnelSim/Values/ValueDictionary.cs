using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ZTunnelSim;

/// <summary>A dictionary that nobody can write, equal to another one by its keys and values.</summary>
internal sealed class ValueDictionary<TKey, TValue>
    : IReadOnlyDictionary<TKey, TValue>, IEquatable<ValueDictionary<TKey, TValue>>
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _items;

    public ValueDictionary(IEnumerable<KeyValuePair<TKey, TValue>> items) => _items = new(items);

    public static ValueDictionary<TKey, TValue> Empty { get; } = new([]);

    public int Count => _items.Count;

    public IEnumerable<TKey> Keys => _items.Select(pair => pair.Key);

    public IEnumerable<TValue> Values => _items.Select(pair => pair.Value);

    public TValue this[TKey key] => _items[key];

    public bool ContainsKey(TKey key) => _items.ContainsKey(key);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _items.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => ((IEnumerable<KeyValuePair<TKey, TValue>>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(ValueDictionary<TKey, TValue>? other) => other is not null && Count == other.Count
        && _items.All(pair => other.TryGetValue(pair.Key, out TValue? value) && Equals(pair.Value, value));

    public override bool Equals(object? obj) => Equals(obj as ValueDictionary<TKey, TValue>);

    // Dictionaries that are equal may have their keys in any order.
    public override int GetHashCode() => _items.Aggregate(0, (hash, pair) => hash ^ pair.GetHashCode());

    /// <summary>{a: 1, b: 2}.</summary>
    public override string ToString() => $"{{{string.Join(", ", _items.Select(pair => Invariant($"{pair.Key}: {pair.Value}")))}}}";
}
