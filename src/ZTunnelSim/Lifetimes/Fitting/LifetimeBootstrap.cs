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
        return LifetimeEstimate.OfDraws(functional(_fitted), [.. Laws.Select(functional)], level);
    }
}
