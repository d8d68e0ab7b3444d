namespace ZTunnelSim;

/// <summary>The search for T: by theory over a continuous drain budget, then back to whole seconds through the rule.</summary>
/// <remarks>
/// Resets fall and durations rise with the drain budget, so that each limit on resets asks for a shortest budget and the limit on the
/// duration for a longest one. The rule from T to the budget is not monotone (<see cref="BudgetInverse"/>), which is why budgets are
/// searched and not T. About 35 evaluations a limit; what it finds is what a look at every single second would find.
/// </remarks>
internal sealed class RecommendSearch
{
    private readonly Rollout _rollout;
    private readonly RolloutLimits _limits;
    private readonly double[] _open;

    public RecommendSearch(Rollout rollout, RolloutLimits limits)
    {
        (_rollout, _limits) = (rollout, limits);
        Rollout live = rollout.Live;
        Resets = new ResetMeans(live);
        Drains = rollout.HasDeadPeers ? new ResetTheory(rollout) : Resets.Theory;
        _open = [.. live.Cluster.Workloads.Select((_, i) => live.Cluster.OpenConnectionsOf(i))];
    }

    /// <summary>The resets that limits are on: those that somebody misses.</summary>
    public ResetMeans Resets { get; }

    /// <summary>How long a drain may be for two ztunnels to have their place.</summary>
    public MemoryLimit Memory => field ??= new(_rollout);

    /// <summary>The theory of drains, which wait for connections of dead peers as well.</summary>
    public ResetTheory Drains { get; }

    private static GracePeriod Longest => RecommendOptions.LongestGracePeriod;

    public double Budget(GracePeriod t) => _rollout.DrainBudget.SecondsFor(t);

    /// <summary>What every limit asks of T, and the smallest T that holds all.</summary>
    public FoundLimits Find(DurationQuantiles durations)
    {
        IReadOnlyList<ResetLimitResult> resetLimits = ResetLimits();
        GracePeriod? forResets = SmallestForResets(resetLimits);
        DurationLimitResult? durationLimit = _limits.MaxDurationSeconds is { } seconds
            ? new()
            {
                MaxSeconds = seconds,
                LargestGracePeriod = durations.LargestWithin(seconds),
                IsTheory = durations.IsTheory,
            }
            : null;
        GracePeriod? forDuration = Shortest(Smaller(
            durationLimit is null ? Longest : durationLimit.LargestGracePeriod, Memory.LargestGracePeriod));
        bool holds = forResets is not null && forDuration is not null && Budget(forResets) <= Budget(forDuration);
        return new(resetLimits, durationLimit, forResets, forDuration, holds ? forResets : null);
    }

    /// <summary>The one that drains shorter; null where either is.</summary>
    private GracePeriod? Smaller(GracePeriod? a, GracePeriod? b) => a is null || b is null ? null : Budget(a) <= Budget(b) ? a : b;

    /// <summary>The shortest T that drains as long as another one.</summary>
    public GracePeriod? Shortest(GracePeriod? t) =>
        t is null ? null : BudgetInverse.SmallestAbove(_rollout.DrainBudget, Math.BitDecrement(Budget(t)), t);

    public IReadOnlyList<ResetLimitResult> ResetLimits()
    {
        List<ResetLimitResult> results = [];
        if (_limits.MaxResetShare is { } share) results.Add(Needed(null, ResetLimit.OfOpen(share)));
        if (_limits.MaxResets is { } count) results.Add(Needed(null, ResetLimit.Count(count)));
        for (int w = 0; w < _open.Length; w++)
        {
            if (_limits.MaxResetsByWorkload.TryGetValue(_rollout.Cluster.Workloads[w].Name, out ResetLimit limit))
                results.Add(Needed(w, limit));
        }
        double most = results.Max(Rank);
        return [.. results.Select(r => r with { Binds = most > 1 && Rank(r) == most })];

        double Rank(ResetLimitResult r) => r.SmallestGracePeriod is { } t ? (t.Seconds == 1 ? 1 : Budget(t)) : double.PositiveInfinity;
    }

    /// <summary>The smallest T that holds all limits on resets; null where none does.</summary>
    public GracePeriod? SmallestForResets(IReadOnlyList<ResetLimitResult> limits) => limits.Any(l => l.SmallestGracePeriod is null)
        ? null
        : limits.Select(l => l.SmallestGracePeriod!).MaxBy(Budget);

    public IReadOnlyList<WorkloadNeed> WorkloadNeeds(IReadOnlyList<ResetLimitResult> limits) => [.. _open.Select((open, w) =>
    {
        if (limits.FirstOrDefault(l => l.WorkloadIndex == w) is { } own)
            return new WorkloadNeed(w, open, own.Limit, true, own.SmallestGracePeriod);
        if (_limits.MaxResetShare is not { } share) return new WorkloadNeed(w, open, null, false, null);
        ResetLimit limit = ResetLimit.OfOpen(share);
        return new WorkloadNeed(w, open, limit, false, Needed(w, limit).SmallestGracePeriod);
    })];

    /// <summary>
    /// The workloads whose limits a budget can't hold, and those that weigh most until the limits on all hold without them.
    /// </summary>
    public IEnumerable<string> WorkloadsToDrain(IReadOnlyList<ResetLimitResult> limits, double budget)
    {
        int[] bySize = [.. Enumerable.Range(0, _open.Length).OrderByDescending(w => Resets.Fitted(budget, w))];
        List<int> drained = [.. bySize.Where(w => limits.Any(l => l.WorkloadIndex == w && !Holds(l, budget, [])))];
        foreach (int w in bySize.Where(w => !drained.Contains(w)).ToArray())
        {
            if (limits.Where(l => l.Workload is null).All(l => Holds(l, budget, drained))) break;
            drained.Add(w);
        }
        return drained.Select(w => _rollout.Cluster.WorkloadNames[w]);
    }

    /// <summary>Whether a budget holds all limits on resets, some workloads left out.</summary>
    public bool HoldsResets(IReadOnlyList<ResetLimitResult> limits, double budget, IReadOnlyCollection<int> without) =>
        limits.All(l => Holds(l, budget, without));

    private ResetLimitResult Needed(int? workload, ResetLimit limit)
    {
        double allowed = limit.Allowed(workload is { } one ? _open[one] : _open.Sum());
        Bracket budget = Bracket.Of(g => Holds(workload, allowed, g, []), Longest.Seconds);
        GracePeriod? t = BudgetInverse.SmallestAbove(_rollout.DrainBudget, budget.False, Longest);
        // Between the bracket's ends lies at most one budget that a T gives.
        while (t is not null && !Holds(workload, allowed, Budget(t), []))
            t = BudgetInverse.SmallestAbove(_rollout.DrainBudget, Budget(t), Longest);
        return new ResetLimitResult(_rollout.Cluster, workload)
        {
            Limit = limit,
            AllowedResets = allowed,
            NeededBudgetSeconds = budget.True,
            SmallestGracePeriod = t,
        };
    }

    private bool Holds(ResetLimitResult limit, double budget, IReadOnlyCollection<int> without) =>
        Holds(limit.WorkloadIndex, limit.AllowedResets, budget, without);

    private bool Holds(int? workload, double allowed, double budget, IReadOnlyCollection<int> without) =>
        Resets.Probability(budget, allowed, workload, without) >= _limits.Confidence;
}

/// <summary>What limits ask of T.</summary>
/// <param name="ResetLimits">Each limit on resets: all workloads together first, then single ones in the cluster's order.</param>
/// <param name="DurationLimit">The limit on the duration; null where none was given.</param>
/// <param name="ForResets">The smallest T that holds all limits on resets; null where none does.</param>
/// <param name="ForDuration">
/// The shortest T of the longest drain that holds the limit on the duration and has a place for two ztunnels; null where none does.
/// </param>
/// <param name="Smallest">The smallest T that holds all limits; null where none does.</param>
internal sealed record FoundLimits(
    IReadOnlyList<ResetLimitResult> ResetLimits, DurationLimitResult? DurationLimit, GracePeriod? ForResets, GracePeriod? ForDuration,
    GracePeriod? Smallest);
