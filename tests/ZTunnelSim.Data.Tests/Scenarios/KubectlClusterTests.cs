using ZTunnelSim.Data.Scenarios;
using ZTunnelSim.Data.Tests.Support;
using ZTunnelSim.Model;

namespace ZTunnelSim.Data.Tests.Scenarios;

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
        Assert.Equal((90, DisruptionBudget.MinAvailable(IntOrPercent.Nodes(1))), (db.TerminationGracePeriodSeconds, db.DisruptionBudget));
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
            "do not run yet or are being deleted: 1.", "static pods, whose room", "pods without a controller", "nodes that are cordoned or tainted", "'db' request different amounts",
            "'debug' of workload 'w' has no pod in the ambient mesh",
        })
        {
            Assert.Contains(told, line => line.Contains("cluster.json") && line.Contains(expected));
        }
        Assert.Equal(6, told.Count);
    }

    [Fact]
    public void What_kubectl_does_not_tell_can_be_said_under_applications()
    {
        string text = Yaml + "\napplications: [{ name: db, longLived: true, startup: 45s, requests: { cpu: 2 } }]";
        Application db = Find(Read(text).Rollout.Cluster, "db");
        Assert.Equal((true, 45.0, 90, new PodResources(2000, 0)), (db.IsLongLived, db.PodStartup.MeanSeconds, db.TerminationGracePeriodSeconds, db.Requests));
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
        "nowhere.json", Assert.Throws<InputException>(() => ScenarioReader.Parse(Yaml.Replace("cluster.json", "nowhere.json"), "s.yaml")).Message);

    [Fact]
    public void The_example_cluster_can_be_simulated_with_its_nodes_drained()
    {
        string text = Yaml.Replace("to: db", "to: postgres");
        Rollout rollout = ScenarioReader.Parse(text, Files.Example).Strategies[^1].Rollout;
        Assert.Equal(8, rollout.Cluster.Nodes.Count);
        Assert.Equal(0, Simulation.RolloutSimulation.Simulate(rollout, 1).Resets.Total);
    }

    private static Application Find(Cluster cluster, string name) => cluster.Applications.Single(a => a.Name == name);

    private static Scenario Read(string text)
    {
        string file = Files.Temporary("cluster.json", Json);
        return ScenarioReader.Parse(text, Path.Combine(Path.GetDirectoryName(file)!, "s.yaml"));
    }
}
