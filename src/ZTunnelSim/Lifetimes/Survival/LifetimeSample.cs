using ZTunnelSim.Randomness;

namespace ZTunnelSim.Lifetimes.Survival;

/// <summary>All that was observed of the lifetimes of one kind of connection: the input of every estimator.</summary>
/// <remarks>
/// Equal observations are kept once with their count, so that millions of log lines in whole milliseconds stay small.
/// </remarks>
/// <example><c>LifetimeFitter.FitBest(LifetimeSample.From(observations)).Best.ResidualSurvival(300)</c></example>
public sealed class LifetimeSample
{
    /// <summary>ztunnel's logs give durations in whole milliseconds.</summary>
    public const double ZTunnelLogResolutionSeconds = 0.001;

    private readonly ObservationGroup[] _groups;

    private LifetimeSample(ObservationGroup[] groups, double resolutionSeconds, long ignoredCount)
    {
        _groups = groups;
        ResolutionSeconds = resolutionSeconds;
        IgnoredCount = ignoredCount;
        foreach (ObservationGroup group in groups)
        {
            Count += group.Count;
            if (group.Kind == ObservationKind.Ended) EndedCount += group.Count;
            if (group.Kind == ObservationKind.Censored) CensoredCount += group.Count;
            if (group.Kind == ObservationKind.OpenAge) OpenAgeCount += group.Count;
            if (group.IsTruncated) TruncatedCount += group.Count;
            if (group.Kind == ObservationKind.Ended && group.Seconds == 0) BelowResolutionCount += group.Count;
        }
    }

    /// <summary>The number of observations, ages of open connections included.</summary>
    public long Count { get; }

    /// <summary>How many connections were seen to end.</summary>
    public long EndedCount { get; }

    /// <summary>How many were right-censored: still open, or cut by an earlier drain.</summary>
    public long CensoredCount { get; }

    /// <summary>How many were left-truncated, right-truncated, or both.</summary>
    public long TruncatedCount { get; }

    /// <summary>How many are ages of connections found open at a random instant.</summary>
    public long OpenAgeCount { get; }

    /// <summary>
    /// How many ended with a duration of 0 s, which is to say under half of <see cref="ResolutionSeconds"/>.
    /// </summary>
    public long BelowResolutionCount { get; }

    /// <summary>
    /// How many observations were left out because they were watched for no time at all (their entry age is their
    /// last age, above 0): such a one says nothing.
    /// </summary>
    public long IgnoredCount { get; }

    /// <summary>The step in seconds in which durations were recorded.</summary>
    public double ResolutionSeconds { get; }

    /// <summary>
    /// The longest age in seconds observed, of ended, censored and open connections alike; 0 if there is none.
    /// </summary>
    public double LongestSeconds => _groups.Length == 0 ? 0 : _groups[^1].Seconds;

    /// <summary>Whether every lifetime is complete: none censored, truncated or only an age.</summary>
    public bool IsComplete => EndedCount == Count && TruncatedCount == 0;

    /// <summary>Equal observations with their counts, by age.</summary>
    internal IReadOnlyList<ObservationGroup> Groups => _groups;

    /// <summary>A sample of observed connections.</summary>
    /// <param name="observations">Connections watched from their opening, or from an entry age on.</param>
    /// <param name="openAgesSeconds">
    /// Ages in seconds, finite and at least 0, of connections found open at one instant, of which nothing else is
    /// known. Such connections are length-biased, and under constant arrivals an age has the stationary-excess law
    /// with density S(age) / mean: that is its likelihood. Give a connection here or as an observation, not as both.
    /// </param>
    /// <param name="truncated">Completed connections of a log that shows only what ended inside its window.</param>
    /// <param name="resolutionSeconds">
    /// The step in which durations were recorded, finite and above 0. A completed lifetime of 0 s is taken as one below
    /// half of it: its likelihood is P(lifetime &lt; resolution / 2).
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">An age or the resolution is outside its range.</exception>
    public static LifetimeSample From(
        IEnumerable<LifetimeObservation> observations,
        IEnumerable<double>? openAgesSeconds = null,
        IEnumerable<DoublyTruncatedObservation>? truncated = null,
        double resolutionSeconds = ZTunnelLogResolutionSeconds)
    {
        ArgumentNullException.ThrowIfNull(observations);
        if (!(resolutionSeconds > 0 && double.IsFinite(resolutionSeconds)))
            throw new ArgumentOutOfRangeException(
                nameof(resolutionSeconds), resolutionSeconds, "The resolution is finite and above 0 s.");
        var counts = new Dictionary<ObservationGroup, long>();
        long ignored = 0;
        void Add(ObservationKind kind, double seconds, double lower, double upper)
        {
            var key = new ObservationGroup(kind, seconds, lower, upper, 0);
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
        }
        foreach (LifetimeObservation o in observations)
        {
            if (o.EntrySeconds > 0 && o.EntrySeconds == o.Seconds) ignored++;
            else Add(o.IsCensored ? ObservationKind.Censored : ObservationKind.Ended, o.Seconds, o.EntrySeconds, double.PositiveInfinity);
        }
        foreach (double age in openAgesSeconds ?? [])
        {
            if (!(age >= 0 && double.IsFinite(age)))
                throw new ArgumentOutOfRangeException(
                    nameof(openAgesSeconds), age, "An age is finite and at least 0 s.");
            Add(ObservationKind.OpenAge, age, 0, double.PositiveInfinity);
        }
        foreach (DoublyTruncatedObservation t in truncated ?? [])
            Add(ObservationKind.Ended, t.Seconds, t.LowerSeconds, t.UpperSeconds);
        ObservationGroup[] groups = [.. counts.Select(pair => pair.Key with { Count = pair.Value })];
        Array.Sort(groups, ObservationGroup.Compare);
        return new LifetimeSample(groups, resolutionSeconds, ignored);
    }

    /// <summary>
    /// The number of observations with an age above <paramref name="seconds"/>, censored and open ones included.
    /// </summary>
    /// <param name="seconds">The age in seconds.</param>
    public long CountAbove(double seconds) => _groups.Where(g => g.Seconds > seconds).Sum(g => g.Count);

    /// <summary>
    /// As many observations drawn from these with replacement: one replicate of the nonparametric bootstrap.
    /// </summary>
    /// <param name="random">The stream drawn from.</param>
    /// <remarks>Efron, "Censored data and the bootstrap", J. Am. Stat. Assoc. 76, 1981: whole observations are drawn.</remarks>
    public LifetimeSample Resample(ref RandomStream random)
    {
        if (Count == 0) return this;
        var table = new AliasTable([.. _groups.Select(g => (double)g.Count)]);
        long[] counts = new long[_groups.Length];
        for (long i = 0; i < Count; i++) counts[table.Next(ref random)]++;
        ObservationGroup[] drawn =
            [.. _groups.Zip(counts, (g, count) => g with { Count = count }).Where(g => g.Count > 0)];
        return new LifetimeSample(drawn, ResolutionSeconds, IgnoredCount);
    }

    /// <summary>What lies beyond a threshold, as a sample of excesses over it: the input of a tail fit.</summary>
    internal LifetimeSample ExcessesOver(double threshold)
    {
        ObservationGroup[] above =
        [
            .. _groups.Where(g => g.FitsKaplanMeier && g.Seconds > threshold).Select(g => g with
            {
                Seconds = g.Seconds - threshold,
                Lower = Math.Max(0, g.Lower - threshold),
            }),
        ];
        return new LifetimeSample(above, ResolutionSeconds, 0);
    }
}
