using MathNet.Numerics.Distributions;

namespace ZTunnelSim;

/// <summary>A count that is Poisson given its mean, where each of several means is as plausible as any other.</summary>
internal sealed class PoissonMixture
{
    /// <summary>The finite means, ascending. An infinite one exceeds every count.</summary>
    private readonly double[] _finite;
    private readonly int _means;

    /// <summary>A mixture of at least one mean; each is at least 0, and may be infinite.</summary>
    public PoissonMixture(IReadOnlyCollection<double> means)
    {
        _means = means.Count;
        _finite = [.. means.Where(double.IsFinite).Order()];
    }

    /// <summary>P(count &lt;= <paramref name="count"/>).</summary>
    public double Cdf(double count) => count < 0 ? 0 : _finite.Sum(mean => mean == 0 ? 1 : Poisson.CDF(mean, count)) / _means;

    /// <summary>The smallest count that is not exceeded with the given probability.</summary>
    public double Quantile(double probability)
    {
        if (_finite.Length < probability * _means) return double.PositiveInfinity;
        double low = -1, high = Math.Ceiling(_finite[^1] + 12 * Math.Sqrt(_finite[^1]) + 30);
        while (high - low > 1)
        {
            double middle = Math.Floor(0.5 * (low + high));
            if (Cdf(middle) >= probability) high = middle;
            else low = middle;
        }
        return high;
    }

    /// <summary>The two-sided p-value of a count: twice the smaller tail, the count included, and never too small.</summary>
    public double PValue(long count) => Math.Min(1, 2 * Math.Min(Cdf(count), 1 - Cdf(count - 1)));
}
