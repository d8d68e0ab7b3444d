namespace ZTunnelSim;

/// <summary>A threshold that was tried for the tail.</summary>
/// <param name="Seconds">The threshold in seconds.</param>
/// <param name="EndedAbove">How many lifetimes ended above it.</param>
/// <param name="Distance">The largest distance between the tail's survival and the Kaplan-Meier estimate above the threshold.</param>
internal sealed record TailThreshold(double Seconds, long EndedAbove, double Distance);

/// <summary>The fit of an <see cref="EmpiricalParetoTail"/>; its uncertainty by the bootstrap, with the threshold kept.</summary>
/// <remarks>
/// Thresholds are the Kaplan-Meier quantiles from the median up with at least 30 endings above them. Of those whose tail the data don't
/// contradict the one is taken that is nearest to the middle of the laws that the sample supports (<see cref="ResidualCheck"/>): its
/// numbers lie well within their intervals. The threshold whose tail is closest to the data (Clauset, Shalizi, Newman, SIAM Review 51,
/// 2009), taken before, may be any of several that fit as well, and lie at an edge.
/// </remarks>
internal sealed class ParetoTailFit : ResampledFit
{
    public const int FewestEndings = 30;

    private static readonly double[] Quantiles = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 0.999];

    private ParetoTailFit(
        LifetimeSample sample, EmpiricalParetoTail law, ParametricFit tail, IReadOnlyList<TailThreshold> thresholds)
        : base(LawFamily.EmpiricalParetoTail, sample, law) =>
        (Parameters, ThresholdSeconds, Thresholds) = (tail.Parameters, law.ThresholdSeconds, thresholds);

    /// <summary>The tail's shape and scale (seconds).</summary>
    public override IReadOnlyList<FittedParameter> Parameters { get; }

    public double ThresholdSeconds { get; }

    /// <summary>All thresholds tried, ascending.</summary>
    public IReadOnlyList<TailThreshold> Thresholds { get; }

    /// <param name="sample">The sample.</param>
    /// <param name="residuals">The laws that it supports; null where it has too few endings for any.</param>
    internal static ParetoTailFit Of(LifetimeSample sample, ResidualCheck? residuals)
    {
        KaplanMeier estimate = KaplanMeier.Of(sample);
        var tried = new List<(TailThreshold Threshold, ParametricFit Tail, EmpiricalParetoTail Law)>();
        foreach (double threshold in Quantiles.Select(p => estimate.AtSurvival(1 - p)).Where(double.IsFinite).Distinct())
        {
            LifetimeSample excesses = sample.ExcessesOver(threshold);
            if (excesses.EndedCount < FewestEndings) break;
            try
            {
                ParametricFit tail = ParametricFit.Of(new GeneralizedParetoFamily(), excesses);
                double distance = GoodnessOfFit.Distance(tail.Law, KaplanMeier.Of(excesses));
                tried.Add((new(threshold, excesses.EndedCount, distance), tail, Join(estimate, threshold, tail)));
            }
            catch (LifetimeFitException)
            {
                // This threshold has no tail of this kind; another may.
            }
        }
        if (tried.Count == 0)
        {
            throw new LifetimeFitException(
                $"No Pareto tail can be fitted: it takes {FewestEndings} lifetimes that ended above the median, with a tail that does not "
                + "end abruptly.");
        }
        var allowed = tried.Where(t => TailPosterior.Allows(t.Threshold.Distance, t.Threshold.EndedAbove)).ToList();
        var best = residuals is null || allowed.Count == 0
            ? tried.MinBy(t => t.Threshold.Distance)
            : allowed.MinBy(t => residuals.DistanceOf(t.Law));
        return new ParetoTailFit(sample, best.Law, best.Tail, [.. tried.Select(t => t.Threshold)]);
    }

    private static EmpiricalParetoTail Join(KaplanMeier estimate, double threshold, ParametricFit tail)
    {
        var law = (EmpiricalParetoTail)tail.Law;
        double share = estimate.Survival(threshold);
        if (!(share > 0)) throw new LifetimeFitException("Nothing lies above the tail's threshold.");
        return new(estimate.EndingsUpTo(threshold), threshold, share, law.Shape, law.ScaleSeconds);
    }
}
