using ZTunnelSim.Randomness;

namespace ZTunnelSim.Lifetimes;

/// <summary>The memoryless law: S(u) = exp(-u / mean).</summary>
public sealed class Exponential : DurationLaw
{
    /// <summary>The exponential law of the given mean.</summary>
    /// <param name="meanSeconds">The mean in seconds, finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="meanSeconds"/> is outside its range.</exception>
    public Exponential(double meanSeconds) => MeanSeconds = RequirePositive(meanSeconds, "mean");

    /// <inheritdoc/>
    public override double MeanSeconds { get; }

    /// <inheritdoc/>
    public override double Survival(double seconds) => seconds <= 0 ? 1 : Math.Exp(-seconds / MeanSeconds);

    /// <inheritdoc/>
    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return -MeanSeconds * double.LogP1(-probability);
    }

    /// <inheritdoc/>
    public override double IntegratedTail(double seconds) => MeanSeconds * Survival(seconds);

    /// <inheritdoc/>
    public override double InverseIntegratedTail(double tailSeconds) =>
        Math.Max(0, -MeanSeconds * Math.Log(tailSeconds / MeanSeconds));

    /// <inheritdoc/>
    public override double Sample(ref RandomStream random) => MeanSeconds * ExponentialSampler.Next(ref random);

    /// <inheritdoc/>
    public override double SampleResidual(ref RandomStream random) => Sample(ref random);

    /// <inheritdoc/>
    public override string ToString() => $"exponential(mean={MeanSeconds:R})";
}
