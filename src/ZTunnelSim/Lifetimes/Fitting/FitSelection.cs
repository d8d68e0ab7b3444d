namespace ZTunnelSim;

/// <summary>What became of the attempt to fit one family.</summary>
public sealed record FitCandidate
{
    internal FitCandidate(LawFamily family, LifetimeFit? fit, string? objection) => (Family, Fit, Objection) = (family, fit, objection);

    /// <summary>The family.</summary>
    public LawFamily Family { get; }

    /// <summary>The fitted law; null if the data can't support one.</summary>
    public DurationLaw? Law => Fit?.Law;

    /// <summary>The Bayesian information criterion; null without a likelihood.</summary>
    public double? Bic => Fit?.Bic;

    /// <summary>What speaks against it, in plain words; null if nothing does.</summary>
    public string? Objection { get; }

    /// <summary>Whether nothing speaks against it.</summary>
    public bool IsAcceptable => Fit is not null && Objection is null;

    /// <summary>The fit; null if the data can't support it.</summary>
    internal LifetimeFit? Fit { get; }
}

/// <summary>The chosen fit, with all that were tried and why it was chosen.</summary>
/// <remarks>
/// Its intervals allow for the choice: the law was chosen by the same data, and where others would have done as well, the numbers that
/// follow from it may be as theirs. <see cref="Best"/>'s own intervals take its family as known.
/// </remarks>
internal sealed class FitSelection
{
    private readonly LawDraws _draws;

    internal FitSelection(
        LifetimeFit best, LawDraws draws, IReadOnlyList<FitCandidate> candidates, IReadOnlyList<string> reasons,
        IReadOnlyList<string> warnings) =>
        (Best, _draws, Candidates, Reasons, Warnings) = (best, draws, candidates, reasons, warnings);

    public LifetimeFit Best { get; }

    /// <summary>The same under the maximum age that the sample was censored at.</summary>
    /// <param name="age">The age.</param>
    /// <param name="sample">The sample as it was seen.</param>
    public FitSelection Under(ObservedMaximumAge age, LifetimeSample sample)
    {
        FitCandidate Limited(FitCandidate c) =>
            new(c.Family, c.Fit is null ? null : AgeLimitedFit.Of(c.Fit, age, sample), c.Objection);
        FitCandidate[] candidates = [.. Candidates.Select(Limited)];
        return new(
            candidates[Candidates.Index().First(c => c.Item.Fit == Best).Index].Fit!, _draws.Under(age), candidates,
            [age.Sentence, .. Reasons], Warnings);
    }

    /// <summary>All families tried: parametric ones by ascending BIC, then those that failed, then the empirical ones.</summary>
    public IReadOnlyList<FitCandidate> Candidates { get; }

    /// <summary>Why it was chosen and others were not, in plain words.</summary>
    public IReadOnlyList<string> Reasons { get; }

    /// <summary>What is wrong with the data (see <see cref="KaplanMeier.Warnings"/>); empty if nothing is.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Any number that follows from the law, with an interval that allows for the choice of the law.</summary>
    /// <exception cref="LifetimeFitException">The uncertainty can't be told.</exception>
    /// <remarks>
    /// The interval between quantiles of 1000 laws drawn from the data themselves (the Bayesian bootstrap, with censoring and delayed
    /// entry), each with a generalised Pareto tail beyond one of the thresholds that the data allow. It always holds the estimate.
    /// </remarks>
    public LifetimeEstimate Estimate(Func<DurationLaw, double> functional, double level = 0.95) =>
        _draws.Estimate(functional, functional(Best.Law), level);

    /// <summary>As <see cref="LifetimeFit.ResidualSurvival"/>, with an interval that allows for the choice.</summary>
    /// <exception cref="LifetimeFitException">The uncertainty can't be told.</exception>
    public LifetimeEstimate ResidualSurvival(double seconds, double level = 0.95)
    {
        if (!(seconds >= 0)) throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A drain budget is at least 0 s.");
        return Estimate(law => law.IntegratedTail(seconds) / law.MeanSeconds, level);
    }

    /// <summary>The mean lifetime in seconds, with an interval that allows for the choice.</summary>
    /// <exception cref="LifetimeFitException">The uncertainty can't be told.</exception>
    public LifetimeEstimate MeanSeconds(double level = 0.95) => Estimate(law => law.MeanSeconds, level);

    /// <summary>Laws as plausible as the chosen one, the choice included, to carry the uncertainty through any computation.</summary>
    /// <returns>The laws, all of finite mean.</returns>
    /// <exception cref="LifetimeFitException">The uncertainty can't be told.</exception>
    public IReadOnlyList<DurationLaw> DrawLaws(int count, ulong seed) => _draws.Draw(count, seed);
}
