using System.Globalization;

namespace ZTunnelSim;

/// <summary>What a rollout must not exceed: at least one limit on resets, which a study of them asks for.</summary>
/// <remarks>
/// Each limit is to hold in a single rollout with the <see cref="Confidence"/>, taken by itself: the resets of one rollout are compared,
/// not their mean. A limit of 0 resets therefore asks for P(any reset) &lt;= 1 - confidence, at 95 % a mean of at most 0.0513 resets: no
/// finite drain makes resets of a long-tailed workload impossible.
/// </remarks>
/// <example><c>new RolloutLimits { MaxResetShare = 0.001, MaxDuration = TimeSpan.FromHours(2) }</c></example>
public sealed record RolloutLimits
{
    /// <summary>The largest share of all open connections that may be reset, from 0 to 1; null: no such limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another value.</exception>
    public double? MaxResetShare
    {
        get;
        init => field = value is null or (>= 0 and <= 1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxResetShare), value, "A share of the open connections lies in [0, 1].");
    }

    /// <summary>The largest number of resets over all workloads, at least 0; null: no such limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another value.</exception>
    public long? MaxResets
    {
        get;
        init => field = value is null or >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxResets), value, "A number of resets is at least 0.");
    }

    /// <summary>Limits of single workloads, by their names; a share is of that workload's open connections.</summary>
    public IReadOnlyDictionary<string, ResetLimit> MaxResetsByWorkload
    {
        get;
        init => field = new ValueDictionary<string, ResetLimit>(value);
    } = ValueDictionary<string, ResetLimit>.Empty;

    /// <summary>The longest acceptable duration, under the rollout's pacing, above 0; null: no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another value.</exception>
    public TimeSpan? MaxDuration
    {
        get => MaxDurationSeconds is { } seconds ? Durations.Of(seconds) : null;
        init => MaxDurationSeconds = value is { } longest ? Durations.Seconds(longest) : null;
    }

    /// <summary><see cref="MaxDuration"/> in seconds, finite and above 0.</summary>
    internal double? MaxDurationSeconds
    {
        get;
        init => field = value is null || (value > 0 && double.IsFinite(value.Value))
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A duration is finite and above 0 s.");
    }

    /// <summary>The probability with which each limit is to hold, at least 0.5 and below 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another value.</exception>
    public double Confidence
    {
        get;
        init => field = value is >= 0.5 and < 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Confidence), value, "A confidence is at least 0.5 and below 1.");
    } = 0.95;

    /// <summary>Refuses limits without one on resets.</summary>
    internal void Validate()
    {
        if (MaxResetShare is null && MaxResets is null && MaxResetsByWorkload.Count == 0)
        {
            throw new ArgumentException(
                $"Without a limit on resets the shortest grace period is always the best: give {nameof(MaxResetShare)}, "
                + $"{nameof(MaxResets)} or {nameof(MaxResetsByWorkload)}.");
        }
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

/// <summary>How many resets are acceptable: a number, or a share of the open connections.</summary>
public readonly record struct ResetLimit
{
    private ResetLimit(double value, bool isShare) => (Value, IsShare) = (value, isShare);

    /// <summary>The number of resets, or the share from 0 to 1.</summary>
    public double Value { get; }

    /// <summary>Whether it is a share of the open connections.</summary>
    public bool IsShare { get; }

    /// <summary>At most so many resets in the whole rollout.</summary>
    /// <param name="resets">At least 0. 0 means that not a single one happens, with the confidence asked for.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="resets"/> is negative.</exception>
    public static ResetLimit Count(long resets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(resets);
        return new(resets, false);
    }

    /// <summary>At most this share of the connections that are open, on average, in the whole cluster.</summary>
    /// <param name="share">From 0 to 1; 0.001 is 0.1 %.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="share"/> is outside 0 to 1.</exception>
    public static ResetLimit OfOpen(double share) => share is >= 0 and <= 1
        ? new(share, true)
        : throw new ArgumentOutOfRangeException(nameof(share), share, "A share of the open connections lies in [0, 1].");

    /// <summary>Reads <c>250</c> or <c>0.1%</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The limit read.</param>
    /// <returns>Whether the text is such a limit.</returns>
    public static bool TryParse(string text, out ResetLimit limit)
    {
        ArgumentNullException.ThrowIfNull(text);
        limit = default;
        if (text.EndsWith('%'))
        {
            bool isNumber = double.TryParse(
                text[..^1].TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent);
            if (!isNumber || percent is not (>= 0 and <= 100)) return false;
            limit = OfOpen(percent / 100);
            return true;
        }
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count)) return false;
        limit = Count(count);
        return true;
    }

    /// <summary>The whole number of resets that it allows.</summary>
    /// <param name="openConnections">The mean number of open connections that a share is of.</param>
    public double Allowed(double openConnections) =>
        // A share that makes a whole number makes it in binary, too.
        IsShare ? Math.Floor(Value * openConnections * (1 + 1e-12)) : Value;

    /// <inheritdoc/>
    public override string ToString() => IsShare
        ? string.Create(CultureInfo.InvariantCulture, $"{100 * Value:0.######}%")
        : string.Create(CultureInfo.InvariantCulture, $"{Value:0}");
}
