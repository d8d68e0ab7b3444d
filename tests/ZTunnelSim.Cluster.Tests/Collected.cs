using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Collecting.Tests;

/// <summary>Runs <c>ztunnelsim collect</c> as a user would, into a folder of its own.</summary>
internal sealed class Collected
{
    public Collected() => Folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    public string Folder { get; }

    public string Bundle => Path.Combine(Folder, "bundle");

    public JsonElement Manifest => JsonDocument.Parse(File.ReadAllText(Path.Combine(Bundle, "bundle.json"))).RootElement;

    public string[] Files => [.. Directory.GetFiles(Bundle, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Bundle, f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The files that an inventory is read from.</summary>
    public string[] Objects =>
        [.. ((string[])["nodes", "pods", "poddisruptionbudgets", "namespaces", "owners"]).Select(n => PathOf($"cluster/{n}.json"))];

    public string Read(string file) => File.ReadAllText(Path.Combine(Bundle, file));

    public string PathOf(string file) => Path.Combine(Bundle, file);

    /// <summary>Whether a text is anywhere in the bundle: in a file or in its name.</summary>
    public IEnumerable<string> FilesWith(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return Files.Where(f => f.Contains(text, StringComparison.Ordinal)
            || File.ReadAllBytes(Path.Combine(Bundle, f)).AsSpan().IndexOf(bytes) >= 0);
    }

    /// <summary>The same for a name of its own: the letters of a short one are in many a word.</summary>
    public IEnumerable<string> FilesWithWord(string name)
    {
        Regex word = new($"(?<![A-Za-z0-9]){Regex.Escape(name)}(?![A-Za-z0-9])");
        return Files.Where(f => word.IsMatch(f) || word.IsMatch(Read(f)));
    }

    /// <summary>
    /// All IPv4 addresses that are anywhere in the bundle, each once. A hashed one may begin as a real one does, but is no whole one of them.
    /// </summary>
    public string[] Addresses => [.. Files.SelectMany(f => Regex.Matches(Read(f), @"(?<![\d.])\d+(\.\d+){3}(?![\d.])"))
        .Select(m => m.Value).Where(quad => IPAddress.TryParse(quad, out _)).Distinct()];

    public Task<(int ExitCode, string Output, string Errors)> RunAsync(ApiServerDouble server, params string[] options) =>
        RunAsync(server.WriteKubeconfig(Folder), options);

    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(string kubeconfig, params string[] options)
    {
        using Process process = Start(kubeconfig, options);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    public Process Start(string kubeconfig, params string[] options) =>
        StartTool(kubeconfig, ["collect", "--out", Bundle, .. options]);

    /// <summary>Starts what was built for this test, or the file that ZTUNNELSIM_TOOL names: tests/Install/run names the binary.</summary>
    public static Process StartTool(string kubeconfig, params string[] arguments)
    {
        string built = Path.Combine(AppContext.BaseDirectory, "ZTunnelSim.Cli.dll");
        string? other = Environment.GetEnvironmentVariable("ZTUNNELSIM_TOOL");
        ProcessStartInfo start = new(other ?? "dotnet", other is null ? [built, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = Path.GetDirectoryName(kubeconfig);
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
