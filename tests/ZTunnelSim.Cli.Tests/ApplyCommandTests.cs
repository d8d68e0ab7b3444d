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
        Assert.Equal(["runbook.md", "ztunnel-values.yaml"], Directory.GetFiles(directory).Select(Path.GetFileName).Order());
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
        Assert.Matches(@"- resets: 7\d\d \(95 % of rollouts: 6\d\d to 9\d\d\)", output);
    }

    [Theory]
    [InlineData("choose one with --grace-period")]
    [InlineData("--grace-period", "0", "--grace-period takes")]
    [InlineData("--grace-period", "300", "--format", "toml", "--format takes cr, helm or daemonset, but 'toml'")]
    [InlineData("--grace-period", "300", "--format", "cr", "--patch", "x.yaml", "exclude each other")]
    [InlineData("--grace-period", "300", "--patch", "nowhere.yaml", "nowhere.yaml: can't be read")]
    [InlineData("--grace-period", "300", "--patch", "-", "is empty")]
    [InlineData("--grace-period", "300", "--namespace", "a; b", "--namespace takes letters")]
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
