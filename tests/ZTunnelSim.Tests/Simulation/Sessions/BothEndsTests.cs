namespace ZTunnelSim.Tests;

/// <summary>Connections with both ends: agreement with theory, at the level of <see cref="Statistics"/>.</summary>
public class BothEndsTests
{
    private static readonly ReplacementTiming Timing = new(new Constant(9), new Constant(0), new Constant(0));

    [Theory]
    [InlineData("exponential", NodeOrder.Random, 1, 20)]
    [InlineData("exponential", NodeOrder.AsListed, 1, 20)]
    [InlineData("lomax", NodeOrder.Random, 2, 10)]
    [InlineData("weibull-heavy", NodeOrder.AsListed, 2, 30)]
    [InlineData("constant", NodeOrder.Random, 1, 12)]
    [InlineData("lognormal", NodeOrder.Random, 3, 10)]
    public void Resets_agree_with_the_sum_over_both_ends_less_what_it_counts_twice(string law, NodeOrder order, int surge, int t)
    {
        Rollout rollout = Of(ClientBehaviour.GivesUp, law, order) with
        {
            GracePeriod = t,
            Strategy = UpdateStrategy.MaxSurge(surge),
        };
        RolloutPrediction predicted = rollout.Predict();
        double both = rollout.Cluster.ExposuresOf(0)
            * new NodeTheory([rollout.Cluster.Workloads[0]], (RollingUpdate)rollout.Strategy, Timing).MeanStillOpen(
                rollout.DrainBudgetSeconds);
        List<RolloutResult> runs = Run(rollout, 1000);
        for (int w = 0; w < 2; w++)
        {
            List<double> resets = [.. runs.Select(r => (double)r.Resets.OfWorkload(w))];
            double p = Statistics.MeanPValue(resets, predicted.ResetsByWorkload[w]);
            Assert.True(p > Statistics.Level, $"{resets.Average()} for {predicted.ResetsByWorkload[w]}: p = {p}");
        }
        // What is counted twice matters here: without it the test would fail.
        Assert.True(both > 1.02 * predicted.ResetsByWorkload[0], $"{both} and {predicted.ResetsByWorkload[0]}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Without_a_surge_what_the_other_node_refused_is_not_there_to_be_reset(int maxUnavailable)
    {
        Cluster cluster = new(
            Cluster.NodesOfSize(5),
            [Workload.Of("w", Traffic.OpenBetween("a", "b", 200), new Exponential(60))],
            [Application.WithReplicas("a", 5), Application.WithReplicas("b", 10)]);
        Rollout rollout = Rollout.Of(cluster) with
        {
            Timing = Timing,
            Strategy = UpdateStrategy.MaxUnavailable(maxUnavailable),
        };
        RolloutPrediction predicted = rollout.Predict();
        List<RolloutResult> runs = Run(rollout, 500);
        Agree(runs.Select(r => r.Resets.Total), predicted.Resets);
        Agree(runs.Select(r => r.Refused.Total), predicted.Refused);

        static void Agree(IEnumerable<long> simulated, double expected)
        {
            List<double> counts = [.. simulated.Select(n => (double)n)];
            Assert.True(Statistics.MeanPValue(counts, expected) > Statistics.Level, $"{counts.Average()} for {expected}");
        }
    }

    [Fact]
    public void Two_nodes_agree_with_the_exact_count_of_connections_that_outlive_both_drains()
    {
        // All connections cross both nodes: L m = 300 open, exponential of mean 30, so that R(u) = 300 exp(-u / 30).
        Cluster cluster = new(
            Cluster.NodesOfSize(2),
            [Workload.Of("w", Traffic.OpenBetween("a", "b", 300), new Exponential(30))],
            [Application.OnNodes("a", "node-1"), Application.OnNodes("b", "node-2")]);
        Rollout rollout = Rollout.Of(cluster) with { GracePeriod = 15, Timing = Timing };
        double expected = 300 * (2 * Math.Exp(-10.0 / 30) - Math.Exp(-19.0 / 30));
        Assert.Equal(expected, rollout.Predict().Resets, 1e-9 * expected);
        List<double> resets = [.. Run(rollout, 1000).Select(r => (double)r.Resets.Total)];
        Assert.True(Statistics.MeanPValue(resets, expected) > Statistics.Level, $"{resets.Average()} for {expected}");
    }

    [Fact]
    public void On_one_node_a_connection_crosses_one_process()
    {
        Cluster cluster = new(
            Cluster.NodesOfSize(1),
            [Workload.Of("w", Traffic.OpenBetween("a", "b", 50), new Exponential(30))],
            [Application.WithReplicas("a", 3), Application.WithReplicas("b", 2)]);
        Rollout rollout = Rollout.Of(cluster) with { Timing = Timing };
        Assert.Equal(50 * Math.Exp(-25.0 / 30), rollout.Predict().Resets, 1e-9);
        Assert.Equal(1, cluster.ExposuresOf(0), 1e-12);
        List<double> resets = [.. Run(rollout, 500).Select(r => (double)r.Resets.Total)];
        Assert.True(Statistics.MeanPValue(resets, rollout.Predict().Resets, rollout.Predict().Resets) > Statistics.Level);
    }

    [Fact]
    public void A_client_that_reconnects_can_be_reset_again_by_the_other_node()
    {
        // Sessions that outlive everything cross two nodes whose SIGTERMs are further apart than the drain: reset twice each.
        Cluster cluster = new(
            Cluster.NodesOfSize(2),
            [Workload.Of("w", Traffic.OpenBetween("a", "b", 40), new Constant(1e7)) with
            {
                Clients = ClientBehaviour.ReconnectsAtOnce,
            }],
            [Application.OnNodes("a", "node-1"), Application.OnNodes("b", "node-2")]);
        Rollout far = Rollout.Of(cluster) with { GracePeriod = 5, Timing = Timing };
        RolloutResult result = far.Simulate(3);
        ClientImpact clients = result.Clients![0];
        Assert.Equal((0, clients.SessionsReset), (clients.SessionsByResets[0], clients.RepeatVictims));
        Assert.Equal(2, clients.ResetsPerSession);
        Assert.Equal(2 * clients.SessionsReset, result.Resets.Total);
        Assert.Equal((0.0, 0.0), (clients.WithoutConnectionP50Seconds, clients.WithoutConnectionP99Seconds));
        Assert.Equal(clients.SessionsReset, clients.PeakReconnectsPerSecond);

        // With SIGTERMs closer than the drain, the new connection is on the new process of both nodes.
        ClientImpact near = far.WithGracePeriod(60).Simulate(3).Clients![0];
        Assert.Equal(0, near.RepeatVictims);
    }

    [Fact]
    public void Backoff_with_full_jitter_waits_half_of_its_first_wait_in_the_median()
    {
        ClientImpact clients = OneNode(
            ClientBehaviour.ReconnectsWithBackoff(TimeSpan.FromSeconds(8), 2, TimeSpan.FromSeconds(60), jitter: 1)).Simulate(1).Clients![0];
        // 2,000 clients, uniform on (0, 8]: the median's standard error is 8 / (2 sqrt(2000)).
        Assert.InRange(clients.WithoutConnectionP50Seconds, 4 - 0.4, 4 + 0.4);
        Assert.InRange(clients.WithoutConnectionP99Seconds, 7.7, 8);
        Assert.InRange(clients.PeakReconnectsPerSecond, 200, 400);
    }

    [Fact]
    public void Keepalive_bounds_the_time_until_a_client_notices()
    {
        ClientImpact idle = OneNode(ClientBehaviour.ReconnectsOnNextUse(new Constant(300))).Simulate(1).Clients![0];
        ClientImpact alive = OneNode(ClientBehaviour.ReconnectsOnNextUse(new Constant(300), keepalive: TimeSpan.FromSeconds(20)))
            .Simulate(1).Clients![0];
        Assert.Equal(300, idle.WithoutConnectionP50Seconds, 1e-9);
        Assert.InRange(alive.WithoutConnectionP50Seconds, 9, 11);
        Assert.InRange(alive.WithoutConnectionP99Seconds, 19, 20);
    }

    [Fact]
    public void Without_a_listener_clients_that_reconnect_are_refused_and_try_again()
    {
        Rollout rollout = OneNode(ClientBehaviour.ReconnectsAtOnce) with
        {
            Strategy = UpdateStrategy.MaxUnavailable(1),
        };
        ClientImpact clients = rollout.Simulate(1).Clients![0];
        // Nobody listens for the 9 s of startup: tries at 0, 1, 2 ... s, and the one at 9 s comes a moment too early.
        Assert.Equal(10, clients.WithoutConnectionP50Seconds, 1e-6);
        Assert.Equal(10 * clients.Reconnections, clients.RefusedReconnections);
    }

    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(1, 2.0)]
    [InlineData(4, 16.0)]
    [InlineData(20, 60.0)]
    public void Backoff_grows_by_its_factor_up_to_its_limit(int attempt, double seconds)
    {
        ReconnectsWithBackoff backoff = new(1, factor: 2, maxSeconds: 60);
        Assert.Equal(seconds, backoff.LongestWaitSeconds(attempt), 1e-12);
    }

    [Fact]
    public void Streams_of_one_pair_share_HBONE_connections_of_a_hundred_and_fall_together()
    {
        Cluster cluster = new(
            Cluster.NodesOfSize(2),
            [Workload.Of("w", Traffic.OpenBetween("a", "b", 1000), new Constant(1e7))],
            [Application.OnNodes("a", "node-1"), Application.OnNodes("b", "node-2")]);
        Rollout destinationFirst = Rollout.Of(cluster) with
        {
            Timing = Timing,
            GracePeriod = 5,
            NodeOrder = NodeOrder.Random,
        };
        for (int i = 0; i < 20; i++)
        {
            RolloutResult result = destinationFirst.Simulate(5, new SimulationOptions { Replication = i });
            long atDestination = result.Resets.OfNode(1);
            Assert.Equal((atDestination + 99) / 100, result.Clients![0].HboneConnectionsReset);
        }
    }

    [Fact]
    public void New_streams_stay_on_a_pooled_HBONE_connection_during_the_overlap()
    {
        // A long overlap: connections from outside are shared by the listeners, streams of a pooled connection are not.
        Cluster cluster = new(
            Cluster.NodesOfSize(2),
            [
                Workload.Of("pooled", Traffic.Between("a", "b", 4), new Exponential(5)),
                Workload.Of("outside", Traffic.Between(null, "b", 4), new Exponential(5)),
            ],
            [Application.OnNodes("a", "node-1"), Application.OnNodes("b", "node-2")]);
        Rollout rollout = Rollout.Of(cluster) with
        {
            Timing = new ReplacementTiming(new Constant(1), new Constant(1), new Constant(60), newShare: 1),
        };
        long pooled = 0, outside = 0;
        foreach (RolloutResult result in Run(rollout, 100))
        {
            pooled += result.OpenAtSigterm[1, 0];
            outside += result.OpenAtSigterm[1, 1];
        }
        // 100 runs x 20 open x exp(-60 / 5): hardly any is older than the overlap.
        Assert.InRange(outside, 0, 2);
        Assert.InRange(pooled / 100.0, 18, 22);
    }

    /// <summary>
    /// Pairs of pods with so many open connections each that a pair's tunnel is there all the time (30), or gives way to a new one every
    /// 12 s as it has got its 100 streams (300), or is not there for one of 20 streams (0.3), or of 2.7 (0.1).
    /// </summary>
    [Theory]
    [InlineData(30, 1, 0)]
    [InlineData(300, 1, 0.80)]
    [InlineData(0.3, 10, 0.056)]
    [InlineData(0.1, 10, 0.377)]
    public void Which_process_a_stream_reaches_is_its_tunnels_choice(double openPerPair, int pods, double newShare)
    {
        double open = openPerPair * pods * pods;
        Cluster cluster = new(
            Cluster.NodesOfSize(2),
            [Workload.Of("w", Traffic.OpenBetween("a", "b", open), new Exponential(30))],
            [
                Application.OnNodes("a", [.. Enumerable.Repeat("node-1", pods)]),
                Application.OnNodes("b", [.. Enumerable.Repeat("node-2", pods)]),
            ]);
        // The source's node is replaced first, long before.
        Rollout rollout = Rollout.Of(cluster) with
        {
            GracePeriod = 10,
            NodeOrder = NodeOrder.AsListed,
            Timing = new ReplacementTiming(new Constant(1000), new Constant(30), new Constant(0), newShare: 1),
        };
        double found = new ListenerChoice(cluster, (RollingUpdate)rollout.Strategy, rollout.Timing).OfStreams(0);
        List<RolloutResult> runs = Run(rollout, (int)Math.Min(4000, 1000 * 30 / open));
        // Of what is opened within the 30 s of the overlap 1 - 1/e is left of a mean of 30 s; the old process got the rest.
        double ofOverlap = 1 - Math.Exp(-1), old = runs.Average(r => (double)r.OpenAtSigterm[1, 0]) / open;
        double simulated = (1 - old) / ofOverlap;
        // The later ones are more likely to be left, and more likely to be on a new tunnel.
        Assert.Equal(newShare, found, 0.005);
        Assert.InRange(simulated, found - 0.03, found + 0.07);
    }

    [Fact]
    public void On_one_node_a_connection_crosses_both_its_listeners()
    {
        // In the overlap, three quarters cross an old process: once with the connection, or with the tunnel that a new one makes.
        Cluster cluster = new(
            Cluster.NodesOfSize(1),
            [Workload.Of("w", Traffic.OpenBetween("a", "b", 400), new Exponential(10))],
            [Application.WithReplicas("a", 20), Application.WithReplicas("b", 20)]);
        Rollout rollout = Rollout.Of(cluster) with { Timing = new ReplacementTiming(new Constant(5), new Constant(8), new Constant(0)) };
        double expected = 400 * (0.75 + 0.25 * Math.Exp(-0.8));
        List<double> open = [.. Run(rollout, 1000).Select(r => (double)r.OpenAtSigterm.Total)];
        Assert.True(Statistics.MeanPValue(open, expected) > Statistics.Level, $"{open.Average()} for {expected}");
        Assert.Equal(expected * Math.Exp(-2.5), rollout.Predict().Resets, 1e-9);
    }

    [Fact]
    public void Clients_that_come_back_do_not_shift_what_others_draw()
    {
        // Which pods a connection is between shows in the node that it is told of.
        (double, int, int?)[] Opened(ClientBehaviour clients)
        {
            RolloutResult result = Of(clients, "exponential", NodeOrder.AsListed).WithGracePeriod(5).Simulate(
                9, new SimulationOptions { Trace = true });
            Assert.True(result.Resets.Total > 10);
            HashSet<double> again = [.. result.Trace!.Where(e => e.Kind == TraceEventKind.Reconnected).Select(e => e.Seconds)];
            return [.. result.Trace!.Where(e => e.Kind == TraceEventKind.Opened && !again.Contains(e.Seconds)).Select(
                e => (e.Seconds, e.Node, e.PeerNode))];
        }

        (double, int, int?)[] without = Opened(ClientBehaviour.GivesUp);
        Assert.Equal(without, Opened(ClientBehaviour.ReconnectsAtOnce).Take(without.Length));
    }

    [Fact]
    public void A_rollout_of_years_takes_no_memory_for_its_seconds()
    {
        // One session, reset a long time after the start: 3 x 10^9 s, more than an array could have entries.
        Cluster cluster = Cluster.OfSize(2, Workload.Of("w", Traffic.OpenPerNode(2), new Constant(1e12)) with
        {
            Clients = ClientBehaviour.ReconnectsAtOnce,
        });
        RolloutResult result = (Rollout.Of(cluster) with
        {
            Timing = new ReplacementTiming(new Constant(3e9), new Constant(0), new Constant(0)),
        }).Simulate(2);
        ClientImpact clients = result.Clients![0];
        Assert.True(clients.Reconnections > 0);
        Assert.InRange(clients.PeakAtSeconds, 3e9, 7e9);
        Assert.Equal(Math.Floor(clients.PeakAtSeconds), clients.PeakAtSeconds);
    }

    [Theory]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Sessions)]
    [InlineData(Engine.BoundarySessions)]
    public void Accept_queue_losses_agree_with_theory(Engine engine)
    {
        Rollout rollout = Rollout
            .Of(Cluster.OfSize(3, Workload.Of("w", Traffic.PerNode(50), new Exponential(0.2)))) with
        {
            Timing = new ReplacementTiming(
                new Constant(0), new Constant(0), new Constant(0.05), newShare: 0.5),
            AcceptQueue = new AcceptQueue(new Exponential(0.1))
        };
        // Per node 50 x 0.1 x (1/2 + 1/2 exp(-1/2)).
        double expected = 3 * 5 * (0.5 + 0.5 * Math.Exp(-0.5));
        Assert.Equal(expected, rollout.Predict().AcceptQueueLosses, 1e-9);
        List<double> lost = [.. Enumerable.Range(0, 500)
            .Select(i => (double)rollout.Simulate(11, new SimulationOptions { Engine = engine, Replication = i }).AcceptQueueLosses.Total)];
        Assert.True(Statistics.MeanPValue(lost, expected, expected) > Statistics.Level, $"{lost.Average()} for {expected}");

        Rollout migrating = rollout with
        {
            AcceptQueue = new AcceptQueue(new Exponential(0.1), migratesRequests: true),
        };
        Assert.Equal(0, migrating.Simulate(11, new SimulationOptions { Engine = engine }).AcceptQueueLosses.Total);
    }

    [Fact]
    public void Other_engines_say_that_they_can_not_do_it()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => Of(ClientBehaviour.GivesUp, "exponential", NodeOrder.Random).Simulate(
                1, new SimulationOptions { Engine = Engine.Events }));
        Assert.Contains("sessions engine", e.Message);
    }

    private static Rollout OneNode(ClientBehaviour clients) => Rollout
        .Of(Cluster.OfSize(1, Workload.Of("w", Traffic.OpenPerNode(2000), new Constant(1e7)) with
        {
            Clients = clients,
        })) with
    { Timing = Timing, GracePeriod = 1 };

    private static Rollout Of(ClientBehaviour clients, string law, NodeOrder order) => Rollout
        .Of(new Cluster(
            Cluster.NodesOfSize(5),
            [
                Workload.Of("a-b", Traffic.OpenBetween("a", "b", 30), Laws.Get(law)) with { Clients = clients },
                Workload.Of("outside-b", Traffic.OpenBetween(null, "b", 20), Laws.Get(law)) with { Clients = clients },
            ],
            [Application.WithReplicas("a", 4), Application.OnNodes("b", "node-2", "node-3", "node-3")])) with
    {
        Timing = Timing,
        NodeOrder =
                order
    };

    private static List<RolloutResult> Run(Rollout rollout, int replications) => [.. Enumerable.Range(0, replications)
        .Select(i => rollout.Simulate(seed: 2026, new SimulationOptions { Replication = i }))];
}
