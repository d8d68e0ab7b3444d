using System.Text.Json.Nodes;

namespace ZTunnelSim.Data.Tests;

/// <summary>Which nodes a rollout is about, and how ztunnel is there.</summary>
public class ZTunnelNodesTests
{
    [Fact]
    public void Nodes_without_ztunnel_are_left_out_and_named()
    {
        ZTunnelNodes ztunnels = new(InventoryReader.Load(Case("c12-cluster.json")));
        Assert.Equal(
            ["aks-alnodepool-36990708-vmss000000", "aks-alnodepool-36990708-vmss000001", "aks-alnodepool-36990708-vmss000002",
                "aks-nodepool1-31955313-vmss000000", "aks-old-1"],
            ztunnels.Nodes.Select(n => n.Name));
        string note = Assert.Single(ztunnels.Notes());
        foreach (string name in new[] { "aks-dead-1", "akswin000000 (windows)", "fargate-ip-10-0-10-170.ec2.internal (Fargate)",
            "virtual-node-aci-linux (virtual)" })
            Assert.Contains(name, note);
        Assert.Empty(ztunnels.Unavailable);
    }

    [Fact]
    public void Many_names_are_shortened()
    {
        ClusterFile file = new ClusterFile().Node("a").ZTunnel("a");
        for (int i = 0; i < 100; i++) file.Node($"win-{i:00}", labels: ("kubernetes.io/os", "windows"));
        string note = Assert.Single(new ZTunnelNodes(file.Read()).Notes());
        Assert.Contains("100 (win-00 (windows), ", note);
        Assert.Contains("and 95 more", note);
    }

    [Theory]
    [InlineData("c25-nodesonly.json", "there is no pod in it")]
    [InlineData("c25-nodelist.json", "there is no pod in it")]
    public void Without_any_ztunnel_pod_every_node_that_can_run_one_counts_and_that_is_told(string file, string why)
    {
        ZTunnelNodes ztunnels = new(InventoryReader.Load(Case(file)));
        Assert.Equal(6, ztunnels.Nodes.Count);
        string[] notes = [.. ztunnels.Notes()];
        Assert.StartsWith($"{why}: which nodes run ztunnel is not known, and each of the 6 nodes is taken to.", notes[0]);
        Assert.Contains("kubectl get nodes,pods,pdb -A -o json", notes[0]);
        Assert.Contains("nodes that can't run ztunnel, left out: 3 (akswin000000 (windows)", notes[1]);
    }

    [Fact]
    public void A_file_of_one_namespace_is_asked_whether_A_was_left_out()
    {
        ZTunnelNodes ztunnels = new(new ClusterFile().Node("a").Pod("shop", "p", "a", "ReplicaSet", "r", "1").Read());
        Assert.Contains("only pods of the namespace 'shop' (was -A left out?)", ztunnels.Notes().First());
        Assert.Empty(ztunnels.Unavailable);
    }

    [Theory]
    // By the owner alone, a revision's too.
    [InlineData("ztunnel", """{"metadata":{"labels":{"app":"x"}}}""", true)]
    [InlineData("ztunnel-1-26", """{"metadata":{"labels":{"app":"x"}}}""", true)]
    [InlineData("ztunnel-exporter", """{"metadata":{"labels":{"app":"x"}}}""", false)]
    // By either label, whatever the owner's name.
    [InlineData("zt", """{"metadata":{"labels":{"app":"ztunnel"}}}""", true)]
    [InlineData("zt", """{"metadata":{"labels":{"app":"x","app.kubernetes.io/name":"ztunnel"}}}""", true)]
    // Without owners in the file, or of another kind.
    [InlineData("zt", """{"metadata":{"ownerReferences":null,"labels":{"app":"ztunnel"}}}""", true)]
    [InlineData("zt", """{"metadata":{"ownerReferences":[{"kind":"ReplicaSet","name":"ztunnel"}],"labels":{"app":"ztunnel"}}}""", false)]
    public void A_ztunnel_pod_is_known_by_its_DaemonSet_or_its_label(string owner, string merge, bool isZTunnel)
    {
        ClusterInventory cluster = new ClusterFile().Node("a").Node("b").ZTunnel("b").ZTunnel("a", merge, owner).Read();
        Assert.Equal(isZTunnel ? ["a", "b"] : ["b"], new ZTunnelNodes(cluster).Nodes.Select(n => n.Name));
    }

    [Theory]
    // Away: no new pod gets Ready, and Kubernetes replaces the old one first.
    [InlineData("False", "True", "{}", true, true)]
    [InlineData("Unknown", "True", "{}", true, true)]
    // What the file does not say is taken as fine.
    [InlineData(null, null, "{}", false, false)]
    [InlineData("True", "True", "{}", false, false)]
    // Not Ready, or on its way out with nothing else there.
    [InlineData("True", "False", "{}", false, true)]
    [InlineData("True", "True", """{"metadata":{"deletionTimestamp":"2026-11-25T07:00:00Z"}}""", false, true)]
    [InlineData("True", null, """{"status":{"phase":"Pending","conditions":[{"type":"Ready","status":"False"}]}}""", false, true)]
    public void How_ztunnel_is_on_a_node_says_what_becomes_of_its_replacement(
        string? node, string? pod, string merge, bool neverReady, bool unavailable)
    {
        ZTunnelNodes ztunnels = new(new ClusterFile().Node("a", node).Node("b").ZTunnel("b").ZTunnel("a", merge, ready: pod).Read());
        Assert.Equal(["a", "b"], ztunnels.Nodes.Select(n => n.Name));
        Assert.Equal(neverReady ? ["a"] : [], ztunnels.NeverReady);
        Assert.Equal(unavailable ? ["a"] : [], ztunnels.Unavailable);
        Assert.Equal(unavailable, ztunnels.Notes().Any(n => n.Contains(": 1 (a)", StringComparison.Ordinal)));
    }

    [Fact]
    public void Two_pods_on_a_node_in_a_rollout_are_one_node()
    {
        ZTunnelNodes ztunnels = new(new ClusterFile().Node("a")
            .ZTunnel("a", """{"metadata":{"deletionTimestamp":"2026-11-25T07:00:00Z"}}""").ZTunnel("a").Read());
        Assert.Single(ztunnels.Nodes);
        Assert.Empty(ztunnels.Unavailable);
        Assert.StartsWith("nodes with more than one ztunnel pod: 1 (a).", Assert.Single(ztunnels.Notes()));
    }

    [Theory]
    [InlineData("""{"status":{"phase":"Failed","reason":"Evicted"}}""")]
    [InlineData("""{"status":{"phase":"Succeeded"}}""")]
    [InlineData("""{"spec":{"nodeName":null,"affinity":{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchFields":[{"key":"metadata.name","operator":"In","values":["a"]}]}]}}}},"status":{"phase":"Pending"}}""")]
    public void A_pod_that_has_ended_or_is_not_scheduled_serves_nobody_and_its_node_is_named(string merge)
    {
        ZTunnelNodes alone = new(new ClusterFile().Node("a").Node("b").ZTunnel("b").ZTunnel("a", merge).Read());
        Assert.Equal(["b"], alone.Nodes.Select(n => n.Name));
        Assert.Contains(
            alone.Notes(),
            n => n.StartsWith("nodes whose only ztunnel pod has ended or is not scheduled: 1 (a)", StringComparison.Ordinal));
        // Beside one that runs it is of no interest.
        ZTunnelNodes beside = new(new ClusterFile().Node("a").ZTunnel("a", merge.Replace("null", "\"a\"")).ZTunnel("a").Read());
        Assert.Single(beside.Nodes);
        Assert.DoesNotContain(beside.Notes(), n => n.Contains("has ended", StringComparison.Ordinal));
    }

    [Fact]
    public void Nodes_that_can_not_run_it_are_no_cluster()
    {
        ClusterInventory cluster = new ClusterFile().Node("w", labels: ("kubernetes.io/os", "windows")).Read();
        Assert.Contains("none of its nodes can run ztunnel", Assert.Throws<InputException>(() => new ZTunnelNodes(cluster)).Message);
    }

    [Fact]
    public void An_empty_selector_chose_no_pod_before_policy_v1()
    {
        const string Budget = """
            {"kind":"PodDisruptionBudget","apiVersion":"policy/VERSION","metadata":{"name":"all","namespace":"shop"},"spec":{"maxUnavailable":1,"selector":{}}}
            """;
        string pod = new ClusterFile().Node("a").Pod("shop", "p", "a", "ReplicaSet", "r", "1").ToString();
        foreach ((string version, int covered) in new[] { ("v1", 1), ("v1beta1", 0) })
        {
            ClusterInventory cluster = InventoryReader.Parse(
                System.Text.Encoding.UTF8.GetBytes(pod + Budget.Replace("VERSION", version)), "c.json");
            Assert.Equal(covered, cluster.PodsOf(cluster.Budgets[0]).Count());
        }
    }

    private static string Case(string name) => Path.Combine(AppContext.BaseDirectory, "cases", name);
}
