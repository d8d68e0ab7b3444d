namespace ZTunnelSim.Cli.Tests;

/// <summary>
/// The programs of tests/ZTunnelSim.Consumers, as a user writes them: built against the packed packages, and run.
/// </summary>
[Collection(nameof(Packages))]
public class ConsumerTests(Packages packages)
{
    [Fact]
    public async Task Programs_in_CSharp_compile_and_run()
    {
        (string output, string folder) = await RunAsync("CSharp");

        string[] lines = output.Split('\n');
        Assert.Equal(["T = 30 s", "T = 300 s", "T = 1800 s"], lines[..3].Select(line => line.Split(':')[0]));
        Assert.Matches(@"Fitted .*\(.*\): .+\nSet T = \d+ s: expect \d+ resets\n", output);
        Assert.Contains("drain every node: 0 resets;", output);
        Assert.Contains("10 % unavailable: ", output);
        Assert.Matches(@"Evacuation moves \d\d+ pods", output);
        Assert.Matches(@"log-logistic\(median=20, shape=2\.5\): \d+\.\d by theory, \d+ simulated", output);
        Assert.Matches(@"GET /resets\?t=300: \d+\.\d", output);
        Assert.Matches(@"8 candidates; T = 3600 s: 0\.\d\d of echo's are reset", output);
        Assert.Contains("terminationGracePeriodSeconds: 300   # the chart's default", output);
        Assert.Contains("Same seed, same run: True", output);
        Assert.Contains("Theory and simulation agree: True", output);
        Assert.True(new FileInfo(Path.Combine(folder, "resets.png")).Length > 10_000);
        Assert.Contains("resets", File.ReadAllText(Path.Combine(folder, "gantt.svg")));
    }

    [Fact]
    public async Task Programs_in_FSharp_compile_and_run()
    {
        (string output, string folder) = await RunAsync("FSharp");

        Assert.Matches(@"^T = 30 s: \d+ resets\nT = 300 s: \d+ resets\nT = 1800 s: \d+ resets\n", output);
        Assert.Matches(@"\d+ connections: \d+\.\d\d ?% outlive 295 s", output);
        Assert.True(new FileInfo(Path.Combine(folder, "resets.png")).Length > 10_000);
    }

    [Fact]
    public async Task The_first_snippet_of_the_README_is_a_program_with_the_packed_library_alone()
    {
        string folder = packages.NewFolder("Readme");
        Copy("Readme", folder);
        File.WriteAllText(Path.Combine(folder, "Program.cs"), ReadmeTests.Blocks("README.md").First());
        await Packages.DotnetAsync(folder, ["build", "--output", "bin", .. packages.Restoring]);

        string output = await Packages.DotnetAsync(folder, Path.Combine("bin", "Consumer.dll"));
        Assert.Matches(@"^T = 30 s: [1-9]\d+, simulated [1-9]\d+\nT = 300 s: \d+, simulated \d+\n$", output.ReplaceLineEndings("\n"));
        Assert.Equal(["Consumer.dll", "MathNet.Numerics.dll", "ZTunnelSim.dll"],
            Directory.GetFiles(Path.Combine(folder, "bin"), "*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    /// <summary>Builds and runs a project in a folder of its own, which also gets what it writes.</summary>
    private async Task<(string Output, string Folder)> RunAsync(string language)
    {
        string folder = packages.NewFolder(language);
        Copy(language, folder);
        await Packages.DotnetAsync(folder, ["build", "--output", "bin", .. packages.Restoring]);

        // Debug symbols of the charts' native libraries would be 300 MB.
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "bin", "runtimes"), "*.pdb", SearchOption.AllDirectories));
        string data = Path.Combine(AppContext.BaseDirectory, "data", "example");
        string output = await Packages.DotnetAsync(folder, Path.Combine("bin", "Consumer.dll"), data, folder);
        return (output.ReplaceLineEndings("\n"), folder);
    }

    /// <summary>Copies a project, and what all of them share, to a folder that no setting of this repository reaches.</summary>
    private static void Copy(string project, string folder)
    {
        string source = Path.Combine(Packages.Root, "tests", "ZTunnelSim.Consumers");
        foreach (string file in Directory.GetFiles(source).Concat(Directory.GetFiles(Path.Combine(source, project))))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }
}
