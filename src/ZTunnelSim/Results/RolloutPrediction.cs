namespace ZTunnelSim;

/// <summary>What theory expects of a rollout.</summary>
/// <remarks>
/// Connections arrive as a Poisson process of rate L and live independently (M/G/infinity, stationary). With I(t) the
/// integral of a lifetime's survival from t to infinity, the old process holds L [(1 - q) I(t) + q I(t + w)] connections t
/// seconds after SIGTERM, where for w seconds before it the new process accepted a share q. Those at the end of the drain
/// budget are reset; their number is Poisson.
/// </remarks>
public sealed record RolloutPrediction
{
    /// <summary>Expected resets in the whole rollout.</summary>
    public required double Resets { get; init; }

    /// <summary>Expected resets of each workload, in the cluster's order.</summary>
    public required IReadOnlyList<double> ResetsByWorkload { get; init; }

    /// <summary>The variance of the resets: their mean (Poisson), and more where the overlap is random.</summary>
    public required double ResetsVariance { get; init; }

    /// <summary>Expected refused connections in the whole rollout; 0 with a surge.</summary>
    public required double Refused { get; init; }

    /// <summary>Expected refused connections of each workload, in the cluster's order.</summary>
    public required IReadOnlyList<double> RefusedByWorkload { get; init; }

    /// <summary>Expected connections lost in the accept queues of closing listeners, in the whole rollout; not among the resets.</summary>
    public required double AcceptQueueLosses { get; init; }

    /// <summary>Expected drain duration of each node, E[D], in seconds.</summary>
    public required IReadOnlyList<double> DrainSecondsByNode { get; init; }

    /// <summary>
    /// Expected duration under the rollout's pacing, in seconds; null where no closed form exists (overlapping
    /// replacements of random length): the simulator answers there.
    /// </summary>
    public required double? DurationSeconds { get; init; }
}
