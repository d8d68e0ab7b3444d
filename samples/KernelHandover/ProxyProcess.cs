using System.Diagnostics;
using System.Runtime.InteropServices;

/// <summary>What a proxy tells its parent: a line each, with the time and a number.</summary>
internal enum ProxyEvent
{
    /// <summary>Its listener is open; the number is its port.</summary>
    Listening,

    /// <summary>It got SIGTERM and closes its listener; the number is how many connections it holds.</summary>
    ListenerClosed,

    /// <summary>Its drain is over; the number is how many connections it still holds, and closes by force.</summary>
    Drained,
}

/// <summary>When something happened, by <see cref="Stopwatch.GetTimestamp"/>, which on Linux is one clock for all processes.</summary>
internal readonly record struct Report(long Timestamp, int Value);

/// <summary>A <see cref="Proxy"/> that runs as a process of its own: this program, started once more.</summary>
internal sealed class ProxyProcess : IDisposable
{
    /// <summary>The first argument that makes this program a proxy.</summary>
    public const string Role = "proxy";

    private readonly Process _process;
    private readonly Task<Report>[] _reports;

    private ProxyProcess(Process process)
    {
        _process = process;
        TaskCompletionSource<Report>[] reports = [.. Enum.GetValues<ProxyEvent>().Select(_ => new TaskCompletionSource<Report>())];
        _reports = [.. reports.Select(r => r.Task)];
        _ = Read(process, reports);
    }

    /// <summary>Starts a proxy: this program's own executable, or <c>dotnet</c> with its library where that is how it runs.</summary>
    public static ProxyProcess Start(int port, byte name, TimeSpan drainBudget)
    {
        string host = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(host) == "dotnet" ? [typeof(ProxyProcess).Assembly.Location] : [];
        ProcessStartInfo start = new(host, [.. program, Role, $"{port}", $"{name}", $"{drainBudget.TotalMilliseconds}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new(Process.Start(start)!);
    }

    /// <summary>What it told of something; faulted where it ended without.</summary>
    public Task<Report> this[ProxyEvent what] => _reports[(int)what];

    public void Terminate()
    {
        const int Sigterm = 15;
        if (Kill(_process.Id, Sigterm) != 0) throw new InvalidOperationException($"SIGTERM can't be sent to process {_process.Id}.");
    }

    public void WaitForExit() => _process.WaitForExit();

    /// <summary>Kills it where it still runs.</summary>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task Read(Process process, TaskCompletionSource<Report>[] reports)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            string[] words = line.Split(' ');
            reports[(int)Enum.Parse<ProxyEvent>(words[0])].TrySetResult(new(long.Parse(words[1]), int.Parse(words[2])));
        }
        foreach (TaskCompletionSource<Report> report in reports)
            report.TrySetException(new InvalidOperationException("A proxy ended before its time."));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
