using ZTunnelSim.Lifetimes.Survival;

namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>A threshold that was tried for the tail.</summary>
/// <param name="Seconds">The threshold in seconds.</param>
/// <param name="EndedAbove">How many lifetimes ended above it.</param>
/// <param name="Shape">The shape of the tail fitted above it.</param>
/// <param name="ScaleSeconds">Its scale in seconds.</param>
/// <param name="Distance">
/// The largest distance between the tail's survival and the Kaplan-Meier estimate above the threshold.
/// </param>
public sealed record TailThreshold(double Seconds, long EndedAbove, double Shape, double ScaleSeconds, double Distance);

/// <summary>
/// The fit of an <see cref="EmpiricalParetoTail"/>; its uncertainty by the bootstrap, with the threshold kept.
/// </summary>
/// <remarks>
/// The threshold is the one among the Kaplan-Meier quantiles from the median up, with at least 30 endings above it,
/// whose tail is closest to the data: Clauset, Shalizi, Newman, "Power-law distributions in empirical data", SIAM
/// Review 51, 2009, with Kaplan-Meier in the place of the empirical law so that censored data may be used.
/// </remarks>
public sealed class ParetoTailFit : ResampledFit
{
    /// <summary>The fewest endings that a tail is fitted to.</summary>
    public const int FewestEndings = 30;

    private static readonly double[] Quantiles = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 0.999];

    private ParetoTailFit(LifetimeSample sample, EmpiricalParetoTail law, ParametricFit tail, IReadOnlyList<TailThreshold> thresholds)
        : base(LawFamily.EmpiricalParetoTail, sample, law)
    {
        Parameters = tail.Parameters;
        ThresholdSeconds = law.ThresholdSeconds;
        Thresholds = thresholds;
    }

    /// <summary>The tail's shape and scale (seconds).</summary>
    public override IReadOnlyList<FittedParameter> Parameters { get; }

    /// <summary>The chosen threshold in seconds.</summary>
    public double ThresholdSeconds { get; }

    /// <summary>All thresholds tried, ascending.</summary>
    public IReadOnlyList<TailThreshold> Thresholds { get; }

    internal static ParetoTailFit Of(LifetimeSample sample)
    {
        KaplanMeier estimate = KaplanMeier.Of(sample);
        var tried = new List<(TailThreshold Threshold, ParametricFit Tail)>();
        foreach (double threshold in Candidates(estimate))
        {
            LifetimeSample excesses = sample.ExcessesOver(threshold);
            if (excesses.EndedCount < FewestEndings) break;
            try
            {
                ParametricFit tail = TailOf(excesses);
                double distance = GoodnessOfFit.Of(tail.Law, excesses).KolmogorovSmirnov;
                var law = (EmpiricalParetoTail)tail.Law;
                tried.Add((new(threshold, excesses.EndedCount, law.Shape, law.ScaleSeconds, distance), tail));
            }
            catch (LifetimeFitException)
            {
                // This threshold has no tail of this kind; another may.
            }
        }
        if (tried.Count == 0)
        {
            throw new LifetimeFitException(
                $"No Pareto tail can be fitted: it takes {FewestEndings} lifetimes that ended above the median, with a tail "
                + "that does not end abruptly.");
        }
        (TailThreshold best, ParametricFit bestTail) = tried.MinBy(t => t.Threshold.Distance);
        return new ParetoTailFit(sample, Join(estimate, best.Seconds, bestTail), bestTail, [.. tried.Select(t => t.Threshold)]);
    }

    private protected override DurationLaw Refit(LifetimeSample sample) =>
        Join(KaplanMeier.Of(sample), ThresholdSeconds, TailOf(sample.ExcessesOver(ThresholdSeconds)));

    private static IEnumerable<double> Candidates(KaplanMeier estimate) =>
        Quantiles.Select(p => estimate.AtSurvival(1 - p)).Where(double.IsFinite).Distinct();

    private static ParametricFit TailOf(LifetimeSample excesses) => ParametricFit.Of(new GeneralizedParetoFamily(), excesses);

    private static EmpiricalParetoTail Join(KaplanMeier estimate, double threshold, ParametricFit tail)
    {
        var law = (EmpiricalParetoTail)tail.Law;
        double share = estimate.Survival(threshold);
        if (!(share > 0)) throw new LifetimeFitException("Nothing lies above the tail's threshold.");
        return new(KaplanMeierLaw.PointsOf(estimate, threshold), threshold, share, law.Shape, law.ScaleSeconds);
    }
}
