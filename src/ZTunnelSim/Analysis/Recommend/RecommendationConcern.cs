namespace ZTunnelSim.Analysis;

/// <summary>Why an answer that holds all limits may still be no T to set, and the sensible neighbour.</summary>
/// <param name="Kind">What is odd about it.</param>
/// <param name="About">The T that it is about: the answer or, where nothing holds, what would.</param>
/// <param name="Instead">What to set instead, and what that brings; null: the limits are what to change.</param>
/// <param name="Workload">The index of the workload that it is about; null: none in particular.</param>
public sealed record RecommendationConcern(
    ConcernKind Kind, GracePeriodOutcome About, GracePeriodOutcome? Instead, int? Workload = null);

/// <summary>What is odd about a recommended T.</summary>
public enum ConcernKind
{
    /// <summary>Nothing is open that could be reset: every T is as good as any other.</summary>
    NothingOpen,

    /// <summary>The limits on resets allow every open connection to be reset: they limit nothing.</summary>
    LimitsNothing,

    /// <summary>Below the chart's default of 30 s, which holds all limits as well and takes no longer.</summary>
    BelowDefault,

    /// <summary>
    /// Longer than an hour: node-pool upgrades commonly wait for a pod no longer than that, and autoscalers for less, so that
    /// a node may go before its drain ends.
    /// </summary>
    LongerThanAnHour,

    /// <summary>Longer than a day: a rollout is not over before the next one is due.</summary>
    LongerThanADay,

    /// <summary>
    /// A drain longer than any lifetime in the data of the workload that decides: the answer is all extrapolation.
    /// </summary>
    BeyondTheData,
}
