namespace ZTunnelSim;

/// <summary>What a limit on resets asks for.</summary>
public sealed record ResetLimitResult
{
    /// <summary>The index of the workload it is for; null: all workloads together.</summary>
    public required int? Workload { get; init; }

    /// <summary>The limit as given.</summary>
    public required ResetLimit Limit { get; init; }

    /// <summary>The whole number of resets that it allows in one rollout.</summary>
    public required double AllowedResets { get; init; }

    /// <summary>
    /// The shortest drain budget in seconds that holds it, to a millisecond; 0 where no drain is needed, infinite where
    /// none up to <see cref="RecommendOptions.LongestGracePeriod"/> is enough.
    /// </summary>
    public required double NeededBudgetSeconds { get; init; }

    /// <summary>The smallest T that holds it; null where none does, or where a deadline ends every drain before.</summary>
    public required GracePeriod? SmallestGracePeriod { get; init; }

    /// <summary>Whether it is the one that asks for the longest drain, so that loosening any other changes nothing.</summary>
    public bool Binds { get; init; }
}

/// <summary>What the limit on the duration allows.</summary>
public sealed record DurationLimitResult
{
    /// <summary>The limit in seconds.</summary>
    public required double MaxSeconds { get; init; }

    /// <summary>The largest T that holds it; null where even the shortest drain takes too long.</summary>
    public required GracePeriod? LargestGracePeriod { get; init; }

    /// <summary>Whether every T that was looked at holds it.</summary>
    public bool AlwaysHolds => LargestGracePeriod == RecommendOptions.LongestGracePeriod;

    /// <summary>Whether durations are exact theory (true), or quantiles of simulated rollouts (false).</summary>
    public required bool IsTheory { get; init; }
}

/// <summary>What one workload needs, were it alone.</summary>
/// <param name="Workload">The workload's index.</param>
/// <param name="OpenConnections">Its mean number of open connections in the whole cluster.</param>
/// <param name="Limit">Its own limit, or else the share that holds for all, taken of its own open connections; null: neither was given.</param>
/// <param name="IsOwnLimit">Whether it has a limit of its own, which the recommendation has to hold.</param>
/// <param name="SmallestGracePeriod">The smallest T that holds the limit for this workload; null where none does.</param>
internal sealed record WorkloadNeed(int Workload, double OpenConnections, ResetLimit? Limit, bool IsOwnLimit, GracePeriod? SmallestGracePeriod);

/// <summary>In how many simulated rollouts the limits held, with the lifetimes as fitted.</summary>
/// <param name="GracePeriod">T.</param>
/// <param name="Replications">How many rollouts were simulated.</param>
/// <param name="HeldByResetLimit">In how many of them each limit on resets held, in the order of <see cref="Recommendation.ResetLimits"/>.</param>
/// <param name="HeldDuration">In how many the limit on the duration held; null without one.</param>
/// <param name="HeldAll">In how many all limits held together.</param>
internal sealed record SimulatedCheck(
    GracePeriod GracePeriod, int Replications, IReadOnlyList<int> HeldByResetLimit, int? HeldDuration, int HeldAll);
