namespace ZTunnelSim.Data.Tests;

/// <summary>The example whose rates change with the clock: night against noon, by theory and by simulated rollouts.</summary>
public class WhenExampleTests
{
    [Fact]
    public void At_night_a_rollout_cuts_a_fraction_of_what_it_cuts_at_noon()
    {
        Rollout rollout = Scenario.Load(Path.Combine(Path.GetDirectoryName(Files.Example)!, "when.yaml")).Rollout.WithGracePeriod(300);
        Assert.Null(rollout.Start);
        Assert.All(rollout.Cluster.Workloads, w => Assert.Equal(10, w.Profile!.Swing, 1e-9));
        double night = Cuts(4), noon = Cuts(13);
        Assert.InRange(noon / night, 7, 10);
        // At any time it is what it is at mean rates.
        Assert.InRange(rollout.Predict().Resets, 4 * night, noon);

        double Cuts(int hour)
        {
            Rollout at = rollout with { Start = new DateTimeOffset(2026, 12, 7, hour, 0, 0, TimeSpan.FromHours(1)) };
            const int Runs = 60;
            double[] resets = [.. Enumerable.Range(0, Runs)
                .Select(i => (double)at.Simulate(seed: 1, new SimulationOptions { Replication = i }).Resets.Total)];
            double expected = at.Predict().Resets;
            Assert.InRange(Math.Abs(resets.Average() - expected), 0, 4 * Math.Sqrt(at.Predict().ResetsVariance / Runs));
            return expected;
        }
    }
}
