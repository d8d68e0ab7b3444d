using ZTunnelSim.Model;

namespace ZTunnelSim.Analysis;

/// <summary>How a recommendation is searched for and confirmed. Wrong values are refused by <see cref="Recommend"/>.</summary>
public sealed record RecommendOptions
{
    /// <summary>Longer grace periods are not looked at: 30 days.</summary>
    public static GracePeriod LongestGracePeriod { get; } = new(30 * 86400);

    /// <summary>The seed of everything simulated: one seed gives one result, whatever the number of threads.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many rollouts are simulated for each grace period looked at, at least 20.</summary>
    public int Replications { get; init; } = 400;

    /// <summary>How many threads, at least 1; null: one for each processor.</summary>
    public int? Threads { get; init; }

    /// <summary>Grace periods to show beside the recommended one and its neighbours on the <see cref="GracePeriodLadder"/>.</summary>
    public IReadOnlyList<GracePeriod> AlsoShow { get; init; } = [];

    /// <summary>
    /// The longest lifetime observed of each workload whose lifetimes come from data, in seconds, by its name: a longer drain is
    /// a concern.
    /// </summary>
    public IReadOnlyDictionary<string, double> LongestObservedSeconds { get; init; } = new Dictionary<string, double>();

    internal int ThreadCount => Threads ?? Environment.ProcessorCount;

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Replications, 20);
        if (Threads is { } threads) ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1, nameof(Threads));
    }
}
