namespace ZTunnelSim.Tests;

/// <summary>Node pools whose nodes are replaced: old ones are evacuated and go, new ones come.</summary>
public class NodePoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void New_nodes_come_first_and_each_old_one_goes_in_its_turn(int surge)
    {
        RolloutResult result = Replaced(NodeEvacuation.Gke with { SurgeNodes = surge, Parallel = surge }, Web(8));
        Assert.True(result.IsComplete);
        EvacuationOutcome[] nodes = [.. result.Evacuations!.Nodes];
        Assert.Equal(120, nodes[0].StartedAt);
        // A batch of nodes goes, then as many come in 120 s + 10 s, except in the place of the last ones.
        double[] starts = [.. nodes.Select(n => n.StartedAt).Distinct()];
        Assert.Equal(4 / surge, starts.Length);
        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 130, 165));
        Assert.InRange(result.DurationSeconds - starts[^1], 0, 35);
        Assert.Equal(0, result.Resets.Total);
        Assert.All(nodes, n => Assert.Equal((0, null), (n.CutPods, n.NotEvacuated)));
    }

    [Fact]
    public void Pods_move_once_where_the_old_nodes_are_all_cordoned_first()
    {
        NodeEvacuation pool = NodeEvacuation.Gke with { Placement = PodPlacement.Random };
        Assert.All(
            Replaced(pool with { CordonAllFirst = true }, Web(8)).Evacuations!.RestartsByPod, restarts => Assert.Equal(1, restarts));
        Assert.Contains(Replaced(pool, Web(8)).Evacuations!.RestartsByPod, restarts => restarts > 1);
    }

    [Fact]
    public void A_node_whose_pods_take_longer_than_the_limit_goes_and_cuts_what_is_left()
    {
        Application stuck = Application.OnNodes("web", "node-1", "node-2") with { DisruptionBudget = DisruptionBudget.MaxUnavailable(0) };
        RolloutResult result = Replaced(NodeEvacuation.Eks, stuck);
        Assert.True(result.IsComplete);
        EvacuationOutcome node = result.Evacuations!.Nodes[0];
        // The pod on it is protected by its budget for 15 min, and then ends with the node.
        Assert.Equal((1, 0, null), (node.CutPods, node.EvictedPods, node.NotEvacuated));
        Assert.Equal(900.16 + 10 + 120, node.EndedAt - node.StartedAt, 6);
        Assert.True(result.Evacuations.AppTerminated[0] > 0);
        Assert.Equal(0, result.Resets.Total);
        Assert.True(result.Evacuations.RestartsByPod[0] >= 1);
    }

    [Fact]
    public void Pods_of_daemon_sets_end_with_their_node_and_start_with_the_new_one()
    {
        Application agent = Application.OnNodes("web", "node-1", "node-2", "node-3", "node-4") with { IsDaemonSet = true };
        RolloutResult result = Replaced(NodeEvacuation.Gke, agent);
        Assert.Equal([1, 1, 1, 0], result.Evacuations!.RestartsByPod);
        Assert.True(result.Evacuations.AppTerminated[0] > 0);
        Assert.Equal(0, result.Resets.Total);
        Assert.Equal(0, result.Evacuations.Nodes.Sum(n => n.CutPods));
    }

    [Fact]
    public void The_limits_are_those_of_the_clouds_and_some_nodes_of_a_pool_are_not_left_out()
    {
        Assert.Equal(
            [60, 30, 15, 10],
            new[] { NodeEvacuation.Gke, NodeEvacuation.Aks, NodeEvacuation.Eks, NodeEvacuation.ClusterAutoscaler }
                .Select(pool => pool.Timeout.TotalMinutes));
        Assert.Throws<ArgumentException>(() => UpdateStrategy.EvacuateThenRoll(NodeEvacuation.Gke));
    }

    private static Application Web(int pods) => Application.WithReplicas("web", pods) with { PodStartup = new Constant(5) };

    private static RolloutResult Replaced(NodeEvacuation how, Application application) => (Rollout.Of(new Cluster(
        Cluster.NodesOfSize(4),
        [Workload.Of("w", Traffic.OpenBetween(null, application.Name, 100), new Exponential(300))],
        [application])) with
    {
        NodeOrder = NodeOrder.AsListed,
        Timing = new ReplacementTiming(new Constant(10), new Constant(0), new Constant(0)),
        Strategy = UpdateStrategy.EvacuateNodes(how),
    }).Simulate(1);
}
