namespace ZTunnelSim;

/// <summary>The Lomax (Pareto type II) law: S(u) = (1 + u / scale)^-shape, the classic heavy tail.</summary>
internal sealed class Lomax : DurationLaw
{
    private readonly double _logInverseHazard;

    public Lomax(double shape, double scaleSeconds)
        : this(RequirePositive(shape, nameof(shape)), RequirePositive(scaleSeconds, "scale"), Math.Log(scaleSeconds) - Math.Log(shape))
    {
    }

    private Lomax(double shape, double scaleSeconds, double logInverseHazard) =>
        (Shape, ScaleSeconds, _logInverseHazard) = (shape, scaleSeconds, logInverseHazard);

    /// <summary>The tail's exponent.</summary>
    public double Shape { get; }

    public double ScaleSeconds { get; }

    public override double MeanSeconds => Shape > 1 ? ScaleSeconds / (Shape - 1) : double.PositiveInfinity;

    /// <summary>The law by the logarithms that a likelihood varies. They are kept as they are and not checked.</summary>
    /// <remarks>The inverse of the hazard at 0 is scale / shape. The data tell it and the shape apart best.</remarks>
    internal static Lomax OfLogs(double logInverseHazard, double logShape) =>
        new(Math.Exp(logShape), Math.Exp(logInverseHazard + logShape), logInverseHazard);

    public override double Survival(double seconds) => seconds <= 0 ? 1 : Math.Exp(-Shape * NearOne.LogP1(seconds / ScaleSeconds));

    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return AtLogSurvival(NearOne.LogP1(-probability), Shape);
    }

    public override double IntegratedTail(double seconds) => seconds <= 0 || Shape <= 1
        ? MeanSeconds
        : MeanSeconds * Math.Exp((1 - Shape) * NearOne.LogP1(seconds / ScaleSeconds));

    /// <remarks>scale (b^(1 - shape) - a^(1 - shape)) / (1 - shape), with a and b for 1 + age / scale: ln(b / a) at a shape of 1.</remarks>
    internal override double IntegratedSurvival(double from, double to)
    {
        double logA = NearOne.LogP1(from / ScaleSeconds), power = (1 - Shape) * (NearOne.LogP1(to / ScaleSeconds) - logA);
        double atA = ScaleSeconds * Math.Exp((1 - Shape) * logA);
        return Shape == 1 ? ScaleSeconds * (NearOne.LogP1(to / ScaleSeconds) - logA) : atA * NearOne.ExpM1(power) / (1 - Shape);
    }

    public override double InverseIntegratedTail(double tailSeconds)
    {
        RequireFiniteMean();
        return tailSeconds >= MeanSeconds ? 0 : AtLogSurvival(Math.Log(tailSeconds / MeanSeconds), Shape - 1);
    }

    internal override double Sample(ref RandomStream random) => AtLogSurvival(-ExponentialSampler.Next(ref random), Shape);

    /// <remarks>The stationary excess of a Lomax law is Lomax again, with one less in its shape.</remarks>
    internal override double SampleResidual(ref RandomStream random)
    {
        RequireFiniteMean();
        return AtLogSurvival(-ExponentialSampler.Next(ref random), Shape - 1);
    }

    public override string ToString() => LawForm.Lomax.Spell(Shape, ScaleSeconds);

    private protected override object Parameters => (Shape, ScaleSeconds);

    internal override double DensityFallsFromSeconds => 0;

    internal override double LogSurvival(double seconds) => -Shape * NearOne.LogP1(seconds / ScaleSeconds);

    internal override double LogDensity(double seconds) => -_logInverseHazard - (Shape + 1) * NearOne.LogP1(seconds / ScaleSeconds);

    private double AtLogSurvival(double logSurvival, double shape) => ScaleSeconds * NearOne.ExpM1(-logSurvival / shape);
}
