namespace ZTunnelSim;

/// <summary>The 95 % interval of one rollout's resets by their mean alone, for one drain budget and many starts.</summary>
/// <remarks>
/// What the data leave open about lifetimes and traffic moves the mean by the same factors at every start: by those that it has at mean
/// rates. Resets are then a mixture of Poisson laws, whose quantiles are worked out for a few means and interpolated between them. What the
/// counts behind a profile leave open adds to the interval's logarithm as independent errors do.
/// </remarks>
internal sealed class RangeByMean
{
    private const int Means = 12, MostFactors = 50;
    private const double Tail = 0.5 * (1 - StudyOptions.Confidence);

    /// <summary>How many standard deviations the interval of a normal number has on either side.</summary>
    private static readonly double Deviations = MathNet.Numerics.Distributions.Normal.InvCDF(0, 1, 1 - Tail);

    private readonly double[] _means, _lower, _upper;

    /// <param name="atMean">The means of the resets with each rate at its mean, and what the data leave open about them.</param>
    /// <param name="budgetSeconds">The drain budget.</param>
    /// <param name="resets">The means that will be asked for.</param>
    public RangeByMean(ResetMeans atMean, double budgetSeconds, IReadOnlyCollection<double> resets)
    {
        double fitted = atMean.Fitted(budgetSeconds);
        double[] ofRollouts = fitted > 0 ? [.. atMean.OfEach(budgetSeconds).OfRollouts.Select(mean => mean / fitted).Order()] : [1];
        int count = Math.Min(MostFactors, ofRollouts.Length);
        Factors = [.. Enumerable.Range(0, count).Select(i => ofRollouts[(int)((i + 0.5) * ofRollouts.Length / count)])];
        double low = resets.Min(), high = resets.Max();
        _means = low > 0 && high > low
            ? [.. Enumerable.Range(0, Means).Select(i => low * Math.Pow(high / low, i / (Means - 1.0)))]
            : high > low ? [.. Enumerable.Range(0, Means).Select(i => high * i / (Means - 1.0))] : [low];
        PoissonMixture[] laws = [.. _means.Select(mean => new PoissonMixture([.. Factors.Select(factor => factor * mean)]))];
        _lower = [.. laws.Select(law => law.Quantile(Tail))];
        _upper = [.. laws.Select(law => law.Quantile(1 - Tail))];
    }

    /// <summary>The multiples of the mean that the data allow, whatever the start.</summary>
    public IReadOnlyList<double> Factors { get; }

    /// <summary>The interval of resets of a mean, of which the profile tells no more than with a relative error.</summary>
    public (double Lower, double Upper) At(double mean, double relativeError)
    {
        int above = Array.FindIndex(_means, at => at >= mean);
        if (above < 0) above = _means.Length - 1;
        int below = Math.Max(0, above - 1);
        double share = above == below ? 0 : Math.Clamp((mean - _means[below]) / (_means[above] - _means[below]), 0, 1);
        double lower = _lower[below] + share * (_lower[above] - _lower[below]);
        double upper = _upper[below] + share * (_upper[above] - _upper[below]);
        if (!(mean > 0)) return (0, Math.Ceiling(upper));
        return (Math.Floor(Widened(lower)), Math.Ceiling(Widened(upper)));

        double Widened(double end)
        {
            if (relativeError == 0 || !(end > 0) || !double.IsFinite(end)) return end;
            double logarithm = Math.Log(end / mean), error = Deviations * relativeError;
            return mean * Math.Exp(Math.Sign(end == mean ? 1 : logarithm) * Math.Sqrt(logarithm * logarithm + error * error));
        }
    }
}
