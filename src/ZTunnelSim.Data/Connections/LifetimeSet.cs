using System.Collections;
using System.Runtime.CompilerServices;

namespace ZTunnelSim.Data;

/// <summary>Lifetimes of connections, packed: 8 bytes each, 16 once any of them entered late (up to twice that while it grows).</summary>
/// <remarks>With a limit it keeps a uniform random sample of what it was given, and <see cref="Total"/> tells of how many.</remarks>
internal sealed class LifetimeSet : IReadOnlyList<LifetimeObservation>
{
    // A negative sign (of 0 too) marks a censored one: a bit that durations do not use.
    private readonly List<double> _seconds = [];
    private readonly int _limit;
    private List<double>? _entries;
    private RandomStream _random;

    internal LifetimeSet(int? limit, long index)
    {
        _limit = limit ?? int.MaxValue;
        _random = new RandomStream(seed: 0, workload: index);
    }

    public int Count => _seconds.Count;

    /// <summary>The number of observations given; above <see cref="Count"/> only where a sample is kept.</summary>
    public long Total { get; private set; }

    public LifetimeObservation this[int index] => new(
        Math.Abs(_seconds[index]), double.IsNegative(_seconds[index]), _entries is null ? 0 : _entries[index]);

    public IEnumerator<LifetimeObservation> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Add(double seconds, bool isCensored, double entrySeconds)
    {
        Total++;
        double packed = isCensored ? -seconds : seconds;
        if (_seconds.Count < _limit)
        {
            _seconds.Add(packed);
            if (entrySeconds > 0 && _entries is null) _entries = [.. Enumerable.Repeat(0.0, _seconds.Count - 1)];
            _entries?.Add(entrySeconds);
            return;
        }
        // Vitter's algorithm R: the n-th stays with probability limit / n, in place of any of those kept.
        long place = (long)(_random.NextDouble() * Total);
        if (place < _limit) Set((int)place, packed, entrySeconds);
    }

    /// <summary>
    /// Takes another set in. Where the two are samples, each observation of the result comes from either with the probability that its
    /// share of all the connections gives it.
    /// </summary>
    internal void Merge(LifetimeSet other)
    {
        if (Total + other.Total <= _limit)
        {
            foreach (LifetimeObservation o in other) Add(o.Seconds, o.IsCensored, o.EntrySeconds);
            return;
        }
        List<LifetimeObservation> mine = [.. this], theirs = [.. other];
        (long mineLeft, long theirsLeft) = (Total, other.Total);
        _seconds.Clear();
        _entries = null;
        while (_seconds.Count < _limit)
        {
            bool takeMine = _random.NextDouble() * (mineLeft + theirsLeft) < mineLeft;
            LifetimeObservation o = RemoveAny(takeMine ? mine : theirs);
            Add(o.Seconds, o.IsCensored, o.EntrySeconds);
            if (takeMine) mineLeft--;
            else theirsLeft--;
        }
        Total = mineLeft + theirsLeft + _limit;
    }

    private LifetimeObservation RemoveAny(List<LifetimeObservation> from)
    {
        int index = _random.NextInt(from.Count);
        LifetimeObservation taken = from[index];
        from[index] = from[^1];
        from.RemoveAt(from.Count - 1);
        return taken;
    }

    private void Set(int index, double packed, double entrySeconds)
    {
        if (entrySeconds > 0) _entries ??= [.. Enumerable.Repeat(0.0, _seconds.Count)];
        _seconds[index] = packed;
        if (_entries is not null) _entries[index] = entrySeconds;
    }
}
