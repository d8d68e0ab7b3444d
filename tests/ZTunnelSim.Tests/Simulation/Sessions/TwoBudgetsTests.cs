namespace ZTunnelSim.Tests;

/// <summary>Two PodDisruptionBudgets on one pod: the Eviction API answers with an error, and kubectl does not try again.</summary>
public class TwoBudgetsTests
{
    private static readonly DisruptionBudget Two = DisruptionBudget.Several("shop/a", "shop/b");

    [Fact]
    public void No_drain_of_such_a_pods_node_succeeds_and_none_waits_for_its_timeout()
    {
        RolloutResult result = Drained(Application.OnNodes("web", "node-1", "node-2") with { DisruptionBudget = Two });
        EvacuationOutcome[] drains = [.. result.Evacuations!.Nodes];
        Assert.Equal(["node-1", "node-2"], drains.Where(d => d.NotEvacuated is not null).Select(d => d.Node));
        Assert.All(drains.Take(2), d => Assert.Contains("'web' has more than one PodDisruptionBudget (shop/a and shop/b)", d.NotEvacuated));
        // The stand-in for the connections' other ends leaves the node within its own grace period, and kubectl looks each second.
        const double Latest = KubectlDrain.StartSeconds + KubectlDrain.AnswerSeconds + 30 + 1 + KubectlDrain.Tolerance;
        Assert.All(drains.Take(2), d => Assert.InRange(d.EndedAt - d.StartedAt, 0, Latest));
        Assert.All(drains.Take(2), d => Assert.Equal(
            "error when evicting pods/\"web\": This pod has more than one PodDisruptionBudget, "
                + "which the eviction subresource does not support.",
            d.KubectlError));
        Assert.Equal(["node-1", "node-2"], result.NotReplaced.Select(n => n.Node));
    }

    [Fact]
    public void Pods_without_a_budget_are_evicted_all_the_same()
    {
        RolloutResult result = Drained(
            Application.OnNodes("web", "node-1") with
            {
                DisruptionBudget = Two,
            }, Application.OnNodes("api", "node-1", "node-3"));
        Assert.True(result.Evacuations!.RestartsByApplication.Single(a => a.Application == "api").Restarts >= 2);
        Assert.Equal(0, result.Evacuations.RestartsByApplication.Single(a => a.Application == "web").Restarts);
    }

    [Fact]
    public void It_allows_nothing_however_many_pods_there_are()
    {
        Assert.True(Two.IsConflict);
        Assert.False(Two.Allows(1000, 1));
        Assert.NotEqual(Two, DisruptionBudget.Several("shop/a", "shop/c"));
        Assert.False(DisruptionBudget.MinAvailable(1).IsConflict);
    }

    private static RolloutResult Drained(params Application[] applications)
    {
        Cluster cluster = new(
            [.. Cluster.NodesOfSize(3)], [Workload.Of("busy", Traffic.OpenPerNode(4), new Exponential(400))], applications);
        return (Rollout.Of(cluster) with
        {
            Strategy = UpdateStrategy.EvacuateNodes(),
            NodeOrder = NodeOrder.AsListed,
        }).Simulate(1);
    }
}
