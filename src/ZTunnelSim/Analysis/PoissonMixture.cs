using MathNet.Numerics.Distributions;

namespace ZTunnelSim.Analysis;

/// <summary>Counts that are Poisson given their mean, where the mean is one of several, each as likely as any other.</summary>
internal static class PoissonMixture
{
    /// <summary>The probability that a count does not exceed a whole number. An infinite mean exceeds all.</summary>
    public static double Cdf(ReadOnlySpan<double> means, double count)
    {
        double sum = 0;
        foreach (double mean in means)
        {
            if (double.IsFinite(mean)) sum += mean == 0 ? 1 : Poisson.CDF(mean, count);
        }
        return sum / means.Length;
    }

    /// <summary>The smallest count that is not exceeded with the given probability.</summary>
    public static double Quantile(double[] sortedMeans, double probability)
    {
        double[] finite = [.. sortedMeans.Where(double.IsFinite)];
        if (finite.Length < probability * sortedMeans.Length) return double.PositiveInfinity;
        double low = -1, high = Math.Ceiling(finite[^1] + 12 * Math.Sqrt(finite[^1]) + 30);
        while (high - low > 1)
        {
            double middle = Math.Floor(0.5 * (low + high));
            if (Cdf(sortedMeans, middle) >= probability) high = middle;
            else low = middle;
        }
        return high;
    }
}
