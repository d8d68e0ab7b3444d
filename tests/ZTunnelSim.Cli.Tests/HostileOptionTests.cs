using System.CommandLine;
using System.Text;

namespace ZTunnelSim.Cli.Tests;

/// <summary>These tests redirect the console and change the current folder, which all tests of a process share.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public class AloneInTheProcess;

/// <summary>Every option of every command, with values that no user means.</summary>
[Collection(nameof(AloneInTheProcess))]
public class HostileOptionTests
{
    private static readonly string[] Hostile =
    [
        "", " ", "\t", "abc", "-1", "0", "1e999", "99999999999", "99999999999999999999999999", "NaN", "Infinity", "-Infinity", "5 m", "٣",
        "%", "5%%", "--", "-", ",", "1,,2", "=", "0x10", "+5", "1e400%", "\u001b[31mred", "a\r\nb", "../../..", "*", "$(id)", "🙂",
        new string('9', 10_000), new string('x', 10_000),
    ];

    private const string Scenario = """
        cluster: {nodes: 2}
        ztunnel: {terminationGracePeriodSeconds: 30}
        workloads: [{name: api, openPerNode: 20, lifetime: {exponential: {mean: 1m}}}]
        """;

    [Theory]
    [MemberData(nameof(CommandNames))]
    public async Task Whatever_is_typed_ends_in_one_line_and_exit_code_2_or_is_accepted(string name)
    {
        string folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder;
        // No cluster of whoever runs the tests is asked.
        string? kubeconfig = Environment.GetEnvironmentVariable("KUBECONFIG");
        Environment.SetEnvironmentVariable("KUBECONFIG", Path.Combine(folder, "no-kubeconfig"));
        try
        {
            await PrepareAsync();
            (int exitCode, string errors) = await RunAsync([name, .. Usual(name)]);
            if (name == "collect") Assert.Contains("kubeconfig", errors);
            else Assert.True(exitCode is ExitCode.Success or ExitCode.NothingHolds, $"{name} itself: {errors}");
            Command command = Commands.Create().Subcommands.Single(c => c.Name == name);
            foreach (Option option in command.Options.Where(o => o.Name is not "--help"))
            {
                foreach (string value in Hostile)
                {
                    string[] rest = [.. Without(option.Name, Usual(name))];
                    await AssertToldOrAcceptedAsync([name, .. rest, option.Name, value]);
                    await AssertToldOrAcceptedAsync([name, .. rest, $"{option.Name}={value}"]);
                }
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("KUBECONFIG", kubeconfig);
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public void No_command_is_left_out() => Assert.True(CommandNames.Count() >= 10);

    public static IEnumerable<TheoryDataRow<string>> CommandNames =>
        Commands.Create().Subcommands.Select(c => new TheoryDataRow<string>(c.Name));

    private static async Task AssertToldOrAcceptedAsync(string[] arguments)
    {
        string shown = string.Join(' ', arguments.Select(a => $"'{(a.Length > 100 ? a[..100] + "..." : a)}'"));
        (int exitCode, string errors) = await RunAsync(arguments);
        Assert.True(exitCode is ExitCode.Success or ExitCode.NothingHolds or ExitCode.BadInput, $"{shown}: {exitCode}");
        Assert.True(!errors.Any(c => char.IsControl(c) && c != '\n'), $"{shown} prints a control character: {errors}");
        if (exitCode != ExitCode.BadInput) return;
        string[] lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        bool isShort = lines.Length == 1 || (lines.Length == 2 && lines[1].StartsWith("See: ", StringComparison.Ordinal));
        Assert.True(isShort, $"{shown}: {errors}");
        Assert.StartsWith("ztunnelsim: error: ", lines[0]);
    }

    /// <summary>What each command needs in order to work.</summary>
    private static string[] Usual(string name) => name switch
    {
        "fit" => ["lifetimes.csv"],
        "backtest" => ["--before", "logs/before.log", "--during", "logs/during.log"],
        "recommend" or "check" => ["scenario.yaml", "--max-resets", "50%", "--replications", "20"],
        "init" => ["--out", "begun"],
        "collect" => ["--out", "bundle"],
        "logs" => ["scenario.yaml", "--before-minutes", "5", "--out", "o"],
        "trace" => ["scenario.yaml", "--format", "csv", "--out", "trace.csv"],
        "report" => ["scenario.yaml", "--replications", "2", "--out", "report.html"],
        "sweep" or "compare" => ["scenario.yaml", "--replications", "2"],
        "completion" => ["bash"],
        "merge" => ["parts"],
        "job" => ["scenario.yaml", "--shards", "8"],
        _ => ["scenario.yaml"],
    };

    private static string[] Without(string option, string[] arguments)
    {
        int at = Array.IndexOf(arguments, option);
        return at < 0 ? arguments : [.. arguments[..at], .. arguments[(at + 2)..]];
    }

    private static async Task PrepareAsync()
    {
        await File.WriteAllTextAsync("scenario.yaml", Scenario, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            "lifetimes.csv", "duration_s\n" + string.Join('\n', Enumerable.Range(1, 40).Select(i => i * 1.5)),
            TestContext.Current.CancellationToken);
        Assert.Equal(0, (await RunAsync(["sweep", "scenario.yaml", "--replications", "2", "--shard", "1/1", "--out", "parts"])).ExitCode);
        Assert.Equal(0, (await RunAsync(["logs", "scenario.yaml", "--before-minutes", "60", "--out", "logs"])).ExitCode);
    }

    private static async Task<(int ExitCode, string Errors)> RunAsync(string[] arguments)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        StringBuilder errors = new();
        await using StringWriter written = new(errors);
        Console.SetOut(TextWriter.Null);
        Console.SetError(written);
        try
        {
            return (await CommandLineHost.RunAsync(() => Commands.Create(), arguments), errors.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
