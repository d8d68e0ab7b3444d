using System.Globalization;

namespace ZTunnelSim.Benchmarks;

/// <summary>What <c>benchmarks -- coverage</c> looks at.</summary>
/// <param name="Logs">How many logs of a cell a law is chosen for.</param>
/// <param name="DrawnLogs">
/// How many logs of a cell, the same ones first, are judged by the draws alone that the intervals are made from. The draws know of no
/// chosen law, and choosing it takes nine tenths of the time: so many more logs tell a cell's own coverage from chance.
/// </param>
/// <param name="Truth">Only truths whose name holds this.</param>
/// <param name="Window">Only windows whose name holds this.</param>
internal sealed record CoverageRun(int Logs = 200, int DrawnLogs = 0, string Truth = "", string Window = "")
{
    /// <summary>Logs have no seed but their numbers.</summary>
    private const ulong Seed = 20;

    /// <summary>Connections a second.</summary>
    public double Rate => 1;

    public int LogsOfRow => Math.Max(Logs, DrawnLogs);

    /// <summary>Does what was asked for: <c>[shard k/n FOLDER] [logs [drawn logs [truth [window]]]]</c> or <c>merge FOLDER...</c></summary>
    public static void Print(string[] arguments)
    {
        string version = ResultDocument.Version!;
        switch (arguments)
        {
            case ["shard", var text, var folder, .. var rest] when Shard.TryParse(text, out Shard shard):
                StudyReplications logs = CoverageTable.Logs(Of(rest));
                PartHeader header = new(PartHeader.FormName, version, "coverage", shard.Number, shard.Of, logs.Count, Seed, "", "", rest);
                Directory.CreateDirectory(folder);
                Console.Error.WriteLine($"Written: {PartFile.Write(folder, header, logs, progress: null, CancellationToken.None)}");
                break;
            case ["merge", .. var folders]:
                using (StudyParts parts = StudyParts.Open(folders, version))
                    CoverageTable.Print(Of([.. parts.Header.Options]), parts);
                break;
            default:
                CoverageTable.Print(Of(arguments), before: null);
                break;
        }
    }

    private static CoverageRun Of(string[] arguments) => new(
        arguments is [var logs, ..] ? int.Parse(logs, CultureInfo.InvariantCulture) : 200,
        arguments is [_, var drawn, ..] ? int.Parse(drawn, CultureInfo.InvariantCulture) : 0,
        arguments is [_, _, var truth, ..] ? truth : "", arguments is [_, _, _, var window] ? window : "");
}
