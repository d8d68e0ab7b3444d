using MathNet.Numerics;
using ZTunnelSim.Randomness;

namespace ZTunnelSim.Lifetimes;

/// <summary>The lognormal law: ln(duration) is normal with mean ln(median) and standard deviation sigma.</summary>
public sealed class Lognormal : DurationLaw
{
    private readonly double _mu;

    /// <summary>The lognormal law of the given median and sigma.</summary>
    /// <param name="medianSeconds">The median in seconds, finite and above 0.</param>
    /// <param name="sigma">The standard deviation of the natural logarithm, finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Lognormal(double medianSeconds, double sigma)
    {
        MedianSeconds = RequirePositive(medianSeconds, "median");
        Sigma = RequirePositive(sigma, nameof(sigma));
        _mu = Math.Log(medianSeconds);
        MeanSeconds = medianSeconds * Math.Exp(0.5 * sigma * sigma);
    }

    /// <summary>The median in seconds.</summary>
    public double MedianSeconds { get; }

    /// <summary>The standard deviation of the natural logarithm.</summary>
    public double Sigma { get; }

    /// <inheritdoc/>
    public override double MeanSeconds { get; }

    /// <inheritdoc/>
    public override double Survival(double seconds) => seconds <= 0 ? 1 : UpperNormal(Standardise(seconds));

    /// <inheritdoc/>
    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return MedianSeconds * Math.Exp(-Sigma * Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * probability));
    }

    /// <inheritdoc/>
    public override double IntegratedTail(double seconds)
    {
        if (seconds <= 0) return MeanSeconds;
        // E[(X - u)+] = mean Q(z - sigma) - u Q(z): the partial expectation less the strip below u.
        double z = Standardise(seconds);
        return Math.Max(0, MeanSeconds * UpperNormal(z - Sigma) - seconds * UpperNormal(z));
    }

    /// <inheritdoc/>
    public override double Sample(ref RandomStream random) => Math.Exp(_mu + Sigma * NormalSampler.Next(ref random));

    /// <inheritdoc/>
    /// <remarks>Length-biased, a lognormal is lognormal again with mu + sigma^2; a uniform share of it is left.</remarks>
    public override double SampleResidual(ref RandomStream random) =>
        random.NextOpenDouble() * Math.Exp(_mu + Sigma * Sigma + Sigma * NormalSampler.Next(ref random));

    /// <inheritdoc/>
    public override string ToString() => $"lognormal(median={MedianSeconds:R}, sigma={Sigma:R})";

    private double Standardise(double seconds) => (Math.Log(seconds) - _mu) / Sigma;

    private static double UpperNormal(double z) => 0.5 * SpecialFunctions.Erfc(z / Math.Sqrt(2));
}
