namespace ZTunnelSim;

/// <summary>How far a law is from the data: distances between it and the Kaplan-Meier estimate.</summary>
/// <param name="KolmogorovSmirnov">The largest distance between the two survival functions, up to the last age observed.</param>
/// <param name="AndersonDarling">
/// n times the integral of (F_n - F)^2 / (F (1 - F)) dF up to the last age observed, which weighs the tails; for complete data it is the
/// classic A^2.
/// </param>
/// <remarks>
/// With complete data Kaplan-Meier is the empirical law and these are the classic statistics. With censoring or delayed entry they are
/// distances only: their law depends on how connections were lost from sight, which the sample does not tell.
/// </remarks>
internal sealed record GoodnessOfFit(double KolmogorovSmirnov, double AndersonDarling)
{
    /// <summary>How far a fit's law is from the sample that it was fitted to.</summary>
    public static GoodnessOfFit Of(LifetimeFit fit) => Of(fit.Law, fit.Sample);

    /// <exception cref="LifetimeFitException">There is no observation.</exception>
    public static GoodnessOfFit Of(DurationLaw law, LifetimeSample sample)
    {
        KaplanMeier estimate = KaplanMeier.Of(sample);
        return new(Distance(law, estimate), Anderson(law, estimate, sample.Fresh.Count));
    }

    internal static double Distance(DurationLaw law, KaplanMeier estimate)
    {
        double largest = 0, before = 1;
        foreach (KaplanMeierStep step in estimate.Steps)
        {
            // Just before the step and at it; between steps the law's survival only sinks. Within the step that an age was recorded in,
            // the data say nothing.
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
