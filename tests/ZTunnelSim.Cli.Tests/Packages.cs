using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ZTunnelSim.Cli.Tests;

/// <summary>The packages, packed once from what the tests run on, into a folder of their own.</summary>
[CollectionDefinition(nameof(Packages))]
public sealed class Packages : IAsyncLifetime, ICollectionFixture<Packages>
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("ztunnelsim-packages-").FullName;

    public async ValueTask InitializeAsync()
    {
        // The projects were built for this test: what is packed is what is tested, and nothing is compiled again.
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        foreach (string project in new[] { "ZTunnelSim", "ZTunnelSim.Data", "ZTunnelSim.Charts", "ZTunnelSim.Cli" })
            await DotnetAsync(
                Root, "pack", Path.Combine("src", project), "--no-build", "--configuration", configuration, "--output", Directory);
    }

    public ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The path of a package.</summary>
    public string Find(string id, string extension) =>
        Assert.Single(System.IO.Directory.GetFiles(Directory, $"{id}.{Version}.{extension}"));

    /// <summary>The version that all of them have.</summary>
    public string Version => Path.GetFileNameWithoutExtension(
        System.IO.Directory.GetFiles(Directory, "ZTunnelSim.*.nupkg").Select(Path.GetFileName)
            .Single(name => char.IsAsciiDigit(name![11]))!)[11..];

    /// <summary>A new empty folder that goes when the packages do.</summary>
    public string NewFolder(string name) => System.IO.Directory.CreateDirectory(Path.Combine(Directory, name)).FullName;

    /// <summary>Arguments by which a project outside the repository restores these packages.</summary>
    /// <remarks>What restoring this repository has brought to this machine serves as the feed of all else.</remarks>
    public string[] Restoring =>
    [
        $"-p:RestoreSources={Directory}", $"-p:RestoreFallbackFolders={Known}", "-p:RestorePackagesPath=packages",
        $"-p:ZTunnelSimVersion={Version}",
    ];

    private static string Known => Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Runs a command of the SDK that this test runs with, which has to succeed.</summary>
    public static Task<string> DotnetAsync(string directory, params string[] arguments) => RunAsync(DotnetPath, directory, arguments);

    public static async Task<string> RunAsync(string program, string directory, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        // Of a build that started the tests nothing may be inherited.
        foreach (string name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_ROOT"] = DotnetRoot;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(
            process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} gave {process.ExitCode}:\n{await output}\n{await errors}");
        return await output;
    }

    /// <summary>The folder of the solution.</summary>
    public static string Root
    {
        get
        {
            DirectoryInfo? directory = new(AppContext.BaseDirectory);
            while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "ZTunnelSim.sln"))) directory = directory.Parent;
            return directory?.FullName ?? throw new DirectoryNotFoundException("The tests run outside their repository.");
        }
    }

    // <root>/shared/Microsoft.NETCore.App/<version>/
    private static string DotnetRoot => new DirectoryInfo(RuntimeEnvironment.GetRuntimeDirectory()).Parent!.Parent!.Parent!.FullName;

    private static string DotnetPath => Path.Combine(DotnetRoot, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
}
