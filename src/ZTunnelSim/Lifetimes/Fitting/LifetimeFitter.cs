namespace ZTunnelSim;

/// <summary>Fits lifetime laws to data, and chooses one with reasons.</summary>
/// <example><code>
/// LifetimeSample sample = LifetimeSample.From(observations);
/// FitSelection selection = LifetimeFitter.FitBest(sample);
/// LifetimeEstimate outlive = selection.Best.ResidualSurvival(300);
/// </code></example>
internal static class LifetimeFitter
{
    /// <summary>The families with a likelihood, simplest first.</summary>
    public static IReadOnlyList<LawFamily> ParametricFamilies { get; } =
    [
        LawFamily.Exponential, LawFamily.Lognormal, LawFamily.Weibull, LawFamily.Gamma, LawFamily.Lomax,
        LawFamily.Hyperexponential2, LawFamily.Hyperexponential3, LawFamily.LognormalMixture2,
    ];

    /// <summary>
    /// The 99 % quantile of the root of n times the Kolmogorov-Smirnov distance: Kolmogorov, 1933. For fitted laws it is on the side of not
    /// rejecting.
    /// </summary>
    private const double KolmogorovQuantile = 1.63;

    /// <summary>
    /// A distance that is small for any sample. Smaller disagreements that matter show in the tail and in the residual lives, which are
    /// checked on their own.
    /// </summary>
    private const double SmallDistance = 0.05;

    /// <exception cref="LifetimeFitException">The data can't support it; the message says why.</exception>
    public static LifetimeFit Fit(LawFamily family, LifetimeSample sample) => Fit(family, sample, () => ResidualCheck.Of(sample));

    private static LifetimeFit Fit(LawFamily family, LifetimeSample sample, Func<ResidualCheck?> residuals) => family switch
    {
        LawFamily.KaplanMeier => KaplanMeierFit.Of(sample),
        LawFamily.EmpiricalParetoTail => ParetoTailFit.Of(sample, residuals()),
        _ => ParametricFit.Of(ParametricFamily.Of(family), sample),
    };

    /// <summary>
    /// Fits all families and chooses: the smallest BIC among those with a finite mean that the data don't contradict; failing that, the
    /// data with a Pareto tail; failing that, the data alone.
    /// </summary>
    /// <param name="sample">The sample.</param>
    /// <param name="families">The parametric families to try; null: <see cref="ParametricFamilies"/>.</param>
    /// <param name="limit">
    /// What becomes of a law under the maximum age that the sample was censored at; null: there is none. A law is judged below it by the
    /// sample, and by what it is under it where means and open connections are the question.
    /// </param>
    /// <exception cref="LifetimeFitException">No family at all can be fitted; the message gives the first reason.</exception>
    /// <remarks>
    /// The data contradict a law by its tail (<see cref="TailCheck"/>), by its distance from them over all ages
    /// (<see cref="GoodnessOfFit"/>), or by the shares of open connections that outlive some ages (<see cref="ResidualCheck"/>): a
    /// likelihood is dominated by the many short connections, and resets by the few long ones.
    /// </remarks>
    public static FitSelection FitBest(
        LifetimeSample sample, IReadOnlyList<LawFamily>? families = null, Func<DurationLaw, DurationLaw>? limit = null)
    {
        if (sample is { EndedCount: 0, Count: > 0 })
        {
            throw new LifetimeFitException(
                $"None of the {sample.Count} connections was seen to end: they live longer than the "
                + Invariant($"{sample.LongestSeconds:G6} s that the longest was watched for, and nothing tells by how much."));
        }
        KaplanMeier? estimate = sample.Count > 0 ? KaplanMeier.Of(sample) : null;
        LawDraws? draws = LawDraws.Of(sample);
        ResidualCheck? residuals = draws is null ? null : ResidualCheck.Of(sample, draws, limit);
        FitCandidate Candidate(LawFamily family) => Try(family, sample, estimate, residuals, limit);
        List<FitCandidate> candidates =
        [
            .. (families ?? ParametricFamilies).SelectSideBySide(Candidate)
                .OrderBy(c => c.Fit?.Bic ?? double.PositiveInfinity),
        ];
        FitCandidate? chosen = candidates.FirstOrDefault(c => c.IsAcceptable);
        var reasons = new List<string>();
        foreach (FitCandidate passed in candidates.TakeWhile(c => c.Fit is not null && c != chosen))
            reasons.Add($"{passed.Family} (BIC {passed.Fit!.Bic:F1}) was passed over: {passed.Objection}.");
        foreach (LawFamily family in new[] { LawFamily.EmpiricalParetoTail, LawFamily.KaplanMeier })
        {
            FitCandidate candidate = Candidate(family);
            candidates.Add(candidate);
            if (chosen is null && candidate.IsAcceptable) chosen = candidate;
        }
        // Kaplan-Meier agrees with itself: where even it is not acceptable, there is nothing to choose from.
        if (chosen?.Fit is not { } best) throw new LifetimeFitException($"No law can be fitted. {candidates[0].Objection}");
        reasons.Add(best.Bic is { } bic
            ? $"{chosen.Family} has the smallest BIC ({bic:F1}) of those with a finite mean that agree with the data."
            : $"{chosen.Family} was chosen: no parametric family both has a finite mean and agrees with the data.");
        return new FitSelection(best, draws!, candidates, reasons, estimate!.Warnings);
    }

    private static FitCandidate Try(
        LawFamily family, LifetimeSample sample, KaplanMeier? estimate, ResidualCheck? residuals, Func<DurationLaw, DurationLaw>? limit)
    {
        try
        {
            LifetimeFit fit = Fit(family, sample, () => residuals);
            return new FitCandidate(family, fit, ObjectionTo(fit, estimate, residuals, limit is not null));
        }
        catch (LifetimeFitException problem)
        {
            return new FitCandidate(family, null, problem.Message);
        }
    }

    private static string? ObjectionTo(LifetimeFit fit, KaplanMeier? estimate, ResidualCheck? residuals, bool isLimited)
    {
        if (!isLimited && !fit.Law.HasMean) return "its mean is infinite, or beyond 1,000 years, so no stationary state exists";
        // The data agree with themselves, whatever becomes of rounding.
        if (estimate is null || fit is ResampledFit) return null;
        TailCheck tail = TailCheck.Of(fit.Law, estimate);
        if (!tail.Agrees) return tail.ToString();
        double distance = GoodnessOfFit.Of(fit).KolmogorovSmirnov;
        double largest = Math.Max(SmallDistance, KolmogorovQuantile / Math.Sqrt(fit.Sample.Fresh.Count));
        if (distance > largest)
        {
            return Invariant($"it disagrees with the data by {distance:0.000} (Kolmogorov-Smirnov; {largest:0.000} would be much ")
                + "already)";
        }
        return residuals?.ObjectionTo(fit.Law);
    }
}
