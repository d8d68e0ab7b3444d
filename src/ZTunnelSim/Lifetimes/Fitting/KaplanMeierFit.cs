using ZTunnelSim.Lifetimes.Survival;

namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>
/// The data themselves as the law, corrected for censoring and delayed entry; its uncertainty by the bootstrap.
/// </summary>
public sealed class KaplanMeierFit : ResampledFit
{
    private KaplanMeierFit(LifetimeSample sample, StepLaw law)
        : base(LawFamily.KaplanMeier, sample, law)
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<FittedParameter> Parameters => [];

    internal static KaplanMeierFit Of(LifetimeSample sample) => new(sample, LawOf(sample));

    private protected override DurationLaw Refit(LifetimeSample sample) => LawOf(sample);

    private static StepLaw LawOf(LifetimeSample sample)
    {
        var law = new StepLaw(KaplanMeier.Of(sample));
        return law.MeanSeconds > 0 && sample.BelowResolutionCount < sample.Count ? law : throw new LifetimeFitException("Every lifetime is 0 s: give durations in a finer unit.");
    }
}
