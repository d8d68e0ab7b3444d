namespace ZTunnelSim;

/// <summary>What a rollout that begins at one instant, with one T, brings.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="GracePeriod">T.</param>
/// <param name="Resets">The expected resets.</param>
/// <param name="Lower">The lower end of the 95 % interval for the resets of one rollout: chance, and what the data leave open.</param>
/// <param name="Upper">Its upper end.</param>
/// <param name="DurationSeconds">The expected duration in seconds.</param>
public readonly record struct StartOutcome(
    DateTimeOffset Start, GracePeriod GracePeriod, double Resets, double Lower, double Upper, double DurationSeconds)
{
    /// <summary>What the data leave open about <see cref="Resets"/>; null: nothing.</summary>
    internal StartUncertainty? Uncertainty { get; init; }
}

/// <summary>What the data leave open about the resets at a start.</summary>
/// <param name="Factors">
/// Multiples of their mean that lifetimes and mean rates allow, each as plausible as any other, and alike for all starts; one may be
/// infinite.
/// </param>
/// <param name="ProfileError">The relative standard deviation that the counts behind a profile leave, each start for itself.</param>
internal sealed record StartUncertainty(IReadOnlyList<double> Factors, double ProfileError);
