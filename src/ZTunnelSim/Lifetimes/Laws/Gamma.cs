using ZTunnelSim.Randomness;

namespace ZTunnelSim.Lifetimes;

/// <summary>The gamma law: density proportional to u^(shape - 1) exp(-u / scale).</summary>
public sealed class Gamma : DurationLaw
{
    /// <summary>The gamma law of the given shape and scale.</summary>
    /// <param name="shape">The shape, finite and above 0.</param>
    /// <param name="scaleSeconds">The scale in seconds, finite and above 0; the mean is shape times scale.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Gamma(double shape, double scaleSeconds)
    {
        Shape = RequirePositive(shape, nameof(shape));
        ScaleSeconds = RequirePositive(scaleSeconds, "scale");
    }

    /// <summary>The shape.</summary>
    public double Shape { get; }

    /// <summary>The scale in seconds.</summary>
    public double ScaleSeconds { get; }

    /// <inheritdoc/>
    public override double MeanSeconds => Shape * ScaleSeconds;

    /// <inheritdoc/>
    public override double Survival(double seconds) =>
        seconds <= 0 ? 1 : UpperGamma.Regularized(Shape, seconds / ScaleSeconds);

    /// <inheritdoc/>
    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        if (probability == 0) return 0;
        if (probability == 1) return double.PositiveInfinity;
        return MathNet.Numerics.Distributions.Gamma.InvCDF(Shape, 1 / ScaleSeconds, probability);
    }

    /// <inheritdoc/>
    public override double IntegratedTail(double seconds)
    {
        if (seconds <= 0) return MeanSeconds;
        // E[(X - u)+] = mean Q(shape + 1, u) - u Q(shape, u): a length-biased gamma has one more in its shape.
        double x = seconds / ScaleSeconds;
        return Math.Max(0, MeanSeconds * UpperGamma.Regularized(Shape + 1, x) - seconds * UpperGamma.Regularized(Shape, x));
    }

    /// <inheritdoc/>
    public override double Sample(ref RandomStream random) => ScaleSeconds * random.NextGamma(Shape);

    /// <inheritdoc/>
    /// <remarks>Length-biased, the shape grows by one; a uniform share of that is left.</remarks>
    public override double SampleResidual(ref RandomStream random) =>
        random.NextOpenDouble() * ScaleSeconds * random.NextGamma(Shape + 1);

    /// <inheritdoc/>
    public override string ToString() => $"gamma(shape={Shape:R}, scale={ScaleSeconds:R})";
}
