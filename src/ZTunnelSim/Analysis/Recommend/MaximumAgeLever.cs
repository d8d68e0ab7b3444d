namespace ZTunnelSim;

/// <summary>The lever behind T: which workload holds the resets up, and which maximum age of its connections makes T enough.</summary>
/// <remarks>
/// A maximum age a takes all of a life beyond it, and as many connections stay open: of those open at SIGTERM the share
/// (I(G) - I(a)) / (I(0) - I(a)) outlives the drain budget G, I being the integrated tail. It falls with a, to 0 at G; so a workload can
/// make T enough by itself exactly where the limits hold without it, and ages are searched by bisection. Whether a limit holds is
/// <see cref="RecommendSearch"/>'s to say, confidence and plausible lifetimes included.
/// </remarks>
internal sealed class MaximumAgeLever
{
    /// <summary>Round ages, of the steps that people take.</summary>
    private static readonly int[] Ages = [1, 2, 3, .. GracePeriodLadder.Steps.Select(step => step.Seconds)];

    private readonly Rollout _rollout;
    private readonly RolloutLimits _limits;
    private readonly RecommendSearch _search;
    private readonly IReadOnlyList<ResetLimitResult> _resetLimits;
    private readonly int[] _all;

    /// <param name="rollout">The rollout; its own T plays no part.</param>
    /// <param name="limits">What it must not exceed.</param>
    /// <param name="search">The search for T under these limits.</param>
    /// <param name="resetLimits">The limits on resets, as that search found them.</param>
    public MaximumAgeLever(Rollout rollout, RolloutLimits limits, RecommendSearch search, IReadOnlyList<ResetLimitResult> resetLimits)
    {
        // What is limited are the resets that somebody misses.
        (_rollout, _limits, _search, _resetLimits) = (rollout.Live, limits, search, resetLimits);
        _all = [.. Enumerable.Range(0, rollout.Cluster.Workloads.Count)];
    }

    /// <summary>
    /// The answers for every workload alone, and where none is enough for all together, at each T that does not hold the limits on resets:
    /// the chart's, the present one, and of the candidates the shortest for which a workload alone is enough, or else the longest.
    /// </summary>
    /// <param name="present">The present T; null: not known.</param>
    /// <param name="candidates">The candidates; they may be none.</param>
    public IEnumerable<MaximumAgeOutcome> Of(GracePeriod? present, IEnumerable<GracePeriod> candidates)
    {
        GracePeriod[] exceeding = [.. candidates.Distinct().OrderBy(_search.Budget).Where(t => !Holds(t, []))];
        GracePeriod? given = exceeding.FirstOrDefault(t => _all.Any(w => Holds(t, [w]))) ?? exceeding.LastOrDefault();
        IEnumerable<GracePeriod> wanted = new[] { GracePeriod.Default, present, given }.OfType<GracePeriod>();
        return wanted.Distinct().Where(t => !Holds(t, [])).Order().SelectMany(At);
    }

    /// <summary>
    /// The answers with which a shorter T cuts no more than the rollout's own: as many as that stays within with a probability; none where
    /// it cuts no more anyway.
    /// </summary>
    /// <param name="rollout">The rollout with its T.</param>
    /// <param name="shorter">The other T.</param>
    /// <param name="confidence">The probability, as of a limit.</param>
    public static IReadOnlyList<MaximumAgeOutcome> Instead(Rollout rollout, GracePeriod shorter, double confidence)
    {
        double cut = new ResetMeans(rollout.Live).Upper(rollout.DrainBudgetSeconds, confidence);
        if (!double.IsFinite(cut)) return [];
        RolloutLimits limits = new() { MaxResets = (long)cut, Confidence = confidence };
        RecommendSearch search = new(rollout, limits);
        MaximumAgeLever lever = new(rollout, limits, search, search.ResetLimits());
        return lever.Holds(shorter, []) ? [] : [.. lever.At(shorter)];
    }

    /// <summary>The answers at one T that does not hold the limits on resets.</summary>
    public IEnumerable<MaximumAgeOutcome> At(GracePeriod t)
    {
        double[] resets = [.. _all.Select(w => _search.Resets.Fitted(_search.Budget(t), w))];
        bool[] areEnough = [.. _all.Select(w => Holds(t, [w]))];
        foreach (int w in _all) yield return Outcome(t, [w], areEnough[w], resets, _rollout.Cluster.WorkloadNames[w]);
        if (!areEnough.Contains(true)) yield return Outcome(t, _all, true, resets, null);
    }

    private bool Holds(GracePeriod t, int[] without) => _search.HoldsResets(_resetLimits, _search.Budget(t), without);

    private MaximumAgeOutcome Outcome(GracePeriod t, int[] workloads, bool isEnough, double[] resets, string? name)
    {
        MaximumAgeOutcome outcome = new(t, name)
        {
            ResetShare = resets.Sum() > 0 ? workloads.Sum(w => resets[w]) / resets.Sum() : 0,
            Resets = resets.Sum(),
            OpenedPerSecond = Opened(_rollout, workloads),
        };
        if (!isEnough || Longest(t, workloads) is not { } seconds) return outcome;
        Rollout under = Under(workloads, seconds);
        return outcome with
        {
            MaximumAge = TimeSpan.FromSeconds(seconds),
            ResetsUnder = new ResetMeans(under).Fitted(_search.Budget(t)),
            OpenedPerSecondUnder = Opened(under, workloads),
        };
    }

    /// <summary>The longest age with which T holds; null where not even the shortest does.</summary>
    private int? Longest(GracePeriod t, int[] workloads)
    {
        int low = -1, high = Ages.Length;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (new RecommendSearch(Under(workloads, Ages[middle]), _limits).HoldsResets(_resetLimits, _search.Budget(t), [])) low = middle;
            else high = middle;
        }
        return low < 0 ? null : Ages[low];
    }

    private Rollout Under(int[] workloads, int ageSeconds) => _rollout with
    {
        Cluster = _rollout.Cluster.With(
            workloads.Select(w => _rollout.Cluster.Workloads[w].WithMaximumAge(TimeSpan.FromSeconds(ageSeconds)))),
    };

    /// <summary>Connections of some workloads opened per second in the whole cluster, each counted once.</summary>
    private static double Opened(Rollout rollout, int[] workloads) => workloads.Sum(rollout.Cluster.OpenedPerSecondOf);
}
