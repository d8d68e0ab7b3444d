using MathNet.Numerics.Distributions;

namespace ZTunnelSim;

/// <summary>A mean over replications with its confidence interval.</summary>
public readonly record struct Estimate
{
    /// <summary>What differs by so small a share differs by rounding.</summary>
    private const double Rounding = 1e-9;

    internal Estimate(double mean, double lower, double upper, long replications, double variance = double.NaN, bool isCount = false)
    {
        (Mean, Lower, Upper, Replications) = (mean, lower, upper, replications);
        (Variance, IsCount) = (variance, isCount);
    }

    /// <summary>The sample mean.</summary>
    public double Mean { get; }

    /// <summary>The interval's lower end.</summary>
    public double Lower { get; internal init; }

    /// <summary>The interval's upper end.</summary>
    public double Upper { get; }

    /// <summary>How many replications it rests on.</summary>
    public long Replications { get; }

    /// <summary>Half of the interval's width.</summary>
    public double HalfWidth => 0.5 * (Upper - Lower);

    /// <summary>The mean's standard error; not a number below two replications.</summary>
    public double StandardError => Math.Sqrt(Variance / Replications);

    /// <summary>The variance of one replication.</summary>
    internal double Variance { get; }

    /// <summary>Whether events are counted, so that chance alone gives them the variance of their mean.</summary>
    internal bool IsCount { get; }

    /// <summary>Whether a value lies in the interval.</summary>
    /// <param name="value">The value.</param>
    /// <remarks>A true mean lies outside in one of twenty cases: a test asks <see cref="AgreesWith"/>.</remarks>
    public bool Contains(double value) => value >= Lower && value <= Upper;

    /// <summary>Whether the mean may be an expected one: what an assertion in a test asks.</summary>
    /// <param name="expected">The expected mean, such as theory's.</param>
    /// <param name="falseAlarm">The probability with which a true expectation is called wrong, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="falseAlarm"/> is outside its range.</exception>
    /// <example><c>Assert.True(candidate.Under(Pacing.Kubernetes).Resets.AgreesWith(candidate.Predicted.Resets))</c></example>
    public bool AgreesWith(double expected, double falseAlarm = 1e-6)
    {
        if (!(falseAlarm is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(falseAlarm), falseAlarm, "A probability lies between 0 and 1.");
        return Replications < 2 || Math.Abs(Mean - expected) <= Rounding * Math.Abs(expected) || PValue(expected) >= falseAlarm;
    }

    /// <inheritdoc/>
    public override string ToString() => Numbers.Interval(this);

    /// <summary>How many standard errors the mean lies above an expected one.</summary>
    internal double ZScore(double expected)
    {
        // Poisson counts have the variance of their mean; what overlaps and shared HBONE connections add shows in the sample.
        double error = Math.Sqrt((IsCount ? Math.Max(expected, Variance) : Variance) / Replications);
        return error > 0 ? (Mean - expected) / error : Mean == expected || IsCount ? 0 : double.PositiveInfinity;
    }

    /// <summary>
    /// The two-sided p-value of an expected mean: Student's t; for a count, the larger one of that and of Poisson's law for the sum.
    /// </summary>
    internal double PValue(double expected)
    {
        double student = 2 * StudentT.CDF(0, 1, Replications - 1, -Math.Abs(ZScore(expected)));
        if (!IsCount) return student;
        PoissonMixture sum = new([expected * Replications]);
        return Math.Max(student, sum.PValue((long)Math.Round(Mean * Replications)));
    }
}
