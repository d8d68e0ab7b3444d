namespace ZTunnelSim.Tests;

/// <summary>All nodes of a rollout wait for the same istiod: ranges of one rollout know of it.</summary>
public class SharedReadinessTests
{
    private static readonly Rollout Default = Rollout.Of(
        Cluster.OfSize(20, Workload.Of("w", Traffic.PerNode(40), new Lognormal(2, 1.2)))).WithGracePeriod(10);

    /// <summary>2,000 rollouts by every single connection: 93 to 97 of 100 lie in the range, which would be far too narrow by chance alone.</summary>
    [Fact]
    public void The_range_of_one_rollouts_resets_holds_95_of_100()
    {
        double[] resets = [.. Enumerable.Range(0, 2000).AsParallel().AsOrdered()
            .Select(i => (double)Default.Simulate(3, new SimulationOptions { Engine = Engine.Boundary, Replication = i }).Resets.Total)];
        PredictionInterval range = PredictionInterval.OfResets(Default, 0.95);
        Assert.InRange(resets.Count(r => r >= range.Lower && r <= range.Upper), 0.93 * resets.Length, 0.97 * resets.Length);
        double mean = Default.Predict().Resets;
        Assert.True(Statistics.MeanPValue(resets, mean) > Statistics.Level, $"{resets.Average()} for {mean}");
        Assert.True(resets.Count(r => Math.Abs(r - mean) < 1.96 * Math.Sqrt(mean)) < 0.9 * resets.Length);
        // The variance as theory has it: a chi-square's standard deviation at 2,000 is 3.2 %.
        double variance = resets.Sum(r => (r - mean) * (r - mean)) / resets.Length;
        Assert.InRange(variance / Default.Predict().ResetsVariance, 0.85, 1.15);
    }

    [Fact]
    public void The_range_of_its_duration_shows_both_humps()
    {
        PacingResult swept = Default.Sweep([10], new SweepOptions { Replications = 400 }).Candidates[0].Pacings[0];
        // 20 nodes of 10 s of startup, and 0.5 s or 10.5 s until Ready.
        double quick = 20 * 10.6, slow = 20 * 20.6;
        double[] durations = [.. Enumerable.Range(0, 400).Select(i => Default.Simulate(1, new SimulationOptions { Replication = i }).DurationSeconds)];
        Assert.Contains(durations, d => d < quick + 20);
        Assert.Contains(durations, d => d > slow - 5);
        Assert.True(swept.DurationP95Seconds - swept.DurationP50Seconds > 10);
    }
}
