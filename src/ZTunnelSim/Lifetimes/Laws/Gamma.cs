using MathNet.Numerics;

namespace ZTunnelSim;

/// <summary>The gamma law: density proportional to u^(shape - 1) exp(-u / scale).</summary>
internal sealed class Gamma : DurationLaw
{
    private readonly double _logScale, _logGammaOfShape;

    public Gamma(double shape, double scaleSeconds)
        : this(RequirePositive(shape, nameof(shape)), RequirePositive(scaleSeconds, "scale"), Math.Log(scaleSeconds))
    {
    }

    private Gamma(double shape, double scaleSeconds, double logScale)
    {
        (Shape, ScaleSeconds, _logScale) = (shape, scaleSeconds, logScale);
        _logGammaOfShape = SpecialFunctions.GammaLn(shape);
    }

    public double Shape { get; }

    public double ScaleSeconds { get; }

    public override double MeanSeconds => Shape * ScaleSeconds;

    /// <summary>The law by the logarithms that a likelihood varies. They are kept as they are and not checked.</summary>
    /// <remarks>The mean and the shape are almost independent as estimates, unlike the scale and the shape.</remarks>
    internal static Gamma OfLogs(double logMean, double logShape) =>
        new(Math.Exp(logShape), Math.Exp(logMean - logShape), logMean - logShape);

    public override double Survival(double seconds) => seconds <= 0 ? 1 : UpperGamma.Regularized(Shape, seconds / ScaleSeconds);

    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        if (probability == 0) return 0;
        if (probability == 1) return double.PositiveInfinity;
        return ScaleSeconds * UpperGamma.Quantile(Shape, probability);
    }

    public override double IntegratedTail(double seconds)
    {
        if (seconds <= 0) return MeanSeconds;
        // E[(X - u)+] = mean Q(shape + 1, u) - u Q(shape, u): a length-biased gamma has one more in its shape.
        double x = seconds / ScaleSeconds;
        return Math.Max(0, MeanSeconds * UpperGamma.Regularized(Shape + 1, x) - seconds * UpperGamma.Regularized(Shape, x));
    }

    internal override double Sample(ref RandomStream random) => ScaleSeconds * random.NextGamma(Shape);

    /// <remarks>Length-biased, the shape grows by one; a uniform share of that is left.</remarks>
    internal override double SampleResidual(ref RandomStream random) =>
        random.NextOpenDouble() * ScaleSeconds * random.NextGamma(Shape + 1);

    public override string ToString() => LawForm.Gamma.Spell(Shape, ScaleSeconds);

    private protected override object Parameters => (Shape, ScaleSeconds);

    internal override double DensityFallsFromSeconds => Math.Max(0, Shape - 1) * ScaleSeconds;

    internal override double LogSurvival(double seconds) => UpperGamma.Log(Shape, Math.Exp(Math.Log(seconds) - _logScale));

    internal override double LogDensity(double seconds)
    {
        double log = Math.Log(seconds) - _logScale;
        return -_logScale - _logGammaOfShape + (Shape - 1) * log - Math.Exp(log);
    }
}
