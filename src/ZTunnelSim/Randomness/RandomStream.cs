using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>One reproducible stream of random numbers, named by (seed, replication, node, workload, purpose).</summary>
/// <remarks>
/// Streams with different names never overlap, because the name is the key and the upper counter words of <see cref="Philox"/>; nothing
/// depends on which thread draws, or when. It is a mutable value: pass it by reference, since a copy repeats the same numbers.
/// </remarks>
internal struct RandomStream
{
    private readonly ulong _seed, _replication, _node, _workload, _purpose;
    private ulong _block;
    private Values _values;
    private int _left;

    /// <summary>Starts the stream of that name at its first number.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="replication">The replication, from 0.</param>
    /// <param name="node">The node's index in its cluster, from 0.</param>
    /// <param name="workload">The workload's index, from 0.</param>
    /// <param name="purpose">What the numbers are for, so that one use never shifts another.</param>
    public RandomStream(ulong seed, long replication = 0, long node = 0, long workload = 0, long purpose = 0) =>
        (_seed, _replication, _node, _workload, _purpose) = (seed, (ulong)replication, (ulong)node, (ulong)workload, (ulong)purpose);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        if (_left == 0) Refill();
        return _values[--_left];
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2^-53.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform number in (0, 1): never 0, so that its logarithm is finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double NextOpenDouble() => ((NextUInt64() >> 11) + 0.5) * (1.0 / (1UL << 53));

    /// <summary>A uniform integer in [0, <paramref name="exclusiveMax"/>), without bias.</summary>
    public int NextInt(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMax, 1);
        // Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019.
        ulong range = (ulong)exclusiveMax;
        ulong high = Math.BigMul(NextUInt64(), range, out ulong low);
        if (low < range)
        {
            ulong threshold = unchecked(0UL - range) % range;
            while (low < threshold) high = Math.BigMul(NextUInt64(), range, out low);
        }
        return (int)high;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Refill()
    {
        Philox.Block(
            _block++, _replication, _node, _workload, _seed, _purpose,
            out _values[3], out _values[2], out _values[1], out _values[0]);
        _left = 4;
    }

    [InlineArray(4)]
    private struct Values
    {
        private ulong _first;
    }
}
