namespace ZTunnelSim;

/// <summary>Which maximum age of connections would make a T enough that does not hold the limits on resets, and what that costs.</summary>
public sealed record MaximumAgeOutcome
{
    internal MaximumAgeOutcome(GracePeriod gracePeriod, string? workload) => (GracePeriod, Workload) = (gracePeriod, workload);

    /// <summary>T.</summary>
    public GracePeriod GracePeriod { get; }

    /// <summary>The name of the workload whose connections get the maximum age; null: the same for those of all workloads.</summary>
    public string? Workload { get; }

    /// <summary>The share of the expected resets at T that are of its connections, from 0 to 1.</summary>
    public double ResetShare { get; internal init; }

    /// <summary>
    /// The longest maximum age, of round ones, with which T holds all limits on resets; null where none does: the other workloads hold the
    /// resets up.
    /// </summary>
    public TimeSpan? MaximumAge { get; internal init; }

    /// <summary>Expected resets in the whole rollout at T, of all workloads, by theory.</summary>
    public double Resets { get; internal init; }

    /// <summary>The same with the maximum age; null without one.</summary>
    public double? ResetsUnder { get; internal init; }

    /// <summary>How many of its connections are opened per second in the whole cluster.</summary>
    public double OpenedPerSecond { get; internal init; }

    /// <summary>The same with the maximum age, as many being open as before; null without one.</summary>
    public double? OpenedPerSecondUnder { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => MaximumAgeText.Of(this);
}
