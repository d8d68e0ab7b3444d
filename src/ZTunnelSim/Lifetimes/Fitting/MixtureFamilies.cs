namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>
/// Mixtures: component parameters first, then the log-odds of each weight but the first against the first.
/// </summary>
internal abstract class MixtureFamily(int components) : ParametricFamily
{
    protected int Components { get; } = components;

    /// <summary>How many parameters one component has.</summary>
    protected abstract int PerComponent { get; }

    protected abstract LogLaw LogComponent(ReadOnlySpan<double> theta);

    protected abstract DurationLaw Component(ReadOnlySpan<double> theta);

    protected abstract IReadOnlyList<string> ComponentParameters { get; }

    public override IReadOnlyList<(string Name, FunctionalScale Scale)> Parameters =>
    [
        .. Enumerable.Range(1, Components).SelectMany(i => ComponentParameters.Select(p => ($"{p}{i}", FunctionalScale.Log))),
        .. Enumerable.Range(1, Components).Select(i => ($"weight{i}", FunctionalScale.Logit)),
    ];

    public override LogLaw LogLaw(double[] theta) => new LogMixture(
        LogWeights(theta), [.. Enumerable.Range(0, Components).Select(i => LogComponent(Of(theta, i)))]);

    public override DurationLaw Law(double[] theta)
    {
        double[] logWeights = LogWeights(theta);
        return new Mixture([.. Enumerable.Range(0, Components).Select(i => (Math.Exp(logWeights[i]), Component(Of(theta, i))))]);
    }

    public override double[] Natural(double[] theta) =>
        [.. theta.Take(Components * PerComponent).Select(Math.Exp), .. LogWeights(theta).Select(Math.Exp)];

    public override string? EdgeReached(double[] theta) => LogWeights(theta).Min() < Math.Log(1e-6)
        ? "a component's weight runs off to 0: fewer components fit as well"
        : null;

    /// <summary>
    /// The unconstrained parameters of a mixture given by components in ascending order of their means.
    /// </summary>
    protected static double[] Join(IEnumerable<(double Weight, double[] Theta)> components)
    {
        (double Weight, double[] Theta)[] all = [.. components];
        return [.. all.SelectMany(c => c.Theta), .. all.Skip(1).Select(c => Math.Log(c.Weight / all[0].Weight))];
    }

    private ReadOnlySpan<double> Of(double[] theta, int component) => theta.AsSpan(component * PerComponent, PerComponent);

    private double[] LogWeights(double[] theta)
    {
        double[] odds = [0, .. theta.Skip(Components * PerComponent)];
        double largest = odds.Max();
        double total = largest + Math.Log(odds.Sum(o => Math.Exp(o - largest)));
        return [.. odds.Select(o => o - total)];
    }
}

internal sealed class HyperexponentialFamily(int components) : MixtureFamily(components)
{
    public override LawFamily Family => Components == 2 ? LawFamily.Hyperexponential2 : LawFamily.Hyperexponential3;

    protected override int PerComponent => 1;

    protected override IReadOnlyList<string> ComponentParameters => ["mean"];

    public override double[] Start(LikelihoodTerms terms) => Join(
        ExpectationMaximization.Fit<ExponentialComponent>(terms, Components)
            .OrderBy(c => c.Law.Mean)
            .Select(c => (c.Weight, new[] { Math.Log(c.Law.Mean) })));

    public override double Restraint(double[] theta, double step) =>
        Enumerable.Range(0, Components).Sum(i => Below(theta[i], Math.Log(0.5 * step)));

    protected override LogLaw LogComponent(ReadOnlySpan<double> theta) => new LogExponential(theta[0]);

    protected override DurationLaw Component(ReadOnlySpan<double> theta) => new Exponential(Math.Exp(theta[0]));
}

internal sealed class LognormalMixtureFamily(int components) : MixtureFamily(components)
{
    /// <summary>
    /// On tied values a component can shrink to a point of infinite likelihood, which is no estimate.
    /// </summary>
    private const double SmallestSigma = 0.02;

    /// <summary>Below this sigma a component inside the first step can't be told from a narrower one.</summary>
    private const double NarrowestInStep = 0.3;

    public override LawFamily Family => Components == 2 ? LawFamily.LognormalMixture2 : LawFamily.LognormalMixture3;

    protected override int PerComponent => 2;

    protected override IReadOnlyList<string> ComponentParameters => ["median", "sigma"];

    public override double[] Start(LikelihoodTerms terms) => Join(
        ExpectationMaximization.Fit<LognormalComponent>(terms, Components)
            .OrderBy(c => c.Law.Mu)
            .Select(c => (c.Weight, new[] { c.Law.Mu, Math.Log(c.Law.Sigma) })));

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

    protected override LogLaw LogComponent(ReadOnlySpan<double> theta) => new LogLognormal(theta[0], theta[1]);

    protected override DurationLaw Component(ReadOnlySpan<double> theta) => new Lognormal(Math.Exp(theta[0]), Math.Exp(theta[1]));
}
