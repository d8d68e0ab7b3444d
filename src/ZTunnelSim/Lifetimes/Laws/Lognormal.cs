using MathNet.Numerics;

namespace ZTunnelSim;

/// <summary>The lognormal law: ln(duration) is normal with mean ln(median) and standard deviation sigma.</summary>
internal sealed class Lognormal : DurationLaw
{
    private readonly double _mu, _logSigma;

    public Lognormal(double medianSeconds, double sigma)
        : this(RequirePositive(medianSeconds, "median"), RequirePositive(sigma, nameof(sigma)), Math.Log(medianSeconds), Math.Log(sigma))
    {
    }

    private Lognormal(double medianSeconds, double sigma, double mu, double logSigma)
    {
        (MedianSeconds, Sigma, _mu, _logSigma) = (medianSeconds, sigma, mu, logSigma);
        MeanSeconds = medianSeconds * Math.Exp(0.5 * sigma * sigma);
    }

    public double MedianSeconds { get; }

    /// <summary>The standard deviation of the natural logarithm.</summary>
    public double Sigma { get; }

    public override double MeanSeconds { get; }

    /// <summary>The law by the logarithms that a likelihood varies. They are kept as they are and not checked.</summary>
    internal static Lognormal OfLogs(double mu, double logSigma) => new(Math.Exp(mu), Math.Exp(logSigma), mu, logSigma);

    public override double Survival(double seconds) => seconds <= 0 ? 1 : NormalTail.Upper(Standardise(seconds));

    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return MedianSeconds * Math.Exp(-Sigma * Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * probability));
    }

    public override double IntegratedTail(double seconds)
    {
        if (seconds <= 0) return MeanSeconds;
        // E[(X - u)+] = mean Q(z - sigma) - u Q(z): the partial expectation less the strip below u.
        double z = Standardise(seconds);
        return Math.Max(0, MeanSeconds * NormalTail.Upper(z - Sigma) - seconds * NormalTail.Upper(z));
    }

    internal override double Sample(ref RandomStream random) => Math.Exp(_mu + Sigma * NormalSampler.Next(ref random));

    /// <remarks>Length-biased, a lognormal is lognormal again with mu + sigma^2; a uniform share of it is left.</remarks>
    internal override double SampleResidual(ref RandomStream random) =>
        random.NextOpenDouble() * LengthBiased(ref random);

    internal override (double Age, double Residual) SampleOpen(ref RandomStream random)
    {
        double part = random.NextOpenDouble(), life = LengthBiased(ref random);
        return (part * life, (1 - part) * life);
    }

    public override string ToString() => LawForm.Lognormal.Spell(MedianSeconds, Sigma);

    private protected override object Parameters => (MedianSeconds, Sigma);

    internal override double DensityFallsFromSeconds => Math.Exp(Math.Log(MedianSeconds) - Sigma * Sigma);

    internal override double LogSurvival(double seconds) => NormalTail.LogUpper(Standardise(seconds));

    internal override double LogDensity(double seconds)
    {
        double logX = Math.Log(seconds);
        double z = (logX - _mu) / Sigma;
        return -NormalTail.LogSqrt2Pi - _logSigma - logX - 0.5 * z * z;
    }

    /// <summary>A lognormal weighted by itself is one again.</summary>
    private double LengthBiased(ref RandomStream random) => Math.Exp(_mu + Sigma * Sigma + Sigma * NormalSampler.Next(ref random));

    private double Standardise(double seconds) => (Math.Log(seconds) - _mu) / Sigma;
}
