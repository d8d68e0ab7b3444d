using System.Text.RegularExpressions;

namespace ZTunnelSim.Data.Tests;

/// <summary>The inputs that went wrong once.</summary>
internal static class Cases
{
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "cases", name);

    /// <summary>The whole log of a genuine server's ztunnel, from its start to the end of its drain, which cut 58 connections.</summary>
    public static string ServerDrain { get; } =
        System.IO.Path.Combine(AppContext.BaseDirectory, "data", "recorded", "ztunnel", "logs", "z3_exp_B-g0.log.gz");

    /// <summary>The labelled lines of a genuine ztunnel to which all kinds of things were done: case, process, raw line.</summary>
    public static IReadOnlyList<(string Case, string Process, string Line)> ErrorLines { get; } = ReadErrorLines();

    private static List<(string, string, string)> ReadErrorLines()
    {
        List<(string, string, string)> rows = [];
        foreach (string row in File.ReadLines(Directory.GetFiles(Recordings.Folder("ztunnel"), "*_error_lines.csv").Single()).Skip(1))
        {
            // Fields in quotes have doubled quotes inside, and no line breaks.
            List<string> fields = [.. Regex.Matches(row, "(?:^|,)(?:\"((?:[^\"]|\"\")*)\"|([^,]*))")
                .Select(m => m.Groups[1].Success ? m.Groups[1].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : m.Groups[2].Value)];
            rows.Add((fields[0], fields[1], fields[4]));
        }
        return rows;
    }
}
