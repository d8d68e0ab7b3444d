namespace ZTunnelSim;

/// <summary>
/// How often a workload's connections are opened, or how many are open, as it was counted: with what the counting leaves open.
/// </summary>
/// <param name="count">
/// How many connections were counted, above 0: opened in the time watched, or open, summed over independent looks. Its spread is a Poisson
/// number's.
/// </param>
/// <param name="perNode">What follows for each node: connections per second, or open connections. Finite, at least 0.</param>
/// <param name="crossings">
/// How many nodes' ztunnels a connection crosses in the mean, from 1 to 2: 1 where one end is outside the mesh or both are on one node.
/// <paramref name="perNode"/> counts a connection on each node that it crosses.
/// </param>
internal sealed class MeasuredTraffic(double count, double perNode, double crossings = 1)
{
    /// <summary>The purpose of the streams that draws come from.</summary>
    private const long DrawPurpose = 0x636F756E74;

    /// <summary>How many connections were counted.</summary>
    public double Count => count;

    /// <summary>What follows for each node: connections per second, or open connections.</summary>
    public double PerNode => perNode;

    /// <summary>The interval of <see cref="PerNode"/>: that of a Poisson mean of which the count was seen.</summary>
    /// <param name="level">The confidence level, in (0, 1).</param>
    /// <remarks>Jeffreys' prior, as for the draws.</remarks>
    public (double Low, double High) Interval(double level = 0.95)
    {
        double Factor(double p) => UpperGamma.Quantile(Count + 0.5, p) / Count;
        return (PerNode * Factor(0.5 * (1 - level)), PerNode * Factor(0.5 * (1 + level)));
    }

    /// <summary>
    /// Of the connections on a node, the share that another node's ztunnel carries as well: of x crossings a connection, 2 (x - 1) belong
    /// to one that crosses two.
    /// </summary>
    public double ShareOnTwoNodes => Math.Clamp(2 * (crossings - 1) / crossings, 0, 1);

    /// <summary>Multiples of <see cref="PerNode"/> that the count supports as well, each as plausible as any other.</summary>
    /// <param name="draws">How many, at least 1.</param>
    /// <param name="seed">The seed. Workloads whose counts are independent have different ones.</param>
    /// <remarks>
    /// The posterior of a Poisson mean with Jeffreys' prior, a gamma law of shape n + 1/2; as a backtest draws its rates.
    /// </remarks>
    public double[] Draw(int draws, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        RandomStream random = new(seed, purpose: DrawPurpose);
        double[] factors = new double[draws];
        for (int i = 0; i < draws; i++) factors[i] = random.NextGamma(Count + 0.5) / Count;
        return factors;
    }
}
