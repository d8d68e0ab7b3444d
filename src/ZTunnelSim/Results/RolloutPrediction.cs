namespace ZTunnelSim;

/// <summary>What theory expects of a rollout.</summary>
/// <remarks>
/// Connections arrive as a Poisson process of rate L and live independently (M/G/infinity, stationary). With I(t) the integral of a
/// lifetime's survival from t to infinity, the old process holds L [(1 - q) I(t) + q I(t + w)] connections t seconds after SIGTERM, where
/// for w seconds before it the new process accepted a share q. Those at the end of the drain budget are reset; their number is Poisson.
/// </remarks>
public sealed record RolloutPrediction
{
    internal RolloutPrediction(Cluster cluster, IEnumerable<double> resets, IEnumerable<double> refused, IEnumerable<double> drainSeconds)
    {
        ResetsByWorkload = new(cluster.WorkloadNames, resets);
        RefusedByWorkload = new(cluster.WorkloadNames, refused);
        DrainSecondsByNode = new(cluster.NodeNames, drainSeconds);
    }

    /// <summary>Expected resets in the whole rollout.</summary>
    public double Resets { get; internal init; }

    /// <summary>Expected resets of each workload, in the cluster's order.</summary>
    public ByName<double> ResetsByWorkload { get; }

    /// <summary>The variance of the resets: their mean (Poisson), and more where the overlap is random.</summary>
    public double ResetsVariance { get; internal init; }

    /// <summary>Expected refused connections in the whole rollout; 0 with a surge.</summary>
    public double Refused { get; internal init; }

    /// <summary>Expected refused connections of each workload, in the cluster's order.</summary>
    public ByName<double> RefusedByWorkload { get; }

    /// <summary>Expected connections lost in the accept queues of closing listeners, in the whole rollout; not among the resets.</summary>
    public double AcceptQueueLosses { get; internal init; }

    /// <summary>The expected number of streams that hang until the end of a drain; see <see cref="RolloutResult.Hung"/>.</summary>
    public double Hung { get; internal init; }

    /// <summary>Expected drain duration of each node, E[D], in seconds.</summary>
    public ByName<double> DrainSecondsByNode { get; }

    /// <summary>
    /// Expected duration under the rollout's pacing, in seconds; null where no closed form exists (overlapping replacements of random
    /// length): the simulator answers there.
    /// </summary>
    public double? DurationSeconds { get; internal init; }

    /// <inheritdoc cref="SweepResult.ToJson"/>
    public string ToJson() => JsonText.Of(this);

    /// <inheritdoc/>
    public override string ToString()
    {
        IEnumerable<string> byWorkload = ResetsByWorkload.Names.Zip(ResetsByWorkload, (name, resets) => $"{name} {Numbers.Count(resets)}");
        return $"{Numbers.Count(Resets)} resets ({string.Join(", ", byWorkload)}), {Numbers.Count(Refused)} refused"
            + (DurationSeconds is { } seconds ? $", in {DurationFormat.Brief(seconds)}" : "");
    }
}
