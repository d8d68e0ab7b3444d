namespace ZTunnelSim.Tests;

/// <summary>Who drains a node decides what becomes of its ztunnel: theory against simulated drains.</summary>
public class NodeDrainTheoryTests
{
    private const int Runs = 400;

    public static TheoryData<string> Kinds =>
    [
        "cluster-autoscaler", "window below the budget", "pods' grace below the budget", "both ends", "one end's grace below the budget",
        "not modelled ends", "no window",
    ];

    /// <summary>The first node that is drained finds what theory takes: its pods have been there for ever.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_cut_is_what_outlives_the_budget_and_the_pods_grace(string kind)
    {
        Rollout rollout = RolloutOf(kind);
        NodeDrainTheory theory = new(rollout, node: 0);
        double resets = 0, exits = 0;
        Parallel.For(0, Runs, run =>
        {
            RolloutResult result = rollout.Simulate(13, new() { Replication = run });
            double cut = result.Resets.OfNode("n1");
            lock (rollout)
            {
                resets += cut;
                // What pods that moved lose later is not in theory: only the first node has pods.
                exits += result.Evacuations!.AppTerminated.Sum();
            }
        });
        Assert.InRange((resets - Runs * theory.Cut) / Math.Sqrt(Runs * theory.Cut + 1), -4, 4);
        if (kind.EndsWith("grace below the budget", StringComparison.Ordinal))
        {
            Assert.Equal(0, theory.Cut);
            Assert.True(exits >= Runs * theory.AppTerminated - 4 * Math.Sqrt(Runs * theory.AppTerminated), $"{exits / Runs}");
            Assert.InRange(theory.AppTerminated, 5, 60);
        }
        else
        {
            Assert.InRange(theory.Cut, 5, 60);
        }
        // kubectl leaves ztunnel there: nothing is cut on the first node.
        Rollout left = With(rollout, NodeDrainer.Kubectl);
        Assert.Equal(0, left.Simulate(13).Resets.OfNode("n1"));
    }

    [Fact]
    public void Whoever_stays_is_refused_at_its_rate_until_a_new_ztunnel_listens()
    {
        Node[] nodes = [new("n1"), new("n2")];
        Application agent = Application.OnNodes("agent", "n1", "n2") with { IsDaemonSet = true };
        Rollout rollout = With(
            Of(new Cluster(nodes, [Workload.Of("reports", Traffic.Between("agent", null, 4), new Exponential(900))], [agent])),
            NodeDrainer.ClusterAutoscaler);
        NodeDrainTheory theory = new(rollout, node: 0);
        // 25 s of drain, which some connection surely outlives, its exit, and 10 s until the new one listens; 2 a second on each node.
        Assert.Equal(25 + rollout.Timing.Exit.MeanSeconds + 10, theory.GapSeconds, 1e-9);
        Assert.Equal(2 * theory.GapSeconds, theory.Refused, 1e-9);
        double refused = 0;
        for (int run = 0; run < Runs; run++) refused += rollout.Simulate(14, new() { Replication = run }).Refused.OfNode("n1");
        Assert.InRange((refused - Runs * theory.Refused) / Math.Sqrt(Runs * theory.Refused), -4, 4);
    }

    [Fact]
    public void Pods_that_were_told_to_go_work_on_and_are_refused_as_long_as_they_run()
    {
        // Until its last connection is cut a pod works on: for the whole drain, and no longer.
        Rollout rollout = RolloutOf("cluster-autoscaler");
        double refused = 0, perSecond = rollout.Cluster.Workloads[0].OpenedPerSecond;
        for (int run = 0; run < Runs; run++) refused += rollout.Simulate(15, new() { Replication = run }).Refused.OfNode("n1");
        double expected = Runs * perSecond * 25;
        Assert.InRange((refused - expected) / Math.Sqrt(expected), -5, 5);
        Assert.Equal(perSecond * new NodeDrainTheory(rollout, 0).GapSeconds, new NodeDrainTheory(rollout, 0).Refused, 1e-9);
    }

    [Fact]
    public void A_new_ztunnel_comes_at_once_on_the_node_that_is_there()
    {
        Rollout rollout = RolloutOf("cluster-autoscaler");
        NodeTimeline first = rollout.Simulate(1).Timelines["n1"];
        Assert.Equal(25, first.DrainSeconds, 1e-6);
        Assert.Equal(first.OldExitedAt + 10, first.ListeningAt, 1e-6);
        // And where the node goes, the next one is waited for.
        NodeEvacuation replaced = NodeEvacuation.ClusterAutoscaler with { SurgeNodes = 0 };
        RolloutResult result = (rollout with { Strategy = UpdateStrategy.EvacuateNodes(replaced) }).Simulate(1);
        Assert.True(result.IsComplete);
        Assert.True(result.DurationSeconds > 2 * 120, $"{result.DurationSeconds}");
        Assert.Equal(25, result.Timelines["n1"].DrainSeconds, 1e-6);
    }

    /// <summary>The autoscaler grants pods and ztunnel as long as it waits for them: 15 min here. Whose end it is, is told by who goes first.</summary>
    [Theory]
    [InlineData(3600, 900)]
    [InlineData(30, 25)]
    public void A_node_that_goes_takes_its_pods_along_before_its_ztunnel(int gracePeriod, double budget)
    {
        NodeEvacuation how = NodeEvacuation.ClusterAutoscaler with { Timeout = TimeSpan.FromMinutes(15) };
        Application api = Application.OnNodes("api", "n1", "n1", "n1") with { GracePeriod = TimeSpan.FromHours(1) };
        Rollout rollout = Of(new Cluster(
            [new("n1"), new("n2")], [Workload.Of("out", Traffic.OpenBetween("api", null, 60), new Exponential(600))], [api])) with
        {
            GracePeriod = gracePeriod,
            Strategy = UpdateStrategy.EvacuateNodes(how),
        };
        NodeDrainTheory theory = new(rollout, 0);
        double left = 60 * Math.Exp(-budget / 600);
        Assert.Equal(budget, theory.BudgetSeconds);
        Assert.Equal(gracePeriod == 30 ? (left, 0) : (0, left), (Math.Round(theory.Cut, 9), Math.Round(theory.AppTerminated, 9)), Close);
        double cut = 0;
        for (int run = 0; run < Runs; run++) cut += rollout.Simulate(17, new() { Replication = run }).Resets.OfNode("n1");
        Assert.InRange((cut - Runs * theory.Cut) / Math.Sqrt(Runs * theory.Cut + 1), -4, 4);

        static bool Close((double, double) one, (double, double) other) =>
            Math.Abs(one.Item1 - other.Item1) + Math.Abs(one.Item2 - other.Item2) < 1e-8;
    }

    [Fact]
    public void The_kubelet_ends_ztunnel_after_the_pods_in_its_own_window()
    {
        Rollout rollout = With(RolloutOf("cluster-autoscaler"), NodeDrainer.KubeletShutdown with { WindowSeconds = 7 });
        RolloutResult result = rollout.Simulate(3);
        Assert.Equal(0, result.Resets.OfNode("n1"));
        Assert.True(result.Timelines["n1"].SigtermAt > 60);
        Assert.InRange(result.Timelines["n1"].DrainSeconds, 0, 7);
        Assert.Contains("after the node's other pods", NodeDrainText.Of(rollout));
        Assert.Null(NodeDrainText.Of(With(rollout, NodeDrainer.Karpenter)));
        Assert.Contains("enable-ds-eviction: \"false\"", NodeDrainText.Of(With(rollout, NodeDrainer.ClusterAutoscaler)));
    }

    private static Rollout With(Rollout rollout, NodeDrainer drainer) =>
        rollout with { Strategy = UpdateStrategy.EvacuateNodes(NodeEvacuation.Default with { Drainer = drainer }) };

    private static Rollout Of(Cluster cluster) => Rollout.Of(cluster) with { NodeOrder = NodeOrder.AsListed, GracePeriod = 30 };

    /// <summary>Two nodes, of which only the first has pods when its drain begins.</summary>
    private static Rollout RolloutOf(string kind)
    {
        Node[] nodes = [new("n1"), new("n2")];
        Application api = Application.OnNodes("api", "n1", "n1", "n1") with { GracePeriod = TimeSpan.FromSeconds(600) };
        Application db = Application.OnNodes("db", "n1", "n1") with { GracePeriod = TimeSpan.FromSeconds(300) };
        Workload Out(Traffic traffic) => Workload.Of("out", traffic, new Exponential(600));
        return kind switch
        {
            "window below the budget" => With(
                Of(new(nodes, [Out(Traffic.OpenBetween("api", null, 30))], [api])) with { GracePeriod = 300 },
                NodeDrainer.ClusterAutoscaler with { WindowSeconds = 120 }),
            "pods' grace below the budget" => With(
                Of(new(nodes, [Out(Traffic.OpenBetween("api", null, 30))], [api with { GracePeriod = TimeSpan.FromSeconds(15) }])),
                NodeDrainer.ClusterAutoscaler),
            "both ends" => With(
                Of(new(nodes, [Out(Traffic.OpenBetween("api", "db", 30))], [api, db])), NodeDrainer.ClusterAutoscaler),
            "one end's grace below the budget" => With(
                Of(new(nodes, [Out(Traffic.OpenBetween("api", "db", 30))], [api, db with { GracePeriod = TimeSpan.FromSeconds(15) }])),
                NodeDrainer.ClusterAutoscaler),
            "not modelled ends" => With(
                Of(new(nodes, [Out(Traffic.OpenPerNode(30, ["n1"]))])), NodeDrainer.ClusterAutoscaler with { WindowSeconds = 20 }),
            "no window" => With(
                Of(new(nodes, [Out(Traffic.OpenBetween(null, "api", 30))], [api])), NodeDrainer.ClusterAutoscaler with { WindowSeconds = 0 }),
            _ => With(Of(new(nodes, [Out(Traffic.OpenBetween("api", null, 30))], [api])), NodeDrainer.ClusterAutoscaler),
        };
    }
}
