namespace ZTunnelSim;

/// <summary>What is asked of a start: limits on the rollout that begins then, and when it may be under way.</summary>
internal sealed record StartLimits
{
    /// <summary>The most resets; null: no limit.</summary>
    public ResetLimit? Resets { get; init; }

    /// <summary>The connections that are open in the mean over the period of the rates, which a share is of.</summary>
    public double OpenConnections { get; init; }

    /// <summary>The longest duration in seconds; null: no limit.</summary>
    public double? MaxDurationSeconds { get; init; }

    /// <summary>When the rollout may be under way, from its start to its end; null: at any time.</summary>
    public ClockWindows? Windows { get; init; }

    /// <summary>The whole number of resets that the limit allows; null: there is none.</summary>
    public double? AllowedResets => Resets?.Allowed(OpenConnections);

    /// <summary>Whether nothing is asked for.</summary>
    public bool IsNone => Resets is null && MaxDurationSeconds is null && Windows is null;

    /// <summary>Whether the upper end of the range of one rollout's resets is within the limit.</summary>
    public bool ResetsHold(StartOutcome outcome) => AllowedResets is not { } allowed || outcome.Upper <= allowed;

    /// <summary>Whether the expected duration is within the limit.</summary>
    public bool DurationHolds(StartOutcome outcome) => MaxDurationSeconds is not { } most || outcome.DurationSeconds <= most;

    /// <summary>Whether the rollout begins in a window.</summary>
    public bool StartsInWindow(StartOutcome outcome) => Windows?.Contains(outcome.Start) ?? true;

    /// <summary>Whether it begins in a window and, if it takes as long as expected, ends in the same.</summary>
    public bool EndsInWindow(StartOutcome outcome) => Windows?.Contains(outcome.Start, outcome.DurationSeconds) ?? true;

    /// <summary>Whether all of it holds.</summary>
    public bool Hold(StartOutcome outcome) => ResetsHold(outcome) && DurationHolds(outcome) && EndsInWindow(outcome);
}
