using System.Diagnostics;

namespace ZTunnelSim.Cli.Tests;

public class ApplyCommandTests
{
    private static string Resource => Path.Combine(Path.GetDirectoryName(Tool.Example)!, "ztunnel-cr.yaml");

    private static string Cluster => Path.Combine(Path.GetDirectoryName(Tool.Example)!, "cluster.json");

    [Fact]
    public async Task A_manifest_is_all_there_is_on_stdout()
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync("apply", Tool.Example, "--grace-period", "300");
        Assert.Equal(0, exitCode);
        Assert.Equal("""
            apiVersion: sailoperator.io/v1
            kind: ZTunnel
            metadata:
              name: default
            spec:
              values:
                ztunnel:
                  terminationGracePeriodSeconds: 300

            """, output);
        Assert.Contains("T = 300 s", errors);
        Assert.Contains("kubectl apply --server-side", errors);
    }

    [Fact]
    public async Task A_patched_manifest_differs_in_one_number()
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(
            "apply", Tool.Example, "--grace-period", "300", "--patch", Resource);
        Assert.Equal(0, exitCode);
        Assert.Equal(
            (await File.ReadAllTextAsync(Resource, TestContext.Current.CancellationToken)).Replace("Seconds: 30 ", "Seconds: 300 "),
            output);
        Assert.Contains("line 12 changed: T = 30 s -> 300 s.", errors);
        Assert.Contains("drain by their own T = 30 s", errors);
    }

    [Theory]
    [InlineData("c13a-istiooperator.yaml", "IstioOperator", "istioctl install -y -f c13a-istiooperator.yaml")]
    [InlineData("c13b-helmrelease.yaml", "HelmRelease", "flux reconcile helmrelease istio-ambient -n flux-system")]
    [InlineData("c13c-argoapp.yaml", "Argo CD Application", "argocd app sync istio-ztunnel -N argocd")]
    public async Task Wrapped_values_are_patched_and_the_runbook_goes_the_way_of_what_installs_them(
        string file, string title, string command)
    {
        string path = Path.Combine(AppContext.BaseDirectory, "cases", file);
        string text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        (int exitCode, string output, string errors) = await Tool.RunAsync("apply", Tool.Example, "--grace-period", "300", "--patch", path);
        Assert.Equal((0, text.Replace("Seconds: 120", "Seconds: 300")), (exitCode, output));
        Assert.Contains($"{title} of {path}, line", errors);
        (exitCode, output, _) = await Tool.RunAsync(
            "apply", Tool.Example, "--grace-period", "300", "--strategy", "OnDelete", "--patch", path, "--runbook");
        Assert.Equal(0, exitCode);
        Assert.Contains(command, output);
    }

    [Fact]
    public async Task A_mapping_that_is_no_manifest_is_refused_and_a_comment_of_the_former_value_told()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "values.yaml");
        await File.WriteAllTextAsync(path, "foo: bar\n", TestContext.Current.CancellationToken);
        (int exitCode, string output, string errors) = await Tool.RunAsync("apply", Tool.Example, "--grace-period", "300", "--patch", path);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("none of whose keys (foo) is ztunnel's chart's", errors);
        (_, _, errors) = await Tool.RunAsync("apply", Tool.Example, "--grace-period", "300", "--patch", Resource);
        Assert.Contains("line 12 keeps its comment '# the chart's default'", errors);
    }

    [Fact]
    public async Task A_manifest_comes_through_a_pipe_too()
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "ZTunnelSim.Cli.dll"), "apply", Tool.Example, "--grace-period", "60",
                "--strategy", "ondelete", "--patch", "-" },
        };
        using Process process = Process.Start(start)!;
        await process.StandardInput.WriteAsync("hub: \u00fc\r\nupdateStrategy: {type: RollingUpdate}");
        process.StandardInput.Close();
        Assert.Equal(
            "hub: \u00fc\r\nupdateStrategy: {type: OnDelete}\r\nterminationGracePeriodSeconds: 60",
            await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_runbook_of_drained_nodes_names_the_nodes_of_the_cluster()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        (int exitCode, string output, string errors) = await Tool.RunAsync(
            "apply", Tool.Example, "--grace-period", "300", "--strategy", "OnDelete", "--format", "helm",
            "--runbook", "--cluster", Cluster, "--update-to", "v1.28.3", "--out", directory);
        Assert.Equal((0, ""), (exitCode, output));
        Assert.Equal(["apply.sha256", "runbook.md", "ztunnel-values.yaml"], Directory.GetFiles(directory).Select(Path.GetFileName).Order());
        Assert.Equal(
            "terminationGracePeriodSeconds: 300\nupdateStrategy:\n  type: OnDelete\n",
            await File.ReadAllTextAsync(Path.Combine(directory, "ztunnel-values.yaml"), TestContext.Current.CancellationToken));
        string runbook = await File.ReadAllTextAsync(Path.Combine(directory, "runbook.md"), TestContext.Current.CancellationToken);
        Assert.Contains("### node-8 (8 of 8)", runbook);
        Assert.Contains($"-f {Path.Combine(directory, "ztunnel-values.yaml")}", runbook);
        Assert.Contains("not scheduled): 1", errors);
    }

    [Fact]
    public async Task A_runbook_of_a_rolling_update_has_the_simulated_numbers()
    {
        (int exitCode, string output, _) = await Tool.RunAsync(
            "apply", Tool.Example, "--grace-period", "300", "--patch", Resource, "--runbook");
        Assert.Equal(0, exitCode);
        Assert.StartsWith("# Update ztunnel by a rolling update", output);
        Assert.Contains("400 simulated rollouts, seed 1", output);
        Assert.Contains("kubectl -n ztunnel rollout status", output);
        Assert.Matches(@"- resets: 6\d\d \(95 % of rollouts: 6\d\d to 8\d\d\)", output);
        // What setting T cuts, the update right after it, and much later; then the way back.
        Assert.Matches(@"It cuts about 1,4\d\d connections\..*which then cuts about 2\d\d; much later, 6\d\d\.", output);
        Assert.Matches(@"\| as soon as that is through \| 1,4\d\d \| 2\d\d \| 1,[67]\d\d \|", output);
        Assert.Contains("The way back, with T = 300 s: expected resets, by when it begins:", output);
        Assert.Contains("They take 184.3 MiB where one takes 61.4 MiB, by 60 MiB and 5.2 KiB for each connection, an assumption", output);
    }

    [Fact]
    public async Task A_runbook_drains_as_the_scenario_says_with_the_numbers_for_it()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        string scenario = Path.Combine(directory, "scenario.yaml");
        async Task<string> Runbook(string drain)
        {
            await File.WriteAllTextAsync(scenario, $$"""
                cluster: { nodes: [n1, n2, n3, n4] }
                applications:
                  - { name: api, replicas: 8, terminationGracePeriodSeconds: 900 }
                ztunnel:
                  terminationGracePeriodSeconds: 3600
                  updateStrategy: { type: OnDelete, drain: {{drain}} }
                workloads:
                  - { name: calls, from: outside, to: api, openConnections: 40, lifetime: 2h }
                """, TestContext.Current.CancellationToken);
            (int exitCode, string output, _) = await Tool.RunAsync("apply", scenario, "--runbook");
            Assert.Equal(0, exitCode);
            return output;
        }

        string parallel = await Runbook("{ timeout: 20m, parallel: 2, readyWait: 5m }");
        Assert.Contains("### n3, n4 (3 to 4 of 4)", parallel);
        Assert.Contains(
            "for node in n1 n2; do\n  kubectl drain \"$node\" --ignore-daemonsets --delete-emptydir-data --timeout=1200s &", parallel);
        Assert.Contains("--for=condition=Ready --timeout=300s || echo", parallel);
        // Two at a time take half as long: each node waits 15 min for its pods.
        Assert.Matches(@"- 4 nodes, about 3\d min", parallel);
        Assert.Matches(@"- 4 nodes, about 1 h 0\d min", await Runbook("{ timeout: 20m }"));

        string aks = await Runbook("{ replaceNodes: aks }");
        Assert.Contains("az aks nodepool upgrade", aks);
        Assert.Contains("**The limit is shorter than ztunnel's drain**, which T = 3600 s lets take 59 min 55 s", aks);
        Assert.DoesNotContain("may take longer than the limit to stop", aks);
        string autoscaler = await Runbook("{ replaceNodes: clusterAutoscaler }");
        Assert.Contains("are cut by it: those of api.", autoscaler);
        // Of 8 pods with 5 connections each, those that hold one that outlives 10 min: 8 (1 - exp(-5 exp(-1/12))) = 7.92.
        Assert.Matches(@"- (7\.[89]|8) pods that the limit cuts, with what they hold", autoscaler);
        Assert.Matches(@"\| n1 \| 1\d min", autoscaler);
    }

    [Theory]
    [InlineData("choose one with --grace-period")]
    [InlineData("--grace-period", "0", "--grace-period takes")]
    [InlineData("--grace-period", "300", "--format", "toml", "--format takes cr, helm or daemonset, but 'toml'")]
    [InlineData("--grace-period", "300", "--format", "cr", "--patch", "x.yaml", "exclude each other")]
    [InlineData("--grace-period", "300", "--patch", "nowhere.yaml", "nowhere.yaml: can't be read")]
    [InlineData("--grace-period", "300", "--patch", "-", "is empty")]
    [InlineData("--grace-period", "300", "--namespace", "a; b", "--namespace takes a namespace's name")]
    [InlineData("--grace-period", "300", "--cluster", "c.json", "add --runbook")]
    [InlineData("--grace-period", "300", "--runbook", "--strategy", "OnDelete", "--cluster", "nowhere.json", "nowhere.json")]
    public async Task Bad_input_gets_one_clear_error_and_exit_code_2(params string[] argumentsAndMessage)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(["apply", Tool.Example, .. argumentsAndMessage[..^1]]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("ztunnelsim: error: ", errors);
        Assert.Contains(argumentsAndMessage[^1], errors);
        Assert.DoesNotContain("   at ", errors);
    }
}
