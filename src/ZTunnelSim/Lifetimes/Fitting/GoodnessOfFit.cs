namespace ZTunnelSim;

/// <summary>How far a law is from the data: distances between it and the Kaplan-Meier estimate.</summary>
/// <param name="KolmogorovSmirnov">The largest distance between the two survival functions, up to the last age observed.</param>
/// <param name="AndersonDarling">
/// n times the integral of (F_n - F)^2 / (F (1 - F)) dF up to the last age observed, which weighs the tails; for complete data it is the
/// classic A^2.
/// </param>
/// <param name="PValue">
/// The probability of an Anderson-Darling distance at least as large if the family were right, by the parametric bootstrap; null where none
/// was asked for, or none is valid.
/// </param>
/// <param name="Remark">What the distances are based on, and why there is no p-value, in plain words.</param>
/// <remarks>
/// With complete data Kaplan-Meier is the empirical law and these are the classic statistics. With censoring or delayed entry they are
/// distances only: their law depends on how connections were lost from sight, which the sample does not tell, so that no p-value is given.
/// </remarks>
internal sealed record GoodnessOfFit(double KolmogorovSmirnov, double AndersonDarling, double? PValue, string Remark)
{
    private const long BootstrapPurpose = 0x676F6F64;

    /// <summary>The distances between a law and a sample.</summary>
    /// <param name="law">The law.</param>
    /// <param name="sample">The sample.</param>
    /// <exception cref="LifetimeFitException">There is no observation that Kaplan-Meier can use.</exception>
    public static GoodnessOfFit Of(DurationLaw law, LifetimeSample sample)
    {
        ArgumentNullException.ThrowIfNull(law);
        ArgumentNullException.ThrowIfNull(sample);
        KaplanMeier estimate = KaplanMeier.Of(sample);
        string basis = sample.IsComplete
            ? "From complete data."
            : "From the Kaplan-Meier estimate, up to the last age observed: distances only, a p-value would not be "
                + "valid.";
        return new(Distance(law, estimate), Anderson(law, estimate, sample.Count), null, basis);
    }

    /// <summary>The distances, with a p-value if the sample is complete.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="replicates">How many samples to draw from the fitted law, and fit again; at least 1.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="LifetimeFitException">There is no observation that Kaplan-Meier can use.</exception>
    /// <remarks>
    /// The parametric bootstrap allows for the parameters having been fitted, which tables of the statistics don't: Stute, Gonzalez
    /// Manteiga, Presedo Quindimil, Metrika 40, 1993. p = (1 + larger ones) / (1 + replicates). A replicate that the family can't be fitted
    /// to counts as larger, which errs on the side of not rejecting.
    /// </remarks>
    public static GoodnessOfFit Of(ParametricFit fit, int replicates, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentOutOfRangeException.ThrowIfLessThan(replicates, 1);
        GoodnessOfFit observed = Of(fit.Law, fit.Sample);
        if (!fit.Sample.IsComplete) return observed;
        ParametricFamily family = ParametricFamily.Of(fit.Family);
        double resolution = fit.Sample.ResolutionSeconds;
        bool isInSteps = fit.Sample.Groups.Any(g => g.HalfWidth > 0);
        int larger = 0;
        Parallel.For(0, replicates, i =>
        {
            var random = new RandomStream(seed, replication: i, purpose: BootstrapPurpose);
            var drawn = new LifetimeObservation[fit.Sample.Count];
            for (int k = 0; k < drawn.Length; k++)
            {
                double seconds = fit.Law.Sample(ref random);
                // As the sample records it, where it does so in steps: rounded down.
                drawn[k] = new(isInSteps ? Math.Floor(seconds / resolution) * resolution : seconds);
            }
            LifetimeSample replicate = LifetimeSample.From(drawn, resolutionSeconds: resolution);
            try
            {
                DurationLaw refitted = ParametricFit.Of(family, replicate).Law;
                if (Of(refitted, replicate).AndersonDarling < observed.AndersonDarling) return;
            }
            catch (LifetimeFitException)
            {
                // Counted as larger.
            }
            Interlocked.Increment(ref larger);
        });
        return observed with
        {
            PValue = (1.0 + larger) / (1 + replicates),
            Remark = $"From complete data; p-value of Anderson-Darling from {replicates} samples of the fitted law.",
        };
    }

    /// <summary>The Kolmogorov-Smirnov distance.</summary>
    internal static double Distance(DurationLaw law, KaplanMeier estimate)
    {
        double largest = 0, before = 1;
        foreach (KaplanMeierStep step in estimate.Steps)
        {
            // Just before the step and at it; between steps the law's survival only sinks. Within the step that an age
            // was recorded in, the data say nothing.
            double until = law.Survival(step.UpToSeconds);
            double from = step.HalfWidthSeconds > 0 ? law.Survival(step.Seconds - step.HalfWidthSeconds) : until;
            largest = Math.Max(largest, Math.Max(Math.Abs(before - from), Math.Abs(step.Survival - until)));
            before = step.Survival;
        }
        return largest;
    }

    /// <summary>
    /// Between two steps F_n is a constant c, and (c - F)^2 / (F (1 - F)) = c^2 / F + (1 - c)^2 / (1 - F) - 1 has the integral c^2 ln F -
    /// (1 - c)^2 ln(1 - F) - F.
    /// </summary>
    private static double Anderson(DurationLaw law, KaplanMeier estimate, double n)
    {
        double sum = 0, c = 0, left = 0, leftSurvival = 1;
        foreach (KaplanMeierStep step in estimate.Steps)
        {
            // Kept off 0 where the law says impossible, so that the distance is large and not infinite.
            double survival = Math.Max(law.Survival(step.UpToSeconds), double.Epsilon);
            double distribution = Math.Max(1 - survival, double.Epsilon);
            sum += Piece(c, left, leftSurvival, distribution, survival);
            (c, left, leftSurvival) = (1 - step.Survival, distribution, survival);
        }
        // Where Kaplan-Meier reaches 0 the rest, with c = 1, counts too.
        if (estimate.Steps[^1].Survival == 0) sum += -Math.Log(left) - leftSurvival;
        return n * sum;
    }

    private static double Piece(double c, double left, double leftSurvival, double right, double rightSurvival)
    {
        double low = c == 0 ? 0 : c * c * Math.Log(right / left);
        double high = c == 1 ? 0 : (1 - c) * (1 - c) * Math.Log(rightSurvival / leftSurvival);
        return low - high - (leftSurvival - rightSurvival);
    }
}
