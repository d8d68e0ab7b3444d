using ZTunnelSim.Lifetimes;

namespace ZTunnelSim.Analysis;

/// <summary>
/// The parameter that says how heavy a law's tail is, and the law with another value of it and the same mean.
/// </summary>
/// <param name="Name">What the parameter is called.</param>
/// <param name="Value">Its value.</param>
/// <param name="With">The law with a factor times it, of the same mean.</param>
/// <param name="Display">Its value with a factor.</param>
internal sealed record TailParameter(
    string Name, double Value, Func<double, DurationLaw> With, Func<double, double> Display)
{
    /// <summary>The tail parameter of a law; null where it has none.</summary>
    public static TailParameter? Of(DurationLaw law)
    {
        double mean = law.MeanSeconds;
        return law switch
        {
            Lognormal l => new(
                "sigma", l.Sigma, f => new Lognormal(mean * Math.Exp(-0.5 * f * f * l.Sigma * l.Sigma), f * l.Sigma),
                f => f * l.Sigma),
            Weibull w => new("shape", w.Shape, f => WeibullOf(f * w.Shape, mean), f => f * w.Shape),
            // An exponential law is a Weibull law of shape 1, and its tail may be anything around it.
            Exponential => new("shape as Weibull", 1, f => WeibullOf(f, mean), f => f),
            Gamma g => new("shape", g.Shape, f => new Gamma(f * g.Shape, mean / (f * g.Shape)), f => f * g.Shape),
            // The mean is finite above a shape of 1: what varies is the distance from it.
            Lomax p => new(
                "shape", p.Shape, f => new Lomax(1 + f * (p.Shape - 1), mean * f * (p.Shape - 1)),
                f => 1 + f * (p.Shape - 1)),
            Mixture m => OfMixture(m),
            _ => null,
        };
    }

    private static Weibull WeibullOf(double shape, double mean) => new(shape, mean / new Weibull(shape, 1).MeanSeconds);

    /// <summary>The weight of a mixture's slowest part; the others share the rest as before.</summary>
    private static TailParameter OfMixture(Mixture mixture)
    {
        (double Weight, DurationLaw Law)[] parts = [.. mixture.Components];
        int slowest = Enumerable.Range(0, parts.Length).MaxBy(i => parts[i].Law.MeanSeconds);
        double total = parts.Sum(p => p.Weight), share = parts[slowest].Weight / total;
        return new("weight of the slowest part", share, With, f => Math.Min(1, f * share));

        DurationLaw With(double factor)
        {
            double weight = Math.Min(1, factor * share);
            IEnumerable<(double, DurationLaw)> varied = parts.Select((p, i) =>
                (i == slowest ? weight : p.Weight / total * (1 - weight) / (1 - share), p.Law)).Where(p => p.Item1 > 0);
            Mixture law = new([.. varied]);
            return ScaledLaw.Of(law, mixture.MeanSeconds / law.MeanSeconds);
        }
    }
}
