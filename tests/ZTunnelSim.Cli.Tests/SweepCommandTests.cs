using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ZTunnelSim.Cli.Tests;

public class SweepCommandTests
{
    [Fact]
    public async Task The_example_prints_its_tables_and_writes_its_files()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        (int exitCode, string output, string errors) = await Tool.RunAsync("sweep", Tool.Example, "--out", directory);

        Assert.Equal(0, exitCode);
        foreach (string expected in new[]
        {
            "20 nodes", "Boundary engine, seed 1, 400 replications", "Resets in the whole rollout", "Resets by workload",
            "Duration of the rollout", "websockets: lomax(", "extrapolation", "HTTP request, not a connection",
            "is no evidence for theory", "Theory against every single connection (Events engine, seed 3, ", "They agree (p = ",
        })
        {
            Assert.Contains(expected, output);
        }
        // Piped: no colours, no progress bar, no table cut by a terminal's width.
        Assert.DoesNotContain('\u001b', output + errors);
        Assert.DoesNotContain('…', output);
        Assert.Equal(
            ["duration.png", "resets.png", "results.csv", "results.json", "sweep.sha256", "trade-off.png"],
            Directory.GetFiles(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory, "results.json")));
        JsonElement check = json.RootElement.GetProperty("theoryCheck");
        Assert.Equal(
            ("boundary", "events", "agrees"),
            (json.RootElement.GetProperty("engine").GetString(), check.GetProperty("engine").GetString(),
                check.GetProperty("verdict").GetString()));
        Assert.All(
            Directory.GetFiles(directory, "*.png"),
            png => Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(png)[..4]));
    }

    [Fact]
    public async Task Theory_lies_in_the_simulated_interval_in_about_95_per_cent_of_the_examples_cells()
    {
        int inside = 0, cells = 0;
        for (int seed = 1; seed <= 5; seed++)
        {
            string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
            await Tool.RunAsync("sweep", Tool.Example, "--out", directory, "--seed", $"{seed}");
            string[][] rows = [.. File.ReadLines(Path.Combine(directory, "results.csv")).Select(line => line.Split(','))];
            int Column(string name) => Array.IndexOf(rows[0], name);
            foreach (string[] row in rows.Skip(1).Where(r => r[Column("Pacing")] == "Kubernetes"))
            {
                double Value(string name) => double.Parse(row[Column(name)], CultureInfo.InvariantCulture);
                cells++;
                if (Value("ResetsTheory") >= Value("ResetsLower95") && Value("ResetsTheory") <= Value("ResetsUpper95")) inside++;
            }
        }
        Assert.Equal(5 * 8 * 5, cells);
        Assert.InRange((double)inside / cells, 0.90, 1);
    }

    [Fact]
    public async Task Equal_seeds_print_the_same_whatever_the_number_of_threads()
    {
        string one = (await Tool.RunAsync("sweep", Tool.Example, "--replications", "100", "--threads", "1")).Output;
        string two = (await Tool.RunAsync("sweep", Tool.Example, "--replications", "100", "--threads", "2")).Output;
        Assert.Equal(one, two);
        Assert.NotEqual(one, (await Tool.RunAsync("sweep", Tool.Example, "--replications", "100", "--seed", "2")).Output);
    }

    [Fact]
    public async Task Connections_between_applications_are_swept_each_counted_once()
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync("sweep", Tool.CompareExample, "--replications", "2");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("\nBoundarySessions engine, seed 1, 2 replications", output);
        // What draws only what the rollout touches doesn't say that it plays every connection.
        Assert.Contains("It draws what is open at a SIGTERM or an eviction from the law that theory integrates", output);
        Assert.Contains("Theory against every single connection (Sessions engine, ", output);
        // 300, 90 and 2,000 as given, and the rates' times their mean lifetimes: 246.5, 12 and 10.
        Assert.Contains("about 2,659 connections open", output);
    }

    [Fact]
    public async Task What_a_sweep_can_not_do_is_told_with_its_key()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "drain.yaml");
        await File.WriteAllTextAsync(
            file,
            "cluster: {nodes: 2}\nztunnel:\n  terminationGracePeriodSeconds: 30\n  updateStrategy: {type: OnDelete, drain: {}}\n"
            + "workloads: [{name: w, openPerNode: 1, lifetime: 5m, clients: reconnectAtOnce}]",
            TestContext.Current.CancellationToken);
        (int exitCode, string output, string errors) = await Tool.RunAsync("sweep", file);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith($"ztunnelsim: error: {file}:4: ztunnel.updateStrategy: OnDelete can't be swept over T", errors);

        await File.WriteAllTextAsync(
            file, File.ReadAllText(file).Replace("  updateStrategy: {type: OnDelete, drain: {}}\n", ""),
            TestContext.Current.CancellationToken);
        (exitCode, output, errors) = await Tool.RunAsync("sweep", file, "--engine", "boundary");
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("ztunnelsim: error: --engine: The Boundary engine takes", errors);
    }

    [Theory]
    [InlineData("sweep", "nowhere.yaml", "nowhere.yaml: does not exist")]
    [InlineData("sweep", "nowhere.yaml", "--replications", "0", "--replications")]
    [InlineData("sweep", "nowhere.yaml", "--precision", "2", "--precision")]
    [InlineData("sweep", "nowhere.yaml", "--threads", "-1", "--threads")]
    [InlineData("sweep", "nowhere.yaml", "--engine", "steam", "steam")]
    [InlineData("sweep", "Required argument")]
    [InlineData("swep", "swep")]
    public async Task Bad_input_gets_one_clear_error_and_exit_code_2(params string[] argumentsAndMessage)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(argumentsAndMessage[..^1]);
        Assert.Equal(2, exitCode);
        Assert.Equal("", output);
        Assert.Contains(argumentsAndMessage[^1], errors);
        Assert.StartsWith("ztunnelsim: error: ", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task A_result_that_can_not_be_written_is_told_so()
    {
        string file = Path.GetTempFileName();
        (int exitCode, _, string errors) = await Tool.RunAsync("sweep", Tool.Example, "--out", file);
        Assert.Equal(2, exitCode);
        Assert.Contains(file, errors);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_sweep_with_what_is_done()
    {
        using Process process = Tool.Start("sweep", Tool.Example, "--replications", "1000000", "--engine", "events");
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);
        using Process interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        string printed = await output;
        // Either some replications were done and are shown as such, or none was and nothing is shown.
        if (printed.Length > 0) Assert.Contains("cancelled", printed);
    }

    [Fact]
    public async Task A_second_Ctrl_C_ends_the_process_at_once_without_a_stack_trace()
    {
        // A batch of replications that takes long, so that the second signal comes before the first one is done with.
        using Process process = Tool.Start("sweep", Tool.CompareExample, "--replications", "1000000");
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        for (int i = 0; i < 2; i++)
        {
            using Process interrupt = Process.Start("kill", ["-INT", $"{process.Id}"]);
            await interrupt.WaitForExitAsync(TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(130, process.ExitCode);
        Assert.DoesNotContain("   at ", await errors);
    }
}
