using System.CommandLine;
using System.Runtime.InteropServices;

namespace ZTunnelSim.Cli;

/// <summary>Runs a command line and turns every expected failure into one line on stderr and an exit code.</summary>
internal static class CommandLineHost
{
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (CommandLineError.Of(parsed) is { } error)
        {
            Complain(error.Message);
            string[] help = [ToolName.Current, .. CommandPath(parsed), "--help"];
            if (!error.IsAboutValue) await Console.Error.WriteLineAsync($"See: {string.Join(' ', help)}");
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InsufficientMemoryException)
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

    private static void Complain(string message) =>
        Console.Error.WriteLine($"{ToolName.Current}: error: {Terminal.OneLine(ToolName.In(message))}");

    private static IEnumerable<string> CommandPath(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command is not RootCommand) yield return command.Name;
    }
}

/// <summary>What the tool tells the shell.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Something is wrong with what was given: a file, a key, an option.</summary>
    public const int BadInput = 2;

    /// <summary>All went well, but no grace period holds the limits: a script must not go on as if one did.</summary>
    public const int NothingHolds = 3;

    /// <summary>All went well, but what was observed lies outside its prediction: the same answer of no.</summary>
    public const int Outside = NothingHolds;

    /// <summary>Ended by Ctrl+C, as shells count it: 128 + SIGINT.</summary>
    public const int Cancelled = 130;
}

/// <summary>
/// Ctrl+C and SIGTERM: the first one asks the command to end with what it has, a second one ends the process at once. Files are written
/// whole or not at all, so that neither leaves anything half-written.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() => _registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (_source.IsCancellationRequested) Environment.Exit(ExitCode.Cancelled);
        // Callbacks of the token must not hold up a second signal.
        _ = _source.CancelAsync();
    }
}
