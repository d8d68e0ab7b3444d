using System.Globalization;

namespace ZTunnelSim.Tests;

/// <summary>The choice among starts, from outcomes that are given: which start, which windows, what it saves.</summary>
public class StartChoiceTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    private static readonly GracePeriod Short = new(30), Long = new(300);

    private static readonly ClockWindows Nights = new(["22:00-06:00"], TimeZoneInfo.Utc);

    /// <summary>Resets fall to a tenth at 3 o'clock; a long T has a third of them and takes twice as long.</summary>
    private static double Resets(int hour, GracePeriod t) =>
        (t == Short ? 300 : 100) * (0.1 + 0.9 * (1 - Math.Cos((hour - 3) / 12.0 * Math.PI)) / 2);

    private static StartOutcome Outcome(DateTimeOffset start, GracePeriod t, double resets, double seconds) =>
        new(start, t, resets, Math.Max(0, resets - 2 * Math.Sqrt(resets)), resets + 2 * Math.Sqrt(resets), seconds);

    private static StartOutcome[] Hours(int hours) =>
    [
        .. from hour in Enumerable.Range(0, hours)
           from t in new[] { Short, Long }
           select Outcome(Monday.AddHours(hour), t, Resets(hour % 24, t), t == Short ? 1800 : 3600),
    ];

    private static StartChoice Choose(StartOutcome[] outcomes, StartLimits limits, params StartOutcome[] now) =>
        StartChoice.Of(outcomes, limits, now);

    [Fact]
    public void Without_limits_the_fewest_resets_win_and_the_window_is_what_one_rollout_cannot_tell_from_them()
    {
        StartChoice choice = Choose(Hours(24), new(), Outcome(Monday.AddHours(-3.5), Long, 88, 3600), Outcome(Monday, Short, 99, 1800));
        Assert.Equal((Monday.AddHours(3), Long, 10.0), (choice.Best!.Value.Start, choice.Best.Value.GracePeriod, choice.Best.Value.Resets));
        Assert.Equal(Monday.AddHours(15), choice.Worst.Start);
        Assert.Equal(100, choice.Worst.Resets, 1e-9);
        Assert.Equal(88, choice.Now!.Value.Resets);
        // At 1 and 5 o'clock 16.03, 6.03 more, with sqrt((2 sqrt 16.03)^2 + (2 sqrt 10)^2) = 10.2 to be sure; at midnight and 6 o'clock
        // 23.18, 13.2 more, with 11.5.
        StartWindow window = Assert.Single(choice.Windows);
        Assert.Equal((Monday.AddHours(1), Monday.AddHours(5)), (window.First, window.Last));
        Assert.Equal(choice.Best, window.Best);
    }

    [Fact]
    public void A_limit_on_resets_holds_where_the_upper_end_does_and_the_smallest_T_is_told()
    {
        // 16.3 + 0.1: at 3 o'clock alone the long T holds, whose upper end there is 16.32.
        StartChoice choice = Choose(Hours(24), new() { Resets = ResetLimit.Count(17) });
        StartWindow only = Assert.Single(choice.Windows);
        Assert.Equal((Monday.AddHours(3), Monday.AddHours(3), Long), (only.First, only.Last, only.SmallestGracePeriod));
        Assert.Null(Choose(Hours(24), new() { Resets = ResetLimit.Count(16) }).Best);

        // The short T has 30 resets at 3 o'clock, up to 40.95, and so it is enough from a limit of 41 on.
        Assert.Equal(Long, Choose(Hours(24), new() { Resets = ResetLimit.Count(40) }).Windows[0].SmallestGracePeriod);
        Assert.Equal(Short, Choose(Hours(24), new() { Resets = ResetLimit.Count(41) }).Windows[0].SmallestGracePeriod);

        // A share is of the connections open in the mean.
        StartLimits share = new() { Resets = ResetLimit.OfOpen(0.05), OpenConnections = 340 };
        Assert.Equal(17, share.AllowedResets);
        Assert.Equal(only, Assert.Single(Choose(Hours(24), share).Windows));
    }

    [Fact]
    public void With_a_limit_on_the_duration_a_shorter_T_is_the_best()
    {
        StartChoice choice = Choose(Hours(24), new() { MaxDurationSeconds = 1800 });
        Assert.Equal((Monday.AddHours(3), Short), (choice.Best!.Value.Start, choice.Best.Value.GracePeriod));
        // The worst start is told with the same T.
        Assert.Equal(300, choice.Worst.Resets, 1e-9);
        Assert.Null(Choose(Hours(24), new() { MaxDurationSeconds = 1799 }).Best);
    }

    [Fact]
    public void A_window_of_the_clock_asks_for_the_rollouts_end_as_well()
    {
        StartLimits limits = new() { Windows = Nights, Resets = ResetLimit.Count(1000) };
        StartChoice choice = Choose(Hours(48), limits);
        // A rollout of an hour may begin at 5 o'clock, and at any hour from 22 on; the second night is the whole one.
        Assert.Equal(
            [(0, 5), (22, 29), (46, 47)],
            choice.Windows.Select(w => ((w.First - Monday).TotalHours, (w.Last - Monday).TotalHours)).Order()
                .Select(w => ((int)w.Item1, (int)w.Item2)));
        StartOutcome[] longer = [.. Hours(24).Select(o => o with { DurationSeconds = 3601 })];
        Assert.True(limits.StartsInWindow(longer[2 * 5]));
        Assert.False(limits.EndsInWindow(longer[2 * 5]));
        Assert.Equal(Monday.AddHours(4), Choose(longer, limits).Windows[0].Last);
        // Where no start will do, the nearest one is in the window.
        StartChoice none = Choose(Hours(24), new() { Windows = new(["12:00-14:00"], TimeZoneInfo.Utc), Resets = ResetLimit.Count(1) });
        Assert.Null(none.Best);
        Assert.Empty(none.Windows);
        Assert.Equal((Monday.AddHours(12), Long), (none.Nearest!.Value.Start, none.Nearest.Value.GracePeriod));
        Assert.Null(none.AgainstNow);
        Assert.Null(none.AgainstWorst);
    }

    [Fact]
    public void Of_starts_that_are_equally_good_the_shorter_rollout_and_then_the_earlier_start_is_chosen_whatever_the_rounding()
    {
        StartOutcome[] days = [.. Enumerable.Range(0, 4).Select(day => Outcome(
            Monday.AddDays(day), Long, day == 3 ? 10 * (1 - 1e-12) : 10 * (1 + 1e-13), day == 0 ? 3601 : 3600))];
        Assert.Equal(Monday.AddDays(1), Choose(days, new()).Best!.Value.Start);
        StartOutcome noise = Outcome(Monday.AddDays(9), Long, 10 * (1 - 1e-4), 9000);
        Assert.Equal(Monday.AddDays(9), Choose([.. days, noise], new()).Best!.Value.Start);
    }

    [Fact]
    public void All_starts_may_be_alike()
    {
        StartOutcome[] alike = [.. Hours(24).Select(o => Outcome(o.Start, o.GracePeriod, o.GracePeriod == Short ? 90 : 30, 60))];
        Assert.True(Choose(alike, new()).AreAlike);
        Assert.Equal((Monday, Monday.AddHours(23)), (Choose(alike, new()).Windows[0].First, Choose(alike, new()).Windows[0].Last));
        Assert.False(Choose(Hours(24), new()).AreAlike);
    }

    [Fact]
    public void The_range_of_a_saving_holds_the_difference_of_two_rollouts_as_often_as_it_says()
    {
        Random random = new(5);
        foreach ((double few, double many) in new[] { (10.0, 40.0), (100, 130), (3, 400) })
        {
            StartSaving saving = new(Poisson(few), Poisson(many));
            const int Pairs = 20_000;
            int inside = Enumerable.Range(0, Pairs)
                .Select(_ => MathNet.Numerics.Distributions.Poisson.Sample(random, many)
                    - MathNet.Numerics.Distributions.Poisson.Sample(random, few))
                .Count(difference => difference >= saving.Lower - 1e-9 && difference <= saving.Upper + 1e-9);
            // Counts are whole, so that ranges hold a little more than they say.
            Assert.InRange(inside / (double)Pairs, 0.943, 0.975);
            Assert.Equal(many - few, saving.Resets);
            Assert.Equal((many - few) / many, saving.Share, 1e-12);
        }
        Assert.True(new StartSaving(Poisson(10), Poisson(40)).IsSure);
        Assert.False(new StartSaving(Poisson(100), Poisson(110)).IsSure);
        Assert.False(new StartSaving(Poisson(0.1), Poisson(3)).IsSure);
        // What the data leave open moves both alike: few against many stays so, and only its size is open.
        StartUncertainty open = new([0.5, 0.8, 1, 1.5, 4], ProfileError: 0);
        StartSaving alike = new(Poisson(10) with { Uncertainty = open }, Poisson(60) with { Uncertainty = open });
        Assert.True(alike.IsSure);
        Assert.InRange(alike.Upper, 190, 250);
        StartSaving counted = new(
            Poisson(10) with { Uncertainty = open }, Poisson(60) with { Uncertainty = open with { ProfileError = 0.5 } });
        Assert.False(counted.IsSure);
        StartOutcome endless = Poisson(40) with { Uncertainty = new([1, double.PositiveInfinity], 0) };
        Assert.Equal((true, double.PositiveInfinity), (Endless().IsSure, Endless().Upper));

        StartSaving Endless() => new(Poisson(10) with { Uncertainty = endless.Uncertainty }, endless);


        static StartOutcome Poisson(double mean) => new(
            Monday, Short, mean, new PoissonMixture([mean]).Quantile(0.025), new PoissonMixture([mean]).Quantile(0.975), 60);
    }

    [Fact]
    public void Sentences_name_the_window_by_the_clock_and_what_it_saves()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(3, Workload.Of("w", Traffic.OpenPerNode(100), new Exponential(60)) with
        {
            Profile = RateProfile.HoursOfDay([1, .. Enumerable.Repeat(2.0, 23)]),
        }));
        StartChoice choice = Choose(Hours(24), new() { Resets = ResetLimit.Count(30) }, Outcome(Monday.AddHours(-3.5), Long, 88, 3600));
        StartClock berlin = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        StartText text = new(StartStudy.Of(rollout, choice), berlin, "now");
        Assert.Equal(
            "Begin between Mon 2026-11-30 02:00 and 06:00 (Europe/Berlin), with T = 300 s: 10.0 resets expected at Mon 30 Nov 04:00 (3.68 "
                + "to 16.3 in 95 of 100 rollouts) in 1 h 00 min, instead of 88.0 now and 100 at the worst hour, Mon 30 Nov 16:00.",
            text.Answer);
        Assert.Equal(
            ["That saves 78.0 resets (88.6 %) against now: 58.1 to 97.9 in 95 of 100 pairs of rollouts.",
                "That saves 90.0 resets (90.0 %) against the worst hour: 68.9 to 111 in 95 of 100 pairs of rollouts."],
            text.Reasons());
        Assert.Equal(
            ["Mon 30 Nov 02:00 to 06:00", "300 s", "10.0", "3.68 to 16.3", "1 h 00 min"], Assert.Single(text.Windows().Rows));

        // Nights that come again are one row, and days without dates are those of any week.
        StartText week = new(StartStudy.Of(rollout, Choose(Hours(168), new())), new StartClock(TimeZoneInfo.Utc, HasDates: false));
        Assert.Equal("daily 01:00 to 05:00", Assert.Single(week.Windows().Rows)[0]);
        Assert.StartsWith(
            "Begin on any day between 01:00 and 05:00 (UTC), with T = 300 s: 10.0 resets expected at 03:00 (3.68 to 16.3 in 95 of 100 "
                + "rollouts) in 1 h 00 min, instead of 100 at the worst hour, Mon 15:00.", week.Answer);

        StartText none = new(StartStudy.Of(rollout, Choose(Hours(24), new() { Resets = ResetLimit.Count(16) })), berlin);
        Assert.Equal("No start holds all limits with T = 30, 300 s.", none.Answer);
        Assert.Equal(
            "The nearest, at Mon 2026-11-30 04:00 (Europe/Berlin) with T = 300 s: one rollout has up to 16.3 resets, and 16 are allowed.",
            none.Reasons().First());
    }

    [Fact]
    public void The_hour_that_clocks_pass_twice_is_told_apart()
    {
        StartClock berlin = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        DateTimeOffset first = DateTimeOffset.Parse("2026-10-25T00:30Z", CultureInfo.InvariantCulture);
        Assert.Equal("Sun 25 Oct 02:30 (+02:00)", berlin.Brief(first));
        Assert.Equal("Sun 2026-10-25 02:30 (+01:00)", berlin.Full(first.AddHours(1)));
        Assert.Equal("Sun 2026-10-25 03:30", berlin.Full(first.AddHours(2)));
    }

    [Fact]
    public void Where_no_rate_changes_one_start_tells_all_the_others()
    {
        Workload steady = Workload.Of("w", Traffic.OpenPerNode(20), new Exponential(60));
        Rollout rollout = Rollout.Of(Cluster.OfSize(3, steady)) with { Start = Monday };
        StartStudy study = StartStudy.Of(rollout, [Monday, Monday.AddHours(1)], [Long, Short], new(), TestContext.Current.CancellationToken);
        Assert.False(study.RatesChange);
        Assert.Equal(4, study.Choice.Outcomes.Count);
        Assert.True(study.Choice.AreAlike);
        Assert.All(study.Choice.Outcomes, o => Assert.True(o.DurationSeconds > 0));
        double expected = rollout.WithGracePeriod(Long).Predict().Resets;
        Assert.Equal(expected, study.Choice.Best!.Value.Resets, 1e-9);
        Assert.Equal(expected, study.Choice.Now!.Value.Resets, 1e-9);
        StartText text = new(study, new StartClock(TimeZoneInfo.Utc));
        Assert.Equal(StartText.RatesAreConstant, text.Answer);
        Assert.Single(text.Tables());
    }
}
