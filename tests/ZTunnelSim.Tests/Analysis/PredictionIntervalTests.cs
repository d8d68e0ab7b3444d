namespace ZTunnelSim.Tests;

public class PredictionIntervalTests
{
    private static readonly DurationLaw Law = new Exponential(100);
    private static readonly DurationLaw[] Plausible = [.. Enumerable.Range(0, 200).Select(i => new Exponential(80 + 0.2 * i))];

    [Fact]
    public void Without_doubt_about_the_lifetimes_chance_is_all_there_is()
    {
        PredictionInterval interval = Of(Workload.Of("a", Traffic.OpenPerNode(50), Law));
        Assert.Equal(0, interval.LifetimesShare);
        Assert.Equal((interval.Lower, interval.Upper), (interval.ChanceLower, interval.ChanceUpper));
        Assert.Equal(interval.MeanLower, interval.MeanUpper);
        Assert.InRange(interval.MeanLower, interval.Lower, interval.Upper);
    }

    [Fact]
    public void Both_sources_together_are_wider_than_each_alone()
    {
        PredictionInterval interval = Of(Workload.Of("a", Traffic.OpenPerNode(50), Law) with
        {
            PlausibleLifetimes = Plausible,
        });
        double both = interval.Upper - interval.Lower;
        Assert.True(both > interval.ChanceUpper - interval.ChanceLower);
        Assert.True(both > interval.MeanUpper - interval.MeanLower);
        Assert.InRange(interval.LifetimesShare, 0.1, 0.9);
    }

    [Fact]
    public void A_rollout_drawn_from_both_sources_lies_in_the_interval_in_95_of_100_cases()
    {
        Rollout rollout = RolloutOf(Workload.Of("a", Traffic.OpenPerNode(50), Law) with
        {
            PlausibleLifetimes = Plausible,
        });
        PredictionInterval interval = PredictionInterval.OfResets(rollout, 0.95);
        RandomStream random = new(seed: 3, 0);
        const int draws = 20_000;
        int both = 0, chance = 0;
        double sum = 0, squares = 0;
        for (int i = 0; i < draws; i++)
        {
            DurationLaw truth = Plausible[random.NextInt(Plausible.Length)];
            // DESIGN.md section 2 without overlap: open times P(residual > G).
            long resets = random.NextPoisson(10 * 50 * Math.Exp(-rollout.DrainBudgetSeconds / truth.MeanSeconds));
            (sum, squares) = (sum + resets, squares + (double)resets * resets);
            if (resets >= interval.Lower && resets <= interval.Upper) both++;
            if (resets >= interval.ChanceLower && resets <= interval.ChanceUpper) chance++;
        }
        // 20,000 draws: a standard deviation of 0.15 percentage points; counts are whole, which adds up to 1 point.
        Assert.InRange(both, 0.944 * draws, 0.965 * draws);
        Assert.True(chance < 0.93 * draws, $"{chance}");
        double mean = sum / draws, variance = squares / draws - mean * mean;
        Assert.Equal(1 - mean / variance, interval.LifetimesShare, 0.02);
    }

    [Fact]
    public void A_connection_with_both_ends_in_the_mesh_is_reset_once_in_the_interval_too()
    {
        Workload workload = Workload.Of("w", Traffic.OpenBetween("a", "b", 1000), new Exponential(36_000));
        Cluster cluster = new(Cluster.NodesOfSize(10), [workload], [Application.WithReplicas("a", 10), Application.WithReplicas("b", 10)]);
        Rollout rollout = Rollout.Of(cluster);
        double predicted = rollout.Predict().Resets;
        PredictionInterval interval = PredictionInterval.OfResets(rollout, 0.95);
        // Nearly all of them, and not 1.9 times as many as the sum over both ends would have.
        Assert.InRange(predicted, 950, 1050);
        Assert.Equal(predicted, interval.MeanLower, 1e-9 * predicted);
        Assert.Equal(predicted, interval.MeanUpper, 1e-9 * predicted);
        Assert.InRange(predicted, interval.Lower, interval.Upper);
    }

    private static PredictionInterval Of(Workload workload) => PredictionInterval.OfResets(RolloutOf(workload), 0.95);

    private static Rollout RolloutOf(Workload workload) => Rollout.Of(Cluster.OfSize(10, workload)) with
    {
        GracePeriod = 60,
        Timing = new ReplacementTiming(new Constant(15), new Constant(0), new Constant(0)),
    };
}
