namespace ZTunnelSim;

/// <summary>How often ztunnel processes restarted without a rollout: out of memory, by a crash, with their node.</summary>
/// <param name="Count">How many restarts there were, at least 0.</param>
/// <param name="NodeDays">For how long that was counted: the sum over the nodes, in days, above 0.</param>
/// <param name="OutOfMemory">How many of them are known to be for lack of memory: the last of a pod's.</param>
/// <param name="Source">Who counted, in words.</param>
internal sealed record RestartCount(double Count, double NodeDays, long OutOfMemory, string Source)
{
    private const double DaysInYear = DurationFormat.Year / DurationFormat.Day;

    /// <summary>Restarts a year in a cluster of so many nodes.</summary>
    public double PerYear(int nodes) => Count / NodeDays * nodes * DaysInYear;

    /// <summary>The 95 % interval of that: of a Poisson mean of which the count was seen, with Jeffreys' prior.</summary>
    public (double Low, double High) PerYearInterval(int nodes)
    {
        double At(double p) => UpperGamma.Quantile(Count + 0.5, p) / NodeDays * nodes * DaysInYear;
        return (Count == 0 ? 0 : At(0.025), At(0.975));
    }
}
