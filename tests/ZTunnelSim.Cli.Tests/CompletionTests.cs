using System.CommandLine;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Command = System.CommandLine.Command;

namespace ZTunnelSim.Cli.Tests;

/// <summary>The scripts, in the shells that this machine has.</summary>
public class CompletionTests
{
    [Theory]
    [InlineData("sweep sensitivity", "ztunnelsim", "s")]
    [InlineData("--help --version", "ztunnelsim", "-")]
    [InlineData("--threads", "ztunnelsim", "sweep", "my scenario.yaml", "--th")]
    [InlineData("Boundary BoundarySessions", "ztunnelsim", "sweep", "--engine", "B")]
    [InlineData("Boundary BoundarySessions", "ztunnelsim", "sweep", "--engine", "=", "B")]
    [InlineData("Auto Boundary BoundarySessions Events Sessions", "ztunnelsim", "sweep", "--engine", "=")]
    [InlineData("chrome csv", "ztunnelsim", "trace", "--format", "")]
    [InlineData("cr daemonset helm", "ztunnelsim", "apply", "--format", "")]
    [InlineData("my scenario.yaml", "ztunnelsim", "sweep", "my")]
    [InlineData("my scenario.yaml", "ztunnelsim", "sweep", "--out", "my")]
    [InlineData("my scenario.yaml", "ztunnelsim", "backtest", "--before", "a.log", "my")]
    [InlineData("", "ztunnelsim", "sweep", "--seed", "")]
    [InlineData("bash fish kubectl pwsh zsh", "ztunnelsim", "completion", "")]
    public async Task Bash_completes_commands_options_their_values_and_files(string expected, params string[] words)
    {
        Assert.SkipUnless(IsInstalled("bash"), "bash is not installed.");
        string folder = Folder();
        await File.WriteAllTextAsync(Path.Combine(folder, "completion"), await ScriptAsync("bash"), TestContext.Current.CancellationToken);
        const string Try = """
            source "$1/completion"; cd "$1"; shift
            function=$(complete -p ztunnelsim); function=${function#*-F }; function=${function%% *}
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); $function
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        string printed = await RunAsync("bash", ["-c", Try, "bash", folder, .. words]);
        Assert.Equal(expected, printed.TrimEnd().ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData("sweep\n:4", "sw")]
    [InlineData("Boundary\nBoundarySessions\n:4", "sweep", "--engine", "B")]
    [InlineData(":0", "sweep", "")]
    [InlineData(":0", "sweep", "--out", "")]
    [InlineData(":4", "sweep", "--seed", "")]
    [InlineData("--threads\n:4", "sweep", "my scenario.yaml", "--th")]
    public async Task Kubectl_is_answered_in_its_own_way(string expected, params string[] words)
    {
        Assert.SkipUnless(IsInstalled("sh"), "sh is not installed.");
        Assert.Equal(expected, (await RunAsync("sh", ["-c", await ScriptAsync("kubectl"), "sh", .. words])).TrimEnd());
    }

    [Theory]
    [InlineData("sweep", "ztunnelsim sw")]
    [InlineData("Events", "ztunnelsim sweep --engine E")]
    [InlineData("--threads", "ztunnelsim sweep --thr")]
    [InlineData("my scenario.yaml", "ztunnelsim sweep my")]
    public async Task Fish_completes_them_too(string expected, string line)
    {
        Assert.SkipUnless(IsInstalled("fish"), "fish is not installed.");
        string folder = Folder();
        await File.WriteAllTextAsync(Path.Combine(folder, "completion"), await ScriptAsync("fish"), TestContext.Current.CancellationToken);
        string printed = await RunAsync("fish", ["--no-config", "-c", $"cd {folder}; source completion; complete -C '{line}'"]);
        Assert.Equal(expected, printed.TrimEnd().Split('\t')[0]);
    }

    [Theory]
    [InlineData("zsh", "-n")]
    [InlineData("fish", "-n")]
    public async Task The_shell_reads_its_script(string shell, string check)
    {
        Assert.SkipUnless(IsInstalled(shell), $"{shell} is not installed.");
        string file = Path.Combine(Folder(), "completion");
        await File.WriteAllTextAsync(file, await ScriptAsync(shell), TestContext.Current.CancellationToken);
        Assert.Equal("", await RunAsync(shell, [check, file]));
    }

    [Fact]
    public async Task PowerShell_completes_words_of_options()
    {
        const string Line = "ztunnelsim sweep --engine B";
        // PowerShell itself, without its shell.
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddScript(await ScriptAsync("pwsh")).Invoke();
        shell.Commands.Clear();
        Assert.Equal(
            ["Boundary", "BoundarySessions"],
            CommandCompletion.CompleteInput(Line, Line.Length, null, shell).CompletionMatches.Select(match => match.CompletionText));
        Assert.Empty(shell.Streams.Error);
    }

    [Fact]
    public async Task Every_shell_knows_every_command_and_option()
    {
        foreach (string shell in new[] { "bash", "zsh", "fish", "pwsh", "kubectl" })
        {
            string script = await ScriptAsync(shell);
            foreach (Command command in Commands.Create().Subcommands)
            {
                Assert.Contains(command.Name, script);
                Assert.All(command.Options, o => Assert.Contains(shell == "fish" ? $"-l {o.Name.TrimStart('-')} " : o.Name, script));
            }
        }
    }

    [Theory]
    [InlineData("/usr/bin/kubectl-ztunnelsim", null, "kubectl ztunnelsim")]
    [InlineData("/opt/ztunnelsim", "/usr/bin/kubectl-ztunnelsim", "kubectl ztunnelsim")]
    [InlineData("kubectl-ztunnelsim.exe", null, "kubectl ztunnelsim")]
    [InlineData("/usr/bin/ztunnelsim", "ztunnelsim", "ztunnelsim")]
    [InlineData(null, null, "ztunnelsim")]
    public void As_a_plugin_of_kubectl_it_is_called_so(string? file, string? calledAs, string expected) =>
        Assert.Equal(expected, ToolName.Of(file, calledAs));

    [Fact]
    public async Task Help_and_errors_of_the_plugin_speak_of_kubectl()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux tells what a link was called as.");
        string link = Path.Combine(Folder(), "kubectl-ztunnelsim");
        File.CreateSymbolicLink(link, Path.Combine(AppContext.BaseDirectory, "ZTunnelSim.Cli"));
        Assert.Contains("\n  kubectl ztunnelsim sweep <scenario>", await RunAsync(link, ["sweep", "--help"]));
        (_, string errors) = await StartAsync(link, ["swep"]);
        Assert.Equal(
            "kubectl ztunnelsim: error: there is no command 'swep' (did you mean 'sweep'?).\nSee: kubectl ztunnelsim --help\n", errors);
        Assert.Contains("complete -o filenames -F _kubectl_ztunnelsim kubectl-ztunnelsim", await RunAsync(link, ["completion", "bash"]));
    }

    private static string Folder()
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        File.WriteAllText(Path.Combine(folder, "my scenario.yaml"), "");
        return folder;
    }

    private static async Task<string> ScriptAsync(string shell) => (await Tool.RunAsync("completion", shell)).Output;

    [Fact]
    public async Task Kubectl_itself_runs_the_plugin()
    {
        Assert.SkipUnless(IsInstalled("kubectl"), "kubectl is not installed.");
        string folder = Folder();
        File.CreateSymbolicLink(Path.Combine(folder, "kubectl-ztunnelsim"), Path.Combine(AppContext.BaseDirectory, "ZTunnelSim.Cli"));
        string kubectl = Path.Combine(folder, "run");
        await File.WriteAllTextAsync(kubectl, $"PATH='{folder}':\"$PATH\" exec kubectl ztunnelsim sweep --help\n", TestContext.Current.CancellationToken);
        Assert.Contains("\n  kubectl ztunnelsim sweep <scenario>", await RunAsync("sh", [kubectl]));
    }

    private static async Task<string> RunAsync(string file, string[] arguments)
    {
        (string output, string errors) = await StartAsync(file, arguments);
        Assert.Equal("", errors);
        return output;
    }

    private static async Task<(string Output, string Errors)> StartAsync(string file, string[] arguments)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A host finds .NET where the one of this test is.
        start.Environment["DOTNET_ROOT"] =
            Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (await output, errors);
    }

    private static bool IsInstalled(string shell) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, shell)) || File.Exists(Path.Combine(folder, $"{shell}.exe")));
}
