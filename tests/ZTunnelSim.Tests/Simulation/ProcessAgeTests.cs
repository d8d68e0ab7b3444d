namespace ZTunnelSim.Tests;

/// <summary>Old processes that are so young that they have not accepted all that would be open: the engines agree with theory.</summary>
public class ProcessAgeTests
{
    private const int Replications = 4000;

    [Theory]
    [InlineData(Engine.Events, 20, 4)]
    [InlineData(Engine.Boundary, 20, 4)]
    [InlineData(Engine.Sessions, 20, 4)]
    [InlineData(Engine.BoundarySessions, 20, 4)]
    [InlineData(Engine.Events, 2, 0)]
    [InlineData(Engine.Boundary, 2, 6)]
    public void A_process_holds_what_it_accepted(Engine engine, double age, double predecessorOverlap)
    {
        Rollout rollout = Of(new Lognormal(10, 1.3)) with
        {
            ProcessAge = new Constant(age),
            PredecessorOverlap = new Constant(predecessorOverlap),
        };
        Agrees(rollout, engine);
        Assert.True(rollout.Predict().Resets < 0.9 * (rollout with { ProcessAge = null }).Predict().Resets);
    }

    [Theory]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Boundary)]
    public void Ages_may_differ_by_node_and_by_chance(Engine engine)
    {
        Rollout rollout = Of(new Exponential(15)) with { ProcessAge = new Exponential(12) };
        Cluster cluster = rollout.Cluster;
        Node[] nodes = [cluster.Nodes[0] with { ProcessAge = TimeSpan.FromSeconds(3) }, cluster.Nodes[1]];
        Agrees(rollout with { Cluster = new Cluster(nodes, cluster.Workloads) }, engine);
    }

    [Theory]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Sessions)]
    [InlineData(Engine.BoundarySessions)]
    public void A_process_that_started_alone_shared_its_connections_with_none(Engine engine)
    {
        Rollout shared = Of(new Lognormal(10, 1.3)) with { ProcessAge = new Constant(20), PredecessorOverlap = new Constant(15) };
        Cluster cluster = shared.Cluster;
        Node[] nodes = [cluster.Nodes[0] with { StartedAlone = true }, cluster.Nodes[1]];
        Rollout rollout = shared with { Cluster = new Cluster(nodes, cluster.Workloads) };
        Agrees(rollout, engine);
        double both = shared.Predict().Resets, neither = (shared with { PredecessorOverlap = new Constant(0) }).Predict().Resets;
        Assert.Equal((both + neither) / 2, rollout.Predict().Resets, 0.01 * neither);
        Assert.True(neither > 1.1 * both);
    }

    [Fact]
    public void Clients_that_come_back_are_with_the_process_once_the_drain_before_is_over()
    {
        // The process before was cut 30 s before the start, and its clients came back: as if there had been no rollout.
        Rollout old = Of(new Exponential(60), ClientBehaviour.ReconnectsAtOnce) with
        {
            PredecessorOverlap = new Constant(0),
            PredecessorGracePeriod = 30,
            ProcessAge = new Constant(55),
            NodeOrder = NodeOrder.AsListed,
        };
        Assert.Equal((old with { ProcessAge = null }).Predict().Resets, old.Predict().Resets, 1e-9);
        double[] open = [.. Simulated(old, Engine.Sessions).Select(r => (double)r.OpenAtSigterm[0, 0])];
        Assert.True(Statistics.MeanPValue(open, 40 * Stationary(60)) > Statistics.Level, $"{open.Average()}");

        // With a drain of an hour the process before still has them.
        Rollout young = old with { PredecessorGracePeriod = 3600 };
        Assert.True(young.Predict().Resets < 0.8 * old.Predict().Resets);
        double[] fewer = [.. Simulated(young, Engine.Sessions).Select(r => (double)r.OpenAtSigterm[0, 0])];
        Assert.True(fewer.Average() < 0.85 * open.Average(), $"{fewer.Average()} and {open.Average()}");
    }

    /// <summary>Of the open ones, those that the first node's old process has at SIGTERM, after an overlap of 6 s that is shared.</summary>
    private static double Stationary(double mean) => 0.5 + 0.5 * Math.Exp(-6 / mean);

    private static Rollout Of(DurationLaw law, ClientBehaviour? clients = null) => Rollout.Of(
        Cluster.OfSize(2, Workload.Of("w", Traffic.OpenPerNode(40), law) with { Clients = clients ?? ClientBehaviour.GivesUp })) with
    {
        GracePeriod = 12,
        Timing = new ReplacementTiming(new Constant(2), new Constant(5), new Constant(1)),
        HboneRoundTrip = TimeSpan.Zero,
    };

    private static RolloutResult[] Simulated(Rollout rollout, Engine engine) => [.. Enumerable.Range(0, Replications).AsParallel()
        .AsOrdered().Select(i => rollout.Simulate(11, new SimulationOptions { Engine = engine, Replication = i }))];

    private static void Agrees(Rollout rollout, Engine engine)
    {
        double[] resets = [.. Simulated(rollout, engine).Select(r => (double)r.Resets.Total)];
        double expected = rollout.Predict().Resets;
        Assert.True(Statistics.MeanPValue(resets, expected) > Statistics.Level, $"{resets.Average()} for {expected}");
    }
}
