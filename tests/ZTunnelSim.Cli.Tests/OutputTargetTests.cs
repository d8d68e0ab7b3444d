using System.Diagnostics;

namespace ZTunnelSim.Cli.Tests;

/// <summary>No command writes over a device, a pipe or what it reads.</summary>
public sealed class OutputTargetTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ztunnelsim-targets-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_pipe_in_the_place_of_what_is_written_is_refused_and_stays()
    {
        WritingCommands.Prepare(_root);
        string pipe = Path.Combine(_root, "pipe");
        using (Process make = Process.Start("mkfifo", pipe)) await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        foreach (string line in WritingCommands.All.Values)
        {
            // Once in the place of the folder, and once, through a link, in that of each file.
            foreach (string place in line.Split(' ').Where(word => word.StartsWith("out", StringComparison.Ordinal)))
            {
                string[] words = [.. WritingCommands.Words(line, 1).Select(word => word == place ? "pipe" : word)];
                (int exitCode, string errors) = await RunAsync(words);
                Assert.Equal(ExitCode.BadInput, exitCode);
                Assert.StartsWith("ztunnelsim: error: pipe", errors.Split('\n').First(l => l.Contains("error:", StringComparison.Ordinal)));
                Assert.Equal(FileKind.Pipe, FileStatus.Of(pipe)?.Kind);
            }
        }
        Assert.DoesNotContain(Directory.GetFileSystemEntries(_root), entry => entry.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_input_is_refused_by_whichever_name_and_stays()
    {
        WritingCommands.Prepare(_root);
        string scenario = Path.Combine(_root, "scenario.yaml"), lifetimes = Path.Combine(_root, "lifetimes-1.csv");
        string manifest = Path.Combine(_root, "ztunnel.yaml");
        await RunAsync(["apply", "scenario.yaml", "--grace-period", "30", "--out", "."]);
        File.Move(Path.Combine(_root, "ztunnel-cr.yaml"), manifest);
        File.CreateSymbolicLink(Path.Combine(_root, "link.yaml"), "scenario.yaml");
        using (Process link = Process.Start("ln", [scenario, Path.Combine(_root, "hard.yaml")]))
            await link.WaitForExitAsync(TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(_root, "logs"));
        string[] before = [.. ((string[])[scenario, lifetimes, manifest]).Select(File.ReadAllText)];
        foreach (string line in (string[])
        [
            "trace scenario.yaml --format csv --out scenario.yaml",
            "trace scenario.yaml --format csv --out logs/../scenario.yaml",
            "trace scenario.yaml --format csv --out link.yaml",
            "trace link.yaml --format csv --out hard.yaml",
            "report scenario.yaml --replications 5 --out hard.yaml",
            "report scenario.yaml --replications 5 --out report.html --markdown link.yaml",
            "apply scenario.yaml --grace-period 60 --patch ztunnel.yaml --out .",
            "sweep lifetimes-1.csv --nodes 2 --replications 5 --save-scenario lifetimes-1.csv",
        ])
        {
            (int exitCode, string errors) = await RunAsync(line.Split(' '));
            Assert.True(exitCode == ExitCode.BadInput, line);
            Assert.Contains("is read by this command, and not written over", errors);
            Assert.Equal(before, ((string[])[scenario, lifetimes, manifest]).Select(File.ReadAllText));
        }
        Assert.False(File.Exists(Path.Combine(_root, "report.html")));
    }

    [Fact]
    public async Task What_does_not_fit_changes_nothing_and_is_told_by_the_name_that_was_asked_for()
    {
        WritingCommands.Prepare(_root);
        string[] sweep = WritingCommands.Words(WritingCommands.All["sweep"], 1);
        Assert.Equal(0, (await RunAsync(sweep)).ExitCode);
        string output = Path.Combine(_root, "out");
        string[] before = [.. Directory.GetFiles(output).Order().Select(File.ReadAllText)];
        // A file may have 16 KiB, so that tables can be written and pictures can't: as on a full disk.
        ProcessStartInfo start = new("bash", [
            "-c", "trap '' XFSZ; ulimit -f 16; exec dotnet \"$@\"", "bash", Path.Combine(AppContext.BaseDirectory, "ZTunnelSim.Cli.dll"),
            .. WritingCommands.Words(WritingCommands.All["sweep"], 2)])
        {
            WorkingDirectory = _root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The runtime keeps its code in a file of the system's memory, which the limit is for, too.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using Process process = Process.Start(start)!;
        string[] said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.BadInput, process.ExitCode);
        Assert.Matches(@"^ztunnelsim: error: out/resets\.png: can't be written: [^\n/]*\.\n$", said[1]);
        Assert.Equal(before, Directory.GetFiles(output).Order().Select(File.ReadAllText));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(_root), entry => Path.GetFileName(entry).StartsWith('.'));
    }

    private async Task<(int ExitCode, string Errors)> RunAsync(string[] words)
    {
        using Process process = Tool.StartIn(_root, Path.GetTempPath(), words);
        string[] said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, said[1]);
    }
}
