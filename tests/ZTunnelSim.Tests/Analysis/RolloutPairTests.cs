namespace ZTunnelSim.Tests;

/// <summary>Two rollouts, one after the other: theory has the simulator's numbers, whose first run tells how old processes are.</summary>
public class RolloutPairTests
{
    private const int Nodes = 4, Replications = 2000;

    private static readonly GracePeriod Present = 10, New = 25;

    public static TheoryData<string, double> Pairs => new()
    {
        { "surge", 0 }, { "surge", 30 }, { "two at a time", 0 }, { "no surge", 0 }, { "one at a time", 5 },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Both_rollouts_cut_what_the_simulator_cuts(string plan, double wait)
    {
        RolloutPair pair = Of(plan).InTwoSteps(Present, TimeSpan.FromSeconds(wait));
        (double[] first, double[] second) = Simulated(pair, Engine.Events);
        Agree(first, pair.FirstResets);
        Agree(second, pair.SecondResets);
        Assert.Equal(Nodes, pair.NodesReplacedTwice);
        // It is the ages that make the difference: as many old processes would cut far more.
        Assert.True(pair.SecondResets < 0.9 * Of(plan).Predict().Resets);
    }

    [Fact]
    public void Times_by_chance_enter_by_their_means()
    {
        Rollout update = Of("surge") with { Timing = ReplacementTiming.Default };
        RolloutPair pair = update.InTwoSteps(Present, TimeSpan.FromSeconds(20));
        (_, double[] second) = Simulated(pair, Engine.Events);
        Assert.Equal(second.Average(), pair.SecondResets, 0.02 * pair.SecondResets);
    }

    [Fact]
    public void Clients_that_come_back_are_with_the_processes_that_the_second_rollout_ends()
    {
        Rollout update = Of("surge");
        Workload returning = update.Cluster.Workloads[0] with { Clients = ClientBehaviour.ReconnectsAtOnce };
        RolloutPair pair = (update with { Cluster = update.Cluster.With(returning) }).InTwoSteps(Present, TimeSpan.Zero);
        // All that the first rollout cut came back: nothing is missing.
        Assert.Equal(update.Predict().Resets, pair.SecondResets, 1e-9);
        Assert.True(update.InTwoSteps(Present, TimeSpan.Zero).SecondResets < 0.8 * pair.SecondResets);
    }

    [Fact]
    public void The_longer_the_wait_the_more_the_update_cuts_up_to_what_it_cuts_by_itself()
    {
        Rollout update = Of("surge");
        double[] waits = [0, 10, 60, 600, 1e6];
        RolloutPair[] pairs = [.. waits.Select(s => update.InTwoSteps(Present, TimeSpan.FromSeconds(s)))];
        Assert.All(pairs.Zip(pairs.Skip(1)), p => Assert.True(p.First.SecondResets < p.Second.SecondResets));
        Assert.All(pairs, p => Assert.Equal(update.WithGracePeriod(Present).Predict().Resets, p.FirstResets, 1e-9));
        RolloutPair later = update.InTwoSteps(Present, TimeSpan.MaxValue);
        Assert.Equal(update.Predict().Resets, later.SecondResets, 1e-9);
        Assert.Equal(later.SecondResets, pairs[^1].SecondResets, 1e-3 * later.SecondResets);
        Assert.Equal(later.FirstResets + later.SecondResets, later.Resets);
        Assert.All(pairs, p => Assert.Equal((2, 0), (p.MostProcesses, p.PeakNodesWithThreeProcesses)));
        // What old processes' ages the scenario gives are those of the first rollout alone.
        Rollout young = update with
        {
            ProcessAge = new Constant(30),
            Cluster = new Cluster(
                update.Cluster.Nodes.Select(n => n with { ProcessAge = TimeSpan.FromSeconds(3) }), update.Cluster.Workloads),
        };
        Assert.Equal(later.SecondResets, young.InTwoSteps(Present, TimeSpan.MaxValue).SecondResets, 1e-9);
        Assert.True(young.InTwoSteps(Present, TimeSpan.MaxValue).FirstResets < 0.8 * later.FirstResets);
    }

    [Fact]
    public void A_process_that_has_just_begun_holds_hardly_anything()
    {
        // One node: its second SIGTERM comes as soon as a new pod is ready again.
        Rollout update = Of("surge", nodes: 1) with
        {
            Timing = new ReplacementTiming(new Constant(0), new Constant(0), new Constant(0)) with { Reaction = new Constant(0) },
            GracePeriod = 3600,
        };
        RolloutPair pair = update.RollBack(TimeSpan.FromSeconds(0.01));
        Assert.Equal(1, pair.NodesReplacedTwice);
        Assert.Equal(update.Predict().Resets, pair.FirstResets, 1e-9);
        Assert.InRange(pair.SecondResets, 0, 1e-3 * pair.FirstResets);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    public void The_way_back_cuts_what_the_simulator_cuts_while_old_processes_drain(double after)
    {
        Rollout update = Of("surge") with { GracePeriod = 65 };
        RolloutPair pair = update.RollBack(TimeSpan.FromSeconds(after));
        int reached = pair.NodesReplacedTwice;
        // The nodes that it has not reached play no part: it is as with those alone that it has.
        RolloutPair alone = (update with { Cluster = update.Cluster.WithNodes(reached) }).RollBack(TimeSpan.FromSeconds(after));
        Assert.Equal(alone.FirstResets, pair.FirstResets, 1e-9);
        Assert.Equal(alone.SecondResets, pair.SecondResets, 1e-9);
        Assert.Equal(alone.SecondEndsSeconds, pair.SecondEndsSeconds);
        Assert.Equal(after < 30 ? 2 : Nodes, reached);
        (double[] first, double[] second) = Simulated(alone, Engine.Boundary);
        Agree(first, pair.FirstResets);
        Agree(second, pair.SecondResets);
    }

    [Fact]
    public void Nodes_with_three_processes_are_those_of_simulated_timelines()
    {
        // So few connections that a drain ends when it ends.
        Rollout update = Of("surge", open: 1.5) with { GracePeriod = 65 };
        RolloutPair pair = update.RollBack(TimeSpan.FromSeconds(50));
        Assert.Equal(3, pair.MostProcesses);
        double[] times = [.. Enumerable.Range(0, 240).Select(i => 0.5 * i + 0.25)];
        double[] counts = new double[times.Length];
        const int Runs = 3000;
        for (int i = 0; i < Runs; i++)
        {
            (RolloutResult first, RolloutResult second) = Play(pair, Engine.Boundary, i);
            for (int t = 0; t < times.Length; t++)
            {
                counts[t] += Enumerable.Range(0, Nodes).Count(n => pair.BetweenSeconds + second.Timelines[n].ListeningAt <= times[t]
                    && times[t] < pair.BetweenSeconds + second.Timelines[n].OldExitedAt && times[t] < first.Timelines[n].OldExitedAt);
            }
        }
        Assert.Equal(counts.Max() / Runs, pair.PeakNodesWithThreeProcesses, 0.05);
        Assert.InRange(pair.PeakNodesWithThreeProcesses, 0.3, Nodes - 0.3);

        // Once the drains are over there are two, and without a surge never more than one.
        Assert.Equal(2, update.RollBack(TimeSpan.FromSeconds(pair.FirstEndsSeconds)).MostProcesses);
        RolloutPair one = (Of("no surge") with { GracePeriod = 65 }).RollBack(TimeSpan.FromSeconds(100));
        Assert.Equal((1, 0), (one.MostProcesses, one.PeakNodesWithThreeProcesses));
    }

    [Fact]
    public void Without_a_surge_a_node_that_still_drains_is_replaced_once()
    {
        Rollout update = Of("no surge") with { GracePeriod = 65 };
        // The first node has 60 s of drain behind it, and the process that came then; the second one drains.
        RolloutPair pair = update.RollBack(TimeSpan.FromSeconds(100));
        Assert.Equal(1, pair.NodesReplacedTwice);
        Assert.Equal(0.5 * update.Predict().Resets, pair.FirstResets, 1e-9);
        // It begins once the second node's new pod is there.
        Assert.True(pair.SecondEndsSeconds > pair.FirstEndsSeconds + 60);
    }

    [Fact]
    public void Before_anything_is_replaced_nothing_is_taken_back()
    {
        RolloutPair pair = Of("surge").RollBack(TimeSpan.Zero);
        Assert.Equal((0, 0, 0, 2), (pair.NodesReplacedTwice, pair.Resets, pair.SecondEndsSeconds, pair.MostProcesses));
    }

    [Fact]
    public void Times_that_can_not_be_are_refused()
    {
        Rollout update = Of("surge");
        Assert.Throws<ArgumentOutOfRangeException>(() => update.InTwoSteps(Present, TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => update.RollBack(TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => update.RollBack(TimeSpan.MaxValue));
        Assert.Throws<NotSupportedException>(() => (update with { Strategy = UpdateStrategy.OnDelete(1) }).RollBack(TimeSpan.Zero));
        Assert.Empty(update.InTwoSteps(null));
        Assert.Empty(update.InTwoSteps(New));
        Assert.Equal(6, update.InTwoSteps(present: Present).Count);
    }

    [Fact]
    public void It_can_be_printed_and_written()
    {
        RolloutPair pair = Of("surge").InTwoSteps(Present, TimeSpan.MaxValue);
        Assert.Contains("resets by the first rollout", $"{pair}");
        Assert.Contains("\"BetweenSeconds\": \"Infinity\"", pair.ToJson());
    }


    [Theory]
    [InlineData(0, 1.07)]
    [InlineData(60, 1.04)]
    public void Connections_with_both_ends_are_counted_a_little_too_often(double wait, double atMost)
    {
        Application[] applications = [Application.WithReplicas("a", 12), Application.WithReplicas("b", 12)];
        Workload both = Workload.Of("w", Traffic.OpenBetween("a", "b", 240), new Lognormal(20, 1.2));
        Rollout update = Of("surge") with { Cluster = new Cluster(Cluster.NodesOfSize(6), [both], applications) };
        RolloutPair pair = update.InTwoSteps(Present, TimeSpan.FromSeconds(wait));
        (_, double[] second) = Simulated(pair, Engine.Sessions);
        Assert.InRange(pair.SecondResets / second.Average(), 1, atMost);
    }

    private static Rollout Of(string plan, int nodes = Nodes, double open = 40) => Rollout.Of(
        Cluster.OfSize(nodes, Workload.Of("w", Traffic.OpenPerNode(open), new Lognormal(20, 1.2)))) with
    {
        GracePeriod = New,
        Strategy = plan switch
        {
            "no surge" => UpdateStrategy.MaxUnavailable(1),
            "two at a time" => UpdateStrategy.MaxSurge(2),
            _ => UpdateStrategy.Chart,
        },
        Pacing = plan == "one at a time" ? Pacing.OneNodeAtATime : Pacing.Kubernetes,
        Timing = new ReplacementTiming(new Constant(3), new Constant(5), new Constant(1)),
        HboneRoundTrip = TimeSpan.Zero,
    };

    private static (double[] First, double[] Second) Simulated(RolloutPair pair, Engine engine)
    {
        (double First, double Second)[] runs = [.. Enumerable.Range(0, Replications).AsParallel().AsOrdered()
            .Select(i => Play(pair, engine, i))
            .Select(run => ((double)run.First.Resets.Total, (double)run.Second.Resets.Total))];
        return ([.. runs.Select(r => r.First)], [.. runs.Select(r => r.Second)]);
    }

    /// <summary>The second run's processes are as old as the first run has left them, node by node.</summary>
    private static (RolloutResult First, RolloutResult Second) Play(RolloutPair pair, Engine engine, int replication)
    {
        SimulationOptions options = new() { Engine = engine, Replication = replication };
        RolloutResult first = pair.First.Simulate(5, options);
        Cluster cluster = pair.Second.Cluster;
        Rollout second = pair.Second with
        {
            ProcessAge = null,
            Cluster = new Cluster(
                cluster.Nodes.Select((n, i) => n with { ProcessAge = Age(first.Timelines[i]) }), cluster.Workloads, cluster.Applications),
        };
        return (first, second.Simulate(6, options));

        TimeSpan Age(NodeTimeline ofFirst) => TimeSpan.FromSeconds(Math.Max(0, pair.BetweenSeconds - ofFirst.ListeningAt));
    }

    private static void Agree(double[] counts, double expected) =>
        Assert.True(Statistics.MeanPValue(counts, expected) > Statistics.Level, $"{counts.Average()} for {expected}");
}
