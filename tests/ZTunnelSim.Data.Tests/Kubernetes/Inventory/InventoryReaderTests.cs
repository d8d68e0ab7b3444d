using System.Text;
using System.Text.Json.Nodes;

namespace ZTunnelSim.Data.Tests;

public class InventoryReaderTests
{
    private const string Node = """{"kind":"Node","metadata":{"name":"n"},"spec":{"unschedulable":true},"status":{"allocatable":{"cpu":2,"memory":"1e3","pods":"9"}}}""";

    private static string ExampleText { get; } = File.ReadAllText(ExampleFile);

    private static string ExampleFile => Path.Combine(Path.GetDirectoryName(Files.Example)!, "cluster.json");

    private static ClusterInventory Read(string text) => InventoryReader.Parse(Encoding.UTF8.GetBytes(text), "c.json");

    private static InventoryPod ReadPod(string rest) => Assert.Single(Read(
        $$"""{"kind":"List","items":[{{Node}},{"kind":"Pod","metadata":{"name":"p","namespace":"s"{{rest}}}]}""").Pods);

    [Fact]
    public void The_example_holds_nodes_pods_and_budgets()
    {
        ClusterInventory cluster = InventoryReader.Load(ExampleFile);
        Assert.Equal((8, 37, 2), (cluster.Nodes.Count, cluster.Pods.Count, cluster.Budgets.Count));
        Assert.Equal(
            ["pods that have ended (Succeeded or Failed): 1", "pods without a node (not scheduled): 1"],
            cluster.Skipped.Select(s => s.ToString()));

        InventoryNode node = cluster.Nodes[7];
        Assert.Equal(
            ("node-8", 3920L, 15233228L * 1024, 110L),
            (node.Name, node.AllocatableMilliCpu, node.AllocatableMemoryBytes, node.AllocatablePods));
        Assert.Equal(new NodeTaint("dedicated", "batch", "NoSchedule"), Assert.Single(node.Taints));
        Assert.True(node.IsReady && !node.Unschedulable);
        Assert.Equal("node-8", node.Labels["kubernetes.io/hostname"]);

        InventoryPod postgres = cluster.Pods.First(p => p.Name == "postgres-0");
        Assert.Equal(new PodOwner(PodOwnerKind.StatefulSet, "postgres"), postgres.Owner);
        // Its init container needs more CPU than its container, and less memory.
        Assert.Equal((1500L, 4L << 30, 60L), (postgres.RequestedMilliCpu, postgres.RequestedMemoryBytes, postgres.GracePeriodSeconds));
        Assert.True(postgres.InAmbientMesh && postgres.IsReady && !postgres.HasLocalData);

        Assert.Equal(4, cluster.Pods.Count(p => p.Owner == new PodOwner(PodOwnerKind.Deployment, "websocket-gateway") && p.HasLocalData));
        Assert.Equal(8, cluster.Pods.Count(p => p.Owner == new PodOwner(PodOwnerKind.DaemonSet, "ztunnel") && !p.InAmbientMesh));
        Assert.Equal(PodOwner.None, cluster.Pods.Single(p => p.Name == "debug").Owner);
    }

    [Fact]
    public void Budgets_find_their_pods_and_what_has_to_stay()
    {
        ClusterInventory cluster = InventoryReader.Load(ExampleFile);
        InventoryBudget gateway = cluster.Budgets[0], postgres = cluster.Budgets[1];
        Assert.Equal(
            ["edge/websocket-gateway: minAvailable 75%", "shop/postgres: maxUnavailable 1"], cluster.Budgets.Select(b => b.ToString()));
        Assert.Equal((4, 3), (cluster.PodsOf(gateway).Count(), cluster.PodsOf(postgres).Count()));
        Assert.Equal((3, 2), (gateway.RequiredAvailable(4), postgres.RequiredAvailable(3)));
        Assert.Same(postgres, Assert.Single(cluster.BudgetsOf(cluster.Pods.First(p => p.Name == "postgres-0"))));
        Assert.Empty(cluster.BudgetsOf(cluster.Pods.First(p => p.Name == "debug")));
    }

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{"matchLabels":{"app":"a"}}""", true)]
    [InlineData("""{"matchLabels":{"app":"b"}}""", false)]
    [InlineData("""{"matchLabels":{"app":"a","tier":"x"}}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"app","operator":"In","values":["x","a"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"app","operator":"NotIn","values":["x","a"]}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"tier","operator":"NotIn","values":["x"]}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"tier","operator":"In","values":["x"]}]}""", false)]
    [InlineData("""{"matchExpressions":[{"key":"app","operator":"Exists"}]}""", true)]
    [InlineData("""{"matchExpressions":[{"key":"app","operator":"DoesNotExist"}]}""", false)]
    [InlineData("""null""", false)]
    public void A_selector_chooses_as_Kubernetes_does(string selector, bool chosen)
    {
        ClusterInventory cluster = Read($$$"""
            {{{Node}}} {"kind":"Pod","metadata":{"name":"p","namespace":"s","labels":{"app":"a"}},"spec":{"nodeName":"n"}}
            {"kind":"PodDisruptionBudget","metadata":{"name":"b","namespace":"s"},"spec":{"minAvailable":1,"selector":{{{selector}}}}}
            {"kind":"PodDisruptionBudget","metadata":{"name":"b","namespace":"other"},"spec":{"minAvailable":1,"selector":{{{selector}}}}}
            """);
        Assert.Equal(chosen ? ["s"] : [], cluster.BudgetsOf(cluster.Pods[0]).Select(b => b.Namespace));
    }

    [Theory]
    [InlineData("""},"spec":{"nodeName":"n","containers":[{"resources":{"requests":{"cpu":"100m"}}},{"resources":{"requests":{"cpu":"0.25"}}},{}]}""", 350)]
    [InlineData("""},"spec":{"nodeName":"n","containers":[{"resources":{"requests":{"cpu":"100m"}}}],"initContainers":[{"resources":{"requests":{"cpu":"1"}}},{"resources":{"requests":{"cpu":"2"}}}]}""", 2000)]
    [InlineData("""},"spec":{"nodeName":"n","containers":[{"resources":{"requests":{"cpu":"1"}}}],"initContainers":[{"restartPolicy":"Always","resources":{"requests":{"cpu":"500m"}}},{"resources":{"requests":{"cpu":"700m"}}}]}""", 1500)]
    [InlineData("""},"spec":{"nodeName":"n","containers":[{"resources":{"requests":{"cpu":"100m"}}}],"initContainers":[{"restartPolicy":"Always","resources":{"requests":{"cpu":"500m"}}},{"resources":{"requests":{"cpu":"700m"}}}],"overhead":{"cpu":"10m"}}""", 1210)]
    [InlineData("""},"spec":{"nodeName":"n"}""", 0)]
    public void A_pod_requests_what_Kubernetes_reserves_for_it(string rest, long milliCpu) =>
        Assert.Equal(milliCpu, ReadPod(rest).RequestedMilliCpu);

    [Theory]
    [InlineData("ReplicaSet", "web-5d9c8b7f9", "5d9c8b7f9", PodOwnerKind.Deployment, "web")]
    [InlineData("ReplicaSet", "web-5d9c8b7f9", "", PodOwnerKind.ReplicaSet, "web-5d9c8b7f9")]
    [InlineData("ReplicaSet", "web", "web", PodOwnerKind.ReplicaSet, "web")]
    [InlineData("Job", "report-28391230", "", PodOwnerKind.Job, "report-28391230")]
    [InlineData("Node", "n", "", PodOwnerKind.Node, "n")]
    [InlineData("Kafka", "k", "", PodOwnerKind.Other, "k")]
    public void An_owner_is_what_creates_the_pod_again(string kind, string name, string hash, object expectedKind, string expectedName)
    {
        string rest = $$"""
            ,"labels":{"pod-template-hash":"{{hash}}"},"ownerReferences":[{"kind":"ConfigMap","name":"x"},{"controller":true,"kind":"{{kind}}","name":"{{name}}"}]},"spec":{"nodeName":"n"}
            """;
        Assert.Equal(new PodOwner((PodOwnerKind)expectedKind, expectedName), ReadPod(rest).Owner);
    }

    [Fact]
    public void Several_files_and_several_values_in_a_file_are_one_cluster()
    {
        JsonArray items = JsonNode.Parse(ExampleText)!["items"]!.AsArray();
        string all = string.Join('\n', items.Select(i => i!.ToJsonString()));
        string nodes = Files.Temporary("nodes.json", $$"""{"kind":"NodeList","items":[{{string.Join(',', items.Take(8).Select(i => i!.ToJsonString()))}}]}""");
        ClusterInventory cluster = InventoryReader.Load(nodes, Files.Temporary("all.json", all));
        Assert.Equal((8, 37, 2), (cluster.Nodes.Count, cluster.Pods.Count, cluster.Budgets.Count));
        Assert.Contains(cluster.Skipped, s => s.ToString() == "nodes listed before: 8");
    }

    [Fact]
    public void What_is_skipped_is_counted()
    {
        ClusterInventory cluster = Read($$$"""
            {"kind":"List","items":[{{{Node}}},{"kind":"Service"},{"kind":"Service"},
              {"kind":"Pod","metadata":{"name":"a"},"spec":{"nodeName":"elsewhere"}},
              {"kind":"Pod","metadata":{"name":"b"},"spec":{"nodeName":"n"},"status":{"phase":"Failed"}},
              {"kind":"Pod","metadata":{"name":"c"},"status":{"phase":"Pending"}}]}
            """);
        Assert.Empty(cluster.Pods);
        Assert.Equal((1, 1, 1, 2), (Count("not listed"), Count("have ended"), Count("without a node"), Count("neither nodes")));
        Assert.True(cluster.Nodes[0].Unschedulable);
        Assert.Equal((2000L, 1000L), (cluster.Nodes[0].AllocatableMilliCpu, cluster.Nodes[0].AllocatableMemoryBytes));

        int Count(string reason) => cluster.Skipped.Single(s => s.Reason.Contains(reason)).Count;
    }

    [Theory]
    [InlineData("\"3920m\"", "\"3920 m\"", "Node node-1: status.allocatable.cpu: a quantity")]
    [InlineData("\"pods\": \"110\"", "\"x\": 1", "Node node-1: status.allocatable.pods")]
    [InlineData("\"cpu\": \"500m\"", "\"cpu\": \"-1\"", "spec.containers[0].resources.requests.cpu: a quantity of at least 0")]
    [InlineData(
        "\"terminationGracePeriodSeconds\": 30", "\"terminationGracePeriodSeconds\": \"30\"",
        "terminationGracePeriodSeconds: a whole number")]
    [InlineData(
        "\"maxUnavailable\": 1", "\"maxUnavailable\": 1, \"minAvailable\": 1", "PodDisruptionBudget shop/postgres: spec: exactly one")]
    [InlineData("\"75%\"", "\"175%\"", "'175%'")]
    [InlineData("\"In\"", "\"Near\"", "operator: In, NotIn")]
    [InlineData("\"items\": [", "\"items\": [ 7,", "a list of objects")]
    [InlineData("\"items\": [", "\"item\": [", "there is no node")]
    [InlineData("\"spec\": {", "\"spec\": [", "not valid JSON")]
    public void What_is_wrong_is_told_in_one_line(string old, string replacement, string message)
    {
        Assert.Contains(old, ExampleText);
        int at = ExampleText.IndexOf(old, StringComparison.Ordinal);
        InputException e = Assert.Throws<InputException>(() => Read(ExampleText[..at] + replacement + ExampleText[(at + old.Length)..]));
        Assert.Contains(message, e.Message);
        Assert.DoesNotContain('\n', e.Message);
        Assert.Equal("c.json", e.File);
        if (message != "there is no node") Assert.InRange(e.Line!.Value, 1, ExampleText.Count(c => c == '\n'));
    }

    [Fact]
    public void An_error_names_the_line_where_its_object_starts()
    {
        string[] lines = ExampleText.Split('\n');
        int at = Array.FindIndex(lines, l => l.Contains("\"75%\""));
        int start = Array.FindLastIndex(lines, at, l => l == "        {") + 1;
        Assert.Equal(start, Assert.Throws<InputException>(() => Read(ExampleText.Replace("\"75%\"", "\"x\""))).Line);
    }
}
