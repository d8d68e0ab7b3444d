namespace ZTunnelSim;

/// <summary>The first three moments of a drain's duration D, in seconds: enough for means over sums of drains.</summary>
/// <param name="First">E[D].</param>
/// <param name="Second">E[D^2].</param>
/// <param name="Third">E[D^3].</param>
internal readonly record struct DrainMoments(double First, double Second, double Third)
{
    /// <summary>The moments of a node's drain that is any of several with equal probability.</summary>
    public static DrainMoments AnyOf(IReadOnlyCollection<(DrainMoments Moments, int Nodes)> kinds)
    {
        double nodes = kinds.Sum(kind => kind.Nodes);
        return new(
            kinds.Sum(kind => kind.Nodes * kind.Moments.First) / nodes,
            kinds.Sum(kind => kind.Nodes * kind.Moments.Second) / nodes,
            kinds.Sum(kind => kind.Nodes * kind.Moments.Third) / nodes);
    }

    /// <summary>E[f(sum of so many independent drains)].</summary>
    /// <remarks>
    /// Gauss' rule with two points, which has the sum's first three moments: exact for polynomials of the third degree, and very nearly for
    /// the smooth, falling functions that are asked for here.
    /// </remarks>
    public double MeanOverSum(double drains, Func<double, double> f)
    {
        double mean = drains * First, variance = drains * (Second - First * First);
        if (!(variance > 1e-12 * mean * mean)) return f(mean);
        double deviation = Math.Sqrt(variance);
        double skewness = drains * (Third - 3 * First * Second + 2 * First * First * First) / (variance * deviation);
        double root = Math.Sqrt(1 + 0.25 * skewness * skewness), low = 0.5 * skewness - root, high = 0.5 * skewness + root;
        return (high * f(Math.Max(0, mean + low * deviation)) - low * f(mean + high * deviation)) / (high - low);
    }
}
