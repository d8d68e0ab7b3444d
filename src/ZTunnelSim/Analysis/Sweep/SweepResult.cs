namespace ZTunnelSim;

/// <summary>What a sweep over grace periods found.</summary>
public sealed record SweepResult
{
    /// <summary>The rollout that was swept; its own grace period and pacing play no part.</summary>
    public required Rollout Rollout { get; init; }

    /// <summary>One result for each candidate, by rising T.</summary>
    public required IReadOnlyList<CandidateResult> Candidates { get; init; }

    /// <summary>The seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The engine that ran.</summary>
    public required Engine Engine { get; init; }

    /// <summary>How many replications were run of each candidate and pacing.</summary>
    public required int Replications { get; init; }

    /// <summary>The confidence level of every interval.</summary>
    public required double Confidence { get; init; }

    /// <summary>Why the sweep ended.</summary>
    public required SweepEnd End { get; init; }

    /// <summary>Theory held against an engine that simulates every connection; null: it was not.</summary>
    public TheoryCheck? Check { get; init; }

    /// <summary>
    /// The expected number of connections open in the whole cluster: sum of L m over nodes and workloads.
    /// </summary>
    public double OpenConnections
    {
        get
        {
            double sum = 0;
            for (int w = 0; w < Rollout.Cluster.Workloads.Count; w++) sum += OpenConnectionsOf(w);
            return sum;
        }
    }

    /// <summary>The expected number of open connections of one workload in the whole cluster.</summary>
    /// <param name="workload">The workload's index.</param>
    public double OpenConnectionsOf(int workload) => Rollout.Cluster.OpenConnectionsOf(workload);
}

/// <summary>Why a sweep ended.</summary>
public enum SweepEnd
{
    /// <summary>All the replications asked for were run.</summary>
    AllReplications,

    /// <summary>The wanted precision was reached.</summary>
    PrecisionReached,

    /// <summary>It was cancelled; the result rests on the replications done until then.</summary>
    Cancelled,
}

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
