namespace ZTunnelSim.Data.Tests;

public class KubernetesNameTests
{
    private static readonly string[] Impossible =
    [
        "w1; touch x", "$(x)", "n1\\n```", "--all", "-o=x", "Node-1", "a_b", "a..b", ".a", "a.", "-a", "a-", "n1\\u001b[31m", "é", "a b",
        new('x', 254), "n1\\u202ea", "..", "../../etc", "a/b",
    ];

    public static IEnumerable<TheoryDataRow<string>> Names => Impossible.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_that_Kubernetes_cannot_have_is_refused_wherever_an_object_says_it(string name)
    {
        const string Node = """{"kind":"Node","metadata":{"name":"n1"},"status":{"allocatable":{"cpu":"1","memory":"1Gi","pods":"9"}}}""";
        string node = Node.Replace("n1", name, StringComparison.Ordinal);
        AssertRefused([node], "metadata.name");
        AssertRefused([Node, Pod($$"""{"name":"{{name}}","namespace":"shop"}""", "n1")], "metadata.name");
        AssertRefused([Node, Pod($$"""{"name":"p","namespace":"{{name}}"}""", "n1")], "metadata.namespace");
        AssertRefused([Node, Pod("""{"name":"p"}""", name)], "spec.nodeName");
        AssertRefused(
            [Node, Pod($$"""{"name":"p","ownerReferences":[{"kind":"DaemonSet","name":"{{name}}"}]}""", "n1")],
            "metadata.ownerReferences");
        AssertRefused(
            [Node, $$$"""{"kind":"PodDisruptionBudget","metadata":{"name":"{{{name}}}"},"spec":{"minAvailable":1}}"""], "metadata.name");

        void AssertRefused(string[] objects, string key)
        {
            string json = $$"""{"apiVersion":"v1","kind":"List","items":[{{string.Join(',', objects)}}]}""";
            InputException e = Assert.Throws<InputException>(() => InventoryReader.Parse(System.Text.Encoding.UTF8.GetBytes(json), "c.json"));
            Assert.StartsWith("c.json:1: ", e.Message);
            Assert.Contains(key, e.Message);
            Assert.Contains("is no name that Kubernetes has", e.Message);
        }

        static string Pod(string metadata, string onNode) =>
            $$$"""{"kind":"Pod","metadata":{{{metadata}}},"spec":{"nodeName":"{{{onNode}}}"},"status":{"phase":"Running"}}""";
    }

    [Theory]
    [InlineData("ip-10-0-0-1.eu-west-1.compute.internal")]
    [InlineData("1")]
    [InlineData("a-1.b-2")]
    public void Names_of_clusters_are_read(string name) => Assert.True(KubernetesName.IsSubdomain(name));

    [Theory]
    [InlineData("metadata: { name: \"x'; pwned\" }")]
    [InlineData("metadata: { name: ztunnel, namespace: \"x; pwned\" }")]
    public void A_manifest_of_a_release_with_such_a_name_is_refused(string metadata)
    {
        InputException e = Assert.Throws<InputException>(() => ZTunnelManifest.Parse($$"""
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            {{metadata}}
            spec: { chart: { spec: { chart: ztunnel } }, values: { terminationGracePeriodSeconds: 30 } }
            """));
        Assert.Contains("is no name that Kubernetes has", e.Message);
    }

    [Fact]
    public void A_name_that_is_made_of_a_template_is_read() => Assert.Equal(30, ZTunnelManifest.Parse("""
        releases:
          - { name: "{{ .Values.name }}", chart: istio/ztunnel, values: [{ terminationGracePeriodSeconds: 30 }] }
        """).GracePeriod.Seconds);

    [Theory]
    [InlineData("cluster: { nodes: [\"n1\\n```\\npwned\"] }")]
    [InlineData("cluster: { nodes: [\"n1\\e[31m\"] }")]
    [InlineData("cluster: { nodes: [\"n1\\u202E\"] }")]
    [InlineData("cluster: { nodes: [\"n1\\L\"] }")]
    [InlineData("cluster: { nodes: [\"n1\\x9b31m\"] }")]
    [InlineData("cluster: { nodes: [{ name: \"n1\\a\", pods: 10 }] }")]
    public void Names_in_scenarios_are_any_text_that_can_be_seen(string cluster)
    {
        InputException e = Assert.Throws<InputException>(() => Parse(cluster));
        Assert.Contains("cluster.nodes[0]", e.Message);
        Assert.DoesNotContain(e.Message, c => PlainText.IsHidden(c));
        Assert.Equal("n1; x $(y) é👩‍🔬", Parse("cluster: { nodes: [\"n1; x $(y) é👩‍🔬\"] }").Rollout.Cluster.Nodes[0].Name);

        static Scenario Parse(string cluster) => Scenario.Parse($$"""
            {{cluster}}
            ztunnel: { terminationGracePeriodSeconds: 30 }
            workloads: [{ name: api, openPerNode: 5, lifetime: { exponential: { mean: 60s } } }]
            """);
    }
}
