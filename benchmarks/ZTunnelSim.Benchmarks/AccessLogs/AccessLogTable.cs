using System.Diagnostics;
using System.Globalization;

namespace ZTunnelSim.Benchmarks;

/// <summary>How long reading 1 GB of access log takes on one core, against <c>wc -l</c> and <c>grep -c</c> on the same file.</summary>
/// <remarks>
/// Each is a process of its own, pinned to core 0, from its start to its end, in rounds that take turns; the file is in the
/// page cache. Ours has to start a runtime and compile itself within that time. Ratios are of processor time, user and
/// system, which others on the machine disturb less than the clock.
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
            foreach (bool json in (ReadOnlySpan<bool>)[false, true])
                Print(Path.Combine(directory, json ? "access.jsonl" : "access.log"), json);
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
        Console.WriteLine(
            $"{data.Report.Lines:#,0} lines, {data.Report.Connections:#,0} connections, {data.Report.NotUnderstood} not understood, "
            + $"{data.Workloads.Count} workloads; peak memory {peak.Split(':', StringSplitOptions.TrimEntries)[^1]}");
    }

    private static void Print(string file, bool json)
    {
        using (FileStream stream = new(file, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 20)) new SyntheticLog(stream, json)
            .Write(Bytes);
        (string Name, string[] Command)[] programs =
        [
            ("wc -l", ["wc", "-l", file]),
            ("grep -c 'connection complete'", ["grep", "-c", "connection complete", file]),
            ("this reader", [Environment.ProcessPath!, .. Entry(), "accesslog", file]),
        ];
        Timing[][] timings = [.. programs.Select(_ => new Timing[Rounds])];
        string said = "";
        // One round unmeasured, so that the page cache holds the file and the programs.
        for (int round = -1; round < Rounds; round++)
        {
            for (int p = 0; p < programs.Length; p++)
            {
                (Timing timing, said) = Time(programs[p].Command);
                if (round >= 0) timings[p][round] = timing;
            }
        }
        double[] cpu = [.. timings.Select(t => Median(t.Select(x => x.Processor)))];
        Console.WriteLine();
        Console.WriteLine($"{(json ? "JSON" : "Text")}, {new FileInfo(file).Length:#,0} bytes: {said.Trim()}");
        Console.WriteLine($"LC_ALL={Environment.GetEnvironmentVariable("LC_ALL") ?? "(unset)"}, "
            + $"LANG={Environment.GetEnvironmentVariable("LANG") ?? "(unset)"}; medians of {Rounds} rounds");
        Console.WriteLine("| | processor, s | from, to | by the clock, s | MB/s | of wc -l | of grep -c |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        for (int p = 0; p < programs.Length; p++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {programs[p].Name} | {cpu[p]:0.000} | {timings[p].Min(t => t.Processor):0.000}, "
                    + $"{timings[p].Max(t => t.Processor):0.000} | {Median(timings[p].Select(t => t.Clock)):0.000} | "
                    + $"{Bytes / 1e6 / cpu[p]:#,0} | {cpu[p] / cpu[0]:0.0} | {cpu[p] / cpu[1]:0.0} |"));
        }
        File.Delete(file);
    }

    /// <summary>This program's file, where a runtime and not the program itself is the process.</summary>
    private static string[] Entry() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(AccessLogTable).Assembly.Location] : [];

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static (Timing Timing, string Output) Time(string[] command)
    {
        ProcessStartInfo start = new("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])["-c", "TIMEFORMAT='%R %U %S'; time taskset -c 0 \"$@\"", "bash", .. command])
            start.ArgumentList.Add(argument);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd(), times = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}: {times}");
        double[] seconds = [.. times.Trim().Split(' ').Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
        return (new(seconds[0], seconds[1] + seconds[2]), output);
    }

    private readonly record struct Timing(double Clock, double Processor);
}
