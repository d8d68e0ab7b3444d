using System.Security.Cryptography;
using System.Text;
using ZTunnelSim.Cli;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// Parts of studies as a target. Without its checksum each mutant would be refused for that alone: most get a new one, and so come to those
/// who read what is in them.
/// </summary>
internal static class PartTarget
{
    private const string Version = "1.0.0";

    private static readonly Rollout Rollout = Scenario.Parse(
        "cluster: {nodes: 2}\nztunnel: {terminationGracePeriodSeconds: 30}\nworkloads: [{name: api, openPerNode: 20, lifetime: {exponential: {mean: 1m}}}]").Rollout;

    private static readonly GracePeriod[] Candidates = [new(30)];

    private static readonly (string Study, Func<IReplicationRecords?, StudyReplications> All, Action<IReplicationRecords> Merge)[] Studies =
    [
        ("sweep", records => Rollout.SweepReplications(Candidates, Sweeping(records)), records => Rollout.Sweep(Candidates, Sweeping(records))),
    ];

    public static Target Create(string folder)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "part-1-of-1.jsonl");
        Seed[] seeds = [.. Studies.Select(study => Seed.OfLines(Written(folder, study.Study, study.All(null))))];
        return new("part", seeds, (input, way) => Take(input, way, folder, file));
    }

    private static SweepOptions Sweeping(IReplicationRecords? records) => new() { Replications = 2, Threads = 1, Records = records };

    private static string Written(string folder, string study, StudyReplications all)
    {
        PartHeader header = new(PartHeader.FormName, Version, study, 1, 1, all.Count, 1, "s.yaml", "00", ["--replications=2"]);
        return File.ReadAllText(PartFile.Write(folder, header, all, progress: null, CancellationToken.None));
    }

    private static bool Take(byte[] input, int way, string folder, string file)
    {
        File.WriteAllBytes(file, way % 8 == 0 ? input : Sealed(input));
        using StudyParts parts = StudyParts.Open([folder], Version);
        _ = Cli.Studies.Parse(parts.Header.Study, parts, parts.Header.Scenario, parts.Header.Options);
        if (Studies.FirstOrDefault(s => s.Study == parts.Header.Study) is not { Merge: { } merge }) return true;
        merge(parts);
        return true;
    }

    private static byte[] Sealed(byte[] input)
    {
        string[] lines = Encoding.UTF8.GetString(input).TrimEnd('\n').Split('\n');
        string content = string.Concat(lines[..^1].Select(line => line + "\n"));
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        return [.. bytes, .. Encoding.UTF8.GetBytes($"{{\"sha256\":\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"}}\n")];
    }
}
