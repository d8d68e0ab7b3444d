using ZTunnelSim.Lifetimes.Survival;

namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>Fits lifetime laws to data, and chooses one with reasons.</summary>
/// <example><code>
/// LifetimeSample sample = LifetimeSample.From(observations);
/// FitSelection selection = LifetimeFitter.FitBest(sample);
/// LifetimeEstimate outlive = selection.Best.ResidualSurvival(300);
/// </code></example>
public static class LifetimeFitter
{
    /// <summary>The families with a likelihood, simplest first.</summary>
    public static IReadOnlyList<LawFamily> ParametricFamilies { get; } =
    [
        LawFamily.Exponential, LawFamily.Lognormal, LawFamily.Weibull, LawFamily.Gamma, LawFamily.Lomax,
        LawFamily.Hyperexponential2, LawFamily.Hyperexponential3, LawFamily.LognormalMixture2,
    ];

    /// <summary>The fit of one family.</summary>
    /// <param name="family">The family.</param>
    /// <param name="sample">The sample.</param>
    /// <exception cref="LifetimeFitException">The data can't support it; the message says why.</exception>
    public static LifetimeFit Fit(LawFamily family, LifetimeSample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return family switch
        {
            LawFamily.KaplanMeier => KaplanMeierFit.Of(sample),
            LawFamily.EmpiricalParetoTail => ParetoTailFit.Of(sample),
            _ => ParametricFit.Of(ParametricFamily.Of(family), sample),
        };
    }

    /// <summary>
    /// Fits all families and chooses: the smallest BIC among those with a finite mean whose tail the data don't
    /// contradict; failing that, the data with a Pareto tail; failing that, the data alone.
    /// </summary>
    /// <param name="sample">The sample.</param>
    /// <param name="families">The parametric families to try; null: <see cref="ParametricFamilies"/>.</param>
    /// <exception cref="LifetimeFitException">
    /// No family at all can be fitted; the message gives the first reason.
    /// </exception>
    /// <remarks>
    /// Why the tail has a say of its own: resets are made by the longest connections, and a likelihood is dominated by
    /// the many short ones. See <see cref="TailCheck"/>.
    /// </remarks>
    public static FitSelection FitBest(LifetimeSample sample, IReadOnlyList<LawFamily>? families = null)
    {
        ArgumentNullException.ThrowIfNull(sample);
        KaplanMeier? estimate = sample.Groups.Any(g => g.FitsKaplanMeier) ? KaplanMeier.Of(sample) : null;
        List<FitCandidate> candidates =
        [
            .. (families ?? ParametricFamilies).AsParallel().AsOrdered().Select(f => Try(f, sample, estimate)).AsSequential()
                .OrderBy(c => c.Fit?.Bic ?? double.PositiveInfinity),
        ];
        FitCandidate? chosen = candidates.FirstOrDefault(c => c.IsAcceptable);
        var reasons = new List<string>();
        foreach (FitCandidate passed in candidates.TakeWhile(c => c.Fit is not null && c != chosen))
            reasons.Add($"{passed.Family} (BIC {passed.Fit!.Bic:F1}) was passed over: {passed.Objection}.");
        foreach (LawFamily family in new[] { LawFamily.EmpiricalParetoTail, LawFamily.KaplanMeier })
        {
            FitCandidate candidate = Try(family, sample, estimate);
            candidates.Add(candidate);
            if (chosen is null && candidate.IsAcceptable) chosen = candidate;
        }
        // Kaplan-Meier agrees with itself: where even it is not acceptable, there is nothing to choose from.
        if (chosen?.Fit is not { } best) throw new LifetimeFitException($"No law can be fitted. {candidates[0].Objection}");
        reasons.Add(best.Bic is { } bic
            ? $"{chosen.Family} has the smallest BIC ({bic:F1}) of those with a finite mean and a tail that agrees with the data."
            : $"{chosen.Family} was chosen: no parametric family has both a finite mean and a tail that agrees with the data.");
        return new FitSelection(best, candidates, reasons, estimate?.Warnings ?? []);
    }

    private static FitCandidate Try(LawFamily family, LifetimeSample sample, KaplanMeier? estimate)
    {
        try
        {
            LifetimeFit fit = Fit(family, sample);
            TailCheck? tail = estimate is null ? null : TailCheck.Of(fit.Law, estimate);
            string? objection = !double.IsFinite(fit.Law.MeanSeconds)
                ? "its mean is infinite, so no stationary state exists"
                : tail is { Agrees: false } ? tail.ToString() : null;
            return new FitCandidate(family, fit, tail, objection);
        }
        catch (LifetimeFitException problem)
        {
            return new FitCandidate(family, null, null, problem.Message);
        }
    }
}
