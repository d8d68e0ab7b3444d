using ZTunnelSim.Lifetimes.Survival;

namespace ZTunnelSim.Lifetimes.Fitting;

/// <summary>Replicates of a fit by the nonparametric bootstrap.</summary>
public sealed class LifetimeBootstrap
{
    private readonly DurationLaw _fitted;

    internal LifetimeBootstrap(DurationLaw fitted, IReadOnlyList<DurationLaw> laws, int requested)
    {
        _fitted = fitted;
        Laws = laws;
        FailedCount = requested - laws.Count;
    }

    /// <summary>The laws of the replicates that could be fitted, in their order.</summary>
    public IReadOnlyList<DurationLaw> Laws { get; }

    /// <summary>How many replicates could not be fitted; if that is a fair share, distrust the intervals.</summary>
    public int FailedCount { get; }

    /// <summary>Any number that follows from the law, with the percentile interval of its replicates.</summary>
    /// <param name="functional">The number as a function of the law.</param>
    /// <param name="level">The confidence level, in (0, 1).</param>
    /// <exception cref="LifetimeFitException">Fewer than two replicates could be fitted.</exception>
    public LifetimeEstimate Estimate(Func<DurationLaw, double> functional, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(functional);
        if (!(level is > 0 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(level), level, "A confidence level lies strictly between 0 and 1.");
        if (Laws.Count < 2)
            throw new LifetimeFitException(
                $"Only {Laws.Count} bootstrap replicates could be fitted: the data are too few.");
        double[] values = [.. Laws.Select(functional).Order()];
        double mean = values.Average();
        double deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
        return new(functional(_fitted), deviation, At(values, (1 - level) / 2), At(values, (1 + level) / 2), level);
    }

    /// <summary>The quantile of sorted values by linear interpolation.</summary>
    private static double At(double[] sorted, double probability)
    {
        double position = probability * (sorted.Length - 1);
        int below = (int)position;
        return below + 1 < sorted.Length
            ? sorted[below] + (position - below) * (sorted[below + 1] - sorted[below])
            : sorted[below];
    }
}
