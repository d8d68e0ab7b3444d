using System.Text.RegularExpressions;

namespace ZTunnelSim.Cli.Tests;

/// <summary>What each command says of a cluster as kubectl printed it.</summary>
public class ClusterCommandTests
{
    private const string NoRoom = "no room for a second ztunnel pod on 3 nodes";

    private static string Case(string name) => Path.Combine(AppContext.BaseDirectory, "cases", name);

    [Fact]
    public async Task Nodes_without_ztunnel_are_neither_swept_nor_drained()
    {
        (int exitCode, string output, _) = await Tool.RunAsync("sweep", Case("c12r.yaml"), "--replications", "200");
        Assert.Equal(0, exitCode);
        Assert.StartsWith("5 nodes, ", output);
        Assert.Contains("about 100 connections open", output);
        // 20 connections on each of 5 nodes, of which 97.4 % outlive 25 s, less half of those opened in 1 or 11 s of overlap.
        Assert.Matches(@"\|\s*30 s \|\s*25 s \|\s*9[67]\.\d \|\s*9[5-8]\.\d \[", output);
        (exitCode, string runbook, _) = await Tool.RunAsync(
            "apply", Case("c12r.yaml"), "--runbook", "--strategy", "OnDelete", "--cluster", Case("c12-cluster.json"));
        Assert.Equal(0, exitCode);
        Assert.Equal(5, Regex.Count(runbook, @"^### .* of 5\)$", RegexOptions.Multiline));
        Assert.DoesNotContain("cordon fargate", runbook);
        Assert.Contains("nodes without a ztunnel pod, left out: 4", runbook);
        Assert.Contains("**The drain fails**: shop/web-7d9f-0 has more than one PodDisruptionBudget", runbook);
    }

    [Fact]
    public async Task Two_budgets_on_a_pod_let_no_drain_finish()
    {
        (int exitCode, string output, _) = await Tool.RunAsync("compare", Case("c15.yaml"), "--replications", "3");
        Assert.Equal(0, exitCode);
        Assert.Contains("Does not finish: 3.0 nodes stay on the old version.", output);
        Assert.DoesNotContain("The only one that finishes", output);
        Assert.Contains("it could not be drained: 'web' has more than one PodDisruptionBudget (shop/web-a and shop/web-b)", output);
        Assert.Matches(@"stops: \d", output);
        (_, string runbook, _) = await Tool.RunAsync("apply", Case("c15.yaml"), "--runbook", "--strategy", "OnDelete");
        Assert.Contains("In 20 of 20 simulated rollouts it could not be drained", runbook);
        Assert.DoesNotContain("Expected: about", runbook);
    }

    [Fact]
    public async Task A_surge_without_room_stands_still_in_a_comparison()
    {
        (int exitCode, string output, _) = await Tool.RunAsync("compare", Case("c19.yaml"), "--replications", "3");
        Assert.Equal(0, exitCode);
        Assert.Contains(NoRoom, output);
        Assert.Matches(@"roll\s+\|\s+\| Does not finish: 3\.0 nodes", output);
        Assert.Contains("there is no room for its new pod beside the old one: it stays Pending.", output);
        // Theory, which takes it that all nodes are replaced, says nothing.
        Assert.DoesNotContain("resets, theory", output);
    }

    [Theory]
    [InlineData("sweep")]
    [InlineData("recommend", "--max-resets", "50%")]
    [InlineData("sensitivity")]
    [InlineData("report", "--out", "never.html")]
    public async Task A_surge_without_room_has_no_duration(string command, params string[] options)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync([command, Case("c19.yaml"), .. options]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("error: ", errors);
        Assert.Contains("the rolling update never finishes: on 3 nodes", errors);
        Assert.Contains(NoRoom, errors);
        Assert.Contains("they would preempt pods: shop/web-7d9f-0", errors);
        Assert.Contains("'assumeSurgeRoom: true' under cluster", errors);
        Assert.False(File.Exists("never.html"));
    }

    [Fact]
    public async Task The_runbook_of_a_surge_without_room_says_so_first()
    {
        (int exitCode, string runbook, string errors) = await Tool.RunAsync("apply", Case("c19.yaml"), "--runbook");
        Assert.Equal(0, exitCode);
        Assert.Contains("**Do not start it as the cluster is now.**", runbook);
        Assert.Contains("the rolling update never finishes: on 3 nodes", runbook);
        Assert.Contains(NoRoom, runbook);
        // The numbers are those of afterwards: three nodes of 10.6 or 20.6 s each, and a drain of 25 s.
        Assert.Matches(@"- duration: 1 min \d\d s", runbook);
        Assert.Contains("the rolling update never finishes", errors);
        (_, runbook, _) = await Tool.RunAsync("apply", Case("d11-never-ready.yaml"), "--runbook");
        Assert.Contains("on 2 nodes (node-7 and node-15) the new pod never gets Ready", runbook);
        (_, runbook, _) = await Tool.RunAsync(
            "apply", Tool.Example, "--grace-period", "300", "--patch", Case("c13d-hostport-ds.yaml"), "--runbook");
        Assert.Contains("its pods run in the node's network (hostNetwork)", runbook);
        Assert.Contains("**Do not start it as the cluster is now.**", runbook);
    }

    [Theory]
    [InlineData("sweep", "--replications", "20")]
    [InlineData("compare", "--replications", "2")]
    [InlineData("recommend", "--max-resets", "99%", "--replications", "20")]
    [InlineData("sensitivity")]
    [InlineData("report", "--replications", "20")]
    [InlineData("apply")]
    [InlineData("apply", "--runbook")]
    [InlineData("trace", "--format", "csv")]
    [InlineData("logs", "--before-minutes", "1")]
    public async Task Every_command_shows_what_the_readers_tell(string command, params string[] options)
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string[] output = command switch { "report" => ["--out", Path.Combine(folder, "r.html")], "logs" => ["--out", folder], _ => [] };
        (int exitCode, string written, string errors) = await Tool.RunAsync([command, Case("c12r.yaml"), .. options, .. output]);
        Assert.Equal(0, exitCode);
        string all = Regex.Replace(written + errors, @"\s+", " ");
        Assert.Contains("nodes without a ztunnel pod, left out: 4 (aks-dead-1, ", all);
        Assert.Contains("'web' has more than one PodDisruptionBudget (shop/all and shop/web)", all);
        Assert.Contains("passed over: pods that have ended (Succeeded or Failed): 2.", all);
        if (command == "report")
            Assert.Contains(
                "nodes without a ztunnel pod, left out: 4", await File.ReadAllTextAsync(output[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_node_that_is_away_is_not_updated_and_the_others_are()
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string file = Path.Combine(folder, "s.yaml");
        string cluster = Path.Combine(
            AppContext.BaseDirectory, "data", "recorded", "kubernetes", "fixtures", "nodes-pods-pdb-ds.json");
        await File.WriteAllTextAsync(file, $$"""
            cluster: { kubectl: {{cluster}} }
            ztunnel: { terminationGracePeriodSeconds: 30 }
            workloads: [{ name: w, openPerNode: 20, lifetime: 10m }]
            strategies: [{ name: roll }]
            """, TestContext.Current.CancellationToken);
        (int exitCode, string output, _) = await Tool.RunAsync("compare", file, "--replications", "3");
        Assert.Equal(0, exitCode);
        Assert.Contains("roll: 1.00 nodes are not updated: its new pod never got Ready.", output);
        (exitCode, output, _) = await Tool.RunAsync("sweep", file, "--replications", "20");
        Assert.Equal(0, exitCode);
        // 10.6 to 20.6 s for each of six nodes, and a drain of 25 s; the broken one is replaced beside the first, the one that is away by
        // nobody.
        Assert.Matches(@"\|\s*30 s \|\s*(1 min [3-5]\d|2 min [0-2]\d) s \|\s*2 min [0-3]\d s \|", output);
        Assert.Contains("nodes that are not Ready: 1 (worker-7)", output);
    }
}
