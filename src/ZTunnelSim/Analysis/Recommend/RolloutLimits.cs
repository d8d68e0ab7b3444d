using ZTunnelSim.Model;

namespace ZTunnelSim.Analysis;

/// <summary>What a rollout must not exceed. Wrong values are refused by <see cref="Recommend"/>.</summary>
/// <remarks>
/// Each limit is to hold in a single rollout with the <see cref="Confidence"/>, taken by itself: the resets of one rollout are
/// compared, not their mean. A limit of 0 resets therefore asks for P(any reset) &lt;= 1 - confidence, at 95 % a mean of
/// at most 0.0513 resets: no finite drain makes resets of a long-tailed workload impossible.
/// </remarks>
/// <example><c>new RolloutLimits { MaxResetShare = 0.001, MaxDurationSeconds = 7200 }</c></example>
public sealed record RolloutLimits
{
    /// <summary>The largest share of all open connections that may be reset, from 0 to 1; null: no such limit.</summary>
    public double? MaxResetShare { get; init; }

    /// <summary>The largest number of resets over all workloads, at least 0; null: no such limit.</summary>
    public long? MaxResets { get; init; }

    /// <summary>Limits of single workloads, by their names; a share is of that workload's open connections.</summary>
    public IReadOnlyDictionary<string, ResetLimit> MaxResetsByWorkload { get; init; } = new Dictionary<string, ResetLimit>();

    /// <summary>The longest acceptable duration in seconds, under the rollout's pacing, finite and above 0; null: no limit.</summary>
    public double? MaxDurationSeconds { get; init; }

    /// <summary>The probability with which each limit is to hold, at least 0.5 and below 1.</summary>
    public double Confidence { get; init; } = 0.95;

    internal void Validate()
    {
        if (MaxResetShare is { } share && !(share is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(MaxResetShare), share, "A share of the open connections lies in [0, 1].");
        if (MaxResets is { } count) ArgumentOutOfRangeException.ThrowIfNegative(count, nameof(MaxResets));
        if (MaxResetShare is null && MaxResets is null && MaxResetsByWorkload.Count == 0)
        {
            throw new ArgumentException(
                $"Without a limit on resets the shortest grace period is always the best: give {nameof(MaxResetShare)}, "
                + $"{nameof(MaxResets)} or {nameof(MaxResetsByWorkload)}.");
        }
        if (MaxDurationSeconds is { } seconds && !(seconds > 0 && double.IsFinite(seconds)))
            throw new ArgumentOutOfRangeException(nameof(MaxDurationSeconds), seconds, "A duration is finite and above 0 s.");
        if (!(Confidence is >= 0.5 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Confidence), Confidence, "A confidence is at least 0.5 and below 1.");
    }

    internal void RequireWorkloadsOf(Cluster cluster)
    {
        foreach (string name in MaxResetsByWorkload.Keys)
        {
            if (cluster.Workloads.Any(w => w.Name == name)) continue;
            throw new ArgumentException(
                $"A limit names workload '{name}', but the workloads are {string.Join(", ", cluster.Workloads.Select(w => w.Name))}.");
        }
    }
}
