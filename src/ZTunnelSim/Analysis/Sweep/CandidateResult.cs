using ZTunnelSim.Model;
using ZTunnelSim.Results;
using ZTunnelSim.Theory;

namespace ZTunnelSim.Analysis;

/// <summary>What a sweep found for one grace period.</summary>
public sealed record CandidateResult
{
    /// <summary>T.</summary>
    public required GracePeriod GracePeriod { get; init; }

    /// <summary>The drain budget G that follows from T, in seconds.</summary>
    public required double DrainBudgetSeconds { get; init; }

    /// <summary>What theory expects.</summary>
    public required RolloutPrediction Predicted { get; init; }

    /// <summary>In what range the resets of one rollout will lie.</summary>
    public required PredictionInterval ResetsInterval { get; init; }

    /// <summary>What was simulated, for each pacing.</summary>
    public required IReadOnlyList<PacingResult> Pacings { get; init; }

    /// <summary>What was simulated under a pacing.</summary>
    /// <param name="pacing">The pacing.</param>
    public PacingResult Under(Pacing pacing) => Pacings.First(p => p.Pacing == pacing);
}

/// <summary>What a sweep found for one grace period under one pacing.</summary>
public sealed record PacingResult
{
    /// <summary>The pacing.</summary>
    public required Pacing Pacing { get; init; }

    /// <summary>Resets in the whole rollout.</summary>
    public required Estimate Resets { get; init; }

    /// <summary>Resets of each workload, in the cluster's order.</summary>
    public required IReadOnlyList<Estimate> ResetsByWorkload { get; init; }

    /// <summary>Refused connections in the whole rollout.</summary>
    public required Estimate Refused { get; init; }

    /// <summary>Refused connections of each workload, in the cluster's order.</summary>
    public required IReadOnlyList<Estimate> RefusedByWorkload { get; init; }

    /// <summary>The rollout's duration in seconds.</summary>
    public required Estimate DurationSeconds { get; init; }

    /// <summary>The duration in seconds that half of the rollouts stay within.</summary>
    public required double DurationP50Seconds { get; init; }

    /// <summary>The duration in seconds that 95 % of the rollouts stay within.</summary>
    public required double DurationP95Seconds { get; init; }
}
