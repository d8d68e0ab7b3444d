namespace ZTunnelSim.Tests;

/// <summary>A second change of the template while the rollout is under way: up to three processes on a node.</summary>
public class SecondChangeTests
{
    private static readonly ReplacementTiming Timing = new(new Constant(10), new Constant(5), new Constant(0));

    public static TheoryData<Engine> Engines => [Engine.Boundary, Engine.Events, Engine.Sessions, Engine.BoundarySessions];

    /// <summary>15 s until a new pod is available, and old ones that hold nothing.</summary>
    private static Rollout Of(int nodes, UpdateStrategy strategy, double after, bool rollsBack = false) => Rollout
        .Of(Cluster.OfSize(nodes, Workload.Of("none", Traffic.OpenPerNode(0), new Exponential(1)))) with
    {
        Strategy = strategy,
        NodeOrder = NodeOrder.AsListed,
        Timing = Timing,
        SecondChange = new(TimeSpan.FromSeconds(after), rollsBack),
    };

    /// <summary>One node with connections that live for 40 s.</summary>
    private static Rollout Busy(UpdateStrategy strategy, double after, GracePeriod first, GracePeriod between) => Rollout
        .Of(Cluster.OfSize(1, Workload.Of("busy", Traffic.PerNode(2), new Exponential(40)))) with
    {
        Strategy = strategy,
        GracePeriod = first,
        DrainBudget = DrainBudget.Nominal,
        Timing = Timing,
        SecondChange = new(TimeSpan.FromSeconds(after)) { GracePeriod = between },
        AcceptQueue = new AcceptQueue(new Constant(0)),
    };

    private static double[] Sigterms(RolloutResult run) => [.. run.Timelines.Select(t => t.SigtermAt)];

    private static void AssertMean(double expected, Rollout rollout, Engine engine, Func<RolloutResult, double> of)
    {
        const int Runs = 400;
        double mean = Enumerable.Range(0, Runs)
            .Average(i => of(rollout.Simulate(5, new SimulationOptions { Engine = engine, Replication = i })));
        double error = 4 * Math.Sqrt(expected / Runs);
        Assert.InRange(mean, expected - error, expected + error);
    }

    [Fact]
    public void A_pod_between_that_is_not_available_beside_its_predecessor_goes_at_once()
    {
        RolloutResult run = Of(3, UpdateStrategy.MaxSurge(1), 20).Simulate(1);
        // The first node has the version between, the second one has a pod of it that is not Ready; then all are replaced in their turn.
        Assert.Equal([35, 50, 65], Sigterms(run));
        Assert.Equal([15, double.PositiveInfinity, double.PositiveInfinity], run.BeforeSecondChange!.Select(t => t.SigtermAt));
        Assert.Equal([0, 15, double.PositiveInfinity], run.BeforeSecondChange!.Select(t => t.StartedAt));
        Assert.True(run.IsComplete);
    }

    [Fact]
    public void A_rollback_leaves_what_still_has_the_old_version()
    {
        RolloutResult run = Of(4, UpdateStrategy.MaxSurge(1), 20, rollsBack: true).Simulate(1);
        Assert.Equal([35, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity], Sigterms(run));
        Assert.Equal([35, 20, 20, 20], run.Timelines.Select(t => t.DoneAt));
        Assert.Equal((35, true), (run.DurationSeconds, run.IsComplete));
    }

    [Fact]
    public void A_rollback_frees_a_rollout_that_stands_still()
    {
        Rollout stuck = Of(4, UpdateStrategy.MaxSurge(1), 300, rollsBack: true).WithNeverReady("node-2");
        Assert.Empty(stuck.BlockingNodes);
        RolloutResult back = stuck.Simulate(1);
        Assert.Equal((315, true), (back.DurationSeconds, back.IsComplete));
        // Without a surge the node was without a ztunnel until then.
        RolloutResult serial = (stuck with { Strategy = UpdateStrategy.MaxUnavailable(1) }).Simulate(1);
        Assert.Equal((330, true), (serial.DurationSeconds, serial.IsComplete));
        // The next version gets stuck at the same node.
        RolloutResult next = (stuck with { SecondChange = new(TimeSpan.FromSeconds(300)) }).Simulate(1);
        Assert.Equal(["node-2", "node-3", "node-4"], next.NotReplaced.Select(n => n.Node));
    }

    [Fact]
    public void Without_a_surge_a_pod_between_that_is_not_ready_goes_first()
    {
        RolloutResult run = Of(3, UpdateStrategy.MaxUnavailable(1), 20).Simulate(1);
        // The second node's pod goes at once; one by one then, and the first one has to be replaced again.
        Assert.Equal([35, 20, 50], Sigterms(run));
        Assert.Equal([0, 15, double.PositiveInfinity], run.BeforeSecondChange!.Select(t => t.SigtermAt));
        Assert.Equal(65, run.DurationSeconds);
    }

    [Fact]
    public void Without_a_surge_a_node_whose_old_pod_drains_gets_the_last_version_after_it()
    {
        Rollout rollout = Of(2, UpdateStrategy.MaxUnavailable(1), 20);
        rollout = rollout with { Timing = Timing with { Exit = new Constant(30) } };
        RolloutResult run = rollout.Simulate(1);
        Assert.Equal([0, 45], Sigterms(run));
        Assert.Equal([45, 90], run.Timelines.Select(t => t.ReadyAt));
    }

    [Fact]
    public void With_minReadySeconds_a_pod_that_is_ready_and_not_available_goes_too()
    {
        // Ready at 15 s and woken at 20 s.
        UpdateStrategy strategy = UpdateStrategy.MaxSurge(1, TimeSpan.FromSeconds(4));
        Assert.Equal([37, 57], Sigterms(Of(2, strategy, 17).Simulate(1)));
        Assert.Equal([42, 62], Sigterms(Of(2, strategy, 22).Simulate(1)));
    }

    [Fact]
    public void Nodes_that_have_joined_are_replaced_again_and_those_that_come_later_are_not()
    {
        Rollout rollout = Of(2, UpdateStrategy.MaxSurge(1), 50)
            .WithJoining(new JoiningNode("before", TimeSpan.FromSeconds(20)), new JoiningNode("after", TimeSpan.FromSeconds(60)));
        RolloutResult run = rollout.Simulate(1);
        Assert.Equal([65, 80], Sigterms(run));
        Assert.Equal((95, double.PositiveInfinity), (run.Joined!["before"].SigtermAt, run.Joined["after"].SigtermAt));
        Assert.Equal(75, run.Joined["after"].DoneAt);
    }

    [Fact]
    public void A_drain_of_the_first_change_goes_on_beside_the_second_one()
    {
        // SIGTERM at 15 s with G = 100 s, and to the process between at 55 s with G = 30 s.
        Rollout rollout = Busy(UpdateStrategy.MaxSurge(1), 40, first: 100, between: 30);
        rollout = rollout with { Cluster = rollout.Cluster.With(Workload.Of("busy", Traffic.PerNode(0.01), new Constant(1e4))) };
        RolloutResult run = rollout.Simulate(1, new SimulationOptions { Engine = Engine.Events });
        Assert.Equal((15, double.PositiveInfinity), (run.BeforeSecondChange![0].SigtermAt, run.BeforeSecondChange[0].DrainedAt));
        Assert.Equal((55, 85, 115), (run.Timelines[0].SigtermAt, run.Timelines[0].DrainedAt, run.Timelines[0].DoneAt));
        Assert.Equal((1, 105), (run.PeakNodesWithTwoProcesses, run.NodeSecondsWithTwoProcesses));
        Assert.True(run.Ledger!.Value.Balances);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Each_process_has_what_it_accepted_and_its_own_drain(Engine engine)
    {
        const double L = 2, M = 40;
        // The first process: new ones are shared for 5 s before SIGTERM at 15 s. Then G = 60 s.
        double open = L * M * (1 - 0.5 * (1 - Math.Exp(-5 / M))), reset = open - L * M * (1 - Math.Exp(-60 / M)) * open / (L * M);
        // The process between listens from 10 s on, alone from 15 to 50 s, and gets SIGTERM at 55 s; G = 20 s.
        double Held(double from, double to) => L * M * (Math.Exp(-from / M) - Math.Exp(-to / M));
        double between = 0.5 * Held(0, 5) + Held(5, 40) + 0.5 * Held(40, 45);
        Rollout rollout = Busy(UpdateStrategy.MaxSurge(1), 40, first: 60, between: 20);
        AssertMean(open + between, rollout, engine, run => run.OpenAtSigterm.Total);
        AssertMean(reset + between * Math.Exp(-20 / M), rollout, engine, run => run.Resets.Total);
        AssertMean(0.001, rollout, engine, run => run.Refused.Total);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void What_a_pod_that_goes_at_once_has_is_not_its_predecessors(Engine engine)
    {
        // The pod between listens from 10 to 14 s, when it goes; the first process gets SIGTERM at 29 s, with a third one since 24 s.
        const double L = 2, M = 40;
        double Held(double from, double to) => L * M * (Math.Exp(-from / M) - Math.Exp(-to / M));
        double between = 0.5 * Held(0, 4);
        double old = 0.5 * Held(0, 5) + Held(5, 15) + 0.5 * Held(15, 19) + Held(19, double.PositiveInfinity);
        Rollout rollout = Busy(UpdateStrategy.MaxSurge(1), 14, first: 60, between: 20);
        AssertMean(between + old, rollout, engine, run => run.OpenAtSigterm.Total);
        AssertMean(between * Math.Exp(-20 / M) + old * Math.Exp(-60 / M), rollout, engine, run => run.Resets.Total);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Without_a_surge_each_silence_refuses(Engine engine)
    {
        // No listener from 0 s until the last version's, as the pod between goes at 8 s: it is created as the drain of at most 3 s ends.
        Rollout rollout = Busy(UpdateStrategy.MaxUnavailable(1), 8, first: 3, between: 3);
        AssertMean(2 * 18, rollout, engine, run => run.Refused.Total);
        // Changed again at 40 s, when the pod between has listened since 13 s.
        rollout = rollout with { SecondChange = new(TimeSpan.FromSeconds(40)) { GracePeriod = 3 } };
        AssertMean(2 * (13 + 13), rollout, engine, run => run.Refused.Total);
    }

    [Fact]
    public void The_books_balance_whenever_it_is_changed_again()
    {
        Application[] applications = [Application.WithReplicas("web", 6), Application.WithReplicas("db", 3)];
        Cluster[] clusters =
        [
            Cluster.OfSize(4, Workload.Of("busy", Traffic.OpenPerNode(30), new Exponential(60))),
            // Connections with both ends, tunnels, and clients that come back.
            new(
                Cluster.NodesOfSize(4),
                [
                    Workload.Of("queries", Traffic.OpenBetween("web", "db", 100), new Exponential(60)) with
                    {
                        Clients = ClientBehaviour.ReconnectsAtOnce,
                    },
                ],
                applications),
        ];
        foreach (bool rollsBack in new[] { true, false })
        {
            foreach (double after in new[] { 0, 12, 31, 47, 400 })
            {
                foreach ((Cluster cluster, Engine engine) in
                    new[] { (clusters[0], Engine.Events), (clusters[0], Engine.Sessions), (clusters[1], Engine.Sessions) })
                {
                    Rollout rollout = Rollout.Of(cluster) with { SecondChange = new(TimeSpan.FromSeconds(after), rollsBack) };
                    RolloutResult run = rollout.Simulate(2, new SimulationOptions { Engine = engine });
                    Assert.True(run.IsComplete);
                    Assert.True(run.Ledger!.Value.Balances);
                    // What one end's process cuts, the other end's may have held in its drain.
                    if (cluster == clusters[0])
                        Assert.Equal(run.OpenAtSigterm.Total, run.CompletedInDrain.Total + run.Resets.Total);
                    Assert.Equal(run.Ledger.Value.Reset, run.Resets.Total);
                    if (!rollsBack) Assert.True(run.Resets.Total > 0);
                }
            }
        }
    }

    [Fact]
    public void Drawn_times_and_many_nodes_are_counted_alike_by_all_engines()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(5, Workload.Of("busy", Traffic.OpenPerNode(50), new Exponential(300)))) with
        {
            GracePeriod = 60,
            SecondChange = new(TimeSpan.FromSeconds(50)),
        };
        double[] means = [.. Engines.Select(row => row.Data).Select(engine => Enumerable.Range(0, 60)
            .Average(i => rollout.Simulate(1, new SimulationOptions { Engine = engine, Replication = i }).Resets.Total))];
        Assert.All(means, mean => Assert.InRange(mean / means[1], 0.98, 1.02));
    }

    [Fact]
    public void What_does_not_know_of_it_says_so()
    {
        Rollout rollout = Of(2, UpdateStrategy.Chart, 20);
        Assert.Contains("one change", Assert.Throws<NotSupportedException>(() => rollout.Predict()).Message);
        Rollout[] others = [rollout with { Strategy = UpdateStrategy.OnDelete(1) }, rollout with { Pacing = Pacing.OneNodeAtATime }];
        Assert.All(
            others, other => Assert.Contains("second change", Assert.Throws<NotSupportedException>(() => other.Simulate(1)).Message));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SecondChange(TimeSpan.FromSeconds(-1)));
    }
}
