namespace ZTunnelSim;

/// <summary>How a recommendation is searched for and confirmed. Wrong values are refused by <see cref="RecommendExtensions"/>.</summary>
public sealed record RecommendOptions : StudyOptions
{
    /// <summary>The defaults: 400 replications of each grace period looked at.</summary>
    public RecommendOptions()
        : base(replications: 400, leastReplications: 20)
    {
    }

    /// <summary>Longer grace periods are not looked at: 30 days.</summary>
    public static GracePeriod LongestGracePeriod { get; } = new(30 * 86400);

    /// <summary>Grace periods to show beside the recommended one and its neighbours on the <see cref="GracePeriodLadder"/>.</summary>
    public IReadOnlyList<GracePeriod> AlsoShow { get; init => field = ValueList.Of(value); } = ValueList<GracePeriod>.Empty;

    /// <summary>
    /// The T that the running pods have, by which the rollout that sets another one still drains; null: not known, and nothing is said
    /// about that rollout.
    /// </summary>
    public GracePeriod? PresentGracePeriod { get; init; }

    /// <summary>
    /// The longest lifetime observed of each workload whose lifetimes come from data, in seconds, by its name: a longer drain is a concern.
    /// </summary>
    public IReadOnlyDictionary<string, double> LongestObservedSeconds
    {
        get;
        init => field = new ValueDictionary<string, double>(value);
    } = ValueDictionary<string, double>.Empty;
}
