using System.Runtime.CompilerServices;

namespace ZTunnelSim;

/// <summary>The open connections of one workload on one process: when each will close, in one flat array.</summary>
/// <param name="capacity">For how many there is room at first.</param>
/// <param name="numbered">Whether each has a number, which only a recorder asks for.</param>
internal struct OpenEnds(int capacity, bool numbered = false)
{
    private double[] _ends = new double[capacity];
    private long[]? _numbers = numbered ? new long[capacity] : null;

    public int Count { get; private set; }

    /// <summary>The instants at which they will close, in no particular order.</summary>
    public readonly ReadOnlySpan<double> Ends => _ends.AsSpan(0, Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double end)
    {
        if (Count == _ends.Length) Array.Resize(ref _ends, Math.Max(16, 2 * Count));
        _ends[Count++] = end;
    }

    /// <summary>The numbers, in the order of <see cref="Ends"/>; empty where there are none.</summary>
    public readonly ReadOnlySpan<long> Numbers => _numbers.AsSpan(0, _numbers is null ? 0 : Count);

    /// <summary>Adds one with its number; all have one, or none.</summary>
    public void Add(double end, long number)
    {
        Add(end);
        if (_numbers!.Length < _ends.Length) Array.Resize(ref _numbers, _ends.Length);
        _numbers[Count - 1] = number;
    }

    /// <summary>Removes those that close until a time, the time included.</summary>
    /// <returns>How many they were.</returns>
    public int CloseUntil(double time)
    {
        Span<double> ends = _ends.AsSpan(0, Count);
        if (_numbers is not null) CloseNumbers(ends, time);
        int open = 0;
        // Without a branch: a processor could not predict which of the connections are closed by then.
        foreach (double end in ends)
        {
            ends[open] = end;
            open += end > time ? 1 : 0;
        }
        int closed = Count - open;
        Count = open;
        return closed;
    }

    public void Clear() => Count = 0;

    private readonly void CloseNumbers(ReadOnlySpan<double> ends, double time)
    {
        int open = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            if (ends[i] > time) _numbers![open++] = _numbers[i];
        }
    }
}
