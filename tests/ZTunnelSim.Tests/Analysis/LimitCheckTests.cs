namespace ZTunnelSim.Tests;

/// <summary>A check of one T says what a recommendation says of it, and how sure that is.</summary>
public class LimitCheckTests
{
    private static readonly Rollout Rollout = Rollout.Of(Cluster.OfSize(
        8, Workload.Of("short", Traffic.PerNode(2), new Exponential(20)), Workload.Of("long", Traffic.OpenPerNode(25), new Exponential(300))));

    private static readonly RecommendOptions Options = new() { Replications = 200 };

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
