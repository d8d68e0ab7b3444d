using MathNet.Numerics.Distributions;

namespace ZTunnelSim;

/// <summary>Whether so many of all replications hold, told as soon as the rest of them can't change it, or as good as can't.</summary>
/// <param name="Replications">How many replications there are in all, at least 1.</param>
/// <param name="Needed">How many of them have to hold, from 0 to all.</param>
/// <remarks>
/// A verdict is settled where, whatever the share that holds in truth, the probability to see as much as was seen and the other verdict in
/// the end is at most 1 in 100,000. With some ten looks, a verdict is another one than that of all replications in fewer than 1 of 5,000
/// studies: right and wrong ones are as frequent as with all of them. (Stochastic curtailment: Lan, Simon and Halperin, Sequential Analysis
/// 1, 1982; there for one true share, here for the worst.)
/// </remarks>
internal sealed record CountVerdict(int Replications, int Needed)
{
    private const double Risk = 1e-5;

    private static readonly double GoldenRatio = 0.5 * (Math.Sqrt(5) - 1);

    /// <summary>What the test says of whether a share is at least the given one: no significant doubt, at a level.</summary>
    public static CountVerdict OfTest(int replications, double share, double level)
    {
        int doubted = -1, needed = replications;
        while (needed - doubted > 1)
        {
            int middle = doubted + (needed - doubted) / 2;
            if (Binomial.CDF(share, replications, middle) >= level) needed = middle;
            else doubted = middle;
        }
        return new(replications, needed);
    }

    /// <summary>Whether a quantile of the sample does not exceed a limit: so many of the values have to be within it.</summary>
    public static CountVerdict OfQuantile(int replications, double probability) =>
        new(replications, Math.Clamp((int)Math.Ceiling(probability * replications), 1, replications));

    /// <summary>The verdict by so many replications done, of which some hold; null: it is not settled.</summary>
    public bool? After(int done, int held) =>
        IsSettled(Replications, Needed, done, held) ? true
        : IsSettled(Replications, Replications - Needed + 1, done, done - held) ? false
        : null;

    /// <summary>Whether so many of all will be counted, by those counted so far.</summary>
    private static bool IsSettled(int all, int needed, int done, int counted)
    {
        int missing = needed - counted, left = all - done;
        if (missing <= 0) return true;
        if (missing > left) return false;
        // Where what is left is as likely as not to decide otherwise, so is all of it. Beyond either end the product is at most twice
        // that at the end, where the factor that still grows is a half or more.
        double low = (double)missing / left, high = (double)counted / done;
        if (low >= high) return false;
        // Both factors are log-concave in the share, and so is their product: it has one peak.
        while (high - low > 1e-4)
        {
            double step = GoldenRatio * (high - low);
            if (Chance(high - step) < Chance(low + step)) low = high - step;
            else high = low + step;
        }
        return 2 * Chance(0.5 * (low + high)) <= Risk;

        // More than the probability of both, since what is counted beyond this leaves fewer missing.
        double Chance(double share) =>
            Binomial.CDF(1 - share, done, done - counted) * Binomial.CDF(share, left, missing - 1);
    }
}
