using System.Diagnostics;

namespace ZTunnelSim.Cli.Tests;

/// <summary>A study in parts, each a process of its own, and what merge makes of them.</summary>
public class MergeCommandTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    private string Parts => Path.Combine(_folder, "parts");

    public static TheoryData<string, string[]> Studies => new()
    {
        { "sweep", [Tool.Example, "--replications", "60"] },
        { "sweep", [Tool.Example, "--precision", "30%", "--seed", "18446744073709551615", "--at", "2026-12-05T02:00+01:00"] },
        { "compare", [Tool.CompareExample, "--replications", "2"] },
        { "sensitivity", [Tool.Example, "--max-resets", "40%", "--workload", "postgres=50%", "--workload", "websockets=90%"] },
    };

    [Theory]
    [MemberData(nameof(Studies))]
    public async Task Prints_and_writes_what_one_run_does_bit_for_bit(string study, string[] arguments)
    {
        string whole = Path.Combine(_folder, "whole"), merged = Path.Combine(_folder, "merged");
        string expected = await Succeeds([study, .. arguments, "--out", whole]);
        // Parts lie apart, as machines leave them, and were run on different numbers of threads.
        string[] folders = [.. Enumerable.Range(1, 2).Select(k => Path.Combine(_folder, $"from-{k}"))];
        foreach ((int i, string folder) in folders.Index())
        {
            string[] threads = study == "sensitivity" ? [] : ["--threads", $"{i % 2 + 1}"];
            await Succeeds([study, .. arguments, "--shard", $"{i + 1}/2", "--out", folder, .. threads]);
        }
        Assert.Equal(expected, await Succeeds(["merge", .. folders.Reverse(), "--out", merged]));
        string[] files = [.. Directory.GetFiles(whole).Select(Path.GetFileName).Order()!];
        Assert.Equal(files, Directory.GetFiles(merged).Select(Path.GetFileName).Order());
        Assert.True(files.Length >= 4);
        Assert.All(files, f => Assert.Equal(File.ReadAllBytes(Path.Combine(whole, f)), File.ReadAllBytes(Path.Combine(merged, f))));
        // The document that it prints is the file.
        string json = Assert.Single(files, f => f.EndsWith(".json", StringComparison.Ordinal));
        Assert.Equal(File.ReadAllText(Path.Combine(whole, json)), await Succeeds(["merge", .. folders, "-o", "json"]));
    }

    [Fact]
    public async Task Parts_whose_processes_were_killed_are_run_again_and_nothing_else_is_left_of_them()
    {
        const int Of = 8;
        Random random = new(17);
        string scenario = Path.Combine(_folder, "scenario.yaml");
        await File.WriteAllTextAsync(scenario, """
            cluster: { nodes: 30 }
            ztunnel: { terminationGracePeriodSeconds: [30, 300] }
            workloads:
              - { name: db, arrivalsPerSecond: 2, lifetime: { exponential: { mean: 40s } } }
            """, TestContext.Current.CancellationToken);
        string[] sweep = ["sweep", scenario, "--engine", "events", "--threads", "1", "--replications", "800"];
        string[] Shard(int k) => [.. sweep, "--shard", $"{k}/{Of}", "--out", Parts];

        int[] killed = [.. Enumerable.Range(1, Of).OrderBy(_ => random.Next()).Take(2)];
        Process[] processes = [.. Enumerable.Range(1, Of).Select(k => Tool.Start(Shard(k)))];
        foreach (int k in killed)
        {
            // While it works: it has taken some time of a processor.
            while (processes[k - 1].TotalProcessorTime < TimeSpan.FromSeconds(0.5))
                await Task.Delay(5, TestContext.Current.CancellationToken);
            await Task.Delay(random.Next(200), TestContext.Current.CancellationToken);
            Assert.False(processes[k - 1].HasExited, "The part was too short to be killed in the middle.");
            // SIGKILL: the process has no chance to tidy up.
            processes[k - 1].Kill();
        }
        foreach ((int i, Process process) in processes.Index())
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(killed.Contains(i + 1) ? 128 + 9 : 0, process.ExitCode);
            process.Dispose();
        }
        Assert.Equal(Of - killed.Length, Directory.GetFileSystemEntries(Parts).Length);
        (int exitCode, _, string errors) = await Tool.RunAsync("merge", Parts);
        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Contains($"of 8 parts 2 are missing: {string.Join(", ", killed.Order().Select(k => $"{k}/8"))}.", errors);

        foreach (int k in killed) await Succeeds(Shard(k));
        Assert.Equal(
            Enumerable.Range(1, Of).Select(k => $"part-{k}-of-8.jsonl"), Directory.GetFiles(Parts).Select(Path.GetFileName).Order());
        string whole = Path.Combine(_folder, "whole"), merged = Path.Combine(_folder, "merged");
        Assert.Equal(
            await Succeeds(["sweep", scenario, "--engine", "events", "--replications", "800", "--out", whole]),
            await Succeeds(["merge", Parts, "--out", merged]));
        foreach (string file in new[] { "results.csv", "results.json" })
            Assert.Equal(File.ReadAllBytes(Path.Combine(whole, file)), File.ReadAllBytes(Path.Combine(merged, file)));
    }

    [Fact]
    public async Task What_does_not_go_together_is_refused_in_one_line_and_nothing_is_written()
    {
        string scenario = Path.Combine(_folder, "scenario.yaml"), other = Path.Combine(_folder, "other");
        string merged = Path.Combine(_folder, "merged");
        const string Text = """
            cluster: { nodes: 3 }
            ztunnel: { terminationGracePeriodSeconds: 30 }
            workloads: [{ name: db, arrivalsPerSecond: 0.5, lifetime: { exponential: { mean: 40s } } }]

            """;
        await File.WriteAllTextAsync(scenario, Text, TestContext.Current.CancellationToken);
        string[] sweep = ["sweep", scenario, "--replications", "4"];
        await Succeeds([.. sweep, "--shard", "1/2", "--out", Parts]);
        await Refused("of 2 parts one is missing: 2/2", "merge", Parts, "--out", merged);
        await Refused("has no parts of a study in it", "merge", _folder, "--out", merged);
        await Succeeds([.. sweep, "--shard", "2/2", "--seed", "5", "--out", other]);
        await Refused($"{other}/part-2-of-2.jsonl: has seed 5, but {Parts}/part-1-of-2.jsonl 1.", "merge", Parts, other, "--out", merged);
        await Succeeds([.. sweep, "--shard", "2/2", "--precision", "50%", "--out", other]);
        await Refused(
            "part-2-of-2.jsonl: was run with --replications=4 --precision=50%, but", "merge", Parts, other, "--out", merged);
        await Succeeds([.. sweep, "--shard", "2/2", "--out", other]);
        await Refused("is part 1/2, which", "merge", Parts, other, Parts, "--out", merged);

        // The scenario is another one, or lies elsewhere.
        await File.WriteAllTextAsync(scenario, Text + "# changed\n", TestContext.Current.CancellationToken);
        await Refused("scenario.yaml: is not what the parts were run with", "merge", Parts, other, "--out", merged);
        File.Delete(scenario);
        await Refused("say where it is with --scenario", "merge", Parts, other, "--out", merged);
        Assert.False(File.Exists(Path.Combine(merged, "results.json")));
        string moved = Path.Combine(_folder, "moved.yaml");
        await File.WriteAllTextAsync(moved, Text, TestContext.Current.CancellationToken);
        await Succeeds("merge", Parts, other, "--scenario", moved, "--out", merged);
        Assert.True(File.Exists(Path.Combine(merged, "results.json")));

        string torn = Path.Combine(Parts, "part-1-of-2.jsonl");
        string[] lines = await File.ReadAllLinesAsync(torn, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(torn, lines[0] + "\n" + lines[1][..20], TestContext.Current.CancellationToken);
        await Refused("part-1-of-2.jsonl: ends before its last line", "merge", Parts, other, "--scenario", moved);
    }

    [Fact]
    public async Task A_part_needs_a_folder_and_a_scenario_that_other_machines_can_read()
    {
        await Refused("--shard: a part is a file: name the folder for it with --out.", "sweep", Tool.Example, "--shard", "1/2");
        await Refused("'ztunnelsim merge' prints it", "sweep", Tool.Example, "--shard", "1/2", "--out", Parts, "-o", "json");
        await Refused("--shard takes k/n", "sweep", Tool.Example, "--shard", "3/2", "--out", Parts);
        await Refused("JOB_COMPLETION_INDEX", "sweep", Tool.Example, "--shard", "index/2", "--out", Parts);
        string log = Path.Combine(Path.GetDirectoryName(Tool.Example)!, "ztunnel.log");
        await Refused("--save-scenario", "sweep", log, "--nodes", "3", "--shard", "1/2", "--out", Parts);
        await Refused("--engine: ", "sweep", Tool.CompareExample, "--engine", "boundary", "--shard", "1/2", "--out", Parts);
        Assert.False(Directory.Exists(Parts) && Directory.GetFiles(Parts).Length > 0);
    }

    private static async Task<string> Succeeds(params string[] arguments)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(arguments);
        Assert.True(exitCode == 0, errors);
        return output;
    }

    private static async Task Refused(string expected, params string[] arguments)
    {
        (int exitCode, string output, string errors) = await Tool.RunAsync(arguments);
        Assert.Equal((ExitCode.BadInput, ""), (exitCode, output));
        Assert.Contains(expected, errors);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
