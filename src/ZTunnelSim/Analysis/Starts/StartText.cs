namespace ZTunnelSim;

/// <summary>When to begin, in sentences and tables: the terminal, the report, the change request and the runbook say the same.</summary>
/// <param name="study">The starts and the choice among them.</param>
/// <param name="clock">By which clock they are named.</param>
/// <param name="now">What the start is called that the choice is held against; null: by its time.</param>
internal sealed class StartText(StartStudy study, StartClock clock, string? now = null)
{
    /// <summary>More windows than this are no choice any more.</summary>
    private const int WindowsShown = 5;

    /// <summary>Of more hours, or more days, a table is no help.</summary>
    private const int MostHours = 50, MostDays = 8;

    /// <summary>What the present instant is called.</summary>
    public const string Present = "now";

    private readonly StartChoice _choice = study.Choice;

    /// <summary>What to say where rates don't change.</summary>
    public const string RatesAreConstant = "The rate is taken as constant, so that every start is alike: give workloads a profile: (24 or "
        + "168 numbers) in the scenario, or a log of a day or more.";

    /// <summary>The answer in a sentence: the best window and what it brings, or that nothing holds.</summary>
    public string Answer => !study.RatesChange ? RatesAreConstant
        : _choice.Best is { } best ? $"Begin {Between(BestWindow)} ({clock.Zone.Id}), with T = {best.GracePeriod}: {Brings(best)}."
        : $"No start holds all limits with T = {string.Join(", ", GracePeriods.Select(t => t.Seconds))} s.";

    /// <summary>
    /// What somebody is told who is to begin: the start that is given and what it brings, or else the best window, in a sentence or two.
    /// </summary>
    public IEnumerable<string> Begin()
    {
        if (study.Rollout.Start is null)
        {
            yield return Answer;
            yield break;
        }
        StartOutcome given = _choice.Now!.Value;
        yield return $"Begin at {clock.Full(given.Start)} ({clock.Zone.Id}), with T = {given.GracePeriod}: {Resets(given)} expected "
            + $"({Range(given)} in 95 of 100 rollouts), instead of {Numbers.Count(_choice.Worst.Resets)} at the worst hour of the week, "
            + $"{clock.Brief(_choice.Worst.Start)}.";
        if (_choice.Best is { } best && _choice.AgainstNow is { IsSure: true } saving)
        {
            yield return $"{clock.Full(best.Start)} would save {Numbers.Count(saving.Resets)} of these "
                + $"({Numbers.Range(saving.Lower, Math.Min(saving.Upper, given.Upper))} in 95 of 100 pairs of rollouts).";
        }
    }

    /// <summary>What follows the answer: how sure the saving is, or how near the nearest start comes.</summary>
    public IEnumerable<string> Reasons()
    {
        if (_choice.Best is null)
        {
            foreach (string sentence in Misses()) yield return sentence;
            yield break;
        }
        if (!study.RatesChange)
        {
            yield return $"T = {_choice.About.GracePeriod}: {Resets(_choice.About)} expected, {Range(_choice.About)} in 95 of 100 "
                + $"rollouts, in {Duration(_choice.About)}, whenever it begins.";
            yield break;
        }
        foreach (string sentence in Saved()) yield return sentence;
    }

    /// <summary>What the best start saves, and how sure that is: a sentence each.</summary>
    public IEnumerable<string> Saved()
    {
        if (_choice.AreAlike) yield break;
        if (_choice.AgainstNow is { } other) yield return Saving($"against {NowName}", other);
        if (_choice.AgainstWorst is { } worst) yield return Saving("against the worst hour", worst);
    }

    /// <summary>What to know about the numbers: a sentence each.</summary>
    public IEnumerable<string> Notes()
    {
        if (study.RatesChange)
        {
            yield return "resets are counted hour by hour of the rollout, each node's at the rates of the time before its own drain ends; "
                + "a saving is with the same T, and its range that of two single rollouts with the same lifetimes.";
        }
        if (_choice.Limits.Resets is { } limit)
        {
            yield return "a limit on resets holds where the upper end of one rollout's 95 % range does"
                + (limit.IsShare
                    ? $"; {limit} is of the {Numbers.Whole(_choice.Limits.OpenConnections)} connections that are open in the mean, at all "
                        + $"hours: {Numbers.Whole(_choice.Limits.AllowedResets!.Value)}."
                    : ".");
        }
        if (_choice.Limits.Windows is { } windows)
        {
            int startsIn = Count(_choice.Limits.StartsInWindow), endsIn = Count(_choice.Limits.EndsInWindow);
            yield return $"{Starts(startsIn)} in the window ({string.Join("; ", windows.Texts)}); from {endsIn:#,0} of them the rollout "
                + "also ends within it, and only these are chosen from.";
        }
        yield return $"durations are expected ones, {study.Rollout.Pacing.Sentence()}; where they have no closed form, with startup and "
            + "the like at their means.";
    }

    /// <summary>Where no workload's rate changes nothing is to be shown of windows.</summary>
    public IEnumerable<TextTable> Tables()
    {
        if (study.RatesChange && _choice.Windows.Count > 0) yield return Windows();
        yield return ByGracePeriod();
    }

    /// <summary>The best windows, those that come again on several days as one row.</summary>
    public TextTable Windows()
    {
        IReadOnlyList<MergedWindow> merged = MergedWindow.Of(_choice.Windows, clock);
        List<Column<MergedWindow>> columns =
        [
            new("begin", w => w.Name, IsNumeric: false),
            new("T", w => $"{w.Best.GracePeriod}"),
            new("resets", w => Numbers.Count(w.Best.Resets)),
            new("one rollout, 95 %", w => Range(w.Best)),
            new("duration", w => Duration(w.Best)),
        ];
        if (_choice.Windows.Any(w => w.SmallestGracePeriod != w.Best.GracePeriod))
            columns.Add(new("needs T", w => $"{w.Window.SmallestGracePeriod}"));
        if (_choice.Limits.Windows is not null)
            columns.Add(new("ends by", w => clock.Hour(w.Best.Start.AddSeconds(w.Best.DurationSeconds))));
        string what = _choice.Limits.IsNone ? "The quietest windows" : "The best windows that hold all limits";
        string more = merged.Count > WindowsShown ? $", {WindowsShown} of {merged.Count}" : "";
        return TextTable.Of($"{what}{more} ({clock.Zone.Id}); numbers at the best start of each", merged.Take(WindowsShown), columns);
    }

    /// <summary>
    /// Expected resets by the hour, with the T that the choice is about: a row for each hour and a column for each day, or one for all
    /// where days are alike. Null where it would be no table to read.
    /// </summary>
    public TextTable? ByHour()
    {
        StartOutcome[] drawn = [.. _choice.Outcomes.Where(o => o.GracePeriod == _choice.About.GracePeriod)];
        ILookup<string, StartOutcome> hours = drawn.ToLookup(o => clock.Hour(o.Start));
        string[] days = [.. drawn.Select(o => clock.DayOf(o.Start)).Distinct()];
        if (!study.RatesChange || _choice.AreAlike || hours.Count > MostHours) return null;
        bool areAlike = days.Length > 1 && hours.All(hour => hour.Select(o => Numbers.Count(o.Resets)).Distinct().Count() == 1);
        if (!areAlike && days.Length > MostDays) return null;
        return TextTable.Of(
            $"Expected resets with T = {_choice.About.GracePeriod} by the hour of the start ({clock.Zone.Id})",
            hours.OrderBy(h => h.Key, StringComparer.Ordinal),
            [
                new("begin", hour => hour.Key, IsNumeric: false),
                .. areAlike
                    ? [new("each day", hour => Numbers.Count(hour.First().Resets))]
                    : days.Select(day => new Column<IGrouping<string, StartOutcome>>(
                        day, hour => string.Join(", ", hour.Where(o => clock.DayOf(o.Start) == day).Select(o => Numbers.Count(o.Resets))))),
            ]);
    }

    /// <summary>For each T its own best start, and what it saves.</summary>
    public TextTable ByGracePeriod()
    {
        StartOutcome[][] byT = [.. _choice.Outcomes.GroupBy(o => o.GracePeriod).OrderBy(g => g.Key).Select(g => g.ToArray())];
        List<Column<StartOutcome[]>> columns = [new("T", all => $"{all[0].GracePeriod}")];
        if (study.RatesChange)
        {
            columns.Add(new("quietest start", all => clock.Brief(Quietest(all).Start), IsNumeric: false));
            columns.Add(new("resets then", all => Numbers.Count(Quietest(all).Resets)));
            columns.Add(new("at the worst hour", all => Numbers.Count(all.Max(o => o.Resets))));
        }
        else
        {
            columns.Add(new("resets", all => Numbers.Count(all[0].Resets)));
            columns.Add(new("one rollout, 95 %", all => Range(all[0])));
        }
        columns.Add(new("duration", all => Duration(Quietest(all))));
        if (!_choice.Limits.IsNone)
        {
            columns.Add(new("starts that hold", all => all.Count(_choice.Limits.Hold) is var n && n == all.Length ? "all" : $"{n:#,0}"));
        }
        return TextTable.Of("By grace period", byT, columns) with
        {
            ChosenRow = _choice.Best is { } best ? Array.FindIndex(byT, all => all[0].GracePeriod == best.GracePeriod) : null,
        };

        StartOutcome Quietest(StartOutcome[] all) => all.Where(_choice.Limits.EndsInWindow).ToArray() is { Length: > 0 } inside
            ? StartChoice.Fewest(inside)
            : StartChoice.Fewest(all);
    }

    private IEnumerable<GracePeriod> GracePeriods => _choice.Outcomes.Select(o => o.GracePeriod).Distinct().Order();

    private StartWindow BestWindow => _choice.Windows.First(
        w => w.First <= _choice.Best!.Value.Start && w.Last >= _choice.Best.Value.Start);

    private string NowName => now ?? clock.Full(_choice.Now!.Value.Start);

    /// <summary>Whether the window comes every day of any week, which has no dates.</summary>
    private bool IsDaily(StartWindow window) =>
        !clock.HasDates && MergedWindow.Of(_choice.Windows, clock).Any(w => w.Window == window && w.IsDaily);

    private string Between(StartWindow window) => IsDaily(window)
        ? window.First == window.Last
            ? $"on any day at {clock.Hour(window.First)}"
            : $"on any day between {clock.Hour(window.First)} and {clock.Hour(window.Last)}"
        : window.First == window.Last
        ? $"at {clock.Full(window.First)}"
        : $"between {clock.Full(window.First)} and "
            + (clock.IsOneDay(window.First, window.Last) ? clock.Hour(window.Last) : clock.Full(window.Last));

    private string Brings(StartOutcome best)
    {
        if (_choice.AreAlike) return $"{Resets(best)} expected in {Duration(best)}, as at any other start";
        string start = IsDaily(BestWindow) ? clock.Hour(best.Start) : clock.Brief(best.Start);
        string at = BestWindow.First == BestWindow.Last ? "" : $" at {start}";
        string given = _choice.Now is { } other ? $"{Numbers.Count(other.Resets)} {(now == Present ? "" : "at ")}{NowName} and " : "";
        return $"{Resets(best)} expected{at} ({Range(best)} in 95 of 100 rollouts) in {Duration(best)}, instead of {given}"
            + $"{Numbers.Count(_choice.Worst.Resets)} at the worst hour, {clock.Brief(_choice.Worst.Start)}";
    }

    private static string Saving(string against, StartSaving saving)
    {
        string start = $"That saves {Numbers.Count(saving.Resets)} resets ({Numbers.Share(saving.Share)}) {against}: ";
        string range = double.IsFinite(saving.Upper)
            ? Numbers.Range(saving.Lower, saving.Upper)
            : double.IsFinite(saving.Lower) ? $"{Numbers.Count(saving.Lower)} or more" : "any number";
        return start + (saving.IsSure
            ? $"{range} in 95 of 100 pairs of rollouts."
            : $"{range} in 95 of 100 pairs of rollouts, so that a single one may as well have more.");
    }

    private IEnumerable<string> Misses()
    {
        StartLimits limits = _choice.Limits;
        StartOutcome nearest = _choice.About;
        if (!limits.StartsInWindow(nearest))
        {
            yield return "No start is in the window: give another --window, or a longer span.";
            yield break;
        }
        List<string> misses = [];
        if (!limits.ResetsHold(nearest))
            misses.Add($"one rollout has up to {Numbers.Count(nearest.Upper)} resets, and {Numbers.Whole(limits.AllowedResets!.Value)} are "
                + "allowed");
        if (!limits.DurationHolds(nearest))
            misses.Add($"it takes {Duration(nearest)}, and {DurationFormat.Brief(limits.MaxDurationSeconds!.Value)} are allowed");
        if (!limits.EndsInWindow(nearest)) misses.Add($"it takes {Duration(nearest)}, and the window closes before");
        string start = study.RatesChange ? $"at {clock.Full(nearest.Start)} ({clock.Zone.Id}) " : "";
        yield return $"The nearest, {start}with T = {nearest.GracePeriod}: {string.Join("; ", misses)}.";
        if (!limits.ResetsHold(nearest)) yield return "A longer T cuts fewer: 'ztunnelsim recommend' finds the one that is needed "
                + Invariant($"(--at {clock.Local(nearest.Start):yyyy-MM-ddTHH:mmzzz}).");
    }

    private int Count(Func<StartOutcome, bool> holds) =>
        _choice.Outcomes.Where(o => o.GracePeriod == _choice.About.GracePeriod).Count(holds);

    private static string Starts(int number) => number == 1 ? "1 start is" : $"{number:#,0} starts are";

    private static string Resets(StartOutcome o) => $"{Numbers.Count(o.Resets)} resets";

    private static string Range(StartOutcome o) => double.IsFinite(o.Upper)
        ? Numbers.Range(o.Lower, o.Upper)
        : $"{Numbers.Count(o.Lower)} or more";

    private static string Duration(StartOutcome o) => DurationFormat.Brief(o.DurationSeconds);

    /// <summary>Windows at the same hours of several days that bring the same.</summary>
    private sealed record MergedWindow(StartWindow Window, string Name)
    {
        private const string Daily = "daily";

        public bool IsDaily => Name.StartsWith(Daily, StringComparison.Ordinal);

        public StartOutcome Best => Window.Best;

        public static IReadOnlyList<MergedWindow> Of(IReadOnlyList<StartWindow> windows, StartClock clock) =>
        [
            .. windows.GroupBy(w => (
                    clock.Hour(w.First), clock.Hour(w.Last), clock.Local(w.Last).Date - clock.Local(w.First).Date, w.SmallestGracePeriod,
                    w.Best.GracePeriod, clock.Hour(w.Best.Start), Numbers.Count(w.Best.Resets), Range(w.Best), Duration(w.Best)))
                .Select(same => same.ToArray() is [var only]
                    ? new MergedWindow(only, NameOf(only, clock))
                    : new MergedWindow(same.First(), $"{DaysOf([.. same], clock)} {HoursOf(same.First(), clock)}")),
        ];

        private static string NameOf(StartWindow w, StartClock clock) => clock.IsOneDay(w.First, w.Last)
            ? $"{clock.DayOf(w.First)} {HoursOf(w, clock)}"
            : $"{clock.Brief(w.First)} to {clock.Brief(w.Last)}";

        private static string HoursOf(StartWindow w, StartClock clock) =>
            w.First == w.Last ? clock.Hour(w.First) : $"{clock.Hour(w.First)} to {clock.Hour(w.Last)}";

        /// <summary>Daily, Mon to Fri, or all days by name.</summary>
        private static string DaysOf(StartWindow[] windows, StartClock clock)
        {
            DateTime[] days = [.. windows.Select(w => clock.Local(w.First).Date).Distinct().Order()];
            bool inARow = days.Zip(days.Skip(1)).All(pair => (pair.Second - pair.First).TotalDays == 1);
            if (inARow && days.Length >= 7) return Daily;
            return inARow && days.Length > 2
                ? $"{clock.DayOf(windows.Min(w => w.First))} to {clock.DayOf(windows.Max(w => w.First))},"
                : string.Join(", ", windows.OrderBy(w => w.First).Select(w => clock.DayOf(w.First))) + ",";
        }
    }
}
