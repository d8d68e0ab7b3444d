namespace ZTunnelSim;

/// <summary>What a sweep over grace periods found.</summary>
public sealed record SweepResult
{
    internal SweepResult(Rollout rollout, IEnumerable<CandidateResult> candidates) =>
        (Rollout, Candidates) = (rollout, ValueList.Of(candidates));

    /// <summary>The rollout that was swept; its own grace period and pacing play no part.</summary>
    public Rollout Rollout { get; }

    /// <summary>One result for each candidate, by rising T.</summary>
    public IReadOnlyList<CandidateResult> Candidates { get; }

    /// <summary>What was found for one candidate.</summary>
    /// <param name="gracePeriod">The candidate.</param>
    /// <exception cref="KeyNotFoundException">It is none of the candidates.</exception>
    public CandidateResult At(GracePeriod gracePeriod) => Candidates.FirstOrDefault(c => c.GracePeriod == gracePeriod)
        ?? throw new KeyNotFoundException(
            $"T = {gracePeriod} was not swept, but {string.Join(", ", Candidates.Select(c => c.GracePeriod))}.");

    /// <summary>The seed.</summary>
    public ulong Seed { get; internal init; }

    /// <summary>The engine that ran.</summary>
    public Engine Engine { get; internal init; }

    /// <summary>How many replications were run of each candidate and pacing.</summary>
    public int Replications { get; internal init; }

    /// <summary>The confidence level of every interval.</summary>
    public double Confidence { get; internal init; }

    /// <summary>Why the sweep ended.</summary>
    public SweepEnd End { get; internal init; }

    /// <summary>Theory held against an engine that simulates every connection; null: it was not.</summary>
    public TheoryCheck? Check { get; internal init; }

    /// <summary>The expected number of connections open in the whole cluster: sum of L m over nodes and workloads.</summary>
    public double OpenConnections => Rollout.Cluster.OpenConnections;

    /// <summary>The expected number of open connections of one workload in the whole cluster.</summary>
    /// <param name="workload">The workload's index.</param>
    public double OpenConnectionsOf(int workload) => Rollout.Cluster.OpenConnectionsOf(workload);

    /// <summary>
    /// The result as JSON, without loss: everything that is public of it, infinities and what is not a number as the strings "Infinity",
    /// "-Infinity" and "NaN".
    /// </summary>
    public string ToJson() => JsonText.Of(this);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join('\n', SweepTables.Header(this).Concat(SweepTables.Of(this).Select(table => $"\n{table}")));
}

/// <summary>Why a sweep ended.</summary>
public enum SweepEnd
{
    /// <summary>All the replications asked for were run.</summary>
    AllReplications,

    /// <summary>The wanted precision was reached.</summary>
    PrecisionReached,

    /// <summary>It was cancelled and asked to keep its part; the result rests on the replications done until then.</summary>
    Cancelled,
}

/// <summary>What a sweep found for one grace period.</summary>
public sealed record CandidateResult
{
    internal CandidateResult(GracePeriod gracePeriod, RolloutPrediction predicted, IEnumerable<PacingResult> pacings) =>
        (GracePeriod, Predicted, Pacings) = (gracePeriod, predicted, ValueList.Of(pacings));

    /// <summary>T.</summary>
    public GracePeriod GracePeriod { get; }

    /// <summary>The drain budget G that follows from T, in seconds.</summary>
    public double DrainBudgetSeconds { get; internal init; }

    /// <summary>What theory expects.</summary>
    public RolloutPrediction Predicted { get; }

    /// <summary>In what range the resets of one rollout will lie.</summary>
    public PredictionInterval ResetsInterval { get; internal init; }

    /// <summary>
    /// Of the resets that theory expects, those of connections whose peer is not gone: what somebody misses. All of them where no workload
    /// has a <see cref="Workload.LiveLifetime"/>.
    /// </summary>
    public double LiveResets { get; internal init; }

    /// <summary>In what range <see cref="LiveResets"/> of one rollout will lie.</summary>
    public PredictionInterval LiveResetsInterval { get; internal init; }

    /// <summary>What was simulated, for each pacing.</summary>
    public IReadOnlyList<PacingResult> Pacings { get; }

    /// <summary>What was simulated under a pacing.</summary>
    /// <param name="pacing">The pacing.</param>
    public PacingResult Under(Pacing pacing) => Pacings.First(p => p.Pacing == pacing);

    /// <inheritdoc/>
    public override string ToString() => $"T = {GracePeriod}: {Numbers.Count(Predicted.Resets)} resets expected; "
        + string.Join("; ", Pacings);
}

/// <summary>What a sweep found for one grace period under one pacing.</summary>
public sealed record PacingResult
{
    internal PacingResult(ByName<Estimate> resetsByWorkload, ByName<Estimate> refusedByWorkload) =>
        (ResetsByWorkload, RefusedByWorkload) = (resetsByWorkload, refusedByWorkload);

    /// <summary>The pacing.</summary>
    public Pacing Pacing { get; internal init; }

    /// <summary>Resets in the whole rollout.</summary>
    public Estimate Resets { get; internal init; }

    /// <summary>Resets of each workload, in the cluster's order.</summary>
    public ByName<Estimate> ResetsByWorkload { get; }

    /// <summary>Refused connections in the whole rollout.</summary>
    public Estimate Refused { get; internal init; }

    /// <summary>Refused connections of each workload, in the cluster's order.</summary>
    public ByName<Estimate> RefusedByWorkload { get; }

    /// <summary>The rollout's duration in seconds.</summary>
    public Estimate DurationSeconds { get; internal init; }

    /// <summary>The duration in seconds that half of the rollouts stay within.</summary>
    public double DurationP50Seconds { get; internal init; }

    /// <summary>The duration in seconds that 95 % of the rollouts stay within.</summary>
    public double DurationP95Seconds { get; internal init; }

    /// <summary>
    /// The share of the rollouts that stand still until the DaemonSet's next event (<see cref="RolloutResult.StalledSinceSeconds"/>), from
    /// 0 to 1; their durations are those until then.
    /// </summary>
    public double StalledShare { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Resets} resets, {DurationFormat.Brief(DurationP50Seconds)} (p95 "
        + $"{DurationFormat.Brief(DurationP95Seconds)}) {Pacing.Sentence()}";
}
