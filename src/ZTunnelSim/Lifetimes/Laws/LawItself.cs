using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>A law told apart as an object, for keys: faster than by what it says, which of a law of data is thousands of ages.</summary>
/// <param name="Law">The law.</param>
internal readonly record struct LawItself(DurationLaw Law)
{
    public bool Equals(LawItself other) => ReferenceEquals(Law, other.Law);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(Law);
}
