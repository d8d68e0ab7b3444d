namespace ZTunnelSim;

/// <summary>The fit of lifetimes under a maximum age: of what is seen below it, and then ended by it.</summary>
internal sealed class AgeLimitedFit : LifetimeFit
{
    private readonly ObservedMaximumAge _age;
    private readonly Func<DurationLaw, DurationLaw> _limit;

    private AgeLimitedFit(LifetimeFit unlimited, ObservedMaximumAge age, LifetimeSample sample, Func<DurationLaw, DurationLaw> limit)
        : base(unlimited.Family, sample, limit(unlimited.Law)) => (Unlimited, _age, _limit) = (unlimited, age, limit);

    public override LifetimeFit Unlimited { get; }

    public override ObservedMaximumAge? MaximumAge => _age;

    public override IReadOnlyList<FittedParameter> Parameters => Unlimited.Parameters;

    public override double? LogLikelihood => Unlimited.LogLikelihood;

    public override double? Aic => Unlimited.Aic;

    public override double? Bic => Unlimited.Bic;

    /// <param name="below">The fit of what is seen below the age. Where it is the data themselves, all of them are the fit.</param>
    /// <param name="age">The maximum age.</param>
    /// <param name="sample">The sample as it was seen.</param>
    public static AgeLimitedFit Of(LifetimeFit below, ObservedMaximumAge age, LifetimeSample sample) => below is KaplanMeierFit
        ? new(KaplanMeierFit.Of(sample), age, sample, age.OfAll)
        : new(below, age, sample, age.Of);

    public override LifetimeEstimate Estimate(
        Func<DurationLaw, double> functional, FunctionalScale scale = FunctionalScale.Log, double level = 0.95) =>
        Unlimited.Estimate(law => functional(_limit(law)), scale, level);

    public override IReadOnlyList<DurationLaw> DrawLaws(int count, ulong seed) =>
    [
        .. (Unlimited is ParametricFit fit ? fit.DrawLaws(count, seed, requireMean: false) : Unlimited.DrawLaws(count, seed))
            .Select(_limit),
    ];
}
