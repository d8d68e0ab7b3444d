namespace ZTunnelSim.Tests;

public class RolloutTheoryTests
{
    private static readonly Workload Long = Workload.Of("long", Traffic.OpenPerNode(1000), new Exponential(3600));

    [Fact]
    public void Drains_that_all_last_their_budget_add_one_budget_to_a_surge()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(10, Long)) with
        {
            GracePeriod = 300,
            Timing = new ReplacementTiming(new Constant(10), new Constant(5), new Constant(1)),
        };
        Assert.Equal(10 * 16 + 295, rollout.Predict().DurationSeconds!.Value, 1e-6);
        Assert.Equal(10 * (16 + 295), (rollout with
        {
            Pacing = Pacing.OneNodeAtATime,
        }).Predict().DurationSeconds!.Value, 1e-5);
        RollingUpdate four = new(IntOrPercent.Of(4), IntOrPercent.Of(0));
        Assert.Equal(3 * 16 + 295, (rollout with { Strategy = four }).Predict().DurationSeconds!.Value, 1e-6);
    }

    [Fact]
    public void Without_any_waiting_all_nodes_drain_at_once()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(3, Workload.Of("few", Traffic.OpenPerNode(0.5), new Exponential(10)))) with
        {
            GracePeriod = 3600,
            HboneRoundTrip = TimeSpan.Zero,
            Timing = new ReplacementTiming(new Constant(0), new Constant(0), new Constant(0)),
        };
        // The last of a Poisson number (mean 1.5) of exponential lives: the integral of 1 - exp(-1.5 e^(-t / 10)).
        double expected = 10 * (0.5772156649015329 + Math.Log(1.5) + ExponentialIntegral(1.5));
        Assert.Equal(expected, rollout.Predict().DurationSeconds!.Value, 1e-4);
    }

    /// <summary>E1(x) by its series: -gamma - ln x + x - x^2/4 + x^3/18 ...; the test adds the first two terms back.</summary>
    private static double ExponentialIntegral(double x)
    {
        double sum = -0.5772156649015329 - Math.Log(x), term = -1;
        for (int k = 1; k < 60; k++)
        {
            term *= -x / k;
            sum += term / k;
        }
        return sum;
    }

    [Fact]
    public void Days_of_grace_on_thousands_of_nodes_are_no_trouble()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(5000, Workload.Of("heavy", Traffic.OpenPerNode(50), new Lomax(1.05, 30)))) with
        {
            GracePeriod = 7 * 86400,
            Timing = new ReplacementTiming(new Constant(10), new Constant(5), new Constant(1)),
        };
        RolloutPrediction prediction = rollout.Predict();
        Assert.InRange(prediction.DurationSeconds!.Value, 5000 * 16, 5000 * 16 + 7 * 86400);
        Assert.Equal(5000 * 50 * Math.Pow(1 + (7 * 86400 - 5) / 30.0, -0.05), prediction.Resets, 0.01 * prediction.Resets);
    }

    [Fact]
    public void No_duration_is_claimed_where_no_closed_form_exists()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(10, Long));
        ReplacementTiming random = new(new Exponential(10), new Constant(5), new Constant(1));
        Assert.Null((rollout with { Timing = random }).Predict().DurationSeconds);
        Assert.NotNull((rollout with { Timing = random, Pacing = Pacing.OneNodeAtATime }).Predict().DurationSeconds);
        Assert.Null((rollout with { Strategy = UpdateStrategy.MaxUnavailable(2) }).Predict().DurationSeconds);
    }

    [Fact]
    public void A_law_without_a_mean_is_refused_with_the_reason()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Workload.Of("w", Traffic.PerNode(1), new Lomax(1, 30)));
        Assert.Contains("no finite mean", e.Message);
        Assert.Throws<ArgumentException>(() => Workload.Of("w", Traffic.OpenPerNode(10), new Lomax(0.8, 30)));
    }

    [Fact]
    public void Ztunnel_drains_shorter_than_it_is_told()
    {
        int[] given = [1, 2, 5, 10, 11, 12, 30, 3600];
        double[] drains = [1, 1, 4, 9, 6, 7, 25, 3595];
        Assert.Equal(drains, given.Select(t => DrainBudget.ZTunnel.SecondsFor(new GracePeriod(t))));
        Assert.Equal(given.Select(t => (double)t), given.Select(t => DrainBudget.Nominal.SecondsFor(new GracePeriod(t))));
        Assert.Equal(20, DrainBudget.Deadline(TimeSpan.FromSeconds(20)).SecondsFor(new GracePeriod(30)));
        Assert.Equal(30, DrainBudget.Deadline(TimeSpan.FromSeconds(40)).SecondsFor(new GracePeriod(30)));
    }
}
