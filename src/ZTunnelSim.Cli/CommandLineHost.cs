using System.CommandLine;
using System.Runtime.InteropServices;

namespace ZTunnelSim.Cli;

/// <summary>Runs a command line and turns every expected failure into one line on stderr and an exit code.</summary>
internal static class CommandLineHost
{
    /// <param name="create">Creates the commands, which is not done before signals are heard.</param>
    /// <param name="args">What was typed.</param>
    /// <param name="pipe">What takes stdout's bytes, where they don't leave the process.</param>
    /// <param name="stop">Ends the command as a signal does, but not the process.</param>
    public static async Task<int> RunAsync(
        Func<RootCommand> create, string[] args, Stream? pipe = null, CancellationToken stop = default)
    {
        using Interruption interruption = new();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(interruption.Token, stop);
        using FilesRead read = FilesRead.Begin();
        int exitCode = await RunAsync(create(), args, pipe, either.Token);
        return interruption.ExitCode ?? exitCode;
    }

    private static async Task<int> RunAsync(RootCommand root, string[] args, Stream? pipe, CancellationToken cancellationToken)
    {
        using PlainConsole door = new(pipe);
        ParseResult parsed = root.Parse(args, Commands.Words);
        if (CommandLineError.Of(parsed) is { } error)
        {
            Complain(error.Message);
            string[] help = [ToolName.Current, .. CommandPath(parsed), "--help"];
            if (!error.IsAboutValue) await Console.Error.WriteLineAsync($"See: {string.Join(' ', help)}");
            return ExitCode.BadInput;
        }

        // Its own handling of signals ends with an exception at the second one.
        InvocationConfiguration invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException || cancellationToken.IsCancellationRequested)
        {
            // Several threads that are cancelled at once end in an exception of another type.
            Complain(Interruption.NothingToShow);
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (IsTold(e))
        {
            Complain(e.Message);
            return ExitCode.BadInput;
        }
    }

    /// <summary>Whether an exception is about what was given, and told in one line: any other is a fault of the program.</summary>
    public static bool IsTold(Exception e) =>
        e is InputException or IOException or UnauthorizedAccessException or InsufficientMemoryException;

    public static void Complain(string message) =>
        Console.Error.WriteLine($"{ToolName.Current}: error: {PlainText.OneLine(ToolName.In(message))}");

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

    /// <summary>The same for SIGTERM.</summary>
    public const int Terminated = 143;
}

/// <summary>
/// Ctrl+C and SIGTERM: the first one asks the command to end with what it has. What does not look at that, a parser or a formula, is ended
/// with the process soon after; a second signal ends it at once.
/// </summary>
/// <remarks>
/// Files that are being put in their places are finished first (<see cref="OutputSet.Gate"/>), which takes no time, and none are after.
/// </remarks>
internal sealed class Interruption : IDisposable
{
    public const string NothingToShow = "cancelled before there was anything to show; nothing was written.";

    /// <summary>How long a command has to end by itself: so long that all of it takes less than a second.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _exitCode;

    public Interruption() => _registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal)];

    public CancellationToken Token => _source.Token;

    /// <summary>How the process has to end, as shells count it: 128 and the signal's number; null: no signal has come.</summary>
    public int? ExitCode => Volatile.Read(ref _exitCode) is var code and not 0 ? code : null;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        int code = context.Signal == PosixSignal.SIGTERM ? Cli.ExitCode.Terminated : Cli.ExitCode.Cancelled;
        if (Interlocked.CompareExchange(ref _exitCode, code, 0) != 0)
        {
            End();
            return;
        }
        // A thread of its own: those of the pool may all be busy with what is to be ended.
        new Thread(() =>
        {
            Thread.Sleep(Grace);
            // Whoever reads what is written here may have stopped to, or another thread may hold it.
            Thread telling = new(Tell) { IsBackground = true };
            telling.Start();
            telling.Join(Grace / 3);
            End();
        })
        { IsBackground = true, Priority = ThreadPriority.Highest }.Start();
        // Callbacks of the token must not hold up a second signal.
        _ = _source.CancelAsync();
    }

    private static void Tell()
    {
        // A progress bar has hidden the cursor.
        if (!PlainConsole.IsErrorPiped) Console.Error.WriteLine("\e[?25h");
        CommandLineHost.Complain("cancelled.");
    }

    private void End()
    {
        OutputSet.Gate.Enter();
        Environment.Exit(_exitCode);
    }
}
