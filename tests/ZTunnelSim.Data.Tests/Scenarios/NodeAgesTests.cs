namespace ZTunnelSim.Data.Tests;

/// <summary>The ages of the nodes' ztunnel processes as a scenario takes them from kubectl.</summary>
public class NodeAgesTests
{
    [Fact]
    public void A_process_is_as_old_as_the_time_from_its_start_to_the_rollouts()
    {
        Scenario scenario = Load($"age: {{at: '{PodTimes.At(700)}'}}", Three());
        Assert.Equal([90, 640, 20], Ages(scenario));
        // b came with its node, c was restarted; a replaced a process that it listened beside.
        Assert.Equal([false, true, true], scenario.Rollout.Cluster.Nodes.Select(n => n.StartedAlone));
        Assert.Contains(
            "ztunnel processes of 3 nodes are 20 s to 10 min 40 s old if the rollout starts at 2026-11-25T05:11:40Z.", Notes(scenario));
        Assert.Contains("or were restarted, so that none listened beside them: 2.", Notes(scenario));
    }

    [Fact]
    public void Where_no_time_is_given_the_newest_one_in_the_file_is_taken_and_told()
    {
        Scenario scenario = Load("age: kubectl", Three());
        Assert.Equal([80, 630, 10], Ages(scenario));
        Assert.Contains("at 2026-11-25T05:11:30Z, the newest time in the file; say 'at' where it starts later.", Notes(scenario));
    }

    [Fact]
    public void A_time_with_an_offset_is_understood() =>
        Assert.Equal([90, 640, 20], Ages(Load("age: {at: '2026-11-25T07:11:40+02:00'}", Three())));

    [Fact]
    public void A_cluster_of_kubectl_alone_says_no_ages_but_that_there_are_young_processes()
    {
        Scenario scenario = Load("newShare: 0.5", Three());
        Assert.False(scenario.Rollout.HasAges);
        Assert.Contains("the youngest ztunnel process was 10 s old when this was printed", Notes(scenario));
        Assert.DoesNotContain("youngest", Notes(Load("age: 5m", Three())));
        ClusterFile old = new ClusterFile().Node("a").Since(PodTimes.At(0), PodTimes.At(4000)).ZTunnel("a", 200, 201, 202);
        Assert.DoesNotContain("youngest", Notes(Load("newShare: 0.5", old)));
    }

    [Fact]
    public void Pods_alone_will_do_and_a_node_without_a_process_counts_as_very_old()
    {
        ClusterFile pods = new ClusterFile().ZTunnel("a", 600, 601, 602).ZTunnel("c", 650, null, null);
        Scenario scenario = Load($"age: {{kubectl: pods.json, at: '{PodTimes.At(661)}'}}", pods, Names);
        Assert.Equal([60, null, null], Ages(scenario));
        Assert.Contains("nodes on which no ztunnel runs, whose process counts as very old: 2 (b and c).", Notes(scenario));
    }

    [Fact]
    public void Of_two_pods_on_a_node_the_one_that_a_rollout_replaces_counts()
    {
        ClusterFile pods = new ClusterFile()
            .ZTunnel("a", 10, 11, 12, name: "x").ZTunnel("a", 600, 601, null, name: "y")
            .ZTunnel("b", 10, 11, 12, name: "v").ZTunnel("b", 600, 601, 602, deleted: 630, name: "w");
        Assert.Equal([9, 599, null], Ages(Load($"age: {{kubectl: [pods.json], at: '{PodTimes.At(610)}'}}", pods, Names)));
    }

    [Fact]
    public void The_recorded_node_and_cluster_give_the_ages_that_their_files_show()
    {
        string node = Path.Combine(Recordings.Folder("node"), "kubectl");
        Scenario one = LoadText(
            "age: kubectl", null, $"kubectl: ['{Path.Combine(node, "nodes.json")}', '{Path.Combine(node, "pods.json")}']");
        // Started at 05:05:10; the node's kubelet was heard last at 07:43:35.
        Assert.Equal([9505], Ages(one));
        Assert.False(one.Rollout.Cluster.Nodes[0].StartedAlone);

        string cluster = Path.Combine(Recordings.Folder("kubernetes"), "fixtures", "nodes-pods-pdb-ds.");
        Scenario json = LoadText("age: kubectl", null, $"kubectl: '{cluster}json'");
        Scenario yaml = LoadText("age: kubectl", null, $"kubectl: '{cluster}yaml'");
        Assert.All(Ages(json), age => Assert.InRange(age!.Value, 75, 200));
        Assert.All(json.Rollout.Cluster.Nodes, n => Assert.True(n.StartedAlone));
        Assert.Equal(json.Rollout.Cluster, yaml.Rollout.Cluster);
    }

    [Fact]
    public void From_the_file_to_the_sweep_young_processes_lose_fewer_connections()
    {
        ClusterFile file = Three();
        SweepResult very = Load("newShare: 0.5", file).Rollout.Sweep([30], new SweepOptions { Replications = 50 });
        Rollout aged = Load($"age: {{at: '{PodTimes.At(700)}'}}", file).Rollout;
        SweepResult young = aged.Sweep([30], new SweepOptions { Replications = 50 });
        Assert.True(young.Candidates[0].Under(Pacing.Kubernetes).Resets.Mean
            < 0.8 * very.Candidates[0].Under(Pacing.Kubernetes).Resets.Mean);
        // What is read is what a library's user says by hand.
        Cluster cluster = Load("newShare: 0.5", file).Rollout.Cluster;
        Node[] nodes = [.. cluster.Nodes.Zip([90, 640, 20], (node, age) => node with { ProcessAge = TimeSpan.FromSeconds(age) })];
        double together = (aged with { Cluster = new Cluster(nodes, cluster.Workloads, cluster.Applications) }).Predict().Resets;
        // The process of c listened beside none, and holds what another would have got half of.
        Assert.InRange(aged.Predict().Resets, 1.01 * together, 1.2 * together);
    }

    [Theory]
    [InlineData("age: kubectl", Names, "ztunnel.age", "the scenario lists its nodes; name what 'kubectl get nodes,pods")]
    [InlineData("age: {at: '2026-11-25T05:10:00Z'}", Own, "ztunnel.age.at", "'ztunnel-a' on node 'a' started later, at 2026")]
    [InlineData("age: {at: soon}", Own, "ztunnel.age.at", "a time such as 2026-11-24T09:00:00Z is expected")]
    [InlineData("age: {kubectl: pods.json, from: x}", Own, "ztunnel.age.from", "unknown key 'from'; the keys here are constant,")]
    [InlineData("age: {kubectl: pods.json, constant: 5}", Own, "ztunnel.age.constant", "the keys here are kubectl, at")]
    [InlineData("age: {kubectl: pods.json}", "nodes: [a, node-b, c]", "ztunnel.age", "on node 'b', which the cluster does not have")]
    [InlineData("age: {kubectl: nowhere.json}", Own, null, "nowhere.json: does not exist.")]
    public void What_is_wrong_is_told_with_its_place(string age, string cluster, string? key, string message)
    {
        InputException e = Assert.Throws<InputException>(() => Load(age, Three(), cluster));
        Assert.Contains(message, e.Message);
        Assert.Equal(key, e.Key);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void A_file_that_tells_no_start_is_refused_and_a_time_that_is_none_is_named()
    {
        Assert.Contains("shows no ztunnel process that runs", Refused(new ClusterFile().Node("a").ZTunnel("a")));
        Assert.Contains("has no ztunnel pod", Refused(new ClusterFile().Node("a")));
        Assert.Contains("there is no ztunnel pod; get all of it with", Assert.Throws<InputException>(
            () => Load("age: {kubectl: pods.json}", new ClusterFile().Node("a"), Names)).Message);
        string text = new ClusterFile().Node("a").ZTunnel("a", 1, 2, 3).ToString().Replace(PodTimes.At(2), "yesterday");
        Assert.Contains(
            "Pod istio-system/ztunnel-a: status.containerStatuses[1].state.running.startedAt: a time such as",
            Assert.Throws<InputException>(() => LoadText("age: kubectl", text, Own)).Message);

        static string Refused(ClusterFile file) => Assert.Throws<InputException>(() => Load("age: kubectl", file)).Message;
    }

    private const string Own = "kubectl: pods.json", Names = "nodes: [a, b, c]";

    private static ClusterFile Three() => new ClusterFile()
        .Node("a").Since(PodTimes.At(0), PodTimes.At(690)).ZTunnel("a", 609, 610, 611)
        .Node("b").Since(PodTimes.At(50), PodTimes.At(685)).ZTunnel("b", 55, 60, 70)
        .Node("c").Since(PodTimes.At(0), PodTimes.At(600)).ZTunnel("c", 100, 680, 681, restarts: 1);

    private static double?[] Ages(Scenario scenario) => [.. scenario.Rollout.Cluster.Nodes.Select(n => n.ProcessAge?.TotalSeconds)];

    private static string Notes(Scenario scenario) => string.Join('\n', scenario.SkippedLines);

    private static Scenario Load(string age, ClusterFile file, string cluster = Own) => LoadText(age, file.ToString(), cluster);

    private static Scenario LoadText(string age, string? file, string cluster)
    {
        string path = Files.Temporary("scenario.yaml", $$"""
            cluster: { {{cluster}} }
            ztunnel: { terminationGracePeriodSeconds: 30, {{age}} }
            workloads: [{ name: w, openPerNode: 300, lifetime: { lognormal: { median: 1m, sigma: 1 } } }]
            """);
        if (file is not null) File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, "pods.json"), file);
        return Scenario.Load(path);
    }
}
