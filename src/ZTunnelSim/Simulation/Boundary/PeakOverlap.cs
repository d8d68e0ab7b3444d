namespace ZTunnelSim;

/// <summary>When nodes run more than one ztunnel process.</summary>
/// <param name="nodes">How many nodes there are.</param>
internal sealed class PeakOverlap(int nodes)
{
    private readonly List<double> _begins = new(nodes), _ends = new(nodes);

    /// <summary>Adds a node.</summary>
    /// <param name="processes">Since when each of its processes listens, in the order of that, and when it ends.</param>
    public void Add(ReadOnlySpan<(double From, double To)> processes)
    {
        double alone = double.NegativeInfinity, begin = double.PositiveInfinity, end = double.NegativeInfinity;
        foreach ((double from, double to) in processes)
        {
            if (double.IsPositiveInfinity(from)) continue;
            double until = Math.Min(alone, to);
            alone = Math.Max(alone, to);
            if (!(from < until)) continue;
            if (from > end) AddSpan(begin, end);
            (begin, end) = (from > end ? from : begin, Math.Max(end, until));
        }
        AddSpan(begin, end);
    }

    /// <summary>The largest number of nodes that run more than one at the same time.</summary>
    public int Peak()
    {
        _begins.Sort();
        _ends.Sort();
        int peak = 0;
        // Ends go first at a tie: a process that goes as another comes does not make two.
        for (int begun = 0, ended = 0; begun < _begins.Count; begun++)
        {
            while (ended < _ends.Count && _ends[ended] <= _begins[begun]) ended++;
            peak = Math.Max(peak, begun + 1 - ended);
        }
        return peak;
    }

    /// <summary>For how long nodes run more than one, until a time, summed over nodes.</summary>
    public double NodeSeconds(double until)
    {
        double sum = 0;
        foreach (double end in _ends) sum += Math.Min(end, until);
        foreach (double begin in _begins) sum -= Math.Min(begin, until);
        return sum;
    }

    private void AddSpan(double begin, double end)
    {
        if (!(begin < end)) return;
        _begins.Add(begin);
        _ends.Add(end);
    }
}
