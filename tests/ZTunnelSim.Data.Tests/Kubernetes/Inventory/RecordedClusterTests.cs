using System.Text.Json.Nodes;

namespace ZTunnelSim.Data.Tests;

/// <summary>
/// What kubectl printed of a small ambient cluster of a real API server, against what its maker says is so: a Windows node, a cordoned one,
/// one that is away, a ztunnel that is not Ready, pods that are in the mesh by their namespace, by their own label, or not.
/// </summary>
public class RecordedClusterTests
{
    private static readonly JsonNode Truth = JsonNode.Parse(File.ReadAllText(Fixture("truth.json")))!;

    private static readonly Dictionary<string, JsonNode> Pods =
        Truth["pods"]!.AsArray().ToDictionary(p => $"{p!["namespace"]}/{p["name"]}", p => p!);

    [Theory]
    [InlineData("nodes-pods-pdb-ds.json")]
    [InlineData("nodes-pods-pdb-ds.yaml")]
    public void Nodes_and_their_ztunnels_are_as_they_are(string file)
    {
        ClusterInventory cluster = Read(file);
        ZTunnelNodes ztunnels = new(cluster);
        Assert.Equal(Texts(Truth["ztunnel"]!["nodes"]!), ztunnels.Nodes.Select(n => n.Name));
        JsonNode[] nodes = [.. Truth["nodes"]!.AsArray().Select(n => n!)];
        Assert.Equal(Names(nodes.Where(n => n["ztunnelPod"] is not null && !(bool)n["ztunnelReady"]!)), ztunnels.Unavailable);
        Assert.Equal(Names(nodes.Where(n => !(bool)n["ready"]!)), ztunnels.NeverReady);
        Assert.Equal(Names(nodes.Where(n => (bool)n["ready"]!)), cluster.Nodes.Where(n => n.IsReady).Select(n => n.Name));
        Assert.Equal(Names(nodes.Where(n => (bool)n["unschedulable"]!)), cluster.Nodes.Where(n => n.Unschedulable).Select(n => n.Name));
        Assert.All(nodes, n => Assert.Equal(
            Texts(n["taints"]!), cluster.Nodes.Single(r => r.Name == (string)n["name"]!).Taints
                .Select(t => $"{t.Key}:{t.Effect}")));
        Assert.Contains(
            ztunnels.Notes(), n => n.StartsWith("nodes without a ztunnel pod, left out: 1 (win-1 (windows))", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nodes-pods-pdb-ds.json")]
    [InlineData("nodes-pods-pdb-ds.yaml")]
    public void Every_pod_is_what_it_is_and_in_the_mesh_or_not(string file)
    {
        ClusterInventory cluster = Read(file, "namespaces.json");
        Assert.Equal(Texts(Truth["ambientNamespaces"]!), cluster.AmbientNamespaces.Order());
        // One has no node yet, and one has ended.
        Assert.Equal(Pods.Count - 2, cluster.Pods.Count);
        Assert.All(cluster.Pods, pod =>
        {
            JsonNode truth = Pods[$"{pod.Namespace}/{pod.Name}"];
            Assert.Equal((string)truth["node"]!, pod.Node);
            Assert.Equal(((string)truth["workload"]!, (string)truth["workloadKind"]!), (pod.Owner.Name, pod.Owner.Kind.ToString()));
            Assert.Equal((long)truth["terminationGracePeriodSeconds"]!, pod.GracePeriodSeconds);
            Assert.Equal(((bool)truth["ready"]!, (bool)truth["terminating"]!), (pod.IsReady, pod.IsTerminating));
            Assert.True((bool)truth["mesh"]! == pod.InAmbientMesh, $"{pod.Namespace}/{pod.Name}: {truth["reasonNotMesh"]}");
            Assert.Equal(Texts(truth["pdbs"]!).Order(), cluster.BudgetsOf(pod).Select(b => b.Name).Order());
        });
        Assert.All(Truth["nodes"]!.AsArray(), node => Assert.Equal(
            (int)node!["meshPods"]!, cluster.Pods.Count(p => p.InAmbientMesh && p.Node == (string)node["name"]!)));
        Assert.All(Truth["meshPodsPerNamespace"]!.AsObject(), space => Assert.Equal(
            (int)space.Value!, cluster.Pods.Count(p => p.InAmbientMesh && p.Namespace == space.Key)));
    }

    [Fact]
    public void Without_the_namespaces_those_are_in_the_mesh_that_are_redirected() => Assert.Equal(
        Pods.Where(p => (bool)p.Value["mesh"]!).Select(p => p.Key).Except(["payments/worker-55748cb996-7pspm"]).Order(),
        Read("nodes-pods-pdb-ds.json").Pods.Where(p => p.InAmbientMesh).Select(p => $"{p.Namespace}/{p.Name}").Order());

    [Fact]
    public void Budgets_allow_what_the_controller_says()
    {
        ClusterInventory cluster = Read("nodes-pods-pdb-ds.json");
        foreach (JsonNode? truth in Truth["pdbs"]!.AsArray())
        {
            InventoryBudget read = cluster.Budgets.Single(b => $"{b.Namespace}/{b.Name}" == $"{truth!["namespace"]}/{truth["name"]}");
            InventoryPod[] pods = [.. cluster.PodsOf(read)];
            Assert.Equal((int)truth!["matchingPodObjects"]!, pods.Length);
            Assert.Equal((int)truth["desiredHealthy"]!, read.RequiredAvailable(pods.Length));
            Assert.Equal((string?)truth["unhealthyPodEvictionPolicy"] == "AlwaysAllow", read.AlwaysEvictsUnhealthy);
            // The controller brings only one of two budgets on the same pods up to date, so that the other's count is not the truth.
            if (pods.Any(p => cluster.BudgetsOf(p).Skip(1).Any())) continue;
            Assert.Equal((int)truth["currentHealthy"]!, pods.Count(p => p is { IsReady: true, IsTerminating: false }));
            Assert.Equal((int)truth["disruptionsAllowed"]!, Math.Max(0, cluster.Allowed(read)));
        }
    }

    [Fact]
    public void The_model_allows_the_same_first_evictions_and_knows_its_StatefulSets()
    {
        string files = string.Join(", ", new[] { "nodes-pods-pdb-ds.json", "namespaces.json", "workloads.json" }.Select(Fixture));
        Rollout rollout = Scenario.Parse(
            $"{{cluster: {{kubectl: [{files}]}}, ztunnel: {{terminationGracePeriodSeconds: 30}}, "
            + "workloads: [{name: w, from: outside, to: frontend, openConnections: 5, lifetime: 5m}]}",
            "s.yaml").Rollout;
        Assert.Equal(["worker-5", "worker-7"], rollout.UnavailableNodes.Order());
        foreach (JsonNode? truth in Truth["pdbs"]!.AsArray())
        {
            string name = ((string)truth!["workloads"]![0]!).Split('/')[1];
            Application application = rollout.Cluster.Applications.Single(a => a.Name == name);
            int healthy = application.Replicas - application.NeverReadyPods.Count;
            bool hasTwo = truth["namespace"]!.ToString() == "payments" && name == "api";
            Assert.Equal(
                !hasTwo && (int)truth["disruptionsAllowed"]! > 0, application.DisruptionBudget!.Allows(healthy, application.Replicas));
            Assert.Equal(name == "transcoder", application.DisruptionBudget.AlwaysEvictsUnhealthy);
        }
        Assert.Equal(
            [("cache", true), ("cart-db", false), ("ledger", false)],
            rollout.Cluster.Applications.Where(a => a.IsStateful).Select(a => (a.Name, a.IsParallel)).Order());
    }

    private static ClusterInventory Read(params string[] files) => InventoryReader.Load([.. files.Select(Fixture)]);

    private static string Fixture(string name) =>
        Path.Combine(AppContext.BaseDirectory, "data", "recorded", "kubernetes", "fixtures", name);

    private static IEnumerable<string> Texts(JsonNode list) => list.AsArray().Select(text => (string)text!);

    private static IEnumerable<string> Names(IEnumerable<JsonNode> nodes) => nodes.Select(n => (string)n["name"]!);
}
