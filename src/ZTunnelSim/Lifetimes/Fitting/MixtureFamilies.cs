namespace ZTunnelSim;

/// <summary>Mixtures: component parameters first, then the log-odds of each weight but the first against the first.</summary>
/// <param name="form">The law of each component.</param>
/// <param name="components">How many there are.</param>
internal abstract class MixtureFamily(LawForm form, int components) : ParametricFamily
{
    protected int Components { get; } = components;

    private int PerComponent => form.Parameters.Count;

    protected abstract DurationLaw ComponentOfLogs(ReadOnlySpan<double> theta);

    public override IReadOnlyList<(string Name, FunctionalScale Scale)> Parameters =>
    [
        .. Enumerable.Range(1, Components)
            .SelectMany(i => form.Parameters.Select(p => ($"{p.Name}{i}", FunctionalScale.Log))),
        .. Enumerable.Range(1, Components).Select(i => ($"weight{i}", FunctionalScale.Logit)),
    ];

    public override DurationLaw LawOfLogs(double[] theta) => Mixture.OfLogs(
        LogWeights(theta), [.. Enumerable.Range(0, Components).Select(i => ComponentOfLogs(Of(theta, i)))]);

    public override double[] Natural(double[] theta) =>
        [.. theta.Take(Components * PerComponent).Select(Math.Exp), .. LogWeights(theta).Select(Math.Exp)];

    public override string? EdgeReached(double[] theta) => LogWeights(theta).Min() < Math.Log(1e-6)
        ? "a component's weight runs off to 0: fewer components fit as well"
        : null;

    protected override DurationLaw Make(double[] natural) => new Mixture([.. Enumerable.Range(0, Components).Select(i =>
        (natural[Components * PerComponent + i], form.Make(Of(natural, i).ToArray())))]);

    /// <summary>The unconstrained parameters of a mixture given by components in ascending order of their means.</summary>
    protected static double[] Join(IEnumerable<(double Weight, double[] Theta)> components)
    {
        (double Weight, double[] Theta)[] all = [.. components];
        return [.. all.SelectMany(c => c.Theta), .. all.Skip(1).Select(c => Math.Log(c.Weight / all[0].Weight))];
    }

    private ReadOnlySpan<double> Of(double[] parameters, int component) => parameters.AsSpan(component * PerComponent, PerComponent);

    private double[] LogWeights(double[] theta)
    {
        double[] odds = [0, .. theta.Skip(Components * PerComponent)];
        double largest = odds.Max();
        double total = largest + Math.Log(odds.Sum(o => Math.Exp(o - largest)));
        return [.. odds.Select(o => o - total)];
    }
}

internal sealed class HyperexponentialFamily(int components) : MixtureFamily(LawForm.Exponential, components)
{
    public override LawFamily Family => Components == 2 ? LawFamily.Hyperexponential2 : LawFamily.Hyperexponential3;

    public override double[] Start(LikelihoodTerms terms) => Join(
        ExpectationMaximization.Fit<ExponentialComponent>(terms, Components)
            .OrderBy(c => c.Component.Mean)
            .Select(c => (c.Weight, new[] { Math.Log(c.Component.Mean) })));

    public override double Restraint(double[] theta, double step) =>
        Enumerable.Range(0, Components).Sum(i => Below(theta[i], Math.Log(0.5 * step)));

    protected override DurationLaw ComponentOfLogs(ReadOnlySpan<double> theta) => Exponential.OfLogs(theta[0]);
}

internal sealed class LognormalMixtureFamily(int components) : MixtureFamily(LawForm.Lognormal, components)
{
    /// <summary>On tied values a component can shrink to a point of infinite likelihood, which is no estimate.</summary>
    private const double SmallestSigma = 0.02;

    /// <summary>Below this sigma a component inside the first step can't be told from a narrower one.</summary>
    private const double NarrowestInStep = 0.3;

    public override LawFamily Family => Components == 2 ? LawFamily.LognormalMixture2 : LawFamily.LognormalMixture3;

    public override double[] Start(LikelihoodTerms terms) => Join(
        ExpectationMaximization.Fit<LognormalComponent>(terms, Components)
            .OrderBy(c => c.Component.Mu)
            .Select(c => (c.Weight, new[] { c.Component.Mu, Math.Log(c.Component.Sigma) })));

    public override string? EdgeReached(double[] theta) =>
        Enumerable.Range(0, Components).Any(i => theta[2 * i + 1] < Math.Log(SmallestSigma))
            ? "a component shrinks to a single tied value, where the likelihood has no bound"
            : base.EdgeReached(theta);

    public override double Restraint(double[] theta, double step) => Enumerable.Range(0, Components).Sum(i =>
    {
        double mu = theta[2 * i], logSigma = theta[2 * i + 1];
        // Only a component that lies below two steps has no width of its own; from there on the pull fades away.
        double inside = 1 / (1 + Math.Pow(Math.Exp(mu) / (2 * step), 4));
        return Below(mu, Math.Log(0.5 * step)) + inside * Below(logSigma, Math.Log(NarrowestInStep));
    });

    protected override DurationLaw ComponentOfLogs(ReadOnlySpan<double> theta) => Lognormal.OfLogs(theta[0], theta[1]);
}
