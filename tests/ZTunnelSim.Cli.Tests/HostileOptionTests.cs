using System.CommandLine;

namespace ZTunnelSim.Cli.Tests;

/// <summary>Every option and every argument of every command, with values that no user means.</summary>
[Collection(nameof(AloneInTheProcess))]
public class HostileOptionTests
{
    private static readonly string[] Hostile =
    [
        // Nothing, or nearly so.
        "", " ", "\t", "\0", "-", "--", ",", "=", "%", "*", "null", "\u00A0",
        // Numbers out of every range, of which each option has some other in its own.
        "-1", "-0", "0", "513", "2147483648", "99999999999", "99999999999999999999999999", "1e999", "1e-400", "1e400%", "NaN", "NaN%", "Infinity",
        "-Infinity", "∞", "5%%", "101%",
        // Spelled as no number is here.
        "abc", "+5", "0x10", "1_000", "1,,2", "1;2", "5 m", "0.5.5", "٣", "３", "٥٪", "½",
        // Durations, times, places, parts, addresses, names of enumerations by their number.
        "99999999999999999999d", "1h-5m", "00:99:99", "2026-02-30", "9999-12-31T23:59:59-14:00", "25:00-26:00", "Sun-Sat", "0/8", "9/8", "1/0",
        "index/8", "Europe/../../etc/passwd", "http://", "http://[::1]:99999/", "1.2.3.4.5", "ns/", "/name", "99", "7",
        // For shells, terminals and files.
        "--nodes", "-x", "@", "@no-such-response-file", "~", "../../..", "/dev/null/x", "$(id)", "`id`", "%s%n", "a\r\nb", "\u001b[31mred", "\u009b31m",
        "\u202Eevil", "\u2028", "🙂", "\ud800", "a\udc00b", "\uFEFF300", new string('9', 10_000), new string('x', 10_000), new string('(', 10_000),
    ];

    /// <summary>So many values each option gets, and another one others, unless the test is thorough.</summary>
    private const int OfEach = 20;

    [Theory]
    [MemberData(nameof(CommandNames))]
    public async Task Whatever_is_typed_ends_in_one_line_and_exit_code_2_or_is_accepted(string name)
    {
        using Sandbox sandbox = await Sandbox.CreateAsync();
        string[] usual = Sandbox.Usual(name);
        (int exitCode, _, string errors) = await Tool.RunHereAsync([name, .. usual]);
        if (name == "collect") Assert.Contains("kubeconfig", errors);
        else Assert.True(exitCode is ExitCode.Success or ExitCode.NothingHolds, $"{name} itself: {errors}");
        Command command = Commands.Create().Subcommands.Single(c => c.Name == name);
        Assert.Empty(command.Subcommands);
        Option[] options = [.. command.Options.Concat(Commands.Create().Options).Where(o => o.Name is not "--help")];
        foreach ((int i, string value) in Hostile.Index())
        {
            foreach ((int o, Option option) in options.Index())
            {
                if (!Thorough.Has(i + o, Hostile.Length / OfEach)) continue;
                string[] rest = [name, .. Without(option.Name, usual)];
                await AssertToldOrAcceptedAsync([.. rest, $"{option.Name}={value}"]);
                // What may be taken for something else than the option's value.
                if (value.Length == 0 || value[0] is '-' or '@') await AssertToldOrAcceptedAsync([.. rest, option.Name, value]);
            }
            // In place of each argument, and as one more.
            for (int at = 0; at <= usual.Length; at++)
            {
                if (at == usual.Length || !usual[at].StartsWith('-')) await AssertToldOrAcceptedAsync([name, .. usual[..at], value, .. usual.Skip(at + 1)]);
            }
        }
        foreach (string value in Hostile) await AssertToldOrAcceptedAsync([value]);
    }

    /// <summary>An enumeration's number is none of its words.</summary>
    [Fact]
    public async Task Undefined_and_defined_numbers_of_enumerations_are_refused()
    {
        using Sandbox sandbox = await Sandbox.CreateAsync();
        int found = 0;
        foreach (Command command in Commands.Create().Subcommands)
        {
            foreach (Option option in command.Options.Where(o => o.HelpName?.Contains('|') == true))
            {
                found++;
                foreach (string number in (string[])["0", "1", "7", "99", "-1"])
                {
                    (int exitCode, _, string errors) =
                        await Tool.RunHereAsync([command.Name, .. Without(option.Name, Sandbox.Usual(command.Name)), $"{option.Name}={number}"]);
                    Assert.Equal(ExitCode.BadInput, exitCode);
                    Assert.Contains($"{option.Name} takes ", errors);
                }
            }
        }
        Assert.True(found > 10, $"{found}");
    }

    [Fact]
    public void No_command_is_left_out() => Assert.True(CommandNames.Count() >= 10);

    public static IEnumerable<TheoryDataRow<string>> CommandNames =>
        Commands.Create().Subcommands.Select(c => new TheoryDataRow<string>(c.Name));

    private static async Task AssertToldOrAcceptedAsync(string[] arguments)
    {
        string shown = string.Join(' ', arguments.Select(a => $"'{(a.Length > 100 ? a[..100] + "..." : a)}'"));
        (int exitCode, _, string errors) = await Tool.RunHereAsync(arguments);
        Assert.True(exitCode is ExitCode.Success or ExitCode.NothingHolds or ExitCode.BadInput, $"{shown}: {exitCode}");
        Assert.True(!errors.Any(c => char.IsControl(c) && c != '\n'), $"{shown} prints a control character: {errors}");
        if (exitCode != ExitCode.BadInput) return;
        string[] lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        bool isShort = lines.Length == 1 || (lines.Length == 2 && lines[1].StartsWith("See: ", StringComparison.Ordinal));
        Assert.True(isShort, $"{shown}: {errors}");
        Assert.StartsWith("ztunnelsim: error: ", lines[0]);
    }

    private static string[] Without(string option, string[] arguments)
    {
        int at = Array.IndexOf(arguments, option);
        return at < 0 ? arguments : [.. arguments[..at], .. arguments[(at + 2)..]];
    }
}
