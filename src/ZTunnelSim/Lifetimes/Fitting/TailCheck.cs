namespace ZTunnelSim;

/// <summary>One age at which a law's tail was compared with the data.</summary>
/// <param name="Seconds">The age in seconds.</param>
/// <param name="LawSurvival">P(lifetime &gt; age) by the law.</param>
/// <param name="Observed">The Kaplan-Meier estimate of it, with its interval.</param>
internal sealed record TailPoint(double Seconds, double LawSurvival, LifetimeEstimate Observed)
{
    public bool Agrees => LawSurvival >= Observed.Low && LawSurvival <= Observed.High;
}

/// <summary>
/// Whether a law's tail agrees with the data where the longest connections are: at the 90th, 95th, 99th and 99.9th percentile, as far as at
/// least ten lifetimes were still watched there, inside the 99.9 % interval of Kaplan-Meier.
/// </summary>
/// <remarks>
/// The interval is wide because a law that is right has to pass four comparisons. In a very large sample no simple law passes, and the data
/// with a Pareto tail are chosen: with so many data nothing simpler is needed.
/// </remarks>
internal sealed record TailCheck(IReadOnlyList<TailPoint> Points)
{
    private const double Level = 0.999;
    private const int FewestAtRisk = 10;
    private static readonly double[] Percentiles = [0.9, 0.95, 0.99, 0.999];

    /// <summary>Whether the law is inside all intervals.</summary>
    public bool Agrees => Points.All(p => p.Agrees);

    public static TailCheck Of(DurationLaw law, KaplanMeier estimate)
    {
        return new([
            .. Percentiles
                .Select(p => estimate.Steps.FirstOrDefault(s => s.Survival <= 1 - p))
                .Where(s => s.AtRisk >= FewestAtRisk && s.Survival > 0)
                .Select(s => new TailPoint(s.UpToSeconds, law.Survival(s.UpToSeconds), estimate.SurvivalInterval(s.Seconds, Level))),
        ]);
    }

    public override string ToString() => Points.LastOrDefault(p => !p.Agrees) is { } worst
        ? Invariant($"its tail disagrees with the data: {worst.LawSurvival:G3} of lifetimes beyond {worst.Seconds:G4} s where ")
            + Invariant($"the data say {worst.Observed.Value:G3} ({worst.Observed.Low:G3} to {worst.Observed.High:G3})")
        : "its tail agrees with the data";
}
