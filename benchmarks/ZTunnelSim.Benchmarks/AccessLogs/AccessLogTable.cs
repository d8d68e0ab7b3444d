using System.Diagnostics;
using System.Globalization;
using ZTunnelSim.Data.Connections;

namespace ZTunnelSim.Benchmarks.AccessLogs;

/// <summary>How long reading 1 GB of access log takes on one core, against <c>wc -l</c> and <c>grep -c</c> on the same file.</summary>
/// <remarks>
/// Each is a process of its own, pinned to core 0 and timed from its start to its end, in rounds that take turns; the file
/// is in the page cache. Ours has to start a runtime and compile itself within that time.
/// </remarks>
internal static class AccessLogTable
{
    private const int Rounds = 7;
    private const long Bytes = 1_000_000_000;

    public static void Print()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-benchmark-").FullName;
        try
        {
            foreach (bool json in (ReadOnlySpan<bool>)[false, true]) Print(Path.Combine(directory, json ? "access.jsonl" : "access.log"), json);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The process that is timed: reads a file as <c>ztunnelsim fit</c> does, keeping every lifetime.</summary>
    public static void Read(string file)
    {
        ConnectionData data = ConnectionFiles.Read(file);
        string peak = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("VmHWM", StringComparison.Ordinal)) ?? "";
        Console.WriteLine($"{data.Report.Lines:#,0} lines, {data.Report.Connections:#,0} connections, {data.Report.NotUnderstood} not understood, "
            + $"{data.Workloads.Count} workloads; peak memory {peak.Split(':', StringSplitOptions.TrimEntries)[^1]}");
    }

    private static void Print(string file, bool json)
    {
        using (FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 20)) new SyntheticLog(stream, json).Write(Bytes);
        (string Name, string[] Command)[] programs =
        [
            ("wc -l", ["wc", "-l", file]),
            ("grep -c 'connection complete'", ["grep", "-c", "connection complete", file]),
            ("this reader", [Environment.ProcessPath!, .. Entry(), "accesslog", file]),
        ];
        double[][] seconds = [.. programs.Select(_ => new double[Rounds])];
        string said = "";
        // One round unmeasured, so that the page cache holds the file and the programs.
        for (int round = -1; round < Rounds; round++)
        {
            for (int p = 0; p < programs.Length; p++)
            {
                (double elapsed, said) = Time(programs[p].Command);
                if (round >= 0) seconds[p][round] = elapsed;
            }
        }
        double[] medians = [.. seconds.Select(s => s.Order().ElementAt(Rounds / 2))];
        Console.WriteLine();
        Console.WriteLine($"{(json ? "JSON" : "Text")}, {new FileInfo(file).Length:#,0} bytes: {said.Trim()}");
        Console.WriteLine($"LC_ALL={Environment.GetEnvironmentVariable("LC_ALL") ?? "(unset)"}, LANG={Environment.GetEnvironmentVariable("LANG") ?? "(unset)"}; medians of {Rounds} rounds");
        Console.WriteLine("| | seconds | fastest to slowest | MB/s | of wc -l | of grep -c |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        for (int p = 0; p < programs.Length; p++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {programs[p].Name} | {medians[p]:0.000} | {seconds[p].Min():0.000} to {seconds[p].Max():0.000} | {Bytes / 1e6 / medians[p]:#,0} | {medians[p] / medians[0]:0.00} | {medians[p] / medians[1]:0.00} |"));
        }
        File.Delete(file);
    }

    /// <summary>This program's file, where a runtime and not the program itself is the process.</summary>
    private static string[] Entry() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(AccessLogTable).Assembly.Location] : [];

    private static (double Seconds, string Output) Time(string[] command)
    {
        ProcessStartInfo start = new("taskset") { RedirectStandardOutput = true };
        foreach (string argument in (string[])["-c", "0", .. command]) start.ArgumentList.Add(argument);
        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return process.ExitCode == 0 ? (seconds, output) : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }
}
