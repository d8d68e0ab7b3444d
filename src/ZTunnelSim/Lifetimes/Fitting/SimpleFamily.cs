using static System.Math;

namespace ZTunnelSim;

/// <summary>The family of a law with named parameters, all of them above 0.</summary>
/// <param name="form">How the law is spelled and made.</param>
/// <param name="start">Unconstrained parameters to begin with.</param>
/// <param name="natural">The law's own parameters from the unconstrained ones, in the form's order.</param>
/// <param name="lawOfLogs">The law for a likelihood.</param>
/// <param name="edge">Why the maximum found is none in the interior, or null.</param>
internal sealed class SimpleFamily(
    LawForm form, Func<Moments, double[]> start, Func<double[], double[]> natural,
    Func<double[], DurationLaw> lawOfLogs, Func<double[], string?> edge) : ParametricFamily
{
    /// <summary>Beyond this shape no sample of this world tells Lomax from exponential.</summary>
    private const double LargestLogShape = 7;

    public static readonly SimpleFamily[] All =
    [
        new(LawForm.Exponential, m => [Log(m.Mean)], t => [Exp(t[0])], t => Exponential.OfLogs(t[0]), _ => null),
        new(
            LawForm.Lognormal, m => [m.LogMean, Log(m.LogDeviation)], t => [Exp(t[0]), Exp(t[1])],
            t => Lognormal.OfLogs(t[0], t[1]), t => TooNarrow(t[1])),
        new(LawForm.Weibull, StartOfWeibull, t => [Exp(t[1]), Exp(t[0])], t => Weibull.OfLogs(t[0], t[1]), t => TooNarrow(-t[1])),
        new(LawForm.Gamma, StartOfGamma, t => [Exp(t[1]), Exp(t[0] - t[1])], t => Gamma.OfLogs(t[0], t[1]), t => TooNarrow(-0.5 * t[1])),
        new(
            LawForm.Lomax, m => [m.LogMean, Log(2)], t => [Exp(t[1]), Exp(t[0] + t[1])], t => Lomax.OfLogs(t[0], t[1]),
            t => t[1] > LargestLogShape
                ? "the tail is no heavier than exponential: the shape runs off to infinity"
                : null),
    ];

    public override LawFamily Family => form.Family!.Value;

    public override IReadOnlyList<(string Name, FunctionalScale Scale)> Parameters { get; } =
        [.. form.Parameters.Select(p => (p.Name, FunctionalScale.Log))];

    public override double[] Start(LikelihoodTerms terms) => start(Moments.Of(terms));

    public override DurationLaw LawOfLogs(double[] theta) => lawOfLogs(theta);

    public override double[] Natural(double[] theta) => natural(theta);

    public override string? EdgeReached(double[] theta) => edge(theta);

    protected override DurationLaw Make(double[] natural) => form.Make(natural);

    /// <summary>ln X is a Gumbel number of deviation pi / (sqrt 6 shape) and mean ln scale - 0.5772 / shape.</summary>
    private static double[] StartOfWeibull(Moments m)
    {
        double shape = PI / (Sqrt(6) * m.LogDeviation);
        return [m.LogMean + MathNet.Numerics.Constants.EulerMascheroni / shape, Log(shape)];
    }

    /// <summary>Minka, "Estimating a gamma distribution", 2002: a closed form close to the maximum.</summary>
    private static double[] StartOfGamma(Moments m)
    {
        double s = Max(Log(m.Mean) - m.LogMean, 1e-3);
        double shape = (3 - s + Sqrt((s - 3) * (s - 3) + 24 * s)) / (12 * s);
        return [Log(m.Mean), Log(shape)];
    }

    /// <summary>The edge of a law that shrinks to a single value, given the logarithm of its relative spread.</summary>
    private static string? TooNarrow(double logSpread) => logSpread < Log(1e-3)
        ? "the lifetimes look all but equal: the spread runs off to 0"
        : null;
}

/// <summary>The tail of <see cref="EmpiricalParetoTail"/>, whose shape may have either sign.</summary>
internal sealed class GeneralizedParetoFamily : ParametricFamily
{
    /// <summary>At and below this shape the likelihood is irregular (Smith, Biometrika 72, 1985).</summary>
    private const double SmallestShape = -0.5;

    public override LawFamily Family => LawFamily.EmpiricalParetoTail;

    public override IReadOnlyList<(string Name, FunctionalScale Scale)> Parameters =>
        [("shape", FunctionalScale.Identity), ("scale", FunctionalScale.Log)];

    public override double[] Start(LikelihoodTerms terms) => [Log(Moments.Of(terms).Mean), 0.1];

    public override DurationLaw LawOfLogs(double[] theta) => EmpiricalParetoTail.OfLogs(theta[0], theta[1]);

    public override double[] Natural(double[] theta) => [theta[1], Exp(theta[0])];

    public override string? EdgeReached(double[] theta) => theta[1] <= SmallestShape
        ? "the tail ends abruptly: the shape runs off below -1/2, where the likelihood is irregular"
        : null;

    protected override DurationLaw Make(double[] natural) => new EmpiricalParetoTail([], 0, 1, natural[0], natural[1]);
}

/// <summary>Crude sizes of a sample, from the ages seen, censored or not: good enough to begin looking from.</summary>
/// <param name="LogMean">The mean of the ages' logarithms.</param>
/// <param name="LogDeviation">Their standard deviation, at least 0.1.</param>
/// <param name="Mean">The ages' mean in seconds.</param>
internal readonly record struct Moments(double LogMean, double LogDeviation, double Mean)
{
    public static Moments Of(LikelihoodTerms terms)
    {
        double weight = 0, log = 0, square = 0, sum = 0;
        foreach (WeightedValue x in terms.Ages)
        {
            double y = Log(x.Value);
            weight += x.Weight;
            log += x.Weight * y;
            square += x.Weight * y * y;
            sum += x.Weight * x.Value;
        }
        double mean = log / weight;
        // Never so narrow that the derivatives, taken with a fixed step, lose their way.
        double deviation = Sqrt(Max(square / weight - mean * mean, 0.01));
        return new(mean, deviation, sum / weight);
    }
}
