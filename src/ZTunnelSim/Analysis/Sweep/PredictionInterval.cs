namespace ZTunnelSim;

/// <summary>In what range the resets of one rollout will lie: chance, and what the data leave open about rates and lifetimes.</summary>
/// <param name="Lower">The lower end for one rollout, with both sources of uncertainty.</param>
/// <param name="Upper">The upper end for one rollout, with both sources of uncertainty.</param>
/// <param name="MeanLower">The lower end for the expected resets: the uncertainty of the data alone.</param>
/// <param name="MeanUpper">The upper end for the expected resets: the uncertainty of the data alone; infinite where a
/// plausible lifetime has no mean.</param>
/// <param name="ChanceLower">The lower end for one rollout, were rates and lifetimes as measured known to be right: chance alone.</param>
/// <param name="ChanceUpper">The upper end for one rollout, were rates and lifetimes as measured known to be right: chance alone.</param>
/// <param name="LifetimesShare">
/// How much of the variance of one rollout's resets comes from what the data leave open about rates and lifetimes, from 0 to 1: Var(mean) /
/// (Var(mean) + E(mean)), over the plausible ones, and what the nodes of a rollout share adds below the line. More data make this part
/// smaller; the rest is chance.
/// </param>
public readonly record struct PredictionInterval(
    double Lower, double Upper, double MeanLower, double MeanUpper, double ChanceLower, double ChanceUpper, double LifetimesShare)
{
    /// <summary>The interval of a rolling update's resets.</summary>
    /// <param name="rollout">The rollout; its workloads' <see cref="Workload.PlausibleLifetimes"/> and
    /// <see cref="Workload.PlausibleTraffic"/> are drawn from.</param>
    /// <param name="confidence">The probability of the interval, between 0 and 1.</param>
    /// <remarks>
    /// Given rates, lifetimes and the overlap that the nodes of one rollout have alike, resets are Poisson (the small extra spread of an
    /// overlap that each node draws for itself is left out where they share nothing). A workload's plausible lifetimes and traffic go in
    /// pairs; those of different workloads are independent, and are combined draw by draw; the interval is that of the mixture of the
    /// Poisson laws so obtained.
    /// </remarks>
    public static PredictionInterval OfResets(Rollout rollout, double confidence)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        return OfResets(new ResetMeans(rollout), rollout.DrainBudgetSeconds, confidence);
    }

    /// <summary>The interval with a drain budget.</summary>
    internal static PredictionInterval OfResets(ResetMeans resets, double budget, double confidence)
    {
        (double[] means, double[] ofRollouts, double[] fittedOfRollouts) = resets.OfEach(budget);
        Array.Sort(means);
        PoissonMixture plausible = new(ofRollouts), fitted = new(fittedOfRollouts);
        double tail = 0.5 * (1 - confidence);
        return new(
            plausible.Quantile(tail),
            plausible.Quantile(1 - tail),
            means[(int)(tail * (means.Length - 1))],
            means[(int)Math.Ceiling((1 - tail) * (means.Length - 1))],
            fitted.Quantile(tail),
            fitted.Quantile(1 - tail),
            ShareOfMeans(means, ofRollouts));
    }

    /// <summary>The law of total variance, for a mixture of Poisson laws.</summary>
    private static double ShareOfMeans(double[] means, double[] ofRollouts)
    {
        double variance = Variance(means);
        return variance == 0 ? 0 : double.IsFinite(variance) ? variance / (Math.Max(variance, Variance(ofRollouts)) + means.Average()) : 1;

        static double Variance(double[] values)
        {
            double mean = values.Average();
            return values.Sum(v => (v - mean) * (v - mean)) / values.Length;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Numbers.Range(Lower, Upper)} (chance alone: {Numbers.Range(ChanceLower, ChanceUpper)})";
}
