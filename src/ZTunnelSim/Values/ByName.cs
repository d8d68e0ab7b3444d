using System.Collections;

namespace ZTunnelSim;

/// <summary>
/// A value for each of some things that have names, such as a cluster's workloads or nodes: in their order, or by name. Nobody can write
/// it, and it is equal to another one by names and values.
/// </summary>
/// <example><c>prediction.ResetsByWorkload["api"]</c></example>
public sealed class ByName<T> : IReadOnlyList<T>, IEquatable<ByName<T>>
{
    private readonly ValueList<T> _values;
    private readonly ValueList<string> _names;

    internal ByName(ValueList<string> names, IEnumerable<T> values) => (_names, _values) = (names, ValueList.Of(values));

    /// <summary>The names, in the order of the values.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>How many there are.</summary>
    public int Count => _values.Count;

    /// <summary>The value at a place.</summary>
    /// <param name="index">The place, from 0.</param>
    public T this[int index] => _values[index];

    /// <summary>The value of a name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">There is no such name; the message lists those that there are.</exception>
    public T this[string name] => _values[UniqueNames.IndexOf(_names, name)];

    /// <summary>The values, in their order.</summary>
    public IEnumerator<T> GetEnumerator() => _values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether both have the same names with equal values, in the same order.</summary>
    /// <param name="other">The other one.</param>
    public bool Equals(ByName<T>? other) => other is not null && _names.Equals(other._names) && _values.Equals(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ByName<T>);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_names, _values);

    /// <summary>{api: 1.5, web: 2}.</summary>
    public override string ToString() => $"{{{string.Join(", ", _names.Zip(_values, (name, value) => Invariant($"{name}: {value}")))}}}";
}
