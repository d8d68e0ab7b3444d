using ZTunnelSim;

/// <summary>What the library's theory says of a handover, with the times as they were.</summary>
internal sealed class Theory
{
    private readonly HandoverLedger _seen;
    private readonly Rollout _rollout;

    public Theory(HandoverLedger seen)
    {
        _seen = seen;
        (double openedPerSecond, DurationLaw lifetime, _, _) = seen.Handover;
        _rollout = Of(openedPerSecond, lifetime, seen.OverlapSeconds, seen.DrainBudgetSeconds);
        (Open, Cut) = (StillOpen(TimeSpan.FromTicks(1).TotalSeconds), StillOpen(seen.DrainBudgetSeconds));
    }

    /// <summary>The mean number of connections that the old process holds at SIGTERM.</summary>
    public double Open { get; }

    /// <summary>The mean number of connections that it cuts.</summary>
    public double Cut { get; }

    public double NewShare => _rollout.Timing.NewShare;

    /// <summary>One node, and the times of its replacement that matter here.</summary>
    public static Rollout Of(double openedPerSecond, DurationLaw lifetime, double overlapSeconds, double drainBudgetSeconds) =>
        Rollout.Of(Cluster.OfSize(1, Workload.Of("clients", Traffic.PerNode(openedPerSecond), lifetime))) with
        {
            Timing = new ReplacementTiming(
                startup: DurationLaw.Constant(TimeSpan.Zero),
                ready: DurationLaw.Constant(TimeSpan.Zero),
                overlap: DurationLaw.Constant(TimeSpan.FromSeconds(overlapSeconds))),
            GracePeriod = 3600,
            DrainBudget = DrainBudget.Deadline(TimeSpan.FromSeconds(drainBudgetSeconds)),
        };

    public IEnumerable<Comparison> Compare() =>
    [
        Comparison.OfPoisson("open at SIGTERM", _seen.OpenAtSigterm, Open),
        Comparison.OfBinomial($"to the new one, of {_seen.OpenedInOverlap}", _seen.ByNewInOverlap, _seen.OpenedInOverlap, NewShare),
        Comparison.OfPoisson("cut", _seen.Cut.Count, Cut),
        new("drain, s", _seen.DrainSeconds, _rollout.Predict().DrainSecondsByNode[0], DrainQuantile, Decimals: 2),
    ];

    /// <summary>The mean number that a drain of so many seconds leaves open: Lambda(t), the resets if the budget were t.</summary>
    private double StillOpen(double seconds) =>
        (_rollout with { DrainBudget = DrainBudget.Deadline(TimeSpan.FromSeconds(seconds)) }).Predict().Resets;

    /// <summary>A quantile of the drain, which ends as nothing is open any more: P(D &lt;= t) = exp(-Lambda(t)), and 1 at G.</summary>
    private double DrainQuantile(double probability)
    {
        double low = 0, high = _seen.DrainBudgetSeconds;
        if (Math.Exp(-StillOpen(high)) < probability) return high;
        while (high - low > 1e-3)
        {
            double middle = 0.5 * (low + high);
            (low, high) = Math.Exp(-StillOpen(middle)) < probability ? (middle, high) : (low, middle);
        }
        return high;
    }
}
