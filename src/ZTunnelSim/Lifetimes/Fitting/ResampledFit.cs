namespace ZTunnelSim;

/// <summary>A fit that is the data themselves, as far as they go; its uncertainty is found by drawing them again.</summary>
internal abstract class ResampledFit : LifetimeFit
{
    private readonly Lazy<LawDraws> _draws;

    private protected ResampledFit(LawFamily family, LifetimeSample sample, DurationLaw law)
        : base(family, sample, law) =>
        _draws = new(() => LawDraws.Of(sample, endsWithTheData: family == LawFamily.KaplanMeier)
            ?? throw new LifetimeFitException("There is nothing that could be drawn again."));

    /// <remarks>
    /// The interval between quantiles of 1000 laws drawn with a fixed seed, see <see cref="FitSelection.Estimate"/>; the scale does not
    /// matter to it. Those of <see cref="LawFamily.KaplanMeier"/> end with the data, as that law does.
    /// </remarks>
    public override LifetimeEstimate Estimate(
        Func<DurationLaw, double> functional, FunctionalScale scale = FunctionalScale.Log, double level = 0.95) =>
        _draws.Value.Estimate(functional, functional(Law), level);

    public override IReadOnlyList<DurationLaw> DrawLaws(int count, ulong seed) => _draws.Value.Draw(count, seed);
}

/// <summary>The data themselves as the law, corrected for censoring and delayed entry; its uncertainty by the bootstrap.</summary>
internal sealed class KaplanMeierFit : ResampledFit
{
    private KaplanMeierFit(LifetimeSample sample, StepLaw law)
        : base(LawFamily.KaplanMeier, sample, law)
    {
    }

    public override IReadOnlyList<FittedParameter> Parameters => [];

    internal static KaplanMeierFit Of(LifetimeSample sample)
    {
        var law = new StepLaw(KaplanMeier.Of(sample));
        return law.MeanSeconds > 0 && sample.BelowResolutionCount < sample.Count
            ? new(sample, law)
            : throw new LifetimeFitException("Every lifetime is 0 s: give durations in a finer unit.");
    }
}
