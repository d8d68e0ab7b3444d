namespace ZTunnelSim.Tests;

/// <summary>A check of one T says what a recommendation says of it, and how sure that is.</summary>
public class LimitCheckTests
{
    private static readonly Rollout Rollout = Rollout.Of(Cluster.OfSize(
        8, Workload.Of("short", Traffic.PerNode(2), new Exponential(20)), Workload.Of("long", Traffic.OpenPerNode(25), new Exponential(300))));

    private static readonly RecommendOptions Options = new() { Replications = 200, Precision = null };

    private static LimitCheck Check(Rollout rollout, RolloutLimits limits) =>
        LimitCheck.Of(rollout, limits, Options, progress: null, CancellationToken.None);

    [Fact]
    public void A_limit_holds_where_its_probability_reaches_the_confidence()
    {
        RolloutLimits limits = new()
        {
            MaxResetShare = 0.3,
            MaxResetsByWorkload = new Dictionary<string, ResetLimit> { ["short"] = ResetLimit.Count(3) },
            MaxDuration = TimeSpan.FromMinutes(8),
        };
        bool holds = false;
        foreach (int t in new[] { 5, 10, 11, 30, 60, 120, 150, 200, 300, 600, 1200 })
        {
            LimitCheck check = Check(Rollout.WithGracePeriod(t), limits);
            Assert.All(check.CheckedLimits, limit =>
            {
                Assert.Equal(limit.Reached <= limit.Allowed, limit.Holds);
                Assert.Equal(limit.Probability >= limits.Confidence, limit.Holds);
            });
            Assert.Equal(3, check.CheckedLimits.Count);
            Assert.Equal(t, check.Outcome.GracePeriod.Seconds);
            holds |= check.Holds;
        }
        Assert.True(holds);
    }

    [Fact]
    public void The_probability_is_the_share_of_simulated_rollouts()
    {
        RolloutLimits limits = new() { MaxResets = 140, Confidence = 0.5 };
        LimitCheck check = Check(Rollout.WithGracePeriod(100), limits);
        CheckedLimit limit = Assert.Single(check.CheckedLimits);
        Assert.InRange(limit.Probability, 0.05, 0.95);
        double share = (double)check.Simulated.HeldAll / check.Simulated.Replications;
        // Four standard errors of a share of 200 rollouts.
        Assert.Equal(limit.Probability, share, 4 * Math.Sqrt(limit.Probability * (1 - limit.Probability) / 200));
    }

    [Fact]
    public void To_stop_early_changes_no_verdict_and_no_share_by_more_than_the_precision()
    {
        RolloutLimits limits = new() { MaxResetShare = 0.3, MaxDuration = TimeSpan.FromMinutes(8) };
        // Random overlaps, so that durations are simulated.
        Rollout rollout = Rollout with { Timing = new ReplacementTiming(new Exponential(12), new Uniform(0, 10), new Exponential(1)) };
        List<int> replications = [];
        foreach (int t in new[] { 5, 60, 150, 250, 300, 320, 600 })
        {
            LimitCheck all = Check(rollout.WithGracePeriod(t), limits);
            LimitCheck early = LimitCheck.Of(
                rollout.WithGracePeriod(t), limits, Options with { Precision = 0.05 }, progress: null, CancellationToken.None);
            Assert.False(all.CheckedLimits[^1].Duration!.IsTheory);
            Assert.Equal(all.CheckedLimits.Select(limit => limit.Holds), early.CheckedLimits.Select(limit => limit.Holds));
            Assert.All(early.CheckedLimits, limit => Assert.Equal(limit.Probability >= limits.Confidence, limit.Holds));
            Assert.Equal((all.Smallest, all.IsConfirmed), (early.Smallest, early.IsConfirmed));
            Assert.Equal(Share(all), Share(early), 0.1);
            Assert.Equal(all.Outcome.DurationUpperSeconds, early.Outcome.DurationUpperSeconds, 0.1 * all.Outcome.DurationUpperSeconds);
            Assert.Equal(200, all.Simulated.Replications);
            replications.Add(early.Simulated.Replications);
            Assert.Equal(
                early.Simulated.Replications < 200,
                LimitCheckText.Simulated(early).Contains($"Stopped at {early.Simulated.Replications} of 200 rollouts"));
        }
        Assert.Contains(replications, n => n < 100);

        static double Share(LimitCheck check) => (double)check.Simulated.HeldAll / check.Simulated.Replications;
    }

    [Theory]
    [InlineData(Pacing.Kubernetes)]
    [InlineData(Pacing.OneNodeAtATime)]
    public void The_smallest_T_is_the_recommended_one_and_holds_where_the_one_below_does_not(Pacing pacing)
    {
        RolloutLimits limits = new() { MaxResetShare = 0.2, MaxDuration = TimeSpan.FromHours(3) };
        Rollout paced = Rollout with { Pacing = pacing };
        GracePeriod recommended = paced.Recommend(limits, Options).GracePeriod!;
        LimitCheck at = Check(paced.WithGracePeriod(recommended), limits);
        LimitCheck below = Check(paced.WithGracePeriod(recommended.Seconds - 1), limits);
        Assert.True(at.Holds);
        Assert.True(at.IsConfirmed);
        Assert.False(below.Holds);
        Assert.Null(below.IsConfirmed);
        Assert.Equal((recommended, recommended), (at.Smallest, below.Smallest));
    }
}
