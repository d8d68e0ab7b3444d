using System.Runtime.InteropServices;

namespace ZTunnelSim;

/// <summary>All that was observed of the lifetimes of one kind of connection: the input of every estimator.</summary>
/// <remarks>Equal observations are kept once with their count, so that millions of log lines in whole milliseconds stay small.</remarks>
/// <example><c>LifetimeFitter.FitBest(LifetimeSample.From(observations)).Best.ResidualSurvival(300)</c></example>
internal sealed class LifetimeSample
{
    /// <summary>The steps in seconds that durations are usually recorded in, coarse ones first.</summary>
    private static readonly double[] UsualSteps = [1, 0.1, 0.01, 0.001];

    /// <summary>From so many steps on, what the step hides is too little of the duration to matter.</summary>
    private const double StepsThatMatter = 100;

    /// <summary>Ages of right-truncated observations are told apart to this share of themselves.</summary>
    private const double TruncationStep = 1e-3;

    private readonly ObservationGroup[] _groups;
    private LifetimeSample? _fresh;

    private LifetimeSample(ObservationGroup[] groups, double resolutionSeconds, long ignoredCount)
    {
        _groups = groups;
        ResolutionSeconds = resolutionSeconds;
        IgnoredCount = ignoredCount;
        foreach (ObservationGroup group in groups)
        {
            Count += group.Count;
            if (group.IsCensored) CensoredCount += group.Count;
            IsRightTruncated |= group.Upper < double.PositiveInfinity;
            if (group.HalfWidth > 0 && group.Seconds == group.HalfWidth) BelowResolutionCount += group.Count;
        }
    }

    /// <summary>The estimate from this sample once it was asked for: many ask, and it is the same for all.</summary>
    internal KaplanMeier? KaplanMeier { get; set; }

    /// <summary>Whether some would not have been seen had they lived longer.</summary>
    public bool IsRightTruncated { get; }

    /// <summary>
    /// The same as a sample of fresh lifetimes without right truncation, for estimators that know none: each observation with the weight
    /// that <see cref="DoubleTruncation"/> gives it. The sample itself where nothing is truncated so.
    /// </summary>
    public LifetimeSample Fresh => !IsRightTruncated ? this
        : _fresh ??= new LifetimeSample(DoubleTruncation.Weigh(_groups), ResolutionSeconds, IgnoredCount);

    public long Count { get; }

    /// <summary>How many connections were seen to end.</summary>
    public long EndedCount => Count - CensoredCount;

    /// <summary>How many were right-censored: still open, or cut by an earlier drain.</summary>
    public long CensoredCount { get; }

    /// <summary>How many ended with a recorded duration of 0 s, which is to say under <see cref="ResolutionSeconds"/>.</summary>
    public long BelowResolutionCount { get; }

    /// <summary>
    /// How many observations were left out because they were watched for no time at all (their entry age is their last age, above 0): such
    /// a one says nothing.
    /// </summary>
    public long IgnoredCount { get; }

    /// <summary>The step in seconds in which durations were recorded.</summary>
    public double ResolutionSeconds { get; }

    /// <summary>The longest age in seconds observed, of ended and censored connections alike; 0 if there is none.</summary>
    public double LongestSeconds => _groups.Length == 0 ? 0 : _groups[^1].Seconds;

    /// <summary>The age in seconds at which all ends of which nothing else is known.</summary>
    internal double EndSeconds { get => field > 0 ? field : LongestSeconds; private init; }

    /// <summary>Equal observations with their counts, by age.</summary>
    internal IReadOnlyList<ObservationGroup> Groups => _groups;

    /// <param name="observations">Connections watched from their opening, or from an entry age on.</param>
    /// <param name="resolutionSeconds">
    /// The step in which durations were recorded, finite and above 0; null: 0.001 (ztunnel's logs have whole milliseconds), or where
    /// durations of 0 s say that it is coarser, the longest of 1, 0.1 and 0.01 s of which all are multiples. A recorded lifetime is rounded
    /// down: one of k steps (k below 100) lies between k and k + 1 of them, and its likelihood is the probability of that. A duration that
    /// is no whole number of steps is taken as exact.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The resolution is outside its range.</exception>
    public static LifetimeSample From(IEnumerable<LifetimeObservation> observations, double? resolutionSeconds = null)
    {
        if (resolutionSeconds is not (null or > 0 and < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(resolutionSeconds), resolutionSeconds, "The resolution is finite and above 0 s.");
        var counts = new Dictionary<ObservationGroup, long>();
        long ignored = 0;
        foreach (LifetimeObservation o in observations)
        {
            var key = double.IsPositiveInfinity(o.LatestSeconds)
                ? new ObservationGroup(o.IsCensored, o.Seconds, o.EntrySeconds, 0)
                : Truncated(o);
            if (o.EntrySeconds > 0 && o.EntrySeconds == o.Seconds) ignored++;
            else CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;
        }
        double step = resolutionSeconds ?? StepOf(counts.Keys);
        ObservationGroup[] groups = [.. counts.Select(pair => InItsStep(pair.Key with { Count = pair.Value }, step))];
        Array.Sort(groups, ObservationGroup.Compare);
        return new LifetimeSample(groups, step, ignored);
    }

    /// <summary>A right-truncated observation, its limits to a few digits, so that equal ones are few.</summary>
    private static ObservationGroup Truncated(LifetimeObservation o)
    {
        static double Round(double seconds, Func<double, double> to) =>
            seconds > 0 ? Math.Exp(TruncationStep * to(Math.Log(seconds) / TruncationStep)) : 0;
        // Outwards, so that the age stays between them.
        double from = Round(o.EntrySeconds, Math.Floor), until = Round(o.LatestSeconds, Math.Ceiling);
        return new(o.IsCensored, o.Seconds, Math.Min(from, o.Seconds), 0, Upper: Math.Max(until, o.Seconds));
    }

    /// <summary>Durations of 0 tell that the step is too coarse for the shortest; its multiples tell how coarse.</summary>
    private static double StepOf(IReadOnlyCollection<ObservationGroup> groups)
    {
        double[] ended = [.. groups.Where(g => !g.IsCensored).Select(g => g.Seconds)];
        return ended.Contains(0)
            ? UsualSteps.FirstOrDefault(step => ended.All(s => IsMultiple(s, step)), UsualSteps[^1])
            : UsualSteps[^1];
    }

    /// <summary>A completed lifetime that was rounded down to a whole number of steps, by the middle of its step.</summary>
    private static ObservationGroup InItsStep(ObservationGroup group, double step) =>
        !group.IsCensored && group.Seconds < (StepsThatMatter - 0.5) * step && IsMultiple(group.Seconds, step)
            ? group with
            {
                Seconds = group.Seconds + 0.5 * step,
                HalfWidth = 0.5 * step,
                Upper = Math.Max(group.Upper, group.Seconds + step),
            }
            : group;

    private static bool IsMultiple(double seconds, double step) =>
        Math.Abs(seconds / step - Math.Round(seconds / step)) <= 1e-9 * Math.Max(1, seconds / step);

    /// <summary>The number of observations with an age above <paramref name="seconds"/>, censored ones included.</summary>
    public long CountAbove(double seconds) => _groups.Where(g => g.Seconds > seconds).Sum(g => g.Count);

    /// <summary>The same watched no longer than up to an age: what ended there or lived on was last seen open then.</summary>
    /// <param name="age">The age in seconds; above it nothing is known but that all ends with the longest age.</param>
    internal LifetimeSample WatchedUpTo(double age)
    {
        ObservationGroup[] groups =
        [
            .. _groups.Where(g => g.Lower < age)
                .Select(g => g.Seconds < age ? g : g with { IsCensored = true, Seconds = age, HalfWidth = 0 })
                .GroupBy(g => g with { Count = 0 }, (one, same) => one with { Count = same.Sum(g => g.Count) }),
        ];
        Array.Sort(groups, ObservationGroup.Compare);
        return new LifetimeSample(groups, ResolutionSeconds, IgnoredCount + Count - groups.Sum(g => g.Count)) { EndSeconds = EndSeconds };
    }

    /// <summary>What lies beyond a threshold, as a sample of excesses over it: the input of a tail fit.</summary>
    internal LifetimeSample ExcessesOver(double threshold)
    {
        if (IsRightTruncated) return Fresh.ExcessesOver(threshold);
        ObservationGroup[] above =
        [
            .. _groups.Where(g => g.Seconds > threshold).Select(g => g with
            {
                Seconds = g.Seconds - threshold,
                Lower = Math.Max(0, g.Lower - threshold),
                HalfWidth = Math.Min(g.HalfWidth, g.Seconds - threshold),
            }),
        ];
        return new LifetimeSample(above, ResolutionSeconds, 0);
    }
}

/// <summary>Equal observations and how many they are.</summary>
/// <param name="IsCensored">Whether they outlived that age; otherwise they ended at it.</param>
/// <param name="Seconds">The age in seconds.</param>
/// <param name="Lower">Only lifetimes above this could be seen (left truncation); 0: all.</param>
/// <param name="Count">The number of such observations, at least 1.</param>
/// <param name="HalfWidth">
/// Half the step in seconds that the age was recorded in: it lies within that much of <paramref name="Seconds"/>, the step's middle
/// (interval censoring); 0: it is exact.
/// </param>
/// <param name="Upper">Only lifetimes up to this could be seen (right truncation); infinite: all.</param>
internal readonly record struct ObservationGroup(
    bool IsCensored, double Seconds, double Lower, long Count, double HalfWidth = 0, double Upper = double.PositiveInfinity)
{
    /// <summary>By age; at one age endings come first, since a connection censored there was still at risk.</summary>
    public static int Compare(ObservationGroup a, ObservationGroup b)
    {
        int order = a.Seconds.CompareTo(b.Seconds);
        if (order == 0) order = a.IsCensored.CompareTo(b.IsCensored);
        if (order == 0) order = a.Lower.CompareTo(b.Lower);
        return order != 0 ? order : a.Upper.CompareTo(b.Upper);
    }
}
