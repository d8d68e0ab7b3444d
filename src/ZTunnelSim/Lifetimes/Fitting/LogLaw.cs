using MathNet.Numerics;

namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>
/// A law by its logarithms, which stay finite where the density and the survival underflow: what a likelihood needs.
/// </summary>
internal abstract class LogLaw
{
    public abstract double LogDensity(double x);

    public abstract double LogSurvival(double x);

    public abstract double LogMean { get; }

    /// <summary>The largest terms' sum of exponentials, in logarithms.</summary>
    protected static double LogSumExp(ReadOnlySpan<double> logs)
    {
        double largest = double.NegativeInfinity;
        foreach (double log in logs) largest = Math.Max(largest, log);
        if (double.IsInfinity(largest)) return largest;
        double sum = 0;
        foreach (double log in logs) sum += Math.Exp(log - largest);
        return largest + Math.Log(sum);
    }
}

internal sealed class LogExponential(double logMean) : LogLaw
{
    private readonly double _mean = Math.Exp(logMean);

    public override double LogMean => logMean;

    public override double LogDensity(double x) => -logMean - x / _mean;

    public override double LogSurvival(double x) => -x / _mean;
}

internal sealed class LogLognormal(double mu, double logSigma) : LogLaw
{
    private static readonly double LogSqrt2Pi = 0.5 * Math.Log(2 * Math.PI);
    private readonly double _sigma = Math.Exp(logSigma);

    public override double LogMean => mu + 0.5 * _sigma * _sigma;

    public override double LogDensity(double x)
    {
        double logX = Math.Log(x);
        double z = (logX - mu) / _sigma;
        return -LogSqrt2Pi - logSigma - logX - 0.5 * z * z;
    }

    public override double LogSurvival(double x) => NormalTail.LogUpper((Math.Log(x) - mu) / _sigma);
}

internal sealed class LogWeibull(double logScale, double logShape) : LogLaw
{
    private readonly double _shape = Math.Exp(logShape);

    public override double LogMean => logScale + SpecialFunctions.GammaLn(1 + 1 / _shape);

    public override double LogDensity(double x)
    {
        double log = Math.Log(x) - logScale;
        return logShape - logScale + (_shape - 1) * log - Math.Exp(_shape * log);
    }

    public override double LogSurvival(double x) => -Math.Exp(_shape * (Math.Log(x) - logScale));
}

internal sealed class LogGamma(double logMean, double logShape) : LogLaw
{
    private readonly double _shape = Math.Exp(logShape);
    private readonly double _logScale = logMean - logShape;
    private readonly double _logGammaShape = SpecialFunctions.GammaLn(Math.Exp(logShape));

    public override double LogMean => logMean;

    public override double LogDensity(double x)
    {
        double log = Math.Log(x) - _logScale;
        return -_logScale - _logGammaShape + (_shape - 1) * log - Math.Exp(log);
    }

    public override double LogSurvival(double x) => GammaTail.LogUpper(_shape, Math.Exp(Math.Log(x) - _logScale));
}

/// <summary>
/// Lomax by the inverse of its hazard at 0 (scale / shape) and its shape, which the data tell apart best.
/// </summary>
internal sealed class LogLomax(double logInverseHazard, double logShape) : LogLaw
{
    private readonly double _shape = Math.Exp(logShape);
    private readonly double _scale = Math.Exp(logInverseHazard + logShape);

    public override double LogMean =>
        _shape > 1 ? logInverseHazard + logShape - Math.Log(_shape - 1) : double.PositiveInfinity;

    public override double LogDensity(double x) => -logInverseHazard - (_shape + 1) * double.LogP1(x / _scale);

    public override double LogSurvival(double x) => -_shape * double.LogP1(x / _scale);
}

/// <summary>
/// The generalised Pareto law of excesses: S(y) = (1 + shape y / scale)^(-1 / shape); exponential at shape 0.
/// </summary>
internal sealed class LogGeneralizedPareto(double logScale, double shape) : LogLaw
{
    /// <summary>Nearer to 0 than this the law is exponential to all digits that doubles hold.</summary>
    private const double NearlyExponential = 1e-12;
    private readonly double _scale = Math.Exp(logScale);

    public override double LogMean => shape < 1 ? logScale - Math.Log(1 - shape) : double.PositiveInfinity;

    public override double LogDensity(double x) => -logScale + (shape + 1) * LogSurvivalAt(x);

    public override double LogSurvival(double x) => LogSurvivalAt(x);

    private double LogSurvivalAt(double x)
    {
        double y = x / _scale;
        if (Math.Abs(shape) < NearlyExponential) return -y;
        return shape * y <= -1 ? double.NegativeInfinity : -double.LogP1(shape * y) / shape;
    }
}

internal sealed class LogMixture(double[] logWeights, LogLaw[] components) : LogLaw
{
    public override double LogMean => Combine(static (law, _) => law.LogMean, 0);

    public override double LogDensity(double x) => Combine(static (law, at) => law.LogDensity(at), x);

    public override double LogSurvival(double x) => Combine(static (law, at) => law.LogSurvival(at), x);

    private double Combine(Func<LogLaw, double, double> of, double x)
    {
        Span<double> logs = stackalloc double[components.Length];
        for (int i = 0; i < components.Length; i++) logs[i] = logWeights[i] + of(components[i], x);
        return LogSumExp(logs);
    }
}
