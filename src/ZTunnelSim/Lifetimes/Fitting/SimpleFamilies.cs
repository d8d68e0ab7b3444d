namespace ZTunnelSim.Lifetimes.Fitting;

internal sealed class ExponentialFamily : ParametricFamily
{
    public override LawFamily Family => LawFamily.Exponential;

    public override IReadOnlyList<(string Name, FunctionalScale Scale)> Parameters => [("mean", FunctionalScale.Log)];

    public override double[] Start(LikelihoodTerms terms) => [Math.Log(Moments.Of(terms).Mean)];

    public override LogLaw LogLaw(double[] theta) => new LogExponential(theta[0]);

    public override DurationLaw Law(double[] theta) => new Exponential(Math.Exp(theta[0]));

    public override double[] Natural(double[] theta) => [Math.Exp(theta[0])];
}

internal sealed class LognormalFamily : ParametricFamily
{
    public override LawFamily Family => LawFamily.Lognormal;

    public override IReadOnlyList<(string Name, FunctionalScale Scale)> Parameters =>
        [("median", FunctionalScale.Log), ("sigma", FunctionalScale.Log)];

    public override double[] Start(LikelihoodTerms terms)
    {
        Moments m = Moments.Of(terms);
        return [m.LogMean, Math.Log(m.LogDeviation)];
    }

    public override LogLaw LogLaw(double[] theta) => new LogLognormal(theta[0], theta[1]);

    public override DurationLaw Law(double[] theta) => new Lognormal(Math.Exp(theta[0]), Math.Exp(theta[1]));

    public override double[] Natural(double[] theta) => [Math.Exp(theta[0]), Math.Exp(theta[1])];

    public override string? EdgeReached(double[] theta) => TooNarrow(theta[1]);
}

internal sealed class WeibullFamily : ParametricFamily
{
    public override LawFamily Family => LawFamily.Weibull;

    public override IReadOnlyList<(string Name, FunctionalScale Scale)> Parameters =>
        [("shape", FunctionalScale.Log), ("scale", FunctionalScale.Log)];

    /// <summary>ln X is a Gumbel number of deviation pi / (sqrt 6 shape) and mean ln scale - 0.5772 / shape.</summary>
    public override double[] Start(LikelihoodTerms terms)
    {
        Moments m = Moments.Of(terms);
        double shape = Math.PI / (Math.Sqrt(6) * m.LogDeviation);
        return [m.LogMean + MathNet.Numerics.Constants.EulerMascheroni / shape, Math.Log(shape)];
    }

    public override LogLaw LogLaw(double[] theta) => new LogWeibull(theta[0], theta[1]);

    public override DurationLaw Law(double[] theta) => new Weibull(Math.Exp(theta[1]), Math.Exp(theta[0]));

    public override double[] Natural(double[] theta) => [Math.Exp(theta[1]), Math.Exp(theta[0])];

    public override string? EdgeReached(double[] theta) => TooNarrow(-theta[1]);
}

/// <summary>Gamma by its mean and shape, of which the estimates are almost independent.</summary>
internal sealed class GammaFamily : ParametricFamily
{
    public override LawFamily Family => LawFamily.Gamma;

    public override IReadOnlyList<(string Name, FunctionalScale Scale)> Parameters =>
        [("shape", FunctionalScale.Log), ("scale", FunctionalScale.Log)];

    /// <summary>Minka, "Estimating a gamma distribution", 2002: a closed form close to the maximum.</summary>
    public override double[] Start(LikelihoodTerms terms)
    {
        Moments m = Moments.Of(terms);
        double s = Math.Max(Math.Log(m.Mean) - m.LogMean, 1e-3);
        double shape = (3 - s + Math.Sqrt((s - 3) * (s - 3) + 24 * s)) / (12 * s);
        return [Math.Log(m.Mean), Math.Log(shape)];
    }

    public override LogLaw LogLaw(double[] theta) => new LogGamma(theta[0], theta[1]);

    public override DurationLaw Law(double[] theta) => new Gamma(Math.Exp(theta[1]), Math.Exp(theta[0] - theta[1]));

    public override double[] Natural(double[] theta) => [Math.Exp(theta[1]), Math.Exp(theta[0] - theta[1])];

    public override string? EdgeReached(double[] theta) => TooNarrow(-0.5 * theta[1]);
}

internal sealed class LomaxFamily : ParametricFamily
{
    /// <summary>Beyond this shape no sample of this world tells Lomax from exponential.</summary>
    private const double LargestLogShape = 7;

    public override LawFamily Family => LawFamily.Lomax;

    public override IReadOnlyList<(string Name, FunctionalScale Scale)> Parameters =>
        [("shape", FunctionalScale.Log), ("scale", FunctionalScale.Log)];

    public override double[] Start(LikelihoodTerms terms) => [Moments.Of(terms).LogMean, Math.Log(2)];

    public override LogLaw LogLaw(double[] theta) => new LogLomax(theta[0], theta[1]);

    public override DurationLaw Law(double[] theta) => new Lomax(Math.Exp(theta[1]), Math.Exp(theta[0] + theta[1]));

    public override double[] Natural(double[] theta) => [Math.Exp(theta[1]), Math.Exp(theta[0] + theta[1])];

    public override string? EdgeReached(double[] theta) => theta[1] > LargestLogShape
        ? "the tail is no heavier than exponential: the shape runs off to infinity"
        : null;
}

/// <summary>The tail of <see cref="EmpiricalParetoTail"/>.</summary>
internal sealed class GeneralizedParetoFamily : ParametricFamily
{
    /// <summary>At and below this shape the likelihood is irregular (Smith, Biometrika 72, 1985).</summary>
    private const double SmallestShape = -0.5;

    public override LawFamily Family => LawFamily.EmpiricalParetoTail;

    public override IReadOnlyList<(string Name, FunctionalScale Scale)> Parameters =>
        [("shape", FunctionalScale.Identity), ("scale", FunctionalScale.Log)];

    public override double[] Start(LikelihoodTerms terms) => [Math.Log(Moments.Of(terms).Mean), 0.1];

    public override LogLaw LogLaw(double[] theta) => new LogGeneralizedPareto(theta[0], theta[1]);

    public override DurationLaw Law(double[] theta) => new EmpiricalParetoTail([], 0, 1, theta[1], Math.Exp(theta[0]));

    public override double[] Natural(double[] theta) => [theta[1], Math.Exp(theta[0])];

    public override string? EdgeReached(double[] theta) => theta[1] <= SmallestShape
        ? "the tail ends abruptly: the shape runs off below -1/2, where the likelihood is irregular"
        : null;
}
