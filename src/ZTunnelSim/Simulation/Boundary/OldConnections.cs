namespace ZTunnelSim;

/// <summary>
/// A part of one workload's connections on a node whose closing times after SIGTERM form a Poisson process, with mean number beyond t
/// <c>Lambda(t) = rate [I(t + shift) - I(t + cut)]</c>, where I is the lifetime's integrated tail.
/// </summary>
/// <remarks>
/// Give each connection in advance the listener that SO_REUSEPORT's hash would pick while both listen. Those that would pick the old one
/// are on it whenever they were opened: rate (1 - q) L, shift 0. Those that would pick the new one are on the old one if they were opened
/// before the overlap began: rate q L, and all of them outlived the overlap w already, shift w. Their sum is Lambda(t) = L [(1 - q) I(t) +
/// q I(t + w)], and they are independent. In the same way each has a listener that it would pick while the old process and the one before
/// it listened: of those that would pick the old one it has what was opened since it listens, cut A, and of the others what was opened
/// since it listens alone, cut A - w'; for a very old process there is no cut. The mean number beyond the last of them to close is a
/// standard exponential number, whatever the law: this is what the boundary engine draws.
/// </remarks>
internal readonly struct OldConnections(DurationLaw lifetime, double ratePerSecond, double shift, double cut = double.PositiveInfinity)
{
    /// <summary>Into how many parts a workload's connections fall, at most.</summary>
    public const int MaxParts = 4;

    /// <summary>The mean number that close later than a time after SIGTERM.</summary>
    public double Lambda(double seconds) => ratePerSecond
        * (lifetime.IntegratedTail(seconds + shift) - (double.IsFinite(cut) ? lifetime.IntegratedTail(seconds + cut) : 0));

    /// <summary>The time after SIGTERM at which Lambda has sunk to a value below Lambda(0).</summary>
    public double InverseLambda(double value)
    {
        // With a cut Lambda is smaller, so that it sinks to the value no later.
        double high = Math.Max(0, lifetime.InverseIntegratedTail(value / ratePerSecond) - shift);
        if (!double.IsFinite(cut)) return high;
        double low = 0;
        while (high - low > 1e-9 * (1 + high))
        {
            double middle = 0.5 * (low + high);
            if (Lambda(middle) > value) low = middle;
            else high = middle;
        }
        return high;
    }

    /// <summary>The parts of a workload's connections, for the overlap that a node had.</summary>
    /// <returns>How many parts there are; their order is fixed.</returns>
    public static int Parts(Workload workload, double overlap, double newShare, Span<OldConnections> parts)
    {
        double rate = workload.OpenedPerSecond;
        double newRate = overlap > 0 ? newShare * rate : 0;
        int count = 0;
        if (rate - newRate > 0) parts[count++] = new(workload.Lifetime, rate - newRate, 0);
        if (newRate > 0) parts[count++] = new(workload.Lifetime, newRate, overlap);
        return count;
    }

    /// <summary>The parts where the old process is so old at SIGTERM.</summary>
    public static int Parts(Workload workload, double overlap, double newShare, OldProcess process, Span<OldConnections> parts)
    {
        int count = Parts(workload, overlap, newShare, parts);
        if (process.IsVeryOld) return count;
        OldConnections[] whole = parts[..count].ToArray();
        int cuts = 0;
        for (int i = 0; i < count; i++)
        {
            if (whole[i].Cut(newShare, process.Listening) is { } picked) parts[cuts++] = picked;
            if (whole[i].Cut(1 - newShare, process.Alone) is { } rest) parts[cuts++] = rest;
        }
        return cuts;
    }

    /// <summary>A share of it, of what was opened since a time before SIGTERM; null where that is nothing.</summary>
    private OldConnections? Cut(double share, double since) =>
        share > 0 && since > shift ? new(lifetime, share * ratePerSecond, shift, since) : null;
}
