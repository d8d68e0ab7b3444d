using System.Diagnostics;
using System.Text;

namespace ZTunnelSim.Cli.Tests;

/// <summary>
/// Runs the tool with its streams piped: as a user would, as a process, or in this one, which needs no start and no compilation of its own.
/// </summary>
internal static class Tool
{
    /// <summary>The console is the process's: one run at a time.</summary>
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public static string Example => Path.Combine(AppContext.BaseDirectory, "data", "example", "scenario.yaml");

    public static string CompareExample => Path.Combine(AppContext.BaseDirectory, "data", "compare", "scenario.yaml");

    /// <summary>The tool in this process, which must not need the console, the current folder or the culture for anything else.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        Task.Run(() => RunHereAsync(arguments), TestContext.Current.CancellationToken);

    /// <summary>The tool as a process that reads from a pipe.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunWithInputAsync(string input, params string[] arguments) =>
        RunAsync(input, index: null, arguments);

    /// <summary>As in the pod of an Indexed Job.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunInPodAsync(int index, params string[] arguments) =>
        RunAsync("", index, arguments);

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string input, int? index, string[] arguments)
    {
        using Process process = Start(closeInput: input.Length == 0, arguments, index);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (input.Length > 0)
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), TestContext.Current.CancellationToken);
            process.StandardInput.Close();
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>The tool in this process, by a clock, and until it is stopped.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunHereAsync(
        string[] arguments, TimeProvider? clock = null, CancellationToken stop = default)
    {
        await OneAtATime.WaitAsync(TestContext.Current.CancellationToken);
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        using Pipe pipe = new();
        await using StreamWriter text = new(pipe, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
        await using StringWriter told = new();
        Console.SetOut(text);
        Console.SetError(told);
        try
        {
            int exitCode = await CommandLineHost.RunAsync(() => Commands.Create(clock), arguments, pipe, stop);
            return (exitCode, Encoding.UTF8.GetString(pipe.ToArray()), told.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
            OneAtATime.Release();
        }
    }

    public static Process Start(params string[] arguments) => Start(closeInput: true, arguments);

    /// <summary>Starts it in a folder, with a folder of its own for the system's temporary files.</summary>
    public static Process StartIn(string folder, string temporary, string[] arguments, bool closeInput = true) =>
        Start(closeInput, arguments, index: null, folder, temporary);

    /// <summary>Sends a signal to a process: INT, TERM or KILL.</summary>
    public static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        kill.WaitForExit();
    }

    private static Process Start(bool closeInput, string[] arguments, int? index = null, string? folder = null, string? temporary = null)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ZTunnelSim.Cli.dll"));
        if (folder is not null) start.WorkingDirectory = folder;
        if (temporary is not null) start.Environment["TMPDIR"] = temporary;
        if (index is not null) start.Environment["JOB_COMPLETION_INDEX"] = $"{index}";
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        Process process = Process.Start(start)!;
        if (closeInput) process.StandardInput.Close();
        return process;
    }

    /// <summary>Whoever wrote to it closes it, and it can be read and written all the same.</summary>
    private sealed class Pipe : MemoryStream
    {
        public override void Close()
        {
        }
    }
}
