namespace ZTunnelSim.Tests;

/// <summary>What kubectl, the Eviction API and the pods' controllers do, one rule at a time.</summary>
public class KubectlDrainTests
{
    private const double Start = KubectlDrain.StartSeconds, Answer = KubectlDrain.AnswerSeconds, Evicted = Start + Answer,
        Creation = PodFleet.CreationSeconds;

    [Theory]
    [InlineData(0.4, 1)]
    [InlineData(2.7, 3)]
    [InlineData(3, 4)]
    public void Kubectl_looks_each_second_for_pods_that_have_gone(double shutdown, double seen)
    {
        EvacuationOutcome node = Drain(Pods("a", "node-1") with { PodShutdown = new Constant(shutdown) })[0];
        Assert.Equal(Evicted + seen, node.EndedAt, 6);
        Assert.Equal((0, null), (node.ExitCode, node.KubectlError));
    }

    [Fact]
    public void A_pod_does_not_outlive_its_grace_period_however_long_it_shuts_down()
    {
        EvacuationOutcome node = Drain(
            Pods("a", "node-1") with { PodShutdown = new Constant(50), GracePeriod = TimeSpan.FromSeconds(7) })[0];
        Assert.Equal(Evicted + 8, node.EndedAt, 6);
    }

    [Fact]
    public void A_timeout_is_noticed_at_the_next_attempt_to_evict_and_at_once_while_kubectl_waits()
    {
        NodeEvacuation how = new() { Timeout = TimeSpan.FromSeconds(32) };
        EvacuationOutcome refused = Drain(how, Pods("a", "node-1") with { DisruptionBudget = DisruptionBudget.MaxUnavailable(0) })[0];
        // Each of seven is answered, and tried again 5 s later; the eighth is not asked for any more.
        Assert.Equal(Start + 7 * (Answer + 5), refused.EndedAt, 6);
        Assert.Equal((7, 1), (refused.RefusedEvictions, refused.ExitCode));
        Assert.Equal("error when evicting pods/\"a\": global timeout reached: 32s", refused.KubectlError);
        EvacuationOutcome slow = Drain(
            how, Pods("a", "node-1") with { PodShutdown = new Constant(500), GracePeriod = TimeSpan.FromSeconds(500) })[0];
        Assert.Equal((Start + 32, 1), (slow.EndedAt, slow.EvictedPods));
        Assert.Equal("error when waiting for pod \"a\" to terminate: global timeout reached: 32s", slow.KubectlError);
    }

    [Fact]
    public void Without_a_flag_no_pod_leaves_a_node_that_has_one_which_needs_it()
    {
        NodeEvacuation none = new() { Force = false, DeleteEmptyDirData = false, IgnoreDaemonSets = false };
        IReadOnlyList<EvacuationOutcome> nodes = Drain(
            none, Pods("bare", "node-1") with { IsBare = true }, Pods("cache", "node-2") with { HasEmptyDir = true },
            Pods("agent", "node-2") with { IsDaemonSet = true }, Pods("web", "node-1", "node-2", "node-3"));
        Assert.Equal(
            [
                "cannot delete Pods that declare no controller (use --force to override): bare",
                "[cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): agent, "
                    + "cannot delete Pods with local storage (use --delete-emptydir-data to override): cache]",
                null,
            ],
            nodes.Select(n => n.KubectlError));
        Assert.Equal([(0, Start), (0, Start)], nodes.Take(2).Select(n => (n.EvictedPods, n.EndedAt - n.StartedAt)));
        Assert.Equal(1, nodes[2].EvictedPods);
    }

    /// <summary>Until then pods that are evicted elsewhere may land there, and are among those that it evicts.</summary>
    [Theory]
    [InlineData(false, Start)]
    [InlineData(true, 0)]
    public void Kubectl_cordons_a_node_when_it_gets_to_it_unless_all_are_cordoned_first(bool first, double at)
    {
        TraceEvent[] trace = Trace(new() { CordonAllFirst = first }, Pods("web", "node-1", "node-2"));
        double[] cordoned = [.. trace.Where(e => e.Kind == TraceEventKind.Cordoned).Select(e => e.Seconds)];
        Assert.Equal((3, at), (cordoned.Length, cordoned[0]));
        Assert.Equal(first, cordoned.Distinct().Count() == 1);
    }

    [Fact]
    public void A_pod_without_a_controller_is_gone_for_good()
    {
        RolloutResult result = Result(new(), Pods("bare", "node-1") with { IsBare = true });
        Assert.Equal((1, 0), (result.Evacuations!.Nodes.Sum(n => n.EvictedPods), result.Evacuations.Restarts));
    }

    [Theory]
    [InlineData(false, new[] { 5.0, 7, 9 })]
    [InlineData(true, new[] { 5.0, 5, 5 })]
    public void A_StatefulSet_creates_its_pods_in_order_or_all_at_once(bool isParallel, double[] readyAt)
    {
        // All go 3 s after their evictions and take 2 s to be Ready.
        Application set = Pods("set", "node-1", "node-1", "node-1") with
        {
            IsStateful = true,
            IsParallel = isParallel,
            PodStartup = new Constant(2),
            PodShutdown = new Constant(3),
        };
        Assert.Equal(
            readyAt.Select((at, i) => Math.Round(at + (isParallel ? 1 : i + 1) * Creation, 6)),
            Trace(new() { ReadyWait = TimeSpan.FromSeconds(60) }, set)
                .Where(e => e.Kind == TraceEventKind.PodReady).Take(3).Select(e => Math.Round(e.Seconds - Evicted, 6)));
    }

    [Fact]
    public void Two_evictions_under_one_budget_at_once_conflict_and_the_second_is_decided_half_a_second_later()
    {
        Application web = Pods("web", "node-1", "node-1", "node-2", "node-2") with
        {
            DisruptionBudget = DisruptionBudget.MaxUnavailable(2),
        };
        double[] evicted = [.. Trace(new(), web).Where(e => e.Kind == TraceEventKind.PodEvicted).Take(2).Select(e => e.Seconds)];
        Assert.Equal(Evicted, evicted[0], 9);
        Assert.InRange(evicted[1] - evicted[0], 0.5, 0.55);
    }

    [Fact]
    public void Kubectl_sends_ten_evictions_at_once_and_then_five_a_second()
    {
        Application web = Pods("web", [.. Enumerable.Repeat("node-1", 15)]);
        double[] evicted = [.. Trace(new(), web).Where(e => e.Kind == TraceEventKind.PodEvicted).Take(15).Select(e => e.Seconds - Evicted)];
        Assert.All(evicted.Take(10), t => Assert.Equal(0, t, 9));
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 1], evicted.Skip(10).Select(t => Math.Round(t, 9)));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void A_pod_that_is_not_Ready_counts_against_its_budget_and_goes_always_or_where_enough_others_are(bool always, int refused)
    {
        // Of three pods one is not Ready, and all three are wanted.
        Application web = Pods("web", "node-1", "node-2", "node-3") with
        {
            NeverReadyPods = new HashSet<int> { 0 },
            DisruptionBudget = DisruptionBudget.MinAvailable(3) with { AlwaysEvictsUnhealthy = always },
        };
        EvacuationOutcome node = Drain(new NodeEvacuation { Timeout = TimeSpan.FromSeconds(3) }, web)[0];
        Assert.Equal((1 - refused, refused), (node.EvictedPods, node.RefusedEvictions));
        // Where two are enough, it goes by either policy, as its replacement does, which lands on the last node and starts for long.
        web = web with { DisruptionBudget = DisruptionBudget.MinAvailable(2) with { AlwaysEvictsUnhealthy = always } };
        IReadOnlyList<EvacuationOutcome> nodes = Drain(
            new NodeEvacuation { Timeout = TimeSpan.FromSeconds(3) }, web with { PodStartup = new Constant(1000) });
        Assert.Equal([1, 0, 1], nodes.Select(n => n.EvictedPods));
    }

    [Fact]
    public void One_budget_counts_the_pods_of_all_applications_that_name_it()
    {
        DisruptionBudget shared = DisruptionBudget.MaxUnavailable(1) with { Name = "tier" };
        Application a = Pods("a", "node-1") with { DisruptionBudget = shared }, b = Pods("b", "node-1") with { DisruptionBudget = shared };
        EvacuationOutcome node = Drain(a with { PodStartup = new Constant(3) }, b)[0];
        Assert.Equal((2, 1), (node.EvictedPods, node.RefusedEvictions));
        DisruptionBudget own = shared with { Name = null };
        node = Drain(a with { DisruptionBudget = own }, b with { DisruptionBudget = own })[0];
        Assert.Equal((2, 0), (node.EvictedPods, node.RefusedEvictions));
        ArgumentException e = Assert.Throws<ArgumentException>(
            () => Drain(a, b with { DisruptionBudget = DisruptionBudget.MinAvailable(1) with { Name = "tier" } }));
        Assert.Contains("'tier' is given as maxUnavailable=1 and as minAvailable=1", e.Message);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_budget_that_is_relative_allows_nothing_of_pods_without_a_controller(bool isAbsolute, bool isRefused)
    {
        DisruptionBudget budget = isAbsolute ? DisruptionBudget.MinAvailable(1) : DisruptionBudget.MaxUnavailable(1);
        EvacuationOutcome node = Drain(
            new NodeEvacuation { Timeout = TimeSpan.FromSeconds(3) },
            Pods("bare", "node-1", "node-1") with { IsBare = true, DisruptionBudget = budget })[0];
        Assert.Equal(isRefused ? 0 : 1, node.EvictedPods);
    }

    [Fact]
    public void So_many_nodes_are_drained_at_once_and_the_next_ones_when_all_of_these_are_done_with()
    {
        Application slow = Pods("slow", "node-1") with { PodShutdown = new Constant(20) }, quick = Pods("quick", "node-2");
        IReadOnlyList<EvacuationOutcome> nodes = Drain(new NodeEvacuation { Parallel = 2 }, slow, quick);
        Assert.Equal(["node-2", "node-1", "node-3"], nodes.Select(n => n.Node));
        Assert.Equal([0, 0, nodes[1].EndedAt], nodes.Select(n => n.StartedAt));
    }

    [Fact]
    public void The_next_node_waits_until_all_pods_are_Ready_but_not_for_ever()
    {
        NodeEvacuation how = new() { ReadyWait = TimeSpan.FromSeconds(30) };
        Application web = Pods("web", "node-1") with { PodStartup = new Constant(12) };
        IReadOnlyList<EvacuationOutcome> nodes = Drain(how, web);
        Assert.Equal(Evicted + Creation + 12, nodes[1].StartedAt, 6);
        nodes = Drain(how with { Pause = TimeSpan.FromSeconds(4) }, web);
        Assert.Equal(Evicted + Creation + 16, nodes[1].StartedAt, 6);
        nodes = Drain(how, web with { NeverReadyPods = new HashSet<int> { 1 } });
        Assert.Equal(nodes[0].EndedAt + 30, nodes[1].StartedAt, 6);
    }

    [Fact]
    public void New_connections_go_to_an_evicted_pod_for_the_endpoint_delay_and_find_no_endpoint()
    {
        // Of four pods each of the three first ones is evicted once: a quarter of what comes within 2 s is refused each time.
        Application web = Pods("web", "node-1", "node-2", "node-3", "node-4") with { PodStartup = new Constant(0) };
        Workload workload = Workload.Of("w", Traffic.Between(null, "web", 400), new Constant(0.01));
        Rollout rollout = Rollout.Of(new Cluster(Cluster.NodesOfSize(4), [workload], [web])) with
        {
            Strategy = UpdateStrategy.EvacuateNodes(new NodeEvacuation { EndpointDelay = TimeSpan.FromSeconds(2) }),
        };
        RolloutResult result = rollout.Simulate(1);
        double expected = result.Evacuations!.Restarts * 2 * 400 / 5.0;
        Assert.InRange(result.WithoutEndpoint[0], 0.9 * expected, 1.1 * expected);
        rollout = rollout with { Strategy = UpdateStrategy.EvacuateNodes(new NodeEvacuation { EndpointDelay = TimeSpan.Zero }) };
        Assert.Equal(0, rollout.Simulate(1).WithoutEndpoint[0]);
    }

    [Fact]
    public void Pods_that_are_not_Ready_get_no_connections_by_theory_and_in_a_simulation()
    {
        Application web = Pods("web", "node-1", "node-2") with { NeverReadyPods = new HashSet<int> { 0 } };
        Workload workload = Workload.Of("w", Traffic.OpenBetween(null, "web", 50), new Exponential(600));
        Cluster cluster = new(Cluster.NodesOfSize(2), [workload], [web]);
        Assert.Equal([0, 1], Enumerable.Range(0, 2).Select(n => cluster.SharesOn(n).Length));
        RolloutResult result = Rollout.Of(cluster).Simulate(1);
        Assert.Equal(0, result.OpenAtSigterm.OfNode("node-1"));
        Assert.True(result.OpenAtSigterm.OfNode("node-2") > 20);
        // Where none is Ready, every connection is without an endpoint.
        Cluster none = new(Cluster.NodesOfSize(2), [workload], [web with { NeverReadyPods = new HashSet<int> { 0, 1 } }]);
        result = Rollout.Of(none).Simulate(1);
        Assert.Equal((0, true), (result.OpenAtSigterm.Total, result.WithoutEndpoint[0] > 0));
    }

    private static Application Pods(string name, params string[] nodes) =>
        Application.OnNodes(name, nodes) with { PodStartup = new Constant(1) };

    private static IReadOnlyList<EvacuationOutcome> Drain(params Application[] applications) => Drain(new(), applications);

    private static IReadOnlyList<EvacuationOutcome> Drain(NodeEvacuation how, params Application[] applications) =>
        Result(how, applications).Evacuations!.Nodes;

    private static TraceEvent[] Trace(NodeEvacuation how, params Application[] applications) => [.. Result(how, applications).Trace!];

    private static RolloutResult Result(NodeEvacuation how, params Application[] applications)
    {
        Workload none = Workload.Of("none", Traffic.OpenBetween(null, applications[0].Name, 0), new Constant(1));
        return (Rollout.Of(new Cluster(Cluster.NodesOfSize(3), [none], applications)) with
        {
            NodeOrder = NodeOrder.AsListed,
            Timing = new ReplacementTiming(new Constant(0), new Constant(0), new Constant(0)),
            Strategy = UpdateStrategy.EvacuateNodes(how),
        }).Simulate(1, new SimulationOptions { Trace = true });
    }
}
