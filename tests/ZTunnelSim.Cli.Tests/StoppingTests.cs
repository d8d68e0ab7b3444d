using System.Diagnostics;

namespace ZTunnelSim.Cli.Tests;

/// <summary>Ctrl+C and SIGTERM end a command whatever it is doing, with the exit code that shells give them.</summary>
public sealed class StoppingTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ztunnelsim-stopping-").FullName;

    public static TheoryData<string> Lines => new(
    [
        "sweep large.yaml --engine events --replications 1000000 --precision none --out out",
        "sweep large.yaml --engine events --replications 1000000 --precision none --shard 1/2 --out out",
        "compare scenario.yaml --replications 1000000 --precision none --out out",
        "trace large.yaml --format csv --events all --out out/trace.csv",
        "logs large.yaml --before-minutes 10000 --out out",
        // What looks at no signal: a parser at work, and one that waits for its input.
        "fit large.csv --out out",
        "sweep deep.yaml --out out",
        "sweep - --out out",
    ]);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task A_signal_ends_it_and_nothing_is_left(string line)
    {
        Prepare();
        foreach ((string signal, int code) in new[] { ("INT", ExitCode.Cancelled), ("TERM", ExitCode.Terminated) })
        {
            string output = Directory.CreateDirectory(Path.Combine(_root, "out")).FullName;
            using Process process = Tool.StartIn(_root, Path.GetTempPath(), line.Split(' '), closeInput: false);
            Task<string[]> said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            // It has taken some time of a processor, or waits for input: it is past its start.
            for (int i = 0; i < 600 && !process.HasExited && process.TotalProcessorTime < TimeSpan.FromSeconds(0.6); i++)
                await Task.Delay(5, TestContext.Current.CancellationToken);
            Assert.False(process.HasExited, $"{line} ended by itself: {(process.HasExited ? (await said)[1] : "")}");
            Tool.Signal(process, signal);
            // A guard against a hang.
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(
                TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            Assert.Equal(code, process.ExitCode);
            Assert.DoesNotContain("   at ", (await said)[1]);
            Assert.Empty(Directory.GetFileSystemEntries(output));
        }
    }

    [Fact]
    public async Task A_stopped_run_leaves_the_files_of_the_one_before_or_its_own()
    {
        Prepare();
        Random random = new(5);
        string[] words = ["sweep", "scenario.yaml", "--replications", "20", "--out", "out"];
        for (int trial = 0; trial < 8; trial++)
        {
            using Process process = Tool.StartIn(_root, Path.GetTempPath(), [.. words, "--seed", $"{trial}"]);
            Task<string[]> said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            // The first one writes what the others may leave.
            if (trial > 0)
            {
                await Task.Delay(400 + random.Next(800), TestContext.Current.CancellationToken);
                Tool.Signal(process, trial % 2 == 0 ? "INT" : "TERM");
            }
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            int expected = trial % 2 == 0 ? ExitCode.Cancelled : ExitCode.Terminated;
            Assert.True(process.ExitCode == 0 || (trial > 0 && process.ExitCode == expected), $"{process.ExitCode}: {(await said)[1]}");
            using Process check = Process.Start(
                new ProcessStartInfo("sha256sum", ["-c", "--strict", "--quiet", "sweep.sha256"]) { WorkingDirectory = Path.Combine(_root, "out") })!;
            await check.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, check.ExitCode);
            Assert.Equal(6, Directory.GetFileSystemEntries(Path.Combine(_root, "out")).Length);
        }
    }

    private void Prepare()
    {
        WritingCommands.PrepareScenario(_root);
        File.WriteAllText(Path.Combine(_root, "large.yaml"), """
            cluster: { nodes: 200 }
            ztunnel: { terminationGracePeriodSeconds: 3600 }
            workloads: [{ name: web, arrivalsPerSecond: 30, lifetime: { exponential: { mean: 300s } } }]
            """);
        // Numbers whose law no parser can know before it has read them all.
        File.WriteAllLines(Path.Combine(_root, "large.csv"), Enumerable.Range(0, 6_000_000).Select(i => $"{i % 977}.{i % 89}").Prepend("duration_s"));
        File.WriteAllText(
            Path.Combine(_root, "deep.yaml"),
            "workloads:\n" + string.Concat(Enumerable.Range(0, 2_000_000).Select(i => $"  - {{ name: w{i}, openPerNode: 1, lifetime: 5s }}\n")));
    }
}
