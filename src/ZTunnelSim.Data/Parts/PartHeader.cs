using System.Text.Json.Serialization;

namespace ZTunnelSim.Data;

/// <summary>What a part of a study is a part of: the first line of its file.</summary>
/// <param name="Schema">The form of the file, <see cref="FormName"/>.</param>
/// <param name="Version">The version of the simulator that ran it.</param>
/// <param name="Study">The command: sweep, compare or sensitivity.</param>
/// <param name="Shard">Which part it is, from 1.</param>
/// <param name="Of">Of how many.</param>
/// <param name="Replications">How many replications the whole study has at most.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Scenario">The scenario's file, as it was given.</param>
/// <param name="ScenarioSha256">What is in it, and in all files that it names (<see cref="ScenarioFiles.Hash"/>).</param>
/// <param name="Options">The command's options that results depend on, as they were given.</param>
internal sealed record PartHeader(
    string Schema, string Version, string Study, int Shard, int Of, int Replications, ulong Seed, string Scenario, string ScenarioSha256,
    IReadOnlyList<string> Options)
{
    public const string FormName = "ztunnelsim/part/v1";

    /// <summary>The file's name.</summary>
    [JsonIgnore]
    public string FileName => $"part-{Shard}-of-{Of}.jsonl";

    /// <summary>What a folder has such files by.</summary>
    public const string FilePattern = "part-*-of-*.jsonl";

    /// <summary>Which part it is.</summary>
    [JsonIgnore]
    public Shard Part => new(Shard, Of);

    /// <summary>What makes it a part of another study than a first one: what it has, and what the other has; null: nothing.</summary>
    public (string What, string Own, string Others)? DifferenceFrom(PartHeader first)
    {
        (string What, string Own, string Others)[] all =
        [
            ("is a part of", Study, first.Study), ("has version", Version, first.Version), ("has seed", $"{Seed}", $"{first.Seed}"),
            ("is of a scenario with SHA-256", ScenarioSha256, first.ScenarioSha256),
            ("was run with", OptionText, first.OptionText), ("has parts:", $"{Of}", $"{first.Of}"),
            ("has replications:", $"{Replications}", $"{first.Replications}"),
        ];
        return all.Where(d => d.Own != d.Others).Select(d => ((string, string, string)?)d).FirstOrDefault();
    }

    private string OptionText => Options.Count == 0 ? "no options" : string.Join(' ', Options);
}

/// <summary>A replication's line.</summary>
/// <param name="Replication">Its number, from 0.</param>
/// <param name="Numbers">As <see cref="ReplicationRecord.Numbers"/>.</param>
/// <param name="Words">As <see cref="ReplicationRecord.Words"/>.</param>
internal sealed record PartLine(int Replication, double[][] Numbers, string[][] Words);

/// <summary>The last line, without which a part is none.</summary>
/// <param name="Sha256">SHA-256 of all lines before it.</param>
internal sealed record PartSeal(string Sha256);
