namespace ZTunnelSim;

/// <summary>
/// The fit of lifetimes under a maximum age: of what lies below it, with what ended at it as last seen there, and then ended by it.
/// </summary>
internal sealed class AgeLimitedFit : LifetimeFit
{
    private readonly ObservedMaximumAge _age;

    /// <param name="below">The fit of what lies below the age.</param>
    /// <param name="age">The maximum age.</param>
    /// <param name="sample">The sample as it was seen.</param>
    public AgeLimitedFit(LifetimeFit below, ObservedMaximumAge age, LifetimeSample sample)
        : base(below.Family, sample, age.Of(below.Law)) => (Unlimited, _age) = (below, age);

    /// <inheritdoc/>
    public override LifetimeFit Unlimited { get; }

    /// <inheritdoc/>
    public override ObservedMaximumAge? MaximumAge => _age;

    public override IReadOnlyList<FittedParameter> Parameters => Unlimited.Parameters;

    public override double? LogLikelihood => Unlimited.LogLikelihood;

    public override double? Aic => Unlimited.Aic;

    public override double? Bic => Unlimited.Bic;

    public override LifetimeEstimate Estimate(
        Func<DurationLaw, double> functional, FunctionalScale scale = FunctionalScale.Log, double level = 0.95) =>
        Unlimited.Estimate(law => functional(_age.Of(law)), scale, level);

    public override IReadOnlyList<DurationLaw> DrawLaws(int count, ulong seed) =>
        [.. (Unlimited is ParametricFit fit ? fit.DrawLaws(count, seed, requireMean: false) : Unlimited.DrawLaws(count, seed)).Select(_age.Of)];
}
