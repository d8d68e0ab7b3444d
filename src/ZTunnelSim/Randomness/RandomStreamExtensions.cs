using MathNet.Numerics;

namespace ZTunnelSim;

/// <summary>Random numbers of the standard laws, each exact but for Poisson numbers that doubles can't tell apart.</summary>
internal static class RandomStreamExtensions
{
    /// <summary>An exponential number of mean 1.</summary>
    public static double NextExponential(this ref RandomStream random) => ExponentialSampler.Next(ref random);

    /// <summary>A normal number of mean 0 and variance 1.</summary>
    public static double NextNormal(this ref RandomStream random) => NormalSampler.Next(ref random);

    /// <summary>A gamma number of the given shape and scale 1.</summary>
    /// <remarks>Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000.</remarks>
    public static double NextGamma(this ref RandomStream random, double shape)
    {
        // Below 1: a gamma number of shape + 1, times U^(1/shape); taken in logarithms so that tiny shapes stay exact.
        if (shape < 1) return random.NextGamma(shape + 1) * Math.Exp(-random.NextExponential() / shape);
        double d = shape - 1.0 / 3;
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = random.NextNormal();
            double v = 1 + c * x;
            if (v <= 0) continue;
            v = v * v * v;
            double u = random.NextOpenDouble();
            // Most numbers lie where the logarithms need not be asked.
            if (u < 1 - 0.0331 * (x * x) * (x * x)) return d * v;
            if (Math.Log(u) < 0.5 * x * x + d * (1 - v + Math.Log(v))) return d * v;
        }
    }

    /// <param name="random">The stream.</param>
    /// <param name="mean">The mean, at least 0 and at most 2^62.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="mean"/> is outside its range or not a number.</exception>
    /// <remarks>
    /// Inversion below a mean of 10; above it the transformed rejection of Hörmann, "The transformed rejection method for generating
    /// Poisson random variables", Insurance: Mathematics and Economics 12, 1993 (PTRS). Beyond 2^40, where its logarithms of factorials
    /// keep too few digits to tell neighbours apart, a normal number of the same mean and variance, rounded: its distribution function is
    /// nowhere off by more than 0.8 / sqrt(mean), below 1e-6 (Berry and Esseen's theorem).
    /// </remarks>
    public static long NextPoisson(this ref RandomStream random, double mean)
    {
        if (!(mean is >= 0 and <= 1L << 62)) throw new ArgumentOutOfRangeException(nameof(mean), mean, "A Poisson mean lies in [0, 2^62].");
        return mean < 10 ? SmallPoisson(ref random, mean)
            : mean <= 1L << 40 ? LargePoisson(ref random, mean)
            : (long)Math.Round(mean + Math.Sqrt(mean) * random.NextNormal());
    }

    private static long SmallPoisson(ref RandomStream random, double mean)
    {
        double u = random.NextDouble();
        double probability = Math.Exp(-mean);
        long k = 0;
        // The loop ends: once the probability has sunk below the spacing of doubles, u can't be reduced further.
        while (u >= probability && probability > 0)
        {
            u -= probability;
            probability *= mean / ++k;
        }
        return k;
    }

    private static long LargePoisson(ref RandomStream random, double mean)
    {
        double logMean = Math.Log(mean);
        double b = 0.931 + 2.53 * Math.Sqrt(mean);
        double a = -0.059 + 0.02483 * b;
        double inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
        double vr = 0.9277 - 3.6224 / (b - 2);
        while (true)
        {
            double u = random.NextDouble() - 0.5;
            double v = random.NextOpenDouble();
            double us = 0.5 - Math.Abs(u);
            double k = Math.Floor((2 * a / us + b) * u + mean + 0.43);
            if (us >= 0.07 && v <= vr) return (long)k;
            if (k < 0 || (us < 0.013 && v > us)) continue;
            if (Math.Log(v) + Math.Log(inverseAlpha) - Math.Log(a / (us * us) + b) <= k * logMean - mean - SpecialFunctions.GammaLn(k + 1))
            {
                return (long)k;
            }
        }
    }
}
