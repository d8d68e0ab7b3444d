using FsCheck;
using FsCheck.Xunit;

namespace ZTunnelSim.Tests;

/// <summary>The safe procedure: cordon, drain, delete the ztunnel pod, wait for ready, uncordon, next node.</summary>
public class NodeDrainTests
{
    private static readonly ReplacementTiming Timing = new(new Constant(10), new Constant(5), new Constant(1));

    [Property(Arbitrary = [typeof(RandomClusters)], MaxTest = 10_000)]
    public void Drained_nodes_reset_nothing(DrainedRollout drained, ulong seed)
    {
        RolloutResult all = drained.Rollout.Simulate(seed, new SimulationOptions { Engine = Engine.Sessions });
        Assert.True(all.Ledger!.Value.Balances, $"{all.Ledger}");
        foreach (RolloutResult result in new[] { all, drained.Rollout.Simulate(seed) })
        {
            Assert.Equal(0, result.Resets.Total);
            Assert.Equal(0, result.AcceptQueueLosses.Total);
            Assert.Equal(drained.Rollout.Cluster.Nodes.Count, result.Evacuations!.Nodes.Count);
        }
    }

    [Property(Arbitrary = [typeof(RandomClusters)], MaxTest = 300)]
    public void Evictions_keep_to_the_disruption_budgets(DrainedRollout drained, ulong seed)
    {
        Cluster cluster = drained.Rollout.Cluster;
        RolloutResult result = drained.Rollout.Simulate(seed, new SimulationOptions { Trace = true });
        // The pods that replace others are numbered in the order of the evictions.
        Dictionary<int, int> applicationOf = cluster.Pods.Select((p, i) => (p.Application, i)).ToDictionary(p => p.i, p => p.Application);
        int standIns = cluster.Nodes.Count;
        for (int i = 0; i < standIns; i++) applicationOf[cluster.Pods.Count + i] = -1;
        int[] ready = [.. cluster.Applications.Select(a => a.Replicas)];
        HashSet<int> unready = [];
        foreach (TraceEvent e in result.Trace!)
        {
            if (e.Pod is not { } pod) continue;
            int application = applicationOf[pod];
            if (e.Kind == TraceEventKind.PodEvicted)
            {
                unready.Add(applicationOf.Count);
                applicationOf[applicationOf.Count] = application;
                if (application < 0 || unready.Remove(pod)) continue;
                if (cluster.Applications[application].DisruptionBudget is { } budget)
                    Assert.True(budget.Allows(ready[application], cluster.Applications[application].Replicas));
                ready[application]--;
            }
            else if (e.Kind == TraceEventKind.PodReady)
            {
                unready.Remove(pod);
                if (application >= 0) ready[application]++;
            }
        }
    }

    [Property(Arbitrary = [typeof(RandomClusters)], MaxTest = 1000)]
    public void Every_connection_is_accounted_for_under_every_plan(AnyRollout any, ulong seed)
    {
        RolloutResult result = any.Rollout.Simulate(seed, new SimulationOptions { Engine = Engine.Sessions });
        ConnectionLedger ledger = result.Ledger!.Value;
        Assert.True(ledger.Balances, $"{ledger}");
        Assert.Equal(result.Resets.Total, ledger.Reset);
        Assert.Equal(result.Evacuations?.AppTerminated.Sum() ?? 0, ledger.AppTerminated);
        AssertClientsAreAccountedFor(result);
        AssertClientsAreAccountedFor(any.Rollout.Simulate(seed));
    }

    private static void AssertClientsAreAccountedFor(RolloutResult result)
    {
        for (int w = 0; w < result.Rollout.Cluster.Workloads.Count; w++)
        {
            ClientImpact clients = result.Clients![w];
            long resets = 0;
            for (int i = 0; i < clients.SessionsByResets.Count; i++) resets += (i + 1) * clients.SessionsByResets[i];
            Assert.Equal(result.Resets.OfWorkload(w), resets);
            long cut = resets + (result.Evacuations?.AppTerminated[w] ?? 0);
            Assert.InRange(clients.Reconnections + clients.SessionsLost, 0, cut);
        }
        // Nobody is forgotten: a cut session comes back, ends, or still waits when its run is over.
        if (result.Clients!.All(c => c.RefusedReconnections == 0))
        {
            Assert.Equal(
                result.Resets.Total + (result.Evacuations?.AppTerminated.Sum() ?? 0),
                result.Clients!.Sum(c => c.Reconnections + c.SessionsLost));
        }
    }

    [Property(Arbitrary = [typeof(RandomClusters)], MaxTest = 100)]
    public void Equal_seeds_give_equal_runs(AnyRollout any, ulong seed)
    {
        RolloutResult first = any.Rollout.Simulate(seed), second = any.Rollout.Simulate(seed);
        Assert.Equal(first.Timelines, second.Timelines);
        Assert.Equal((first.Resets, first.Refused), (second.Resets, second.Refused));
        Assert.Equal(first.Clients!.Select(c => c.Reconnections), second.Clients!.Select(c => c.Reconnections));
    }

    [Fact]
    public void The_six_steps_come_in_their_order_on_every_node()
    {
        RolloutResult result = (Shop(nodes: 5) with
        {
            Strategy = UpdateStrategy.EvacuateNodes(),
        }).Simulate(1, new SimulationOptions { Trace = true });
        TraceEventKind[] steps =
            [TraceEventKind.Cordoned, TraceEventKind.PodEvicted, TraceEventKind.Evacuated, TraceEventKind.Ready, TraceEventKind.Uncordoned];
        double previous = 0;
        foreach (EvacuationOutcome node in result.Evacuations!.Nodes)
        {
            Assert.Null(node.NotEvacuated);
            Assert.True(node.StartedAt >= previous);
            double[] times = [.. steps.Select(
                step => result.Trace!.First(e => e.Node == node.NodeIndex && e.Kind == step && e.Seconds >= node.StartedAt).Seconds)];
            Assert.Equal(times.Order(), times);
            NodeTimeline timeline = result.Timelines[node.Node];
            Assert.Equal(times[2], timeline.SigtermAt);
            Assert.Equal(timeline.SigtermAt, timeline.OldGoneAt);
            previous = node.EndedAt;
        }
    }

    [Fact]
    public void A_surge_node_and_cordoning_all_first_restart_each_pod_once()
    {
        Rollout shop = Shop(nodes: 6);
        EvacuationImpact plain = Drains(new NodeEvacuation());
        EvacuationImpact surge = Drains(new NodeEvacuation { SurgeNodes = 1, CordonAllFirst = true });
        Assert.All(surge.RestartsByPod, restarts => Assert.Equal(1, restarts));
        Assert.True(plain.Restarts > surge.Restarts, $"{plain.Restarts} restarts without, {surge.Restarts} with");

        EvacuationImpact Drains(NodeEvacuation drain) => (shop with
        {
            Strategy = UpdateStrategy.EvacuateNodes(drain),
        }).Simulate(1).Evacuations!;
    }

    [Fact]
    public void A_budget_that_allows_no_eviction_leaves_its_nodes_on_the_old_version_and_says_why()
    {
        Application stuck = Application.OnNodes("stuck", "node-2") with
        {
            DisruptionBudget = DisruptionBudget.MinAvailable(1),
        };
        Workload workload = Workload.Of("w", Traffic.OpenBetween(null, "stuck", 5), new Exponential(60));
        Rollout rollout = Rollout.Of(new Cluster(Cluster.NodesOfSize(3), [workload], [stuck])) with
        {
            Strategy = UpdateStrategy.EvacuateNodes(new NodeEvacuation { TimeoutSeconds = 60 }),
        };
        RolloutResult result = rollout.Simulate(1);
        Assert.Equal(["node-2"], result.NotReplaced.Select(n => n.Node));
        Assert.Contains("PodDisruptionBudget of 'stuck' (minAvailable=1)", result.NotReplaced[0].Reason);
        // Tried at 0 s and every 5 s until it is given up after 60 s.
        Assert.Equal(12, result.Evacuations!.Nodes.Single(n => n.Node == "node-2").RefusedEvictions);
        Assert.Equal(0, result.Evacuations.Restarts);
    }

    [Fact]
    public void Without_room_elsewhere_pods_wait_and_the_next_drain_is_blocked()
    {
        Application full = Application.WithReplicas("full", 6) with
        {
            DisruptionBudget = DisruptionBudget.MaxUnavailable(2),
        };
        Workload workload = Workload.Of("w", Traffic.OpenBetween(null, "full", 6), new Exponential(30));
        Rollout rollout = Rollout.Of(new Cluster(Cluster.NodesOfSize(3, new NodeCapacity(2)), [workload], [full])) with
        {
            Timing = Timing,
            Strategy = UpdateStrategy.EvacuateNodes(),
        };
        RolloutResult result = rollout.Simulate(1);
        // The pods of each node come back to it when it is uncordoned.
        Assert.True(result.IsComplete);
        Assert.Equal((6, 2), (result.Evacuations!.Restarts, result.Evacuations.HeadroomPods));
        Assert.True(result.Evacuations.PendingPodSeconds > 6 * 15);
    }

    [Fact]
    public void Connections_that_outlive_the_pods_own_grace_period_are_app_terminated()
    {
        // Poisson arrivals and exponential lives: of those open at SIGTERM, exp(-grace / mean) are left at its end.
        const double Open = 200;
        Application app = Application.WithReplicas("app", 1) with { GracePeriod = TimeSpan.FromSeconds(20) };
        Workload workload = Workload.Of("w", Traffic.OpenBetween(null, "app", Open), new Exponential(40));
        Rollout rollout = Rollout.Of(new Cluster(Cluster.NodesOfSize(2), [workload], [app])) with
        {
            NodeOrder = NodeOrder.AsListed,
            Strategy = UpdateStrategy.EvacuateNodes(new NodeEvacuation { SurgeNodes = 1, CordonAllFirst = true }),
        };
        double expected = Open * Math.Exp(-0.5);
        List<double> terminated = [.. Enumerable.Range(0, 400)
            .Select(i => (double)rollout.Simulate(7, new SimulationOptions { Replication = i }).Evacuations!.AppTerminated[0])];
        Assert.True(Statistics.MeanPValue(terminated, expected, expected) > Statistics.Level, $"{terminated.Average()} for {expected}");
    }

    [Theory]
    [InlineData(false, 0, 12)]
    [InlineData(true, 30, 42)]
    public void A_stateful_sets_pod_is_replaced_when_it_has_gone(bool isStateful, double pendsAt, double readyAt)
    {
        Application app = Application.OnNodes("app", "node-1") with
        {
            GracePeriod = TimeSpan.FromSeconds(30),
            PodStartup = new Constant(12),
        };
        if (isStateful) app = app with { IsStateful = true };
        // Connections that outlive everything keep the evicted pod until its grace period is over.
        Workload workload = Workload.Of("w", Traffic.OpenBetween(null, "app", 40), new Constant(1e7));
        Rollout rollout = Rollout.Of(new Cluster(Cluster.NodesOfSize(2), [workload], [app])) with
        {
            NodeOrder = NodeOrder.AsListed,
            Strategy = UpdateStrategy.EvacuateNodes(),
        };
        IReadOnlyList<TraceEvent> trace = rollout.Simulate(1, new SimulationOptions { Trace = true }).Trace!;
        double evictedAt = trace.First(e => e.Kind == TraceEventKind.PodEvicted).Seconds;
        Assert.Equal(30, trace.First(e => e.Kind == TraceEventKind.PodExited).Seconds - evictedAt, 9);
        Assert.Equal(
            readyAt + PodFleet.CreationSeconds, trace.First(e => e.Kind == TraceEventKind.PodReady).Seconds - evictedAt, 9);
        Assert.Equal(pendsAt + 12, readyAt);
    }

    [Fact]
    public void Pods_of_a_daemon_set_stay_and_their_connections_are_reset()
    {
        Application agent = Application.OnNodes("agent", "node-1", "node-2") with { IsDaemonSet = true };
        Workload workload = Workload.Of("w", Traffic.OpenBetween("agent", null, 60), new Exponential(600));
        Rollout rollout = Rollout.Of(new Cluster(Cluster.NodesOfSize(2), [workload], [agent])) with
        {
            Strategy = UpdateStrategy.EvacuateNodes(),
        };
        RolloutResult result = rollout.Simulate(1);
        Assert.Equal(0, result.Evacuations!.Restarts);
        Assert.True(result.Resets.Total > 20);
        Assert.True(result.IsComplete);
    }

    [Fact]
    public void A_mixed_plan_drains_the_nodes_of_long_lived_applications_and_rolls_the_others()
    {
        RolloutResult result = (Shop(nodes: 6) with { Strategy = UpdateStrategy.EvacuateThenRoll() }).Simulate(1);
        int[] drained = [.. result.Evacuations!.Nodes.Select(n => n.NodeIndex).Order()];
        Assert.Equal([2, 3, 4], drained);
        Assert.True(result.IsComplete);
        double lastDrained = drained.Max(n => result.Timelines[n].DoneAt);
        Assert.All(Enumerable.Range(0, 6).Except(drained), n => Assert.True(result.Timelines[n].StartedAt >= lastDrained));
        Assert.All(drained, n => Assert.Equal(0, result.Resets.OfNode(n)));
        Assert.True(result.Resets.Total > 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_timeout_that_is_not_reached_changes_nothing(bool thenRoll)
    {
        ConnectionLedger Ledger(double timeout)
        {
            NodeEvacuation drain = new() { TimeoutSeconds = timeout };
            RolloutResult result = (Shop(nodes: 5) with
            {
                Strategy = thenRoll ? new EvacuateThenRoll(drain, RollingUpdate.Default) : new EvacuateNodes(drain),
            }).Simulate(1, new SimulationOptions { Engine = Engine.Sessions });
            Assert.All(result.Evacuations!.Nodes, n => Assert.Null(n.NotEvacuated));
            return result.Ledger!.Value;
        }

        Assert.Equal(Ledger(600), Ledger(3600));
    }

    [Fact]
    public void A_pod_that_connects_to_itself_is_cut_once()
    {
        Application ring = Application.WithReplicas("ring", 2) with { GracePeriod = TimeSpan.FromSeconds(5) };
        Workload gossip = Workload.Of("gossip", Traffic.OpenBetween("ring", "ring", 50), new Exponential(600));
        Rollout rollout = Rollout.Of(new Cluster(Cluster.NodesOfSize(3), [gossip], [ring])) with
        {
            Timing = Timing,
            Strategy = UpdateStrategy.EvacuateNodes(),
        };
        for (ulong seed = 0; seed < 20; seed++)
        {
            // The books would balance: what is cut twice is also let go of twice.
            RolloutResult result = rollout.Simulate(seed, new SimulationOptions { Trace = true });
            long?[] cut = [.. result.Trace!.Where(e => e.Kind == TraceEventKind.AppTerminated).Select(e => e.Connection)];
            Assert.True(cut.Length > 10);
            Assert.Equal(cut.Distinct(), cut);
        }
    }

    [Property(Arbitrary = [typeof(RandomClusters)], MaxTest = 300)]
    public void Headroom_covers_every_drain(DrainedRollout drained, ulong seed)
    {
        EvacuationImpact impact = drained.Rollout.Simulate(seed).Evacuations!;
        Assert.True(impact.HeadroomPods >= impact.Nodes.Max(n => n.EvictedPods));
    }

    [Fact]
    public void People_pause_between_nodes_and_not_after_the_last_one()
    {
        double Duration(double pause) => (Shop(nodes: 5) with
        {
            NodeOrder = NodeOrder.AsListed,
            Strategy = UpdateStrategy.EvacuateNodes(new NodeEvacuation { PauseSeconds = pause }),
        }).Simulate(1).Evacuations!.Nodes[^1].EndedAt;
        RolloutResult result = (Shop(nodes: 5) with
        {
            Strategy = UpdateStrategy.EvacuateNodes(new NodeEvacuation { PauseSeconds = 500 }),
        }).Simulate(1);
        Assert.Equal(result.Evacuations!.Nodes[^1].EndedAt, result.DurationSeconds);
        Assert.True(Duration(500) > 2000);
    }

    private static Rollout Shop(int nodes)
    {
        Application web = Application.WithReplicas("web", 8) with { GracePeriod = TimeSpan.FromSeconds(10) };
        Application db = Application.OnNodes("db", "node-3", "node-4", "node-5") with
        {
            DisruptionBudget = DisruptionBudget.MaxUnavailable(1),
            IsLongLived = true,
        };
        return Rollout
            .Of(new Cluster(
                Cluster.NodesOfSize(nodes),
                [Workload.Of("queries", Traffic.OpenBetween("web", "db", 120), new Exponential(600)) with
                {
                    Clients = ClientBehaviour.ReconnectsAtOnce,
                }],
                [web, db])) with
        { Timing = Timing };
    }
}
