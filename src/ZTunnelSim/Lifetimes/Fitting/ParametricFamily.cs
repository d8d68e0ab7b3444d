namespace ZTunnelSim;

/// <summary>
/// A family of laws with unconstrained parameters (logarithms of positive ones, log-odds of weights), which is where the likelihood is
/// maximised and where an estimate is close to normal.
/// </summary>
internal abstract class ParametricFamily
{
    public abstract LawFamily Family { get; }

    /// <summary>The law's own parameters, as its description spells them.</summary>
    public abstract IReadOnlyList<(string Name, FunctionalScale Scale)> Parameters { get; }

    /// <summary>Where to begin looking.</summary>
    public abstract double[] Start(LikelihoodTerms terms);

    /// <summary>
    /// The law for a likelihood: it keeps the unconstrained parameters to the last digit, and may lie where <see cref="Law"/> has left the
    /// range of doubles.
    /// </summary>
    public abstract DurationLaw LawOfLogs(double[] theta);

    /// <summary>The law's own parameters from the unconstrained ones.</summary>
    public abstract double[] Natural(double[] theta);

    protected abstract DurationLaw Make(double[] natural);

    /// <summary>The law; throws <see cref="ArgumentOutOfRangeException"/> where a parameter leaves the range of doubles.</summary>
    public DurationLaw Law(double[] theta) => Make(Natural(theta));

    /// <summary>Why the maximum found is none in the interior, or null.</summary>
    public virtual string? EdgeReached(double[] theta) => null;

    /// <summary>
    /// What is added to the log-likelihood where lifetimes were recorded in steps: 0, but for a mixture's component that lies below the
    /// first step.
    /// </summary>
    /// <remarks>
    /// Such a component may be as short and as narrow as it likes, as all of it is recorded as 0: the likelihood has a ridge and no top.
    /// The restraint, at most a few units of likelihood for the whole sample, gives it one.
    /// </remarks>
    public virtual double Restraint(double[] theta, double step) => 0;

    /// <summary>Minus half the square of how far a logarithm lies below a limit.</summary>
    protected static double Below(double log, double limit) => log < limit ? -0.5 * (limit - log) * (limit - log) : 0;

    public static ParametricFamily Of(LawFamily family) => family switch
    {
        LawFamily.Hyperexponential2 => new HyperexponentialFamily(2),
        LawFamily.Hyperexponential3 => new HyperexponentialFamily(3),
        LawFamily.LognormalMixture2 => new LognormalMixtureFamily(2),
        LawFamily.LognormalMixture3 => new LognormalMixtureFamily(3),
        _ => SimpleFamily.All.FirstOrDefault(f => f.Family == family)
            ?? throw new ArgumentOutOfRangeException(nameof(family), family, "Not a parametric family."),
    };
}
