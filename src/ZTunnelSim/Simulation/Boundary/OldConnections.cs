namespace ZTunnelSim;

/// <summary>
/// A part of one workload's connections on a node whose closing times after SIGTERM form a Poisson process, with mean number beyond t
/// <c>Lambda(t) = rate I(t + shift)</c>, where I is the lifetime's integrated tail.
/// </summary>
/// <remarks>
/// Give each connection in advance the listener that SO_REUSEPORT's hash would pick while both listen. Those that would pick the old one
/// are on it whenever they were opened: rate (1 - q) L, shift 0. Those that would pick the new one are on the old one if they were opened
/// before the overlap began: rate q L, and all of them outlived the overlap w already, shift w. Their sum is Lambda(t) = L [(1 - q) I(t) +
/// q I(t + w)], and they are independent. The mean number beyond the last of them to close is a standard exponential number, whatever the
/// law: this is what the boundary engine draws.
/// </remarks>
internal readonly struct OldConnections(DurationLaw lifetime, double ratePerSecond, double shift)
{
    /// <summary>Into how many parts a workload's connections fall, at most.</summary>
    public const int MaxParts = 2;

    /// <summary>The mean number that close later than a time after SIGTERM.</summary>
    public double Lambda(double seconds) => ratePerSecond * lifetime.IntegratedTail(seconds + shift);

    /// <summary>The time after SIGTERM at which Lambda has sunk to a value below Lambda(0).</summary>
    public double InverseLambda(double value) =>
        Math.Max(0, lifetime.InverseIntegratedTail(value / ratePerSecond) - shift);

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
}
