namespace ZTunnelSim.Tests;

/// <summary>Nodes on which a second ztunnel pod waits for room, or never gets any; and nodes that are away.</summary>
public class SurgeRoomTests
{
    private const double Never = double.PositiveInfinity;

    /// <summary>15 s until SIGTERM, and a drain of 55 s: of 40 connections of 400 s on each node some outlive it.</summary>
    private static Rollout Of(params double[] waits) => Rollout
        .Of(new Cluster(
            waits.Select((wait, i) => new Node($"node-{i + 1}") { SurgeWaitSeconds = wait }),
            [Workload.Of("busy", Traffic.OpenPerNode(40), new Exponential(400))])) with
    {
        GracePeriod = 60,
        NodeOrder =
                NodeOrder.AsListed,
        Timing = new ReplacementTiming(new Constant(10),
            new Constant(5), new Constant(0))
    };

    private static RollingUpdate Surge(int nodes) => new(IntOrPercent.Of(nodes), default);

    private static RollingUpdate Unavailable(int nodes) => new(default, IntOrPercent.Of(nodes));

    [Fact]
    public void A_node_without_room_holds_its_place_and_the_rollout_stands_still()
    {
        Rollout rollout = Of(0, Never, 0, 0);
        Assert.Equal(["node-2"], rollout.BlockingNodes);
        RolloutResult result = rollout.Simulate(1);
        Assert.Equal([0, 15, Never, Never], result.Timelines.Select(t => t.StartedAt));
        Assert.Equal(["node-2", "node-3", "node-4"], result.NotReplaced.Select(n => n.Node));
        Assert.Contains("stays Pending", result.NotReplaced[0].Reason);
        // Its old pod goes on serving.
        Assert.Equal(0, result.Resets.OfNode(1));
        Assert.Null(rollout.Predict().DurationSeconds);
    }

    [Fact]
    public void With_two_places_the_others_are_updated_beside_it() =>
        Assert.Equal(["node-2"], (Of(0, Never, 0, 0) with { Strategy = Surge(2) }).Simulate(1).NotReplaced.Select(n => n.Node));

    [Fact]
    public void Without_a_surge_the_old_pod_makes_the_room()
    {
        Rollout rollout = Of(0, Never, 0) with { Strategy = Unavailable(1) };
        Assert.Empty(rollout.BlockingNodes);
        Assert.True(rollout.Simulate(1).IsComplete);
        Assert.True((Of(0, Never, 0) with { Strategy = UpdateStrategy.OnDelete(1) }).Simulate(1).IsComplete);
        Assert.True((Of(0, Never, 0) with { Strategy = UpdateStrategy.EvacuateNodes() }).Simulate(1).IsComplete);
    }

    [Theory]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Events)]
    public void Waiting_for_what_is_preempted_is_in_the_serial_path(Engine engine)
    {
        Rollout rollout = Of(0, 30, 30);
        RolloutResult result = rollout.Simulate(1, new SimulationOptions { Engine = engine });
        Assert.Equal([0, 15, 60], result.Timelines.Select(t => t.StartedAt));
        Assert.InRange(result.DurationSeconds, 105, 160);
        Assert.Null(rollout.Predict().DurationSeconds);
        Assert.Equal(Of(0, 0, 0).Predict().Resets, rollout.Predict().Resets);
    }

    [Fact]
    public void A_sweep_holds_the_wait_under_both_pacings()
    {
        SweepResult sweep = Of(0, 30, 30).Sweep([new GracePeriod(60)], new SweepOptions { Replications = 20 });
        SweepResult without = Of(0, 0, 0).Sweep([new GracePeriod(60)], new SweepOptions { Replications = 20 });
        foreach (Pacing pacing in new[] { Pacing.Kubernetes, Pacing.OneNodeAtATime })
        {
            double difference = sweep.Candidates[0].Under(pacing).DurationP50Seconds - without.Candidates[0]
                .Under(pacing).DurationP50Seconds;
            Assert.Equal(60, difference, 1e-6);
        }
    }

    [Theory]
    [InlineData(Pacing.Kubernetes, new[] { 0.0, 0, 15, 30, 45, 60 })]
    // 15 s until SIGTERM, and a drain of 55 s each.
    [InlineData(Pacing.OneNodeAtATime, new[] { 0.0, 0, 70, 140, 210, 280 })]
    public void A_node_that_is_away_holds_no_place_in_a_surge_and_is_not_updated(Pacing pacing, double[] starts)
    {
        // As many connections outlive a drain as there are: none is done before its time is up.
        Rollout rollout = Of(0, 0, 0, 0, 0, 0).WithNeverReady("node-2").WithUnavailable("node-2") with
        {
            Pacing = pacing,
        };
        Assert.Empty(rollout.BlockingNodes);
        RolloutResult result = rollout.Simulate(1);
        Assert.Equal(["node-2"], result.NotReplaced.Select(n => n.Node));
        Assert.Equal(starts, result.Timelines.Select(t => t.StartedAt));
    }

    [Theory]
    [InlineData(1, 6)]
    [InlineData(2, 1)]
    public void Without_a_surge_a_node_that_is_away_takes_a_place(int maxUnavailable, int notUpdated)
    {
        Rollout rollout = Of(0, 0, 0, 0, 0, 0).WithNeverReady("node-2").WithUnavailable("node-2") with
        {
            Strategy = Unavailable(maxUnavailable),
        };
        Assert.Equal(["node-2"], rollout.BlockingNodes);
        Assert.Equal(notUpdated, rollout.Simulate(1).NotReplaced.Count);
    }

    [Fact]
    public void What_fails_can_be_taken_away()
    {
        Rollout rollout = Of(0, Never, 30).WithNeverReady("node-1").WithUnavailable("node-3").WithoutFailures();
        Assert.Empty(rollout.BlockingNodes);
        Assert.True(rollout.Simulate(1).IsComplete);
        Assert.Equal(Of(0, 0, 0).Simulate(1).DurationSeconds, rollout.Simulate(1).DurationSeconds);
    }

    [Fact]
    public void A_wait_is_not_negative() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Node("n") { SurgeWaitSeconds = -1 });
}
