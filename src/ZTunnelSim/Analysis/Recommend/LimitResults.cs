namespace ZTunnelSim;

/// <summary>What a limit on resets asks for.</summary>
public sealed record ResetLimitResult
{
    internal ResetLimitResult(Cluster cluster, int? workload) =>
        (WorkloadIndex, Workload) = (workload, workload is { } w ? cluster.WorkloadNames[w] : null);

    /// <summary>The name of the workload it is for; null: all workloads together.</summary>
    public string? Workload { get; }

    /// <summary>The index of the workload it is for.</summary>
    internal int? WorkloadIndex { get; }

    /// <summary>The limit as given.</summary>
    public ResetLimit Limit { get; internal init; }

    /// <summary>The whole number of resets that it allows in one rollout.</summary>
    public double AllowedResets { get; internal init; }

    /// <summary>
    /// The shortest drain budget in seconds that holds it, to a millisecond; 0 where no drain is needed, infinite where none up to
    /// <see cref="RecommendOptions.LongestGracePeriod"/> is enough.
    /// </summary>
    public double NeededBudgetSeconds { get; internal init; }

    /// <summary>The smallest T that holds it; null where none does, or where a deadline ends every drain before.</summary>
    public GracePeriod? SmallestGracePeriod { get; internal init; }

    /// <summary>Whether it is the one that asks for the longest drain, so that loosening any other changes nothing.</summary>
    public bool Binds { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"resets{(Workload is null ? "" : $" of {Workload}")}: "
        + (Limit.IsShare ? $"{Limit} = " : "") + Numbers.Whole(AllowedResets);
}

/// <summary>What the limit on the duration allows.</summary>
public sealed record DurationLimitResult
{
    /// <summary>The limit in seconds.</summary>
    public double MaxSeconds { get; internal init; }

    /// <summary>The largest T that holds it; null where even the shortest drain takes too long.</summary>
    public GracePeriod? LargestGracePeriod { get; internal init; }

    /// <summary>Whether every T that was looked at holds it.</summary>
    public bool AlwaysHolds => LargestGracePeriod == RecommendOptions.LongestGracePeriod;

    /// <summary>Whether durations are exact theory (true), or quantiles of simulated rollouts (false).</summary>
    public bool IsTheory { get; internal init; }
}

/// <summary>What one workload needs, were it alone.</summary>
/// <param name="Workload">The workload's index.</param>
/// <param name="OpenConnections">Its mean number of open connections in the whole cluster.</param>
/// <param name="Limit">
/// Its own limit, or else the share that holds for all, taken of its own open connections; null: neither was given.
/// </param>
/// <param name="IsOwnLimit">Whether it has a limit of its own, which the recommendation has to hold.</param>
/// <param name="SmallestGracePeriod">The smallest T that holds the limit for this workload; null where none does.</param>
internal sealed record WorkloadNeed(
    int Workload, double OpenConnections, ResetLimit? Limit, bool IsOwnLimit, GracePeriod? SmallestGracePeriod);

/// <summary>In how many simulated rollouts the limits held, with the lifetimes as fitted.</summary>
/// <param name="GracePeriod">T.</param>
/// <param name="Replications">How many rollouts were simulated.</param>
/// <param name="HeldByResetLimit">
/// In how many of them each limit on resets held, in the order of <see cref="Recommendation.ResetLimits"/>.
/// </param>
/// <param name="HeldDuration">In how many the limit on the duration held; null without one.</param>
/// <param name="HeldAll">In how many all limits held together.</param>
/// <param name="MostReplications">How many would have been simulated at most.</param>
internal sealed record SimulatedCheck(
    GracePeriod GracePeriod, int Replications, IReadOnlyList<int> HeldByResetLimit, int? HeldDuration, int HeldAll,
    int MostReplications)
{
    /// <summary>In how many each limit held: those on resets, and then that on the duration.</summary>
    public IEnumerable<int> HeldByLimit => HeldDuration is { } duration ? HeldByResetLimit.Append(duration) : HeldByResetLimit;

    /// <summary>Why there are no more replications, as a sentence of its own; empty where all were run.</summary>
    public string WhyNoMore(Precision precision) => Replications == MostReplications
        ? ""
        : $" Stopped at {Numbers.Whole(Replications)} of {Numbers.Whole(MostReplications)} rollouts: the rest can't change what they say "
            + $"of any limit, and the share is within {RecommendationText.Percent(precision.Share!.Value)}.";
}
