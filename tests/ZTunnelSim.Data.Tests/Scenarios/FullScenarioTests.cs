namespace ZTunnelSim.Data.Tests;

public class FullScenarioTests
{
    private const long Gi = 1L << 30;

    private static readonly Scenario Full = Scenario.Parse(FullScenarioTexts.Valid, "full.yaml");

    public static TheoryData<string, string, int, string, bool> Invalid => FullScenarioTexts.Invalid;

    [Fact]
    public void Nodes_have_the_capacity_that_the_file_gives_them()
    {
        IReadOnlyList<Node> nodes = Full.Rollout.Cluster.Nodes;
        Assert.Equal(["a", "b", "c"], nodes.Select(n => n.Name));
        Assert.Equal(NodeCapacity.Default, nodes[0].Capacity);
        Assert.Equal(new NodeCapacity(50, new PodResources(8000, 32 * Gi)), nodes[1].Capacity);
        Assert.Equal(new NodeCapacity(110, new PodResources(3500, long.MaxValue)), nodes[2].Capacity);
    }

    [Fact]
    public void Applications_are_as_the_file_describes_them()
    {
        Application postgres = Full.Rollout.Cluster.Applications[0], api = Full.Rollout.Cluster.Applications[1], agent =
            Full.Rollout.Cluster.Applications[2];
        Assert.Equal(
            ("postgres", 3, 120, true, false),
            (postgres.Name, postgres.Replicas, postgres.TerminationGracePeriodSeconds, postgres.IsLongLived, postgres.IsDaemonSet));
        Assert.False(postgres.IsStateful);
        Assert.Null(postgres.PodsOn);
        Assert.Equal("exponential(mean=20)", postgres.PodStartup.ToString());
        Assert.Equal(DisruptionBudget.MinAvailable(IntOrPercent.Percent(67)), postgres.DisruptionBudget);
        Assert.Equal(new PodResources(500, Gi), postgres.Requests);

        Assert.Equal(["a", "b", "b"], api.PodsOn!);
        Assert.True(api.IsStateful);
        Assert.Equal(
            (30, false, false, null, default),
            (api.TerminationGracePeriodSeconds, api.IsLongLived, api.IsDaemonSet, api.DisruptionBudget, api.Requests));
        Assert.Equal(10, Assert.IsType<Constant>(api.PodStartup).MeanSeconds);

        Assert.True(agent.IsDaemonSet);
        Assert.Equal(["a", "b", "c"], agent.PodsOn!);
    }

    [Fact]
    public void A_DaemonSet_may_be_on_some_nodes_only_and_a_budget_may_be_maxUnavailable()
    {
        string text = FullScenarioTexts.Valid.Replace("daemonSet: true", "daemonSet: true, nodes: [a, c]").Replace(
            "minAvailable: 67%", "maxUnavailable: 1");
        Cluster cluster = Scenario.Parse(text, "f").Rollout.Cluster;
        Assert.Equal(["a", "c"], cluster.Applications[2].PodsOn!);
        Assert.Equal(DisruptionBudget.MaxUnavailable(1), cluster.Applications[0].DisruptionBudget);
    }

    [Fact]
    public void Workloads_have_their_ends_their_traffic_in_the_whole_cluster_and_their_clients()
    {
        Workload[] workloads = [.. Full.Rollout.Cluster.Workloads];
        Assert.Equal(
            ["api -> postgres", "outside -> api", "api -> outside", null],
            workloads.Select(w => (w.Traffic as TrafficBetween)?.Ends));
        Assert.Equal([20, 500 / 60.0, 1, 2 / 3600.0], workloads.Select(w => w.OpenedPerSecond));
        // Of connections between applications each counts once; probes are open on each of three nodes.
        Assert.Equal([600, 500, 5, 6], Enumerable.Range(0, 4).Select(w => Math.Round(Full.Rollout.Cluster.OpenConnectionsOf(w), 9)));
        Assert.Equal(
            new[]
            {
                ClientBehaviour.ReconnectsWithBackoff(TimeSpan.FromSeconds(1), 3, TimeSpan.FromSeconds(30), 0.5),
                ClientBehaviour.ReconnectsAtOnce,
                ClientBehaviour.ReconnectsOnNextUse(new Exponential(600), TimeSpan.FromSeconds(30)),
                ClientBehaviour.GivesUp,
            }.Select(c => c.ToString()),
            workloads.Select(w => w.Clients.ToString()));
    }

    [Fact]
    public void Under_a_maximum_age_as_many_connections_are_open_and_more_are_opened()
    {
        const string Age = "\n    maximumAge: { age: 20s, jitter: 10 %, grace: 5s }";
        string text = FullScenarioTexts.Valid
            .Replace("connectionsPerSecond: 20", "connectionsPerSecond: 20" + Age)
            .Replace("openConnections: 500", "openConnections: 500" + Age)
            .Replace("lifetime: 1h", "lifetime: { lomax: { shape: 0.9, scale: 5 } }\n    maximumAge: 60");
        Cluster cluster = Scenario.Parse(text, "f").Rollout.Cluster, without = Full.Rollout.Cluster;
        Assert.All([0, 1, 3], w => Assert.Equal(without.OpenConnectionsOf(w), cluster.OpenConnectionsOf(w), 1e-9));
        DurationLaw limited = new Exponential(30).WithMaximumAge(TimeSpan.FromSeconds(20), 0.1, TimeSpan.FromSeconds(5));
        Assert.Equal(limited, cluster.Workloads[0].Lifetime);
        Assert.Equal(20 * 30 / limited.MeanSeconds, cluster.Workloads[0].OpenedPerSecond, 1e-9);
        // A life of a minute ends at the age always: 20 s, 5 s later, in the mean.
        Assert.Equal(500 / 25.0, cluster.Workloads[1].OpenedPerSecond, 1e-9);
        Assert.Equal(new Lomax(0.9, 5).WithMaximumAge(TimeSpan.FromMinutes(1)), cluster.Workloads[3].Lifetime);
    }

    [Fact]
    public void Lifetimes_from_data_and_their_plausible_laws_come_under_the_maximum_age_as_well()
    {
        const string Service = "service: websocket-gateway.edge } }";
        string text = File.ReadAllText(Files.Example);
        Workload Websockets(string yaml) =>
            Scenario.Parse(yaml, Files.Example).Rollout.Cluster.Workloads.Single(w => w.Name == "websockets");
        Workload without = Websockets(text), under = Websockets(text.Replace(Service, $"{Service}\n    maximumAge: 8h"));
        Assert.Equal(without.OpenConnections, under.OpenConnections);
        Assert.True(under.OpenedPerSecond > without.OpenedPerSecond);
        Assert.Equal(without.PlausibleLifetimes.Count, under.PlausibleLifetimes.Count);
        Assert.All(under.PlausibleLifetimes.Prepend(under.Lifetime), law => Assert.Equal(0, law.Survival(8 * 3600)));
        Assert.Equal(without.Lifetime.Survival(3600), under.Lifetime.Survival(3600));
    }

    [Fact]
    public void What_clients_leave_open_has_its_default()
    {
        string text = FullScenarioTexts.Valid.Replace("initial: 1s, factor: 3, max: 30s, jitter: 0.5", "initial: 2s").Replace(
            ", keepalive: 30s", "");
        Workload[] workloads = [.. Scenario.Parse(text, "f").Rollout.Cluster.Workloads];
        Assert.Equal(ClientBehaviour.ReconnectsWithBackoff(TimeSpan.FromSeconds(2)), workloads[0].Clients);
        Assert.Equal(ClientBehaviour.ReconnectsOnNextUse(new Exponential(600)).ToString(), workloads[2].Clients.ToString());
    }

    [Fact]
    public void Ztunnel_has_its_latencies_its_age_and_its_round_trip()
    {
        Scenario scenario = Scenario.Parse(
            ScenarioTexts.Valid.Replace(
                "  ready: 2.5\n",
                """
                  ready: { probe: { period: 5s, first: { uniform: { min: 0.5, max: 1.5 } }, needs: 300ms } }
                  reaction: 1s
                  exit: 400ms
                  removal: { uniform: { min: 0, max: 1 } }
                  age: 30m
                  predecessorOverlap: 0
                  predecessorGracePeriodSeconds: 90
                  presentGracePeriodSeconds: 45
                  hboneRoundTrip: 2ms

                """),
            "f");
        Rollout rollout = scenario.Rollout;
        Assert.Equal(45, scenario.PresentGracePeriod!.Seconds);
        Assert.Equal(new ReadinessProbe(5, new Uniform(0.5, 1.5), new Constant(0.3)), rollout.Timing.Ready);
        // The first probe finds it ready, always.
        Assert.Equal(1, rollout.Timing.Ready.MeanSeconds, 1e-9);
        Assert.Equal([1, 0.4, 0.5], new[] { rollout.Timing.Reaction, rollout.Timing.Exit, rollout.Timing.Removal }.Select(l => l.MeanSeconds));
        Assert.Equal((1800, 0), (rollout.ProcessAge!.MeanSeconds, rollout.PredecessorOverlap!.MeanSeconds));
        Assert.Equal(90, rollout.PredecessorGracePeriod!.Seconds);
        Assert.Equal(TimeSpan.FromMilliseconds(2), rollout.HboneRoundTrip);
        Rollout normal = Scenario.Parse(ScenarioTexts.Valid, "f").Rollout;
        Assert.Equal(ReplacementTiming.Default.Exit, normal.Timing.Exit);
        Assert.Null(normal.ProcessAge);
        Assert.Null(Scenario.Parse(ScenarioTexts.Valid, "f").PresentGracePeriod);
        InputException wrong = Assert.Throws<InputException>(() => Scenario.Parse(
            ScenarioTexts.Valid.Replace("  ready: 2.5\n", "  ready: 2.5\n  presentGracePeriodSeconds: 0\n"), "f"));
        Assert.Equal("ztunnel.presentGracePeriodSeconds", wrong.Key);
    }

    [Fact]
    public void Ztunnel_has_its_accept_queue_its_probe_its_failures_and_its_memory()
    {
        Rollout rollout = Full.Rollout;
        Assert.Equal(60, rollout.GracePeriod.Seconds);
        Assert.Equal("probe(period=4, firstProbe=uniform(min=0, max=1.1), needs=uniform(min=0, max=2))", rollout.Timing.Ready.ToString());
        Assert.Equal(2.5e-4, rollout.AcceptQueue.Latency.MeanSeconds, 1e-12);
        Assert.True(rollout.AcceptQueue.MigratesRequests);
        Assert.Equal(["c"], rollout.NeverReadyNodes);
        Assert.Equal(["a", "b"], rollout.UnavailableNodes.Order());
        Assert.Equal(60L << 20, Full.ZTunnelMemoryBytes);
        Assert.Equal(AcceptQueue.Default, Scenario.Parse(ScenarioTexts.Valid, "f").Rollout.AcceptQueue);
        Assert.Null(Scenario.Parse(ScenarioTexts.Valid, "f").ZTunnelMemoryBytes);
    }

    [Fact]
    public void Strategies_are_what_they_say_and_else_as_ztunnel_is()
    {
        Assert.Equal(["as it is", "fast", "batches", "drained", "mixed"], Full.Strategies.Select(s => s.Name));
        Rollout asItIs = Full.Strategies[0].Rollout, fast = Full.Strategies[1].Rollout;
        Assert.Equal(Full.Rollout, asItIs);

        Assert.Equal(new RollingUpdate(IntOrPercent.Percent(50), default, 9), fast.Strategy);
        Assert.Equal(
            (300, DrainBudget.Nominal, NodeOrder.AsListed, Pacing.OneNodeAtATime),
            (fast.GracePeriod.Seconds, fast.DrainBudget, fast.NodeOrder, fast.Pacing));
        Assert.Equal(Full.Rollout, fast with
        {
            Strategy = Full.Rollout.Strategy,
            GracePeriod = 60,
            DrainBudget = DrainBudget.ZTunnel,
            NodeOrder = NodeOrder.Random,
            Pacing = Pacing.Kubernetes,
        });

        Assert.Equal(new OnDelete(2, 30), Full.Strategies[2].Rollout.Strategy);
        NodeEvacuation drain = new()
        {
            TimeoutSeconds = 1200,
            EvictionRetrySeconds = 2,
            PauseSeconds = 60,
            Placement = PodPlacement.BinPack,
            SurgeNodes = 2,
            CordonAllFirst = true
        };
        Assert.Equal(new EvacuateNodes(drain), Full.Strategies[3].Rollout.Strategy);
        Assert.Equal(new EvacuateThenRoll(NodeEvacuation.Default, new RollingUpdate(default, 1, 3)), Full.Strategies[4].Rollout.Strategy);
    }

    [Fact]
    public void OnDelete_alone_means_node_after_node()
    {
        string text = FullScenarioTexts.Valid.Replace(", batch: 2, pause: 30s", "").Replace("surgeNodes: 2, cordonAllFirst: true", "")
            .Replace("timeout: 20m, retry: 2s, pause: 1m, placement: binPack, ", "");
        IReadOnlyList<NamedStrategy> strategies = Scenario.Parse(text, "f").Strategies;
        Assert.Equal(new OnDelete(1), strategies[2].Rollout.Strategy);
        Assert.Equal(new EvacuateNodes(), strategies[3].Rollout.Strategy);
    }

    [Fact]
    public void A_strategy_may_change_the_minReadySeconds_alone()
    {
        string text = FullScenarioTexts.Valid.Replace("name: as it is", "name: as it is\n    minReadySeconds: 40");
        Assert.Equal(new RollingUpdate(1, default, 40), Scenario.Parse(text, "f").Strategies[0].Rollout.Strategy);
    }

    [Fact]
    public void Every_strategy_can_be_simulated()
    {
        foreach (NamedStrategy strategy in Full.Strategies)
            Assert.True(RolloutSimulation.Simulate(strategy.Rollout, 1).DurationSeconds > 0, strategy.Name);
    }

    [Fact]
    public void A_mutilated_scenario_is_read_or_refused_but_never_crashes()
    {
        Random random = new(20261125);
        int refused = 0;
        for (int i = 0; i < 600; i++)
        {
            char[] text = FullScenarioTexts.Valid.ToCharArray();
            for (int m = 0; m < 1 + i % 3; m++) text[random.Next(text.Length)] = (char)random.Next(32, 126);
            Exception? e = Record.Exception(() => Scenario.Parse(new string(text), "f.yaml"));
            if (e is not null) Assert.IsType<InputException>(e);
            if (e is not null) refused++;
        }
        Assert.InRange(refused, 300, 599);
    }

    [Theory]
    [InlineData("startup: 10s", null)]
    [InlineData("updateStrategy: {type: OnDelete}", "ztunnel.updateStrategy: OnDelete can't be swept")]
    [InlineData("updateStrategy: {type: OnDelete, drain: {}}", "ztunnel.updateStrategy: OnDelete can't be swept")]
    [InlineData("neverReady: [node-1]", null)]
    [InlineData("unavailable: [node-2]", "ztunnel.unavailable: a rollout with nodes that fail can't be swept")]
    [InlineData("secondChange: {after: 90s}", "ztunnel.secondChange: a rollout with a second change can't be swept")]
    [InlineData("joins: [{node: late, after: 90s}]", null)]
    public void What_can_not_be_swept_is_told_with_its_key_and_the_command_that_can(string ztunnel, string? message)
    {
        Scenario scenario = Scenario.Parse(
            $"cluster: {{nodes: 2}}\nztunnel:\n  terminationGracePeriodSeconds: 30\n  {ztunnel}\nworkloads: [{{name: w, openPerNode: 1, "
                + $"lifetime: 5m}}]", "f.yaml");
        InputException? e = Record.Exception(scenario.RequireSweepable) as InputException;
        if (message is null)
        {
            Assert.Null(e);
            return;
        }
        Assert.StartsWith($"f.yaml:4: {message}", e!.Message);
        Assert.EndsWith("use 'ztunnelsim compare'.", e.Message);
    }

    [Fact]
    public void What_comes_while_the_rollout_is_under_way_is_read()
    {
        const string Text = "cluster: {nodes: 4}\n"
            + "ztunnel: {terminationGracePeriodSeconds: 30, joins: [{node: late, after: 2m}], neverReady: [late], "
            + "secondChange: {after: 90s, rollback: true, terminationGracePeriodSeconds: 300}}\n"
            + "workloads: [{name: w, openPerNode: 1, lifetime: 5m}]\n";
        Scenario scenario = Scenario.Parse(Text, "f.yaml");
        Assert.Equal([new JoiningNode("late", TimeSpan.FromMinutes(2))], scenario.Rollout.JoiningNodes);
        Assert.Equal(["late"], scenario.Rollout.NeverReadyNodes);
        SecondChange change = new(TimeSpan.FromSeconds(90), rollsBack: true) { GracePeriod = 300 };
        Assert.Equal(change, scenario.Rollout.SecondChange);
        // Only what can be changed twice is compared where nothing is listed.
        Assert.All(scenario.Strategies, s => Assert.IsType<RollingUpdate>(s.Rollout.Strategy));
        InputException e = Assert.Throws<InputException>(() => Scenario.Parse(
            Text + "strategies: [{name: slow, pacing: oneNodeAtATime}]\n", "f.yaml"));
        Assert.Contains("'secondChange' under ztunnel is for rolling updates", e.Message);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_is_wrong_is_told_in_one_line_with_file_line_and_key(
        string old, string replacement, int line, string names, bool schemaCanTell)
    {
        _ = schemaCanTell;
        Assert.Contains(old, FullScenarioTexts.Valid);
        string text = FullScenarioTexts.Valid.Replace(old, replacement);
        InputException e = Assert.Throws<InputException>(() => Scenario.Parse(text, "invalid.yaml"));
        Assert.Contains(names, e.Message);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal(("invalid.yaml", line), (e.File, e.Line));
    }
}
