namespace ZTunnelSim;

/// <summary>Predicts a rollout for each of many starts and grace periods.</summary>
public static class StartSweepExtensions
{
    /// <summary>Predicts a rolling update for each start and grace period, by theory.</summary>
    /// <param name="rollout">
    /// The rollout, whose workloads have a <see cref="Workload.Profile"/>; its own start and grace period play no part.
    /// </param>
    /// <param name="starts">When it may begin, at least one instant; repeated ones count once.</param>
    /// <param name="gracePeriods">The grace periods, at least one; repeated ones count once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The outcomes in the order of time, and for each start by rising grace periods.</returns>
    /// <exception cref="ArgumentException">There is no start or no grace period.</exception>
    /// <exception cref="NotSupportedException">The rollout's plan is not a <see cref="RollingUpdate"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<StartOutcome> PredictStarts(
        this Rollout rollout, IEnumerable<DateTimeOffset> starts, IEnumerable<GracePeriod> gracePeriods,
        CancellationToken cancellationToken = default) =>
        StartSweep.Of(rollout, starts, gracePeriods, cancellationToken).Outcomes;
}
