using MathNet.Numerics;

namespace ZTunnelSim;

/// <summary>The Weibull law: S(u) = exp(-(u / scale)^shape).</summary>
internal sealed class Weibull : DurationLaw
{
    private readonly double _logShape, _logScale;

    public Weibull(double shape, double scaleSeconds)
        : this(RequirePositive(shape, nameof(shape)), RequirePositive(scaleSeconds, "scale"), Math.Log(shape), Math.Log(scaleSeconds))
    {
    }

    private Weibull(double shape, double scaleSeconds, double logShape, double logScale)
    {
        (Shape, ScaleSeconds, _logShape, _logScale) = (shape, scaleSeconds, logShape, logScale);
        MeanSeconds = scaleSeconds * SpecialFunctions.Gamma(1 + 1 / shape);
    }

    public double Shape { get; }

    public double ScaleSeconds { get; }

    public override double MeanSeconds { get; }

    /// <summary>The law by the logarithms that a likelihood varies. They are kept as they are and not checked.</summary>
    internal static Weibull OfLogs(double logScale, double logShape) => new(Math.Exp(logShape), Math.Exp(logScale), logShape, logScale);

    public override double Survival(double seconds) => seconds <= 0 ? 1 : Math.Exp(-Power(seconds));

    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return ScaleSeconds * Math.Pow(-NearOne.LogP1(-probability), 1 / Shape);
    }

    /// <remarks>By substitution, the mean times the regularised upper incomplete gamma Q(1 / shape, (u / scale)^shape).</remarks>
    public override double IntegratedTail(double seconds) =>
        seconds <= 0 ? MeanSeconds : MeanSeconds * UpperGamma.Regularized(1 / Shape, Power(seconds));

    internal override double Sample(ref RandomStream random) => ScaleSeconds * Math.Pow(ExponentialSampler.Next(ref random), 1 / Shape);

    /// <remarks>Length-biased, (life / scale)^shape is a gamma number of shape 1 + 1 / shape; a uniform share is left.</remarks>
    internal override double SampleResidual(ref RandomStream random) =>
        random.NextOpenDouble() * ScaleSeconds * Math.Pow(random.NextGamma(1 + 1 / Shape), 1 / Shape);

    public override string ToString() => LawForm.Weibull.Spell(Shape, ScaleSeconds);

    private protected override object Parameters => (Shape, ScaleSeconds);

    internal override double DensityFallsFromSeconds => Shape <= 1 ? 0 : ScaleSeconds * Math.Pow((Shape - 1) / Shape, 1 / Shape);

    internal override double LogSurvival(double seconds) => -Math.Exp(Shape * (Math.Log(seconds) - _logScale));

    internal override double LogDensity(double seconds)
    {
        double log = Math.Log(seconds) - _logScale;
        return _logShape - _logScale + (Shape - 1) * log - Math.Exp(Shape * log);
    }

    private double Power(double seconds) => Math.Pow(seconds / ScaleSeconds, Shape);
}
