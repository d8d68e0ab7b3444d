namespace ZTunnelSim.Data.Tests;

public class KubectlClusterTests
{
    private const string Json = """
        {"kind": "List", "items": [
         {"kind": "Node", "metadata": {"name": "n1"}, "status": {"allocatable": {"pods": "20", "cpu": "4", "memory": "8Gi"}, "conditions": [{"type": "Ready", "status": "True"}]}},
         {"kind": "Node", "metadata": {"name": "n2"}, "spec": {"unschedulable": true}, "status": {"allocatable": {"pods": "20", "cpu": "4", "memory": "8Gi"}, "conditions": [{"type": "Ready", "status": "True"}]}},
         {"kind": "Pod", "metadata": {"name": "db-0", "namespace": "shop", "labels": {"app": "db"}, "annotations": {"ambient.istio.io/redirection": "enabled"}, "ownerReferences": [{"kind": "StatefulSet", "name": "db", "controller": true}]},
          "spec": {"nodeName": "n1", "terminationGracePeriodSeconds": 90, "containers": [{"name": "c", "resources": {"requests": {"cpu": "500m", "memory": "1Gi"}}}]}, "status": {"phase": "Running"}},
         {"kind": "Pod", "metadata": {"name": "db-1", "namespace": "shop", "labels": {"app": "db"}, "annotations": {"ambient.istio.io/redirection": "enabled"}, "ownerReferences": [{"kind": "StatefulSet", "name": "db", "controller": true}]},
          "spec": {"nodeName": "n2", "terminationGracePeriodSeconds": 60, "containers": [{"name": "c", "resources": {"requests": {"cpu": "1", "memory": "512Mi"}}}]}, "status": {"phase": "Running"}},
         {"kind": "Pod", "metadata": {"name": "db-2", "namespace": "shop", "ownerReferences": [{"kind": "StatefulSet", "name": "db", "controller": true}]}, "spec": {"nodeName": "n1"}, "status": {"phase": "Pending"}},
         {"kind": "Pod", "metadata": {"name": "web-1", "namespace": "shop", "ownerReferences": [{"kind": "StatefulSet", "name": "web", "controller": true}]}, "spec": {"nodeName": "n1"}, "status": {"phase": "Running"}},
         {"kind": "Pod", "metadata": {"name": "web-1", "namespace": "blog", "ownerReferences": [{"kind": "StatefulSet", "name": "web", "controller": true}]}, "spec": {"nodeName": "n1"}, "status": {"phase": "Running"}},
         {"kind": "Pod", "metadata": {"name": "agent-x", "namespace": "kube-system", "ownerReferences": [{"kind": "DaemonSet", "name": "agent", "controller": true}]}, "spec": {"nodeName": "n1"}, "status": {"phase": "Running"}},
         {"kind": "Pod", "metadata": {"name": "proxy-n1", "namespace": "kube-system", "ownerReferences": [{"kind": "Node", "name": "n1", "controller": true}]},
          "spec": {"nodeName": "n1", "containers": [{"name": "c", "resources": {"requests": {"cpu": "250m"}}}]}, "status": {"phase": "Running"}},
         {"kind": "Pod", "metadata": {"name": "debug", "namespace": "shop"}, "spec": {"nodeName": "n1"}, "status": {"phase": "Running"}},
         {"kind": "PodDisruptionBudget", "metadata": {"name": "db", "namespace": "shop"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "db"}}}}
        ]}
        """;

    private const string Yaml = """
        cluster: { kubectl: cluster.json }
        ztunnel: { terminationGracePeriodSeconds: 30 }
        workloads:
          - { name: w, from: outside, to: db, openConnections: 5, lifetime: 5m }
        """;

    [Fact]
    public void Each_owner_of_running_pods_is_an_application_where_its_pods_are()
    {
        Cluster cluster = Read(Yaml).Rollout.Cluster;
        Assert.Equal(["agent", "blog/web", "db", "debug", "shop/web"], cluster.Applications.Select(a => a.Name).Order());
        Application db = Find(cluster, "db");
        Assert.Equal(["n1", "n2"], db.PodsOn!);
        Assert.Equal((90, DisruptionBudget.MinAvailable(1)), (db.TerminationGracePeriodSeconds, db.DisruptionBudget));
        // The largest of each.
        Assert.Equal(new PodResources(1000, 1L << 30), db.Requests);
        Assert.Equal((true, false), (db.IsStateful, Find(cluster, "debug").IsStateful));
        Assert.Equal((false, true), (db.IsDaemonSet, Find(cluster, "agent").IsDaemonSet));
    }

    [Fact]
    public void Nodes_have_what_is_allocatable_less_their_static_pods_and_cordoned_ones_take_no_more_pods()
    {
        IReadOnlyList<Node> nodes = Read(Yaml).Rollout.Cluster.Nodes;
        Assert.Equal(new NodeCapacity(19, new PodResources(3750, 8L << 30)), nodes[0].Capacity);
        Assert.Equal(new NodeCapacity(1, new PodResources(4000, 8L << 30)), nodes[1].Capacity);
    }

    [Fact]
    public void What_the_model_can_not_say_is_counted_and_told()
    {
        IReadOnlyList<string> told = Read(Yaml.Replace("to: db", "to: debug")).SkippedLines;
        foreach (string expected in new[]
        {
            "do not run yet or are being deleted: 1.", "static pods, whose room", "pods without a controller",
                "nodes that are cordoned or tainted", "'db' request different amounts",
            "'debug' of workload 'w' has no pod in the ambient mesh", "there is no ztunnel pod in it",
        })
        {
            Assert.Contains(told, line => line.Contains("cluster.json") && line.Contains(expected));
        }
        Assert.Equal(7, told.Count);
    }

    [Fact]
    public void What_kubectl_does_not_tell_can_be_said_under_applications()
    {
        string text = Yaml + "\napplications: [{ name: db, longLived: true, startup: 45s, requests: { cpu: 2 } }]";
        Application db = Find(Read(text).Rollout.Cluster, "db");
        Assert.Equal(
            (true, 45.0, 90, new PodResources(2000, 0)),
            (db.IsLongLived, db.PodStartup.MeanSeconds, db.TerminationGracePeriodSeconds, db.Requests));
        Assert.Equal(["n1", "n2"], db.PodsOn!);
    }

    [Theory]
    [InlineData("{ name: db, replicas: 3 }", 5, "read from the file under 'cluster.kubectl'")]
    [InlineData("{ name: dbs }", 5, "no application 'dbs' (did you mean 'db'?)")]
    [InlineData("{ name: db }, { name: db }", 5, "'db' was given before")]
    public void What_can_not_be_said_there_is_refused(string applications, int line, string names)
    {
        InputException e = Assert.Throws<InputException>(() => Read($"{Yaml}\napplications: [{applications}]"));
        Assert.Equal(line, e.Line);
        Assert.Contains(names, e.Message);
    }

    [Fact]
    public void A_missing_file_is_told_so() => Assert.Contains(
        "nowhere.json",
        Assert.Throws<InputException>(() => Scenario.Parse(Yaml.Replace("cluster.json", "nowhere.json"), "s.yaml")).Message);

    [Fact]
    public void The_example_cluster_can_be_simulated_with_its_nodes_drained()
    {
        string text = Yaml.Replace("to: db", "to: postgres");
        Rollout rollout = Scenario.Parse(text, Files.Example).Strategies[^1].Rollout;
        Assert.Equal(8, rollout.Cluster.Nodes.Count);
        Assert.Equal(0, RolloutSimulation.Simulate(rollout, 1).Resets.Total);
    }

    [Fact]
    public void Two_budgets_on_one_pod_block_every_drain_and_that_is_told()
    {
        Scenario scenario = Scenario.Load(Case("c15.yaml"));
        Assert.Equal(DisruptionBudget.Several("shop/web-a", "shop/web-b"), Find(scenario.Rollout.Cluster, "web").DisruptionBudget);
        Assert.Contains(scenario.SkippedLines, l => l.Contains("'web' has more than one PodDisruptionBudget (shop/web-a and shop/web-b)"));
        Rollout drained = Assert.Single(scenario.Strategies).Rollout;
        RolloutResult result = drained.Simulate(1);
        Assert.Equal(3, result.NotReplaced.Count);
    }

    [Fact]
    public void Pods_of_an_owner_under_different_budgets_can_be_evicted()
    {
        ClusterFile file = new ClusterFile().Node("a").ZTunnel("a")
            .Pod("shop", "db-0", "a", "StatefulSet", "db", "1m", """{"metadata":{"labels":{"app":"x"}}}""")
            .Pod("shop", "db-1", "a", "StatefulSet", "db", "1m", """{"metadata":{"labels":{"app":"y"}}}""")
            .Budget("shop", "x", "x", 1).Budget("shop", "y", "y", 2);
        Scenario scenario = Read(Yaml, file.ToString());
        Assert.Equal(DisruptionBudget.MaxUnavailable(1), Find(scenario.Rollout.Cluster, "db").DisruptionBudget);
        Assert.Contains(scenario.SkippedLines, l => l.Contains("2 different PodDisruptionBudgets"));
    }

    [Fact]
    public void A_node_that_is_away_is_unavailable_and_never_ready_and_the_scenario_can_say_otherwise()
    {
        string file = Enumerable.Range(1, 6)
            .Aggregate(new ClusterFile(), (f, i) => f.Node($"n{i}", i == 2 ? "Unknown" : "True").ZTunnel($"n{i}")).ToString();
        const string Text = """
            cluster: { kubectl: cluster.json }
            ztunnel: { terminationGracePeriodSeconds: 30 }
            workloads: [{ name: w, openPerNode: 20, lifetime: 5m }]
            """;
        Scenario scenario = Read(Text, file);
        Assert.Equal(
            (["n2"], ["n2"]), (scenario.Rollout.NeverReadyNodes.ToArray(), scenario.Rollout.UnavailableNodes.ToArray()), ArraysEqual);
        // It holds nothing up: the other five are updated, and T can be swept.
        Assert.Null(scenario.Standstill);
        scenario.RequireSweepable();
        Assert.Equal("n2", Assert.Single(scenario.Rollout.Simulate(1).NotReplaced).Node);
        // Without a surge it holds the only place.
        Scenario unavailable = Read(
            Text.Replace("Seconds: 30", "Seconds: 30, updateStrategy: { rollingUpdate: { maxUnavailable: 1 } }"), file);
        Assert.Contains("on 1 node (n2) the new pod never gets Ready; it stands still there", unavailable.Standstill);
        Assert.StartsWith("s.yaml", Path.GetFileName(Assert.Throws<InputException>(unavailable.RequireSweepable).File));
        // What the scenario says replaces what the file shows.
        Scenario back = Read(Text.Replace("Seconds: 30", "Seconds: 30, neverReady: [], unavailable: [n5]"), file);
        Assert.Equal(([], ["n5"]), (back.Rollout.NeverReadyNodes.ToArray(), back.Rollout.UnavailableNodes.ToArray()), ArraysEqual);
    }

    [Fact]
    public void Nodes_without_room_make_a_surge_stand_still_unless_room_is_assumed()
    {
        Scenario full = Scenario.Load(Case("c19.yaml"));
        Assert.Equal(3, full.Rollout.BlockingNodes.Count);
        Assert.Contains("3 nodes", full.Standstill);
        Assert.Contains("stays Pending", Assert.Throws<InputException>(full.RequireSweepable).Message);
        Assert.Equal(3, full.Rollout.Simulate(1).NotReplaced.Count);
        Scenario usual = Scenario.Parse(File.ReadAllText(Case("c19.yaml")).Split("strategies:")[0], Case("c19.yaml"));
        Assert.Contains(usual.Strategies, s => s.Name == "unavailable 1, T = 30 s" && s.Rollout.BlockingNodes.Count == 0);

        string text = File.ReadAllText(Case("c19.yaml")).Replace("c19-fullnodes.json }", "c19-fullnodes.json, assumeSurgeRoom: true }");
        Scenario assumed = Scenario.Parse(text, Case("c19.yaml"));
        Assert.Null(assumed.Standstill);
        assumed.RequireSweepable();
        Assert.True(assumed.Rollout.Simulate(1).IsComplete);
        Assert.DoesNotContain(assumed.SkippedLines, l => l.Contains("no room"));
    }

    [Fact]
    public void Room_is_not_assumed_of_nodes_that_are_listed() => Assert.Contains(
        "it goes with 'kubectl'",
        Assert.Throws<InputException>(() => Read(Yaml.Replace("kubectl: cluster.json", "nodes: 3, assumeSurgeRoom: true"))).Message);

    [Fact]
    public void A_DaemonSet_with_ports_of_its_node_can_not_surge()
    {
        string text = $$"""
            cluster: { nodes: 4 }
            ztunnel: { from: {{Case("c13d-hostport-ds.yaml")}} }
            workloads: [{ name: w, openPerNode: 20, lifetime: 5m }]
            """;
        Scenario scenario = Scenario.Parse(text, "s.yaml");
        Assert.Contains(scenario.SkippedLines, l => l.Contains("hostNetwork") && l.Contains("Set maxUnavailable instead"));
        Assert.Contains("4 nodes", scenario.Standstill);
        Assert.Equal(2, Assert.Throws<InputException>(scenario.RequireSweepable).Line);
        Assert.Equal(4, scenario.Rollout.Simulate(1).NotReplaced.Count);
        // Without a surge it goes through.
        text = text.Replace(".yaml }", ".yaml, updateStrategy: { rollingUpdate: { maxUnavailable: 1 } } }");
        Assert.Null(Scenario.Parse(text, "s.yaml").Standstill);
    }

    [Fact]
    public void Pods_on_nodes_that_are_left_out_are_no_pods_of_the_cluster()
    {
        string file = new ClusterFile().Node("a").ZTunnel("a").Node("w")
            .Pod("shop", "db-0", "a", "StatefulSet", "db", "1m").Pod("shop", "db-1", "w", "StatefulSet", "db", "1m").ToString();
        Scenario scenario = Read(Yaml, file);
        Assert.Equal(["a"], Find(scenario.Rollout.Cluster, "db").PodsOn!);
        Assert.Contains(scenario.SkippedLines, l => l.Contains("pods on nodes that are left out: 1."));
    }

    [Fact]
    public void The_present_T_is_that_of_the_ztunnel_pods_where_they_agree()
    {
        string example = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Files.Example)!, "cluster.json"));
        const string Text = "cluster: { kubectl: cluster.json }\nztunnel: { terminationGracePeriodSeconds: 60 }\n"
            + "workloads: [{ name: w, openPerNode: 1, lifetime: 5m }]";
        Assert.Equal(30, Read(Text, example).PresentGracePeriod!.Seconds);
        // One pod of a rollout that is under way has another one.
        int ztunnel = example.IndexOf("\"ztunnel-x8sd9\"", StringComparison.Ordinal);
        const string T = "\"terminationGracePeriodSeconds\": 30";
        int t = example.IndexOf(T, ztunnel, StringComparison.Ordinal);
        string mixed = $"{example[..t]}{T.Replace("30", "90")}{example[(t + T.Length)..]}";
        Assert.Null(Read(Text, mixed).PresentGracePeriod);
        Assert.Equal(45, Read(Text.Replace("60 }", "60, presentGracePeriodSeconds: 45 }"), example).PresentGracePeriod!.Seconds);
        Assert.Null(Read(Yaml).PresentGracePeriod);
    }

    private static bool ArraysEqual((string[] A, string[] B) x, (string[] A, string[] B) y) =>
        x.A.SequenceEqual(y.A) && x.B.SequenceEqual(y.B);

    private static string Case(string name) => Path.Combine(AppContext.BaseDirectory, "cases", name);

    private static Application Find(Cluster cluster, string name) => cluster.Applications.Single(a => a.Name == name);

    private static Scenario Read(string text, string json = Json)
    {
        string file = Files.Temporary("cluster.json", json);
        return Scenario.Parse(text, Path.Combine(Path.GetDirectoryName(file)!, "s.yaml"));
    }
}
