using System.Runtime.CompilerServices;

namespace ZTunnelSim.Simulation;

/// <summary>The open connections of one workload on one process: when each will close, in one flat array.</summary>
internal struct OpenConnections(int capacity)
{
    private double[] _ends = new double[capacity];

    public int Count { get; private set; }

    /// <summary>The instants at which they will close, in no particular order.</summary>
    public readonly ReadOnlySpan<double> Ends => _ends.AsSpan(0, Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double end)
    {
        if (Count == _ends.Length) Array.Resize(ref _ends, Math.Max(16, 2 * Count));
        _ends[Count++] = end;
    }

    /// <summary>Removes those that close until a time, the time included.</summary>
    /// <returns>How many they were.</returns>
    public int CloseUntil(double time)
    {
        Span<double> ends = _ends.AsSpan(0, Count);
        int open = 0;
        // Written without a branch: which of the connections are closed by then is anybody's guess.
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
}
