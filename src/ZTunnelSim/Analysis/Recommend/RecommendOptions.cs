namespace ZTunnelSim;

/// <summary>How a recommendation is searched for and confirmed. Wrong values are refused by <see cref="RecommendExtensions"/>.</summary>
public sealed record RecommendOptions : StudyOptions
{
    /// <summary>The defaults: at most 400 replications of each grace period looked at, and fewer where these are enough.</summary>
    public RecommendOptions()
        : base(replications: 400, leastReplications: 20)
    {
    }

    /// <summary>
    /// The wanted precision, between 0 and 1. Rollouts of a grace period are simulated until, as far as these are asked for, half of the
    /// 95 % interval of the duration's quantiles is within twice this share of them, half of that of the share in which all limits hold is
    /// within this share of all, and it is settled what all replications would say of each limit: no verdict is another one for it, but
    /// in fewer than 1 of 5,000 studies. It looks first at 20 replications, and then at numbers that grow by a quarter. Null: run all
    /// replications.
    /// </summary>
    public double? Precision { get; init; } = ZTunnelSim.Precision.Usual.Share;

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

    internal override void Validate()
    {
        base.Validate();
        new Precision(Precision).Validate();
    }
}
