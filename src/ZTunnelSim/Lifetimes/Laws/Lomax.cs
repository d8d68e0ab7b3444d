namespace ZTunnelSim;

/// <summary>The Lomax (Pareto type II) law: S(u) = (1 + u / scale)^-shape, the classic heavy tail.</summary>
internal sealed class Lomax : DurationLaw
{
    private readonly double _logInverseHazard;

    /// <summary>The Lomax law of the given shape and scale.</summary>
    /// <param name="shape">The tail's exponent, finite and above 0; at 1 and below the mean does not exist.</param>
    /// <param name="scaleSeconds">The scale in seconds, finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public Lomax(double shape, double scaleSeconds)
        : this(
            RequirePositive(shape, nameof(shape)), RequirePositive(scaleSeconds, "scale"),
            Math.Log(scaleSeconds) - Math.Log(shape))
    {
    }

    private Lomax(double shape, double scaleSeconds, double logInverseHazard) =>
        (Shape, ScaleSeconds, _logInverseHazard) = (shape, scaleSeconds, logInverseHazard);

    /// <summary>The tail's exponent.</summary>
    public double Shape { get; }

    /// <summary>The scale in seconds.</summary>
    public double ScaleSeconds { get; }

    /// <inheritdoc/>
    public override double MeanSeconds => Shape > 1 ? ScaleSeconds / (Shape - 1) : double.PositiveInfinity;

    /// <summary>The law by the logarithms that a likelihood varies. They are kept as they are and not checked.</summary>
    /// <remarks>The inverse of the hazard at 0 is scale / shape. The data tell it and the shape apart best.</remarks>
    internal static Lomax OfLogs(double logInverseHazard, double logShape) =>
        new(Math.Exp(logShape), Math.Exp(logInverseHazard + logShape), logInverseHazard);

    /// <inheritdoc/>
    public override double Survival(double seconds) =>
        seconds <= 0 ? 1 : Math.Exp(-Shape * double.LogP1(seconds / ScaleSeconds));

    /// <inheritdoc/>
    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        return AtLogSurvival(double.LogP1(-probability), Shape);
    }

    /// <inheritdoc/>
    public override double IntegratedTail(double seconds) => seconds <= 0 || Shape <= 1
        ? MeanSeconds
        : MeanSeconds * Math.Exp((1 - Shape) * double.LogP1(seconds / ScaleSeconds));

    /// <inheritdoc/>
    public override double InverseIntegratedTail(double tailSeconds)
    {
        RequireFiniteMean();
        return tailSeconds >= MeanSeconds ? 0 : AtLogSurvival(Math.Log(tailSeconds / MeanSeconds), Shape - 1);
    }

    /// <inheritdoc/>
    internal override double Sample(ref RandomStream random) =>
        AtLogSurvival(-ExponentialSampler.Next(ref random), Shape);

    /// <inheritdoc/>
    /// <remarks>The stationary excess of a Lomax law is Lomax again, with one less in its shape.</remarks>
    internal override double SampleResidual(ref RandomStream random)
    {
        RequireFiniteMean();
        return AtLogSurvival(-ExponentialSampler.Next(ref random), Shape - 1);
    }

    /// <inheritdoc/>
    public override string ToString() => LawForm.Lomax.Spell(Shape, ScaleSeconds);

    private protected override object Parameters => (Shape, ScaleSeconds);

    internal override double LogSurvival(double seconds) => -Shape * double.LogP1(seconds / ScaleSeconds);

    internal override double LogDensity(double seconds) =>
        -_logInverseHazard - (Shape + 1) * double.LogP1(seconds / ScaleSeconds);

    private double AtLogSurvival(double logSurvival, double shape) => ScaleSeconds * double.ExpM1(-logSurvival / shape);
}
