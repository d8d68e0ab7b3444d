namespace ZTunnelSim;

/// <summary>A law fitted to a sample, with the uncertainty of everything that follows from it.</summary>
internal abstract class LifetimeFit
{
    private protected LifetimeFit(LawFamily family, LifetimeSample sample, DurationLaw law) =>
        (Family, Sample, Law) = (family, sample, law);

    public LawFamily Family { get; }

    public LifetimeSample Sample { get; }

    public DurationLaw Law { get; }

    /// <summary>The maximum age that the sample shows and the law has; null: none.</summary>
    public virtual ObservedMaximumAge? MaximumAge => null;

    /// <summary>The fit of what lies below the maximum age, without it; itself where there is none.</summary>
    public virtual LifetimeFit Unlimited => this;

    /// <summary>The law's parameters; none for a law that is the data themselves.</summary>
    public abstract IReadOnlyList<FittedParameter> Parameters { get; }

    /// <summary>The greatest log-likelihood, with densities per second; null for a law that is the data themselves.</summary>
    public virtual double? LogLikelihood => null;

    /// <summary>Akaike's information criterion, 2 k - 2 ln L; null where there is no likelihood.</summary>
    public virtual double? Aic => null;

    /// <summary>
    /// The Bayesian information criterion, k ln n - 2 ln L, n counting censored ones too; null where there is no likelihood.
    /// </summary>
    public virtual double? Bic => null;

    /// <summary>
    /// P(residual life &gt; <paramref name="seconds"/>): the share of the connections open at SIGTERM that outlive a drain budget of that
    /// length. It is IntegratedTail(t) / mean.
    /// </summary>
    /// <exception cref="LifetimeFitException">The fitted law has no finite mean, or its uncertainty can't be told.</exception>
    public LifetimeEstimate ResidualSurvival(double seconds, double level = 0.95)
    {
        if (!(seconds >= 0)) throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A drain budget is at least 0 s.");
        if (!double.IsFinite(Law.MeanSeconds))
            throw new LifetimeFitException($"{Law} has no finite mean, so no stationary state and no residual life exist.");
        return Estimate(law => law.IntegratedTail(seconds) / law.MeanSeconds, FunctionalScale.Logit, level);
    }

    /// <summary>The mean lifetime in seconds.</summary>
    /// <exception cref="LifetimeFitException">The uncertainty can't be told.</exception>
    public LifetimeEstimate MeanSeconds(double level = 0.95) => Estimate(law => law.MeanSeconds, FunctionalScale.Log, level);

    /// <summary>Any number that follows from the law, with its confidence interval: the resets mean, a quantile.</summary>
    /// <exception cref="LifetimeFitException">The uncertainty can't be told.</exception>
    /// <remarks>The delta method for parametric fits; percentiles of the bootstrap for the others.</remarks>
    public abstract LifetimeEstimate Estimate(
        Func<DurationLaw, double> functional, FunctionalScale scale = FunctionalScale.Log, double level = 0.95);

    /// <summary>
    /// Laws as plausible as the fitted one, to carry the uncertainty of the fit through any computation: from the asymptotic normal law of
    /// the unconstrained parameters, or bootstrap replicates where there are none.
    /// </summary>
    /// <returns>The laws, all of finite mean: others have no stationary state, and are drawn again.</returns>
    /// <exception cref="LifetimeFitException">Almost no such law has a finite mean, or the uncertainty can't be told.</exception>
    public abstract IReadOnlyList<DurationLaw> DrawLaws(int count, ulong seed);

    public override string ToString() => Law.ToString();
}

/// <summary>A law's parameter, spelled as the law's description spells it, with its uncertainty.</summary>
/// <param name="Name">The name; a mixture's components are numbered from 1: <c>mean1</c>, <c>weight2</c>.</param>
/// <param name="Estimate">The estimate with its standard error and 95 % interval.</param>
internal sealed record FittedParameter(string Name, LifetimeEstimate Estimate);

/// <summary>The scale on which an estimate is closest to normal, so that its interval is symmetric there.</summary>
internal enum FunctionalScale
{
    /// <summary>The number itself.</summary>
    Identity,

    /// <summary>Its logarithm: for numbers above 0, such as means and quantiles.</summary>
    Log,

    /// <summary>Its log-odds: for probabilities.</summary>
    Logit,
}
