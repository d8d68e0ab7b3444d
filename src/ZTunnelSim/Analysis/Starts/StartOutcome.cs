namespace ZTunnelSim;

/// <summary>What a rollout that begins at one instant, with one T, brings.</summary>
/// <param name="Start">When it begins.</param>
/// <param name="GracePeriod">T.</param>
/// <param name="Resets">The expected resets.</param>
/// <param name="Lower">The lower end of the 95 % interval for the resets of one rollout: chance, and what the data leave open.</param>
/// <param name="Upper">Its upper end.</param>
/// <param name="DurationSeconds">The expected duration in seconds.</param>
public readonly record struct StartOutcome(
    DateTimeOffset Start, GracePeriod GracePeriod, double Resets, double Lower, double Upper, double DurationSeconds);
