using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary>Runs a command line and turns every expected failure into one line on stderr and an exit code.</summary>
internal static class CommandLineHost
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors) Complain(error.Message);
            await Console.Error.WriteLineAsync($"See: ztunnelsim {string.Join(' ', CommandPath(parsed).Append("--help"))}");
            return ExitCode.BadInput;
        }

        // Its own handling of signals ends with an exception at the second one.
        InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        using Interruption interruption = new();
        try
        {
            return await parsed.InvokeAsync(invocation, interruption.Token);
        }
        catch (InputException e)
        {
            Complain(e.Message);
            return ExitCode.BadInput;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complain(e.Message);
            return ExitCode.BadInput;
        }
        catch (OperationCanceledException)
        {
            Complain("cancelled before there was anything to show; nothing was written.");
            return ExitCode.Cancelled;
        }
    }

    private static void Complain(string message) => Console.Error.WriteLine($"ztunnelsim: error: {message}");

    private static IEnumerable<string> CommandPath(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command is not RootCommand) yield return command.Name;
    }
}
