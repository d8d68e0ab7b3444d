using System.Diagnostics;

namespace ZTunnelSim.Cli.Tests;

/// <summary>Runs the tool as a user would: as a process, with its streams piped.</summary>
internal static class Tool
{
    public static string Example => Path.Combine(AppContext.BaseDirectory, "data", "example", "scenario.yaml");

    public static string CompareExample => Path.Combine(AppContext.BaseDirectory, "data", "compare", "scenario.yaml");

    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        RunWithInputAsync("", arguments);

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

    /// <summary>The tool in this process, its streams as in a pipe: for tests that are alone in the process.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunHereAsync(
        string[] arguments, TimeProvider? clock = null, CancellationToken stop = default)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        await using StringWriter written = new(), told = new();
        Console.SetOut(written);
        Console.SetError(told);
        try
        {
            int exitCode = await CommandLineHost.RunAsync(() => Commands.Create(clock), arguments, stop);
            return (exitCode, written.ToString(), told.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
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
}
