namespace ZTunnelSim.Tests;

/// <summary>Streams that reach a draining ztunnel within one round trip of SIGTERM hang, and keep it until its budget ends.</summary>
public class GoawayWindowTests
{
    [Theory]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Sessions)]
    public void Hung_streams_and_drains_agree_with_theory(Engine engine)
    {
        // 200 streams per second of 0.3 s each, and a round trip of 2 ms: 0.4 hang on the destination's node.
        Cluster cluster = engine == Engine.Boundary
            ? Cluster.OfSize(1, Workload.Of("w", Traffic.PerNode(400), new Exponential(0.3)))
            : new(
                Cluster.NodesOfSize(2), [Workload.Of("w", Traffic.Between("a", "b", 200), new Exponential(0.3))],
                [Application.OnNodes("a", "node-1"), Application.OnNodes("b", "node-2")]);
        int node = cluster.Nodes.Count - 1;
        Rollout rollout = Rollout.Of(cluster) with
        {
            GracePeriod = 15,
            HboneRoundTrip = TimeSpan.FromMilliseconds(2),
            Timing = new ReplacementTiming(new Constant(1), new Constant(0), new Constant(1)),
        };
        RolloutPrediction predicted = rollout.Predict();
        Assert.Equal(0.4, predicted.Hung, 1e-12);
        RolloutResult[] runs = [.. Enumerable.Range(0, 2000).AsParallel().AsOrdered()
            .Select(i => rollout.Simulate(5, new SimulationOptions { Engine = engine, Replication = i }))];
        double[] hung = [.. runs.Select(r => (double)r.Hung.OfNode(node))];
        Assert.True(Statistics.MeanPValue(hung, 0.4, 0.4) > Statistics.Level, $"{hung.Average()}");
        Assert.True(Statistics.PoissonDispersionPValue(hung) > Statistics.Level);
        Assert.All(runs, r => Assert.Equal(r.Hung.OfNode(node) > 0, r.Timelines[node].DrainSeconds == 10));
        double[] drains = [.. runs.Select(r => r.Timelines[node].DrainSeconds)];
        Assert.True(
            Statistics.MeanPValue(drains, predicted.DrainSecondsByNode[node]) > Statistics.Level, $"{drains.Average()}");
    }

    [Fact]
    public void A_sweeps_durations_know_of_them()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(20, Workload.Of("w", Traffic.PerNode(400), new Exponential(0.3)))) with
        {
            HboneRoundTrip = TimeSpan.FromMilliseconds(1),
            Timing = new ReplacementTiming(new Constant(1), new Constant(0), new Constant(1)),
        };
        // 20 nodes with 0.2 each: one of 50 rollouts has none.
        PacingResult swept = rollout.Sweep([1800], new SweepOptions { Replications = 200 }).Candidates[0].Pacings[0];
        Assert.True(swept.DurationP50Seconds > 1795, $"{swept.DurationP50Seconds}");
    }
}
