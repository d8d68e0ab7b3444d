using MathNet.Numerics.Distributions;

namespace ZTunnelSim;

/// <summary>Mean, variance and confidence interval of a growing sample, in constant memory.</summary>
/// <remarks>Welford's update, Technometrics 4(3), 1962.</remarks>
internal sealed class RunningStatistics
{
    /// <summary>Under so many counted events, a count's interval is the exact Poisson one.</summary>
    private const long FewEvents = 50;

    private double _mean, _squares, _sum;

    public long Count { get; private set; }

    /// <summary>The sample's mean; not a number where the sample is empty.</summary>
    public double Mean => Count == 0 ? double.NaN : _mean;

    /// <summary>The unbiased sample variance; not a number below two values.</summary>
    public double Variance => Count < 2 ? double.NaN : _squares / (Count - 1);

    public void Add(double value)
    {
        Count++;
        double delta = value - _mean;
        _mean += delta / Count;
        _squares += delta * (value - _mean);
        _sum += value;
    }

    /// <summary>The mean with Student's t interval; the whole line below two values.</summary>
    public Estimate MeanEstimate(double confidence = 0.95) => Student(confidence, isCount: false);

    private Estimate Student(double confidence, bool isCount)
    {
        if (Count < 2) return new(Mean, double.NegativeInfinity, double.PositiveInfinity, Count, Variance, isCount);
        double quantile = StudentT.InvCDF(0, 1, Count - 1, 0.5 * (1 + confidence));
        double halfWidth = quantile * Math.Sqrt(Variance / Count);
        return new(Mean, Mean - halfWidth, Mean + halfWidth, Count, Variance, isCount);
    }

    /// <summary>
    /// The mean of a count, such as resets, with its interval: Student's t, but where fewer than 50 events were counted in all
    /// replications, the exact Poisson interval, since t would call a mean of 0 certain.
    /// </summary>
    /// <remarks>Garwood, "Fiducial limits for the Poisson distribution", Biometrika 28, 1936.</remarks>
    public Estimate CountEstimate(double confidence = 0.95)
    {
        if (Count == 0 || _sum >= FewEvents)
        {
            Estimate student = Student(confidence, isCount: true);
            return student.Lower < 0 ? student with { Lower = 0 } : student;
        }
        (double lower, double upper) = LittlesLaw.Poisson(_sum, confidence);
        return new(Mean, lower / Count, upper / Count, Count, Variance, isCount: true);
    }
}

internal static class SampleQuantile
{
    /// <summary>The smallest value that at least the given share of the sample does not exceed; not a number where it is empty.</summary>
    public static double Of(double[] sorted, double probability) => sorted.Length == 0
        ? double.NaN
        : sorted[Math.Clamp((int)Math.Ceiling(probability * sorted.Length) - 1, 0, sorted.Length - 1)];

    /// <summary>
    /// The order statistics between which the quantile lies with a confidence, whatever the law: so many values do not exceed it as are
    /// binomial. An end that the sample is too small to have is its smallest or largest value.
    /// </summary>
    /// <remarks>David and Nagaraja, "Order Statistics", 3rd edition, 2003, section 7.1.</remarks>
    public static (double Lower, double Upper) Interval(double[] sorted, double probability, double confidence)
    {
        int count = sorted.Length;
        if (count == 0) return (double.NaN, double.NaN);
        double beyond = 0.5 * (1 - confidence);
        int lower = 0, upper = 0;
        while (lower + 1 < count && Binomial.CDF(probability, count, lower + 1) <= beyond) lower++;
        while (upper + 1 < count && Binomial.CDF(probability, count, upper) < 1 - beyond) upper++;
        return (sorted[lower], sorted[upper]);
    }
}
