namespace ZTunnelSim.Tests;

/// <summary>A sweep over starts is what each start's own theory says, and what simulated rollouts bring.</summary>
public class StartSweepTests
{
    private static readonly DateTimeOffset Monday = new(2026, 12, 7, 0, 0, 0, TimeSpan.Zero);

    private static readonly RateProfile Day = RateProfile.HoursOfDay(
        [2, 1, 1, 1, 1, 2, 3, 5, 7, 9, 10, 10, 10, 9, 9, 9, 8, 8, 7, 6, 5, 4, 3, 2]);

    private static readonly GracePeriod[] GracePeriods = [30, 120, 900];

    private static Rollout Rollout { get; } = Rollout.Of(Cluster.OfSize(
        8,
        Workload.Of("web", Traffic.PerNode(0.5), new Lognormal(60, 1.5)) with { Profile = Day },
        Workload.Of("db", Traffic.OpenPerNode(20), new Exponential(3600)) with
        {
            PlausibleLifetimes = [.. Enumerable.Range(1, 40).Select(i => new Exponential(2400 + 60 * i))],
        })) with
    {
        Timing = new ReplacementTiming(new Uniform(8, 20), new Uniform(0, 10), new Constant(1), 0.5),
    };

    public static TheoryData<string> Kinds => ["surge", "one node at a time", "no surge"];

    private static Rollout Of(string kind) => kind switch
    {
        "surge" => Rollout,
        "no surge" => Rollout with { Strategy = new RollingUpdate(0, 1) },
        _ => Rollout with { Pacing = Pacing.OneNodeAtATime },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_start_has_its_own_theorys_resets(string kind)
    {
        Rollout rollout = Of(kind);
        foreach (StartOutcome outcome in rollout.PredictStarts([Monday, Monday.AddHours(5), Monday.AddHours(12.25)], GracePeriods))
        {
            Rollout at = rollout with { Start = outcome.Start, GracePeriod = outcome.GracePeriod };
            Assert.Equal(at.Predict().Resets, outcome.Resets, 1e-6 * outcome.Resets);
            PredictionInterval range = PredictionInterval.OfResets(at, 0.95);
            Assert.Equal(range.Lower, outcome.Lower, 2 + 0.03 * range.Lower);
            Assert.Equal(range.Upper, outcome.Upper, 2 + 0.03 * range.Upper);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Simulated_rollouts_bring_it(string kind)
    {
        Rollout rollout = Of(kind);
        foreach (StartOutcome outcome in rollout.PredictStarts([Monday.AddHours(4), Monday.AddHours(13)], GracePeriods))
        {
            Rollout at = rollout with { Start = outcome.Start, GracePeriod = outcome.GracePeriod };
            RolloutResult[] runs = [.. Enumerable.Range(0, 200).Select(i => at.Simulate(seed: 3, new SimulationOptions { Replication = i }))];
            double[] resets = [.. runs.Select(r => (double)r.Resets.Total)];
            Assert.True(Statistics.MeanPValue(resets, outcome.Resets) > Statistics.Level, $"{outcome}: {resets.Average()} resets");
            Assert.Equal(outcome.DurationSeconds, runs.Average(r => r.DurationSeconds), 0.02 * outcome.DurationSeconds);
        }
    }

    [Fact]
    public void Counts_behind_a_profile_widen_the_range()
    {
        Rollout Counted(double count) => Rollout with
        {
            Cluster = Rollout.Cluster.With(
                Rollout.Cluster.Workloads.Select(w => w.Profile is null ? w : w with
                {
                    Profile = Day with { Counts = [.. Day.Factors.Select(f => f * count)] },
                })),
        };
        StartOutcome[] ofFew = [.. Counted(8).PredictStarts([Monday.AddHours(12)], [30])];
        StartOutcome[] ofMany = [.. Counted(1e6).PredictStarts([Monday.AddHours(12)], [30])];
        StartOutcome[] known = [.. Rollout.PredictStarts([Monday.AddHours(12)], [30])];
        Assert.InRange(ofMany[0].Lower, known[0].Lower - 1, known[0].Lower);
        Assert.InRange(ofMany[0].Upper, known[0].Upper, known[0].Upper + 1);
        Assert.InRange((ofFew[0].Upper - ofFew[0].Lower) / (known[0].Upper - known[0].Lower), 4, 9);
        // A single start's own range agrees.
        PredictionInterval range = PredictionInterval.OfResets(
            Counted(8) with { Start = Monday.AddHours(12), GracePeriod = 30 }, 0.95);
        Assert.Equal(range.Lower, ofFew[0].Lower, 0.06 * range.Lower);
        Assert.Equal(range.Upper, ofFew[0].Upper, 0.06 * range.Upper);
    }

    [Fact]
    public void At_constant_rates_all_starts_are_alike()
    {
        Rollout constant = Rollout with
        {
            Cluster = Rollout.Cluster.With(Rollout.Cluster.Workloads.Select(w => w with { Profile = null })),
        };
        StartOutcome[] outcomes = [.. constant.PredictStarts([Monday, Monday.AddHours(3)], [300])];
        Assert.Equal(outcomes[0] with { Start = Monday, Uncertainty = null }, outcomes[1] with { Start = Monday, Uncertainty = null });
        Assert.Equal(constant.WithGracePeriod(300).Predict().Resets, outcomes[0].Resets, 1e-9);
    }

    [Fact]
    public void Starts_and_grace_periods_come_in_order_and_once()
    {
        IReadOnlyList<StartOutcome> outcomes = Rollout.PredictStarts(
            [Monday.AddHours(2), Monday, Monday.ToOffset(TimeSpan.FromHours(1))], [300, 30, 300]);
        Assert.Equal(
            [(Monday, 30), (Monday, 300), (Monday.AddHours(2), 30), (Monday.AddHours(2), 300)],
            outcomes.Select(o => (o.Start, o.GracePeriod.Seconds)));
        Assert.Throws<ArgumentException>(() => Rollout.PredictStarts([], [300]));
        Assert.Throws<ArgumentException>(() => Rollout.PredictStarts([Monday], Array.Empty<GracePeriod>()));
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Rollout.PredictStarts([Monday], [300], cancelled.Token));
    }
}
