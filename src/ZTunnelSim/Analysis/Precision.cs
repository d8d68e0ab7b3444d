using MathNet.Numerics.Distributions;

namespace ZTunnelSim;

/// <summary>
/// How precise the numbers of a study have to be, so that it stops before all replications: half of each interval is within a share of its
/// mean, and of a count's mean below 10 within that share of 10 (5 %, or 0.5 connections).
/// </summary>
/// <param name="Share">The share, above 0 and below 1; null: all replications are run, however precise.</param>
/// <remarks>
/// Where to stop depends on the sample variance, which is too small in the studies that stop early: with a look after each replication from
/// the second on, 95 % intervals hold the mean in 87 % of the studies (Chow and Robbins, Annals of Mathematical Statistics 36, 1965: the
/// confidence is right only as the share goes to 0). With the first look at 20 replications and further ones at numbers that grow by a
/// quarter they hold it in 94 %, which <c>PrecisionTests</c> measures.
/// </remarks>
internal readonly record struct Precision(double? Share)
{
    /// <summary>The first look at how precise the numbers are.</summary>
    public const int FirstLook = 20;

    /// <summary>A count's mean below this is known well enough with the half width of this one.</summary>
    private const double SmallMean = 10;

    /// <summary>What studies take unless they are told: 5 %, or 0.5 connections.</summary>
    public static Precision Usual { get; } = new(0.05);

    /// <summary>All replications.</summary>
    public static Precision None { get; }

    /// <summary>Whether a study looks at how precise it is after so many replications; it does not depend on threads.</summary>
    public static bool IsLook(int replications)
    {
        int look = FirstLook;
        while (look < replications) look += look / 4;
        return look == replications;
    }

    /// <summary>Whether an estimate is as precise as wanted.</summary>
    public bool IsReached(Estimate estimate) => IsReached(estimate, estimate.Mean, estimate.IsCount);

    /// <summary>Whether the difference of two strategies is as precise as the larger of their means has to be.</summary>
    public bool IsReached(Estimate difference, double largerMean, bool isCount) =>
        difference.HalfWidth <= Share * Math.Max(largerMean, isCount ? SmallMean : 0);

    /// <summary>
    /// Whether a quantile is as precise as wanted: half of its 95 % interval between order statistics within twice the share. The p95 of
    /// normal values has twice the standard error of their mean, and to hold it to the same would take four times the replications.
    /// </summary>
    /// <remarks>
    /// Where the sample is too small to have an upper end (for the p95, below 72 values), its largest value stands for it.
    /// </remarks>
    /// <param name="sorted">The sample, sorted.</param>
    /// <param name="probability">The quantile's probability.</param>
    public bool IsReached(double[] sorted, double probability)
    {
        (double lower, double upper) = SampleQuantile.Interval(sorted, probability, StudyOptions.Confidence);
        return 0.5 * (upper - lower) <= 2 * Share * SampleQuantile.Of(sorted, probability);
    }

    /// <summary>
    /// Whether the share of the replications in which something holds is as precise as wanted: half of its 95 % interval within this share
    /// of all.
    /// </summary>
    /// <remarks>Clopper and Pearson, "The use of confidence or fiducial limits", Biometrika 26, 1934.</remarks>
    public bool IsShareReached(int held, int of)
    {
        double beyond = 0.5 * (1 - StudyOptions.Confidence);
        double lower = held == 0 ? 0 : Beta.InvCDF(held, of - held + 1, beyond);
        double upper = held == of ? 1 : Beta.InvCDF(held + 1, of - held, 1 - beyond);
        return 0.5 * (upper - lower) <= Share;
    }

    /// <summary>Refuses what is no share.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is outside its range.</exception>
    public void Validate()
    {
        if (Share is { } share && !(share is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Precision), share, "A relative precision lies between 0 and 1.");
    }

    /// <summary><c>5 % or 0.5</c>.</summary>
    public override string ToString() => Share is { } share
        ? Invariant($"{100 * share:0.####} % or {SmallMean * share:0.######}")
        : "none";
}
