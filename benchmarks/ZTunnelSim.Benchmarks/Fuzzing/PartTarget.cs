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
        """
        cluster: {nodes: 2}
        ztunnel: {terminationGracePeriodSeconds: 30}
        workloads: [{name: api, openPerNode: 20, lifetime: {exponential: {mean: 1m}}}]
        """).Rollout;

    private static readonly GracePeriod[] Candidates = [new(30)];

    private static readonly NamedStrategy[] Strategies = [new("as it is", Rollout)];

    private static readonly Study[] Studies =
    [
        new("sweep", () => Rollout.SweepReplications(Candidates, Sweeping(null)), parts => Rollout.Sweep(Candidates, Sweeping(parts))),
        new("compare", () => Compare.ReplicationsOf(Strategies, Comparing(null)), parts => Compare.Run(Strategies, Comparing(parts))),
        new("sensitivity", () => Rollout.SensitivityReplications(Varying(null)), parts => Rollout.Sensitivity(Varying(parts))),
    ];

    public static Target Create(string folder)
    {
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "part-1-of-1.jsonl");
        Seed[] seeds = [.. Studies.Select(study => Seed.OfLines(Written(folder, study)))];
        return new("part", seeds, (input, way) => Take(input, way, folder, file));
    }

    private static SweepOptions Sweeping(IReplicationRecords? parts) => new() { Replications = 2, Threads = 1, Records = parts };

    private static CompareOptions Comparing(IReplicationRecords? parts) => new() { Replications = 2, Threads = 1, Records = parts };

    private static SensitivityOptions Varying(IReplicationRecords? parts) => new() { Replications = 20, Threads = 1, Records = parts };

    private static string Written(string folder, Study study)
    {
        StudyReplications all = study.Replications();
        PartHeader header = new(PartHeader.FormName, Version, study.Name, 1, 1, all.Count, 1, "s.yaml", "00", ["--replications=2"]);
        return File.ReadAllText(PartFile.Write(folder, header, all, progress: null, CancellationToken.None));
    }

    private static bool Take(byte[] input, int way, string folder, string file)
    {
        File.WriteAllBytes(file, way % 8 == 0 ? input : Sealed(input));
        using StudyParts parts = StudyParts.Open([folder], Version);
        PartHeader header = parts.Header;
        _ = Cli.Studies.Parse(header.Study, parts, header.Scenario, header.Options);
        Studies.FirstOrDefault(study => study.Name == header.Study)?.Merge(parts);
        return true;
    }

    private static byte[] Sealed(byte[] input)
    {
        string[] lines = Encoding.UTF8.GetString(input).TrimEnd('\n').Split('\n');
        byte[] content = Encoding.UTF8.GetBytes(string.Concat(lines[..^1].Select(line => line + "\n")));
        return [.. content, .. Encoding.UTF8.GetBytes($"{{\"sha256\":\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"}}\n")];
    }

    private sealed record Study(string Name, Func<StudyReplications> Replications, Action<IReplicationRecords> Merge);
}
