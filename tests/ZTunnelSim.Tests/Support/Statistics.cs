using MathNet.Numerics.Distributions;

namespace ZTunnelSim.Tests;

/// <summary>The tests of agreement: each gives a p-value, to be compared with a stated level.</summary>
internal static class Statistics
{
    /// <summary>
    /// The level of a single p-value. The project's tests look at about 5,000 of them, so that a true model fails one with
    /// a probability of about 5 % when a seed is chosen, and never again. What an error needs to be found at this level is
    /// in the sample sizes.
    /// </summary>
    public const double Level = 1e-5;

    /// <summary>Two-sided p-value of a mean that should be <paramref name="expected"/>, the variance known.</summary>
    public static double MeanPValue(IReadOnlyCollection<double> sample, double expected, double variance)
    {
        double z = (sample.Average() - expected) / Math.Sqrt(variance / sample.Count);
        return 2 * Normal.CDF(0, 1, -Math.Abs(z));
    }

    /// <summary>Two-sided p-value of a mean that should be <paramref name="expected"/>, by Student's t.</summary>
    public static double MeanPValue(IReadOnlyCollection<double> sample, double expected)
    {
        double mean = sample.Average();
        double variance = sample.Sum(x => (x - mean) * (x - mean)) / (sample.Count - 1);
        if (variance == 0) return Math.Abs(mean - expected) <= 1e-9 * Math.Abs(expected) ? 1 : 0;
        double t = (mean - expected) / Math.Sqrt(variance / sample.Count);
        return 2 * StudentT.CDF(0, 1, sample.Count - 1, -Math.Abs(t));
    }

    /// <summary>Two-sided p-value of the index of dispersion: for Poisson counts (n - 1) times it is chi-squared.</summary>
    public static double PoissonDispersionPValue(IReadOnlyCollection<double> counts)
    {
        double mean = counts.Average();
        double statistic = counts.Sum(x => (x - mean) * (x - mean)) / mean;
        double lower = ChiSquared.CDF(counts.Count - 1, statistic);
        return 2 * Math.Min(lower, 1 - lower);
    }

    /// <summary>p-value of Kolmogorov and Smirnov's test that a sample follows a continuous distribution function.</summary>
    public static double KolmogorovSmirnov(IEnumerable<double> sample, Func<double, double> cdf)
    {
        double[] sorted = [.. sample.Order()];
        int n = sorted.Length;
        double distance = 0;
        for (int i = 0; i < n; i++)
        {
            double p = cdf(sorted[i]);
            distance = Math.Max(distance, Math.Max(p - (double)i / n, (double)(i + 1) / n - p));
        }
        return KolmogorovTail(distance * (Math.Sqrt(n) + 0.12 + 0.11 / Math.Sqrt(n)));
    }

    /// <summary>p-value of the two-sample test; with ties it is too large, never too small.</summary>
    public static double TwoSampleKolmogorovSmirnov(IEnumerable<double> first, IEnumerable<double> second)
    {
        double[] a = [.. first.Order()], b = [.. second.Order()];
        double distance = 0;
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            double x = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] <= x) i++;
            while (j < b.Length && b[j] <= x) j++;
            distance = Math.Max(distance, Math.Abs((double)i / a.Length - (double)j / b.Length));
        }
        double n = (double)a.Length * b.Length / (a.Length + b.Length);
        return KolmogorovTail(distance * (Math.Sqrt(n) + 0.12 + 0.11 / Math.Sqrt(n)));
    }

    /// <summary>p-value of Pearson's chi-squared test of counts against a law on 0, 1, 2 ...; rare values are pooled.</summary>
    public static double ChiSquaredOfCounts(IReadOnlyCollection<long> counts, Func<int, double> probability, int max)
    {
        double n = counts.Count, statistic = 0, pooledExpected = 0, pooledObserved = 0, rest = 1;
        int cells = 0;
        ILookup<long, long> byValue = counts.ToLookup(c => c);
        for (int k = 0; k <= max; k++)
        {
            double p = probability(k);
            rest -= p;
            pooledExpected += n * p;
            pooledObserved += byValue[k].Count();
            if (pooledExpected < 20) continue;
            Add();
        }
        pooledExpected += n * Math.Max(0, rest);
        pooledObserved += counts.Count(c => c > max);
        if (pooledExpected > 0.5) Add();
        return 1 - ChiSquared.CDF(cells - 1, statistic);

        void Add()
        {
            statistic += (pooledObserved - pooledExpected) * (pooledObserved - pooledExpected) / pooledExpected;
            (pooledExpected, pooledObserved) = (0, 0);
            cells++;
        }
    }

    private static double KolmogorovTail(double x)
    {
        if (x < 0.2) return 1;
        double sum = 0;
        for (int k = 1; k <= 100; k++) sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        return Math.Clamp(sum, 0, 1);
    }
}
