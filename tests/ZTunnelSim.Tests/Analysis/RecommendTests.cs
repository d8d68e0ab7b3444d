namespace ZTunnelSim.Tests;

public class RecommendTests
{
    private const int LongestTried = 1500;

    private static readonly RecommendOptions Quick = new() { Replications = 40, Precision = null };

    public static TheoryData<int> Scenarios => [.. Enumerable.Range(1, 10)];

    [Fact]
    public void With_minReadySeconds_it_says_how_many_surges_stand_still_and_what_helps()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(6, Workload.Of("w", Traffic.OpenPerNode(20), new Exponential(30))));
        RolloutLimits limits = new() { MaxResets = 20, MaxDuration = TimeSpan.FromHours(1) };
        Recommendation surge = (rollout with { Strategy = UpdateStrategy.MaxSurge(2, TimeSpan.FromSeconds(5)) }).Recommend(limits, Quick);
        double stalled = surge.Choice!.StalledShare;
        Assert.Contains(surge.Reasons, r => r.StartsWith($"{100 * stalled:0.#} of 100 rollouts stand still", StringComparison.Ordinal)
            && r.Contains("maxUnavailable in place of maxSurge", StringComparison.Ordinal));
        foreach (UpdateStrategy other in new[] { UpdateStrategy.MaxSurge(2), UpdateStrategy.MaxUnavailable(2, TimeSpan.FromSeconds(5)) })
        {
            Recommendation none = (rollout with { Strategy = other }).Recommend(limits, Quick);
            Assert.DoesNotContain(none.Reasons, r => r.Contains("stand still", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void The_answer_is_the_best_of_all_whole_seconds_by_theory(int scenario)
    {
        Random random = new(scenario);
        Rollout rollout = RandomRollout(random);
        RolloutLimits limits = RandomLimits(random, rollout);

        Recommendation recommendation = rollout.Recommend(limits, Quick);

        SurgeDuration durations = SurgeDuration.Of(rollout, new ResetTheory(rollout))!;
        int? best = Enumerable.Range(1, LongestTried).Cast<int?>().FirstOrDefault(t => Holds(rollout.WithGracePeriod(t!.Value)));
        if (best is null) Assert.True(recommendation.GracePeriod is null || recommendation.GracePeriod.Seconds > LongestTried);
        else Assert.Equal(best, recommendation.GracePeriod?.Seconds);

        bool Holds(Rollout at) =>
            Upper(at) <= Math.Floor(limits.MaxResetShare!.Value * recommendation.OpenConnections)
            && Upper(Alone(at, 0)) <= limits.MaxResetsByWorkload[rollout.Cluster.Workloads[0].Name].Value
            && durations.Quantile(limits.Confidence, at.DrainBudgetSeconds) <= limits.MaxDurationSeconds;

        double Upper(Rollout at) => PredictionInterval.OfResets(at, 2 * limits.Confidence - 1).Upper;
    }

    [Fact]
    public void The_scenarios_are_of_every_kind()
    {
        List<int?> answers = [];
        foreach (int scenario in Scenarios.Select(row => row.Data))
        {
            Random random = new(scenario);
            Rollout rollout = RandomRollout(random);
            answers.Add(rollout.Recommend(RandomLimits(random, rollout), Quick).GracePeriod?.Seconds);
        }
        Assert.Contains(null, answers);
        Assert.Contains(answers, t => t is < 15);
        Assert.Contains(answers, t => t is > 15 and < 300);
        Assert.Contains(answers, t => t is > 300);
    }

    [Theory]
    [InlineData(Pacing.OneNodeAtATime, 1)]
    [InlineData(Pacing.Kubernetes, 1)]
    [InlineData(Pacing.Kubernetes, 2)]
    public void Durations_without_a_closed_form_are_those_of_a_sweep(Pacing pacing, int surge)
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(6, Workload.Of("w", Traffic.OpenPerNode(8), new Lognormal(20, 1.3)))) with
        {
            Pacing = pacing,
            Strategy = UpdateStrategy.MaxSurge(surge),
            Timing = new ReplacementTiming(new Exponential(12), new Uniform(0, 10), new Constant(1)),
        };
        SweepResult sweep = rollout.Sweep(
            Enumerable.Range(1, 400).Select(t => new GracePeriod(t)), new SweepOptions { Replications = 100, Pacings = [pacing] });
        foreach (double max in new[] { 60, 150, 300, 700, 1100 })
        {
            // To stop early changes no verdict.
            foreach (double? precision in new double?[] { null, 0.05 })
            {
                Recommendation recommendation = rollout.Recommend(
                    new RolloutLimits { MaxResets = 1000, MaxDurationSeconds = max },
                    new RecommendOptions { Replications = 100, Precision = precision });
                Assert.False(recommendation.DurationLimit!.IsTheory);
                GracePeriod? expected = sweep.Candidates.LastOrDefault(c => c.Pacings[0].DurationP95Seconds <= max)?.GracePeriod;
                Assert.Equal(expected?.Seconds, recommendation.DurationLimit.LargestGracePeriod is { } t ? Math.Min(t.Seconds, 400) : null);
            }
        }
    }

    [Fact]
    public void No_reset_at_all_means_that_one_is_less_likely_than_the_confidence_leaves_open()
    {
        // Poisson resets of mean 20 x 50 exp(-G / 60): none with 95 % from G = 60 ln(1000 / -ln 0.95) on.
        Rollout rollout = Rollout.Of(Cluster.OfSize(20, Workload.Of("w", Traffic.OpenPerNode(50), new Exponential(60)))) with
        {
            Timing = new ReplacementTiming(new Constant(15), new Constant(0), new Constant(0)),
        };
        double budget = 60 * Math.Log(1000 / -Math.Log(0.95));
        Recommendation recommendation = rollout.Recommend(new RolloutLimits { MaxResets = 0 }, Quick);
        Assert.Equal((int)Math.Ceiling(budget) + 5, recommendation.GracePeriod!.Seconds);
        Assert.Equal(budget, recommendation.ResetLimits[0].NeededBudgetSeconds, 2e-3);
        Assert.True(recommendation.ResetLimits[0].Binds);
        // A confidence of a half asks for much less.
        Assert.Equal(
            (int)Math.Ceiling(60 * Math.Log(1000 / Math.Log(2))) + 5,
            rollout.Recommend(new RolloutLimits { MaxResets = 0, Confidence = 0.5 }, Quick).GracePeriod!.Seconds);
    }

    [Fact]
    public void A_longer_T_that_drains_shorter_is_pointed_out()
    {
        // Needs between 8 and 9 s of drain: T = 10 s gives 9 s; 11, 12 and 13 s give 6, 7 and 8 s.
        Rollout rollout = Rollout.Of(Cluster.OfSize(1, Workload.Of("w", Traffic.PerNode(1), new Constant(8.99)))) with
        {
            Timing = new ReplacementTiming(new Constant(15), new Constant(0), new Constant(0)),
        };
        Recommendation recommendation = rollout.Recommend(new RolloutLimits { MaxResets = 0 }, Quick);
        Assert.Equal(10, recommendation.GracePeriod!.Seconds);
        Assert.Equal([11, 12, 13], recommendation.LongerButWorse.Select(t => t.Seconds));
        Assert.Equal(15, recommendation.NextStep!.GracePeriod.Seconds);
        Assert.Equal([9, 10, 15], recommendation.Checks.Select(c => c.GracePeriod.Seconds));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_has_to_be_relaxed_is_enough(int scenario)
    {
        Workload few = Workload.Of("few", Traffic.OpenPerNode(2), new Lomax(2.2, 4000)), many = Workload.Of(
            "many", Traffic.PerNode(20), new Lognormal(2, 1));
        Rollout rollout = Rollout.Of(Cluster.OfSize(15, few, many));
        RolloutLimits limits = scenario == 1
            ? new() { MaxResetShare = 0.01, MaxDurationSeconds = 900 }
            : new()
            {
                MaxResets = 20,
                MaxResetsByWorkload = new Dictionary<string, ResetLimit> { ["few"] = ResetLimit.Count(0) },
                MaxDurationSeconds = 900
            };

        Recommendation none = rollout.Recommend(limits, Quick);

        Assert.Null(none.GracePeriod);
        Assert.Equal(["few"], none.WorkloadsToDrain);
        Assert.All(none.ResetLimits, limit => Assert.False(Recommendation.Holds(limit, none.IfResetsMayGrow!)));
        Assert.True(none.IfResetsMayGrow!.DurationUpperSeconds <= 900);
        Recommendation fewer = Rollout.Of(Cluster.OfSize(15, many)).Recommend(
            limits with
            {
                MaxResetsByWorkload = new Dictionary<string, ResetLimit>(),
                MaxResets = limits.MaxResets
                ?? (long)none.ResetLimits[0].AllowedResets,
                MaxResetShare = null
            },
            Quick);
        Assert.NotNull(fewer.GracePeriod);
        Recommendation longer = rollout.Recommend(
            limits with { MaxDurationSeconds = none.IfDurationMayGrow!.DurationUpperSeconds + 0.01 }, Quick);
        Assert.Equal(none.IfDurationMayGrow.GracePeriod, longer.GracePeriod);
        if (scenario == 2) return;
        Recommendation looser = rollout.Recommend(
            limits with { MaxResetShare = null, MaxResets = (long)none.IfResetsMayGrow.ResetsUpper }, Quick);
        Assert.NotNull(looser.GracePeriod);
        Recommendation tight = rollout.Recommend(
            limits with { MaxResetShare = null, MaxResets = (long)none.IfResetsMayGrow.ResetsUpper - 1 }, Quick);
        Assert.Null(tight.GracePeriod);
    }

    [Fact]
    public void A_deadline_that_ends_every_drain_too_early_leaves_no_answer_and_says_which_would_do()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(5, Workload.Of("w", Traffic.OpenPerNode(10), new Exponential(60))));
        RolloutLimits limits = new() { MaxResets = 3 };
        Recommendation none = (rollout with
        {
            DrainBudget = DrainBudget.Deadline(TimeSpan.FromSeconds(20.5)),
        }).Recommend(limits, Quick);
        Assert.Null(none.GracePeriod);
        Assert.Equal(21, none.IfResetsMayGrow!.GracePeriod.Seconds);
        Assert.Equal(20.5, none.IfResetsMayGrow.DrainBudgetSeconds);
        double needed = none.ResetLimits[0].NeededBudgetSeconds;
        Assert.NotNull((rollout with
        {
            DrainBudget = DrainBudget.Deadline(TimeSpan.FromSeconds(needed + 1e-3)),
        }).Recommend(limits, Quick).GracePeriod);
        Assert.Null((rollout with
        {
            DrainBudget = DrainBudget.Deadline(TimeSpan.FromSeconds(needed - 1e-2)),
        }).Recommend(limits, Quick).GracePeriod);
    }

    [Fact]
    public void Simulated_rollouts_confirm_the_answer_and_refute_a_wrong_one()
    {
        Rollout rollout = Rollout.Of(
            Cluster.OfSize(
                20, Workload.Of("a", Traffic.OpenPerNode(30), new Lognormal(30, 1.2)),
                Workload.Of("b", Traffic.OpenPerNode(4), new Exponential(200))));
        Recommendation recommendation = rollout.Recommend(
            new RolloutLimits
            {
                MaxResetShare = 0.02,
                MaxResetsByWorkload = new Dictionary<string,
                ResetLimit>
                { ["b"] = ResetLimit.OfOpen(0.3) }
            },
            new RecommendOptions { Precision = null });
        Assert.True(recommendation.IsConfirmed);
        SimulatedCheck answer = recommendation.Checks.Single(c => c.GracePeriod == recommendation.GracePeriod);
        // Binomial of 400 and a little over 0.95, confidence 0.9999.
        Assert.InRange(answer.HeldByResetLimit[0], 363, 396);
        Assert.True(recommendation.Checks[^1].HeldAll >= answer.HeldAll);
        Assert.True(recommendation.Checks[0].HeldAll <= answer.HeldAll);
    }

    [Fact]
    public void To_stop_early_says_the_same_of_fewer_rollouts_whatever_the_threads()
    {
        // A drain beyond 200 s leaves nothing to reset: at the smallest T that holds, the limit holds in almost all rollouts.
        Rollout rollout = Rollout.Of(
            Cluster.OfSize(
                20, Workload.Of("a", Traffic.OpenPerNode(30), new Exponential(30)),
                Workload.Of("b", Traffic.OpenPerNode(40), new Uniform(190, 200)))) with
        {
            Pacing = Pacing.OneNodeAtATime,
        };
        RolloutLimits limits = new() { MaxResetShare = 0.01, MaxDurationSeconds = 20_000 };
        Recommendation all = rollout.Recommend(limits, new RecommendOptions { Precision = null });
        Recommendation early = rollout.Recommend(limits, new RecommendOptions { Threads = 1 });
        Assert.Equal((all.GracePeriod, all.IsConfirmed), (early.GracePeriod, early.IsConfirmed));
        Assert.Equal(all.DurationLimit, early.DurationLimit);
        Assert.Equal(all.Front.Select(all.HoldsAll), early.Front.Select(early.HoldsAll));
        Assert.NotNull(all.GracePeriod);
        Assert.All(all.Checks, check => Assert.Equal(400, check.Replications));
        Assert.All(early.Checks, check => Assert.InRange(check.Replications, Precision.FirstLook, 300));
        Assert.Contains(RecommendationText.Checked(early), line => line.Contains("of 400 rollouts: the rest can't change"));
        Assert.DoesNotContain(RecommendationText.Checked(all), line => line.Contains("Stopped"));
        Assert.Equal(early, rollout.Recommend(limits, new RecommendOptions { Threads = 3 }));
    }

    [Fact]
    public void Of_what_holds_in_all_rollouts_there_is_no_doubt() =>
        Assert.True(RecommendExtensions.IsConfirmed(new SimulatedCheck(new GracePeriod(30), 90, [90], null, 90, 90), 0.99));

    [Fact]
    public void Below_the_charts_default_it_offers_that_where_it_costs_nothing()
    {
        // Calls of 0.2 s are over whatever T is, and so is the drain.
        Rollout calls = Rollout.Of(Cluster.OfSize(40, Workload.Of("auth", Traffic.PerNode(30), new Exponential(0.2))));
        Recommendation found = calls.Recommend(new RolloutLimits { MaxResetShare = 0.05 }, Quick);
        Assert.True(found.GracePeriod!.Seconds < 30);
        RecommendationConcern concern = Assert.Single(found.Concerns);
        Assert.Equal((ConcernKind.BelowDefault, 30), (concern.Kind, concern.Instead!.GracePeriod.Seconds));
        Assert.True(found.HoldsAll(concern.Instead));
        Assert.Equal(found.Choice!.DurationMedianSeconds, concern.Instead.DurationMedianSeconds, 0.01 * found.Choice.DurationMedianSeconds);

        // One node at a time, long connections: each second of T is paid for on every node.
        Rollout paid = Rollout.Of(Cluster.OfSize(40, Workload.Of("long", Traffic.OpenPerNode(30), new Exponential(300)))) with
        {
            Pacing = Pacing.OneNodeAtATime,
        };
        Recommendation cheap = paid.Recommend(new RolloutLimits { MaxResetShare = 0.99 }, Quick);
        Assert.True(cheap.GracePeriod!.Seconds < 30);
        Assert.Empty(cheap.Concerns);
        // Nor where the limit on the duration leaves no room for it.
        Recommendation tight = paid.Recommend(
            new RolloutLimits { MaxResetShare = 0.99, MaxDurationSeconds = cheap.Choice!.DurationUpperSeconds + 1 }, Quick);
        Assert.Empty(tight.Concerns);
    }

    [Theory]
    [InlineData(900, null, 0)]
    [InlineData(7200, ConcernKind.LongerThanAnHour, 3600)]
    [InlineData(100_000, ConcernKind.LongerThanADay, 86400)]
    public void A_T_that_nobody_waits_for_is_flagged_with_what_the_longest_sensible_one_costs(double mean, ConcernKind? kind, int instead)
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(10, Workload.Of("w", Traffic.OpenPerNode(20), new Exponential(mean)))) with
        {
            Timing = new ReplacementTiming(new Constant(15), new Constant(0), new Constant(1)),
        };
        Recommendation found = rollout.Recommend(new RolloutLimits { MaxResetShare = 0.1 }, Quick);
        if (kind is null)
        {
            Assert.Empty(found.Concerns);
            return;
        }
        RecommendationConcern concern = Assert.Single(found.Concerns);
        Assert.Equal((kind, instead), (concern.Kind, concern.Instead!.GracePeriod.Seconds));
        // 200 open: the mean is 200 exp(-(T - 5) / mean), less a little for the second of overlap.
        Assert.Equal(200 * Math.Exp(-(instead - 5) / mean), concern.Instead.Resets, 0.02);
        Assert.False(found.HoldsAll(concern.Instead));
    }

    [Fact]
    public void What_would_hold_if_the_duration_could_grow_is_looked_at_as_well()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(10, Workload.Of("w", Traffic.OpenPerNode(20), new Exponential(100_000))));
        Recommendation none = rollout.Recommend(new RolloutLimits { MaxResetShare = 0.1, MaxDurationSeconds = 3600 }, Quick);
        Assert.Null(none.GracePeriod);
        Assert.Equal(
            none.IfDurationMayGrow!.GracePeriod, Assert.Single(none.Concerns, c => c.Kind == ConcernKind.LongerThanADay).About.GracePeriod);
    }

    [Fact]
    public void A_drain_beyond_the_data_of_the_workload_that_decides_is_flagged()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(
            10, Workload.Of("seen", Traffic.OpenPerNode(20), new Exponential(300)),
            Workload.Of("known", Traffic.OpenPerNode(500), new Exponential(300))));
        RolloutLimits ofSeen = new() { MaxResetsByWorkload = new Dictionary<string, ResetLimit> { ["seen"] = ResetLimit.OfOpen(0.1) } };
        RecommendOptions Longest(double seconds) =>
            Quick with { LongestObservedSeconds = new Dictionary<string, double> { ["seen"] = seconds } };

        RecommendationConcern concern = Assert.Single(rollout.Recommend(ofSeen, Longest(400)).Concerns);
        Assert.Equal((ConcernKind.BeyondTheData, "seen", 405), (concern.Kind, concern.Workload, concern.Instead!.GracePeriod.Seconds));
        Assert.Empty(rollout.Recommend(ofSeen, Longest(4000)).Concerns);
        // Of all resets most are of the other workload, whose law is given.
        Assert.Empty(rollout.Recommend(new RolloutLimits { MaxResetShare = 0.1 }, Longest(400)).Concerns);
    }

    [Fact]
    public void Limits_that_limit_nothing_and_clusters_without_connections_are_told()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(3, Workload.Of("w", Traffic.OpenPerNode(20), new Exponential(300))));
        Assert.Equal(
            ConcernKind.LimitsNothing, Assert.Single(rollout.Recommend(new RolloutLimits { MaxResetShare = 1 }, Quick).Concerns).Kind);
        Assert.DoesNotContain(
            rollout.Recommend(new RolloutLimits { MaxResetShare = 1, MaxResets = 30 }, Quick).Concerns,
            c => c.Kind == ConcernKind.LimitsNothing);
        Rollout idle = Rollout.Of(Cluster.OfSize(3, Workload.Of("idle", Traffic.PerNode(0), new Exponential(300))));
        Assert.Equal(ConcernKind.NothingOpen, Assert.Single(idle.Recommend(new RolloutLimits { MaxResets = 3 }, Quick).Concerns).Kind);
    }

    [Fact]
    public void Equal_seeds_give_equal_recommendations_with_1_and_2_threads()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(8, Workload.Of("w", Traffic.OpenPerNode(8), new Lognormal(20, 1.3)))) with
        {
            Timing = new ReplacementTiming(new Exponential(12), new Uniform(0, 10), new Exponential(1)),
        };
        RolloutLimits limits = new() { MaxResetShare = 0.3, MaxDurationSeconds = 700 };
        Recommendation one = rollout.Recommend(limits, Quick with { Threads = 1 }), two = rollout.Recommend(
            limits, Quick with { Threads = 2 });
        Assert.Equal(one.GracePeriod, two.GracePeriod);
        Assert.Equal(one.Choice!.DurationUpperSeconds, two.Choice!.DurationUpperSeconds);
        Assert.Equal(one.Choice.PeakNodesWithTwoProcesses, two.Choice.PeakNodesWithTwoProcesses);
        Assert.Equal(one.Checks.Select(c => c.HeldAll), two.Checks.Select(c => c.HeldAll));
    }

    [Fact]
    public void Limits_outside_their_range_are_refused_with_the_reason()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(2, Workload.Of("w", Traffic.PerNode(1), new Exponential(10))));
        AssertRefused(() => new RolloutLimits { MaxDurationSeconds = 100 }, "shortest grace period is always the best");
        AssertRefused(() => new RolloutLimits { MaxResetShare = 1.5 }, "[0, 1]");
        AssertRefused(() => new RolloutLimits { MaxResets = -1 }, "MaxResets");
        AssertRefused(() => new RolloutLimits { MaxResets = 1, MaxDurationSeconds = 0 }, "above 0 s");
        AssertRefused(() => new RolloutLimits { MaxResets = 1, Confidence = 1 }, "below 1");
        AssertRefused(
            () => new RolloutLimits { MaxResetsByWorkload = new Dictionary<string, ResetLimit> { ["v"] = ResetLimit.Count(1) } },
            "'v', but the workloads are w");
        Assert.Throws<ArgumentOutOfRangeException>(
            () => rollout.Recommend(new RolloutLimits { MaxResets = 1 }, new RecommendOptions { Replications = 3 }));
        Assert.Throws<OperationCanceledException>(
            () => rollout.Recommend(new RolloutLimits { MaxResets = 1 }, cancellationToken: new CancellationToken(true)));

        void AssertRefused(Func<RolloutLimits> limits, string reason) =>
            Assert.Contains(reason, Assert.ThrowsAny<ArgumentException>(() => rollout.Recommend(limits())).Message);
    }

    [Theory]
    [InlineData("250", 250, false)]
    [InlineData("0", 0, false)]
    [InlineData("0.1%", 0.001, true)]
    [InlineData("5 %", 0.05, true)]
    [InlineData("0%", 0, true)]
    public void Limits_are_read_as_people_write_them(string text, double value, bool isShare)
    {
        Assert.True(ResetLimit.TryParse(text, out ResetLimit limit));
        Assert.Equal(isShare, limit.IsShare);
        Assert.Equal(value, limit.Value, 1e-15);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("101%")]
    [InlineData("few")]
    [InlineData("1e9%")]
    public void What_is_no_limit_is_refused(string text) => Assert.False(ResetLimit.TryParse(text, out _));

    [Fact]
    public void A_share_that_makes_a_whole_number_allows_all_of_it()
    {
        Assert.Equal(3, ResetLimit.OfOpen(0.003).Allowed(1000));
        Assert.Equal(29, ResetLimit.OfOpen(0.29).Allowed(100));
        Assert.Equal(5, ResetLimit.OfOpen(0.001).Allowed(5591));
    }

    private static Rollout RandomRollout(Random random)
    {
        double scale = Math.Pow(10, 2.2 * random.NextDouble());
        DurationLaw[] laws =
        [
            new Exponential(scale), new Lognormal(scale / 2, 0.8 + random.NextDouble()), new Weibull(0.7, scale),
            new Lomax(2.5 + random.NextDouble(), scale),
        ];
        Workload first = Workload.Of("first", Traffic.OpenPerNode(1 + random.Next(20)), laws[random.Next(4)]);
        if (random.Next(2) == 0)
        {
            first = first with
            {
                PlausibleLifetimes =
                    [.. Enumerable.Range(0, 15).Select(i => new Weibull(0.6 + 0.03 * i, scale * (0.8 + 0.03 * i)))],
            };
        }
        Workload second = Workload.Of("second", Traffic.PerNode(0.2 + 3 * random.NextDouble()), laws[random.Next(4)]);
        return Rollout.Of(Cluster.OfSize(2 + random.Next(30), first, second)) with
        {
            DrainBudget = new[] { DrainBudget.ZTunnel, DrainBudget.ZTunnel, DrainBudget.Nominal,
                DrainBudget.Deadline(TimeSpan.FromSeconds(47.5)) }[random.Next(4)],
            Strategy = UpdateStrategy.MaxSurge(IntOrPercent.Percent(1 + random.Next(30))),
            Timing = new ReplacementTiming(
                new Constant(1 + random.Next(3) + random.Next(15)), new Constant(random.Next(10)), new Constant(random.Next(3)),
                random.NextDouble()),
        };
    }

    private static RolloutLimits RandomLimits(Random random, Rollout rollout) => new()
    {
        MaxResetShare = Math.Pow(10, -3 * random.NextDouble()),
        MaxResetsByWorkload = new Dictionary<string, ResetLimit> { ["first"] = ResetLimit.Count(random.Next(40)) },
        MaxDurationSeconds = rollout.WithGracePeriod(1).Predict().DurationSeconds!.Value * 2 + Math.Pow(10, 1 + 2.5 * random.NextDouble()),
        Confidence = new[] { 0.5, 0.9, 0.95, 0.99 }[random.Next(4)],
    };

    private static Rollout Alone(Rollout rollout, int workload) =>
        Rollout.Of(new Cluster(rollout.Cluster.Nodes, [rollout.Cluster.Workloads[workload]])) with
        {
            GracePeriod = rollout.GracePeriod,
            DrainBudget = rollout.DrainBudget,
            Strategy = rollout.Strategy,
            Timing = rollout.Timing,
        };
}
