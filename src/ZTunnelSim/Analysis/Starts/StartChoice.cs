namespace ZTunnelSim;

/// <summary>Consecutive starts of which each will do.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Best">The one with the fewest resets, and with which T.</param>
/// <param name="SmallestGracePeriod">The smallest T that holds all limits at that start.</param>
internal sealed record StartWindow(DateTimeOffset First, DateTimeOffset Last, StartOutcome Best, GracePeriod SmallestGracePeriod);

/// <summary>When to begin: the choice among starts under limits, and what it saves.</summary>
internal sealed record StartChoice
{
    private StartChoice(ValueList<StartOutcome> outcomes, StartLimits limits) => (Outcomes, Limits) = (outcomes, limits);

    /// <summary>All outcomes: start by start, and for each the grace periods.</summary>
    public IReadOnlyList<StartOutcome> Outcomes { get; }

    /// <summary>What is asked of a start.</summary>
    public StartLimits Limits { get; }

    /// <summary>
    /// The start, and the T, with the fewest resets of those that hold all limits; of equally many that of the shorter rollout, and then
    /// the earlier one. Null where none holds.
    /// </summary>
    public StartOutcome? Best { get; private init; }

    /// <summary>
    /// Where none holds: the one that comes closest, with the lowest upper end of its resets among those that begin, and end, in a window.
    /// </summary>
    public StartOutcome? Nearest { get; private init; }

    /// <summary>What the choice is about: <see cref="Best"/>, or else <see cref="Nearest"/>.</summary>
    public StartOutcome About => Best ?? Nearest!.Value;

    /// <summary>The start with the most resets, with the T of <see cref="About"/>; it need not hold limits, or be in a window.</summary>
    public StartOutcome Worst { get; private init; }

    /// <summary>What the start brings that the choice is held against, with the same T; null: it is held against none.</summary>
    public StartOutcome? Now { get; private init; }

    /// <summary>The same with each T.</summary>
    public IReadOnlyList<StartOutcome> NowWithEach { get; private init; } = [];

    /// <summary>
    /// Runs of starts that will do, the best first. Where resets are limited, these are starts at which some T holds all limits; where
    /// they are not, those that hold the other limits with the best one's T, and that a single rollout can't tell from the best start.
    /// </summary>
    public IReadOnlyList<StartWindow> Windows { get; private init; } = [];

    /// <summary>What the best start saves against <see cref="Now"/>.</summary>
    public StartSaving? AgainstNow => Best is { } best && Now is { } now ? new(best, now) : null;

    /// <summary>What the best start saves against <see cref="Worst"/>.</summary>
    public StartSaving? AgainstWorst => Best is { } best ? new(best, Worst) : null;

    /// <summary>Whether all starts are alike, as they are where rates don't change.</summary>
    public bool AreAlike => Digits(Outcomes.Where(o => o.GracePeriod == About.GracePeriod).Min(o => o.Resets)) == Digits(Worst.Resets);

    /// <summary>Chooses among outcomes.</summary>
    /// <param name="outcomes">The outcomes in the order of time, as <see cref="StartSweep.Outcomes"/> has them; at least one.</param>
    /// <param name="limits">What is asked of a start.</param>
    /// <param name="now">What one start brings, with each T, that the choice is held against; empty: none.</param>
    public static StartChoice Of(IEnumerable<StartOutcome> outcomes, StartLimits limits, IEnumerable<StartOutcome> now)
    {
        ValueList<StartOutcome> all = ValueList.Of(outcomes);
        StartOutcome[] holding = [.. all.Where(limits.Hold)];
        StartOutcome? best = holding.Length > 0 ? Fewest(holding) : null;
        StartOutcome about = best ?? NearestOf(all, limits);
        StartOutcome[] same = [.. all.Where(o => o.GracePeriod == about.GracePeriod)];
        return new(all, limits)
        {
            Best = best,
            Nearest = best is null ? about : null,
            Worst = same.MaxBy(o => Digits(o.Resets)),
            NowWithEach = ValueList.Of(now),
            Now = now.Where(o => o.GracePeriod == about.GracePeriod).Select(o => (StartOutcome?)o).FirstOrDefault(),
            Windows = best is { } chosen ? WindowsOf(all, limits, chosen) : [],
        };
    }

    /// <summary>The best of some outcomes; rounding decides nothing.</summary>
    public static StartOutcome Fewest(IEnumerable<StartOutcome> outcomes) =>
        outcomes.MinBy(Rank);

    private static (double, double, DateTimeOffset, GracePeriod) Rank(StartOutcome o) =>
        (Digits(o.Resets), Digits(o.DurationSeconds), o.Start, o.GracePeriod);

    private static StartOutcome NearestOf(IReadOnlyList<StartOutcome> all, StartLimits limits)
    {
        IEnumerable<StartOutcome>[] better =
            [all.Where(o => limits.EndsInWindow(o) && limits.DurationHolds(o)), all.Where(limits.EndsInWindow),
                all.Where(limits.StartsInWindow), all];
        return better.First(some => some.Any()).MinBy(o => (Digits(o.Upper), Digits(o.Resets), o.DurationSeconds, o.Start));
    }

    private static ValueList<StartWindow> WindowsOf(IReadOnlyList<StartOutcome> all, StartLimits limits, StartOutcome best)
    {
        List<StartWindow> windows = [];
        List<StartOutcome> run = [];
        foreach (IGrouping<DateTimeOffset, StartOutcome> start in all.GroupBy(o => o.Start))
        {
            StartOutcome[] good = [.. start.Where(o => limits.Hold(o) && (limits.Resets is not null || IsAsGood(o)))];
            if (good.Length > 0) run.AddRange(good);
            else End();
        }
        End();
        return ValueList.Of(windows.OrderBy(w => Rank(w.Best)));

        bool IsAsGood(StartOutcome o) => o.GracePeriod == best.GracePeriod && !new StartSaving(best, o).IsSure;

        void End()
        {
            if (run.Count == 0) return;
            StartOutcome fewest = Fewest(run);
            windows.Add(new(
                run[0].Start, run[^1].Start, fewest, run.Where(o => o.Start == fewest.Start).Min(o => o.GracePeriod)!));
            run.Clear();
        }
    }

    /// <summary>A number to six digits.</summary>
    private static double Digits(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value;
        double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 5);
        return Math.Round(value / unit) * unit;
    }
}
