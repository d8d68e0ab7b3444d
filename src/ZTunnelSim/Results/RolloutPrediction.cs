namespace ZTunnelSim;

/// <summary>What theory expects of a rollout. Equations: DESIGN.md section 2.</summary>
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
