using MathNet.Numerics.Distributions;

namespace ZTunnelSim;

/// <summary>How many resets fewer a rollout at one start has than at another one, with the same T.</summary>
/// <param name="Chosen">The start that is chosen.</param>
/// <param name="Other">The other one.</param>
/// <remarks>
/// The range is that of the difference of two rollouts. Given what the data leave open about lifetimes and mean rates, which is alike for
/// both, that is the difference of two Poisson numbers, taken as normal; what the counts behind a profile leave open is each start's own.
/// </remarks>
internal readonly record struct StartSaving(StartOutcome Chosen, StartOutcome Other)
{
    private const double Tail = 0.5 * (1 - StudyOptions.Confidence);

    /// <summary>The expected difference.</summary>
    public double Resets => Other.Resets - Chosen.Resets;

    /// <summary>The same as a share of the other one's resets; 0 where there are none.</summary>
    public double Share => Other.Resets > 0 ? Resets / Other.Resets : 0;

    /// <summary>The lower end of the 95 % interval for the difference of one rollout then and one now.</summary>
    public double Lower => Quantile(Tail, -0.5);

    /// <summary>The upper end.</summary>
    public double Upper => Quantile(1 - Tail, 0.5);

    /// <summary>Whether a single rollout at the one start, and one at the other, would tell them apart.</summary>
    public bool IsSure => Lower > 0;

    /// <summary>The difference that is not exceeded with a probability, and half a reset beyond, as counts are whole.</summary>
    private double Quantile(double probability, double beyond)
    {
        IReadOnlyList<double> factors = Chosen.Uncertainty?.Factors ?? [1];
        double chosen = Chosen.Resets, other = Other.Resets, difference = Resets;
        double ofChosen = chosen * (Chosen.Uncertainty?.ProfileError ?? 0), ofOther = other * (Other.Uncertainty?.ProfileError ?? 0);
        (double Mean, double Deviation)[] laws =
        [
            .. factors.Where(double.IsFinite).Select(factor => (
                factor * difference, Math.Sqrt(factor * (chosen + other) + factor * factor * (ofChosen * ofChosen + ofOther * ofOther)))),
        ];
        int endless = factors.Count - laws.Length, below = difference < 0 ? endless : 0;
        if (probability * factors.Count <= below && below > 0) return double.NegativeInfinity;
        if (probability * factors.Count > factors.Count - (endless - below)) return double.PositiveInfinity;
        double low = laws.Min(law => law.Mean - 10 * law.Deviation), high = laws.Max(law => law.Mean + 10 * law.Deviation);
        while (high - low > 1e-6 * (1 + Math.Abs(low) + Math.Abs(high)))
        {
            double middle = 0.5 * (low + high);
            if (below + laws.Sum(law => Cdf(law, middle)) >= probability * factors.Count) high = middle;
            else low = middle;
        }
        return high + beyond;

        static double Cdf((double Mean, double Deviation) law, double at) =>
            law.Deviation > 0 ? Normal.CDF(law.Mean, law.Deviation, at) : at >= law.Mean ? 1 : 0;
    }
}
