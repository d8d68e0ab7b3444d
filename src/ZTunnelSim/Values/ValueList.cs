using System.Collections;
using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>A list that nobody can write, equal to another one by its elements.</summary>
/// <remarks>
/// Records compare what they hold by its own Equals, so that a record is equal by value where its lists are of this type, whatever the type
/// they are declared as.
/// </remarks>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
internal sealed class ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[] _items;

    /// <param name="items">The elements; the array is not copied, and nobody else may keep it.</param>
    internal ValueList(T[] items) => _items = items;

    public static ValueList<T> Empty { get; } = new([]);

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();

    public bool Equals(ValueList<T>? other) =>
        other is not null && (ReferenceEquals(this, other) || _items.AsSpan().SequenceEqual(other._items, null));

    public override bool Equals(object? obj) => Equals(obj as ValueList<T>);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (T item in _items) hash.Add(item);
        return hash.ToHashCode();
    }

    /// <summary>[1, 2.5, 3].</summary>
    public override string ToString() => $"[{string.Join(", ", _items.Select(item => Invariant($"{item}")))}]";
}

internal static class ValueList
{
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => items.IsEmpty ? ValueList<T>.Empty : new([.. items]);

    /// <summary>The elements as a list of values: as it is where it is one, and otherwise a copy.</summary>
    public static ValueList<T> Of<T>(IEnumerable<T> items) => items as ValueList<T> ?? new([.. items]);
}
