namespace ZTunnelSim.Data.Tests;

/// <summary>Who drains nodes, as scenarios say it and as kubectl shows what ztunnel's pods have against it.</summary>
public class DrainedByTests
{
    [Theory]
    [InlineData("kubectl", "Stays", double.PositiveInfinity)]
    [InlineData("karpenter", "Stays", double.PositiveInfinity)]
    [InlineData("cluster-autoscaler", "WithPods", 600.0)]
    [InlineData("kubelet-shutdown", "AfterPods", 0.0)]
    [InlineData("{ window: 15s }", "WithPods", 15.0)]
    [InlineData("{ window: 15s, order: podsFirst }", "AfterPods", 15.0)]
    public void A_scenario_says_it(string given, string turn, double window)
    {
        NodeDrainer drainer = Drainer(Scenario.Parse(Text($"drainedBy: {given}")));
        Assert.Equal((turn, window), ($"{drainer.Turn}", drainer.WindowSeconds));
    }

    [Fact]
    public void It_is_kubectl_where_nothing_is_said_and_the_cluster_autoscaler_where_it_replaces_nodes()
    {
        Assert.Equal(NodeDrainer.Kubectl, Drainer(Scenario.Parse(Text("timeout: 15m"))));
        Assert.Equal(NodeDrainer.ClusterAutoscaler, Drainer(Scenario.Parse(Text("replaceNodes: clusterAutoscaler"))));
        InputException e = Assert.Throws<InputException>(() => Scenario.Parse(Text("drainedBy: cluster-autoscaller"), "f"));
        Assert.Contains("drainedBy", e.Message);
        Assert.Contains("cluster-autoscaler", e.Message);
    }

    /// <summary>d14: what was 0 is 19 of a node's 20 connections where the cluster autoscaler drains it.</summary>
    [Fact]
    public void A_node_that_is_scaled_down_cuts_what_its_slow_pods_hold()
    {
        string text = File.ReadAllText(Cases.Path("d14-scaledown.yaml"));
        Scenario kubectl = Scenario.Parse(text);
        Assert.Equal(0, Compare.Run(kubectl.Strategies, new() { Replications = 10 }).Strategies[0][Measure.Resets].Mean);
        Scenario autoscaler = Scenario.Parse(text.Replace("timeout: 15m", "timeout: 15m, drainedBy: cluster-autoscaler"));
        NodeDrainTheory node = new(autoscaler.Strategies[0].Rollout, 0);
        Assert.Equal(20 * Math.Exp(-25.0 / 600), node.Cut, 1e-9);
        Assert.InRange(Compare.Run(autoscaler.Strategies, new() { Replications = 20 }).Strategies[0][Measure.Resets].Mean, 50, 70);
    }

    [Theory]
    [InlineData("cluster-autoscaler", "{}", "WithPods")]
    [InlineData(
        "cluster-autoscaler",
        """{"metadata":{"annotations":{"cluster-autoscaler.kubernetes.io/enable-ds-eviction":"false"}}}""", "Stays")]
    [InlineData(
        "cluster-autoscaler",
        """{"metadata":{"annotations":{"cluster-autoscaler.kubernetes.io/enable-ds-eviction":"true"}}}""", "WithPods")]
    [InlineData("karpenter", "{}", "WithPods")]
    [InlineData("karpenter", """{"spec":{"tolerations":[{"operator":"Exists"}]}}""", "Stays")]
    [InlineData("karpenter", """{"spec":{"tolerations":[{"effect":"NoSchedule","operator":"Exists"}]}}""", "Stays")]
    [InlineData("karpenter", """{"spec":{"tolerations":[{"key":"karpenter.sh/disrupted","operator":"Exists"}]}}""", "Stays")]
    [InlineData("karpenter", """{"spec":{"tolerations":[{"effect":"NoExecute","operator":"Exists"}]}}""", "WithPods")]
    [InlineData("karpenter", """{"spec":{"tolerations":[{"key":"other","operator":"Exists"}]}}""", "WithPods")]
    [InlineData("kubectl", "{}", "Stays")]
    public void Kubectl_shows_what_protects_ztunnel(string drainedBy, string ztunnel, string turn)
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "cluster.json"), new ClusterFile()
            .Node("n1").ZTunnel("n1", ztunnel).Pod("shop", "api-0", "n1", "StatefulSet", "api", "100m").ToString());
        string path = Path.Combine(folder, "s.yaml");
        File.WriteAllText(path, Text($"drainedBy: {drainedBy}")
            .Replace("cluster: { nodes: [n1, n2] }", "cluster: { kubectl: cluster.json }")
            .Replace("applications:\n  - { name: api, replicas: 2 }\n", ""));
        Assert.Equal(turn, $"{Drainer(Scenario.Load(path)).Turn}");
    }

    private static NodeDrainer Drainer(Scenario scenario) => scenario.Strategies[0].Rollout.Strategy.Evacuation!.Drainer;

    private static string Text(string drain) => $$"""
        cluster: { nodes: [n1, n2] }
        ztunnel: { terminationGracePeriodSeconds: 30 }
        applications:
          - { name: api, replicas: 2 }
        workloads:
          - { name: out, from: api, to: outside, openConnections: 20, lifetime: { exponential: { mean: 10m } } }
        strategies:
          - { name: drain, updateStrategy: { type: OnDelete, drain: { {{drain}} } } }

        """;
}
