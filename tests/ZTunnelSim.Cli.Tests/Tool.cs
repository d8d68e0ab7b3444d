using System.Diagnostics;

namespace ZTunnelSim.Cli.Tests;

/// <summary>Runs the tool as a user would: as a process, with its streams piped.</summary>
internal static class Tool
{
    public static string Example => Path.Combine(AppContext.BaseDirectory, "data", "example", "scenario.yaml");

    public static string CompareExample => Path.Combine(AppContext.BaseDirectory, "data", "compare", "scenario.yaml");

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }

    public static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "ZTunnelSim.Cli.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
