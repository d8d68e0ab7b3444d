using System.Collections;

namespace ZTunnelSim;

/// <summary>A set that nobody can write, equal to another one by its elements; it keeps the order they came in.</summary>
internal sealed class ValueSet<T>(IEnumerable<T> items) : IReadOnlySet<T>, IEquatable<ValueSet<T>>
{
    private readonly HashSet<T> _items = [.. items];

    public static ValueSet<T> Empty { get; } = new([]);

    public int Count => _items.Count;

    public bool Contains(T item) => _items.Contains(item);

    public bool IsProperSubsetOf(IEnumerable<T> other) => _items.IsProperSubsetOf(other);

    public bool IsProperSupersetOf(IEnumerable<T> other) => _items.IsProperSupersetOf(other);

    public bool IsSubsetOf(IEnumerable<T> other) => _items.IsSubsetOf(other);

    public bool IsSupersetOf(IEnumerable<T> other) => _items.IsSupersetOf(other);

    public bool Overlaps(IEnumerable<T> other) => _items.Overlaps(other);

    public bool SetEquals(IEnumerable<T> other) => _items.SetEquals(other);

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(ValueSet<T>? other) => other is not null && _items.SetEquals(other._items);

    public override bool Equals(object? obj) => Equals(obj as ValueSet<T>);

    // Sets that are equal may have their elements in any order.
    public override int GetHashCode() => _items.Aggregate(0, (hash, item) => hash ^ (item?.GetHashCode() ?? 0));

    /// <summary>{a, b}.</summary>
    public override string ToString() => $"{{{string.Join(", ", _items)}}}";
}
