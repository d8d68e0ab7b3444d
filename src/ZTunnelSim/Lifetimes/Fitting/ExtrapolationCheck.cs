namespace ZTunnelSim;

/// <summary>How far an answer about a drain budget G rests on data, and how far on the law's tail alone.</summary>
/// <param name="DrainBudgetSeconds">G in seconds.</param>
/// <param name="LongestSeconds">The longest age observed, in seconds.</param>
/// <param name="CountAbove">How many connections were observed at ages above G, ended or still open.</param>
/// <param name="ShareBeyondLongest">
/// The share of the expected resets that the law puts on lifetimes longer than any observed: IntegratedTail(max(G, longest)) /
/// IntegratedTail(G); 0 where the law puts nothing beyond G.
/// </param>
internal sealed record ExtrapolationCheck(double DrainBudgetSeconds, double LongestSeconds, long CountAbove, double ShareBeyondLongest)
{
    /// <summary>Fewer observations than this beyond G say little about what happens there.</summary>
    public const long FewObservations = 10;

    /// <summary>Whether G lies beyond the longest age observed.</summary>
    public bool IsBeyondData => CountAbove == 0;

    /// <summary>Whether few observations or none lie beyond G, or most of the answer does beyond all of them.</summary>
    public bool IsDoubtful => CountAbove < FewObservations || ShareBeyondLongest > 0.5;

    public static ExtrapolationCheck Of(LifetimeFit fit, double drainBudgetSeconds)
    {
        if (!(drainBudgetSeconds >= 0 && double.IsFinite(drainBudgetSeconds)))
            throw new ArgumentOutOfRangeException(
                nameof(drainBudgetSeconds), drainBudgetSeconds, "A drain budget is finite and at least 0 s.");
        double longest = fit.Sample.LongestSeconds;
        double beyondBudget = fit.Law.IntegratedTail(drainBudgetSeconds);
        // That nothing lives beyond a maximum age is what was seen.
        if (fit.MaximumAge is { Ended: var ended } && beyondBudget == 0) return new(drainBudgetSeconds, longest, ended, 0);
        double share = longest <= drainBudgetSeconds ? 1
            : beyondBudget > 0 ? fit.Law.IntegratedTail(longest) / beyondBudget
            : 0;
        return new(drainBudgetSeconds, longest, fit.Sample.CountAbove(drainBudgetSeconds), share);
    }
}
