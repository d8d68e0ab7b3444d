using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NJsonSchema;

namespace ZTunnelSim.Data.Tests;

/// <summary>Files of parts keep every number, and what is wrong with them is told in the name of the part.</summary>
public class StudyPartsFileTests
{
    private const string Version = "1.2.3+abc";

    private readonly string _folder = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;

    [Fact]
    public void Every_number_and_word_is_read_as_it_was_written()
    {
        double[] numbers =
        [
            0, -0.0, 1, 0.1 + 0.2, 1.0 / 3, double.Epsilon, double.MaxValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity,
            Math.PI, 1e21, 123_456_789_012_345_678,
        ];
        string[] words = ["", "it's \"quoted\"", "a\r\nb", "\u2028 \u0085 \uFEFF", "ü 🙂", "\\"];
        Write(Enumerable.Range(0, 5).Select(i => new ReplicationRecord([[.. numbers.Skip(i)], []], [words, []])), parts: 2);
        using StudyParts parts = StudyParts.Open([_folder], Version);
        for (int i = 0; i < 5; i++)
        {
            ReplicationRecord read = parts.Read(i, record => record);
            Assert.Equal(
                numbers.Skip(i).Select(BitConverter.DoubleToInt64Bits), read.Numbers[0].Select(BitConverter.DoubleToInt64Bits));
            Assert.Empty(read.Numbers[1]);
            Assert.Equal(words, read.Words[0]);
        }
    }

    [Fact]
    public async Task Its_lines_keep_to_the_schema()
    {
        Write(Some(3), parts: 1);
        string[] lines = await File.ReadAllLinesAsync(Part(1, 1), TestContext.Current.CancellationToken);
        string schemas = Path.Combine(AppContext.BaseDirectory, "data", "schemas", "part.schema.json");
        JsonSchema schema = await JsonSchema.FromFileAsync(schemas, TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(lines[0]));
        Assert.All(lines[1..^1], line => Assert.Empty(schema.Definitions["replication"].Validate(line)));
        Assert.Empty(schema.Definitions["end"].Validate(lines[^1]));
        Assert.NotEmpty(schema.Validate(lines[1]));
        Assert.NotEmpty(schema.Definitions["replication"].Validate(lines[0]));
    }

    [Fact]
    public void Missing_parts_are_named()
    {
        Write(Some(20), parts: 8);
        File.Delete(Part(5, 8));
        Assert.Equal("of 8 parts one is missing: 5/8. Run it with --shard.", Refusal());
        File.Delete(Part(1, 8));
        Assert.Equal("of 8 parts 2 are missing: 1/8, 5/8. Run them with --shard.", Refusal());
    }

    [Fact]
    public void A_double_part_is_refused()
    {
        Write(Some(4), parts: 2);
        string other = Directory.CreateDirectory(Path.Combine(_folder, "other")).FullName;
        string copy = Path.Combine(other, "part-2-of-2.jsonl");
        File.Copy(Part(2, 2), copy);
        Assert.Equal($"{copy}: is part 2/2, which {Part(2, 2)} is, too.", Refusal(_folder, other));
        Assert.Contains("is part 1/2, which", Refusal(_folder, _folder));
    }

    [Theory]
    [InlineData("version", "\"1.2.4\"", "has version 1.2.4, but ")]
    [InlineData("seed", "8", "has seed 8, but ")]
    [InlineData("study", "\"compare\"", "is a part of compare, but ")]
    [InlineData("scenarioSha256", "\"ff\"", "is of a scenario with SHA-256 ff, but ")]
    [InlineData("options", "[\"--precision=1%\"]", "was run with --precision=1%, but ")]
    [InlineData("of", "3", "has parts: 3, but ")]
    [InlineData("replications", "5", "has replications: 5, but ")]
    public void A_part_of_another_study_is_refused_by_name(string key, string value, string expected)
    {
        Write(Some(4), parts: 2);
        Change(Part(2, 2), key, value);
        string refusal = Refusal();
        Assert.StartsWith($"{Part(2, 2)}: {expected}{Part(1, 2)} ", refusal);
        Assert.DoesNotContain('\n', refusal);
    }

    [Fact]
    public void Parts_of_another_version_than_the_tools_are_refused()
    {
        Write(Some(4), parts: 2);
        string refusal = Assert.Throws<InputException>(() => StudyParts.Open([_folder], "1.2.3+def")).Message;
        Assert.StartsWith($"{Part(1, 2)}: was run by version {Version}, but this is 1.2.3+def", refusal);
    }

    [Fact]
    public void A_part_that_is_not_whole_or_was_changed_is_refused_wherever_it_breaks()
    {
        Write(Some(6), parts: 2);
        byte[] whole = File.ReadAllBytes(Part(1, 2));
        // The last line's end alone says nothing.
        for (int length = 0; length < whole.Length - 1; length += 7)
        {
            File.WriteAllBytes(Part(1, 2), whole[..length]);
            AssertRefused(length);
        }
        for (int at = 0; at < whole.Length - 1; at += 3)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 1;
            File.WriteAllBytes(Part(1, 2), changed);
            AssertRefused(at);
        }
        File.WriteAllBytes(Part(1, 2), whole);
        StudyParts.Open([_folder], Version).Dispose();

        void AssertRefused(int at)
        {
            string refusal = Refusal();
            Assert.True(refusal.StartsWith(Part(1, 2), StringComparison.Ordinal) && !refusal.Contains('\n'), $"{at}: {refusal}");
        }
    }

    [Fact]
    public void What_was_made_up_with_a_right_checksum_is_refused_as_well()
    {
        Write(Some(2), parts: 1);
        string path = Part(1, 1);
        string[] lines = File.ReadAllLines(path);
        foreach (string line in new[]
        {
            lines[2], "{}", "null", "[]", """{"replication":0,"numbers":null,"words":[]}""",
            """{"replication":0,"numbers":[null],"words":[]}""",
            """{"replication":0,"numbers":[["x"]],"words":[]}""", """{"replication":0,"numbers":[],"words":[]}""", lines[0],
        })
        {
            Seal(path, [lines[0], line, lines[2]]);
            using StudyParts parts = StudyParts.Open([_folder], Version);
            string refusal = Assert.Throws<InputException>(() => parts.Read(0, record => record.WithRows(1, 1).Row(0, 2))).Message;
            Assert.StartsWith($"{path}:2: ", refusal);
        }
        // A header with a part that can't be.
        foreach ((string key, string value) in new[]
        {
            ("shard", "0"), ("shard", "2"), ("of", "1001"), ("options", "[null]"), ("schema", "\"x\""),
        })
        {
            Seal(path, lines[..^1]);
            Change(path, key, value);
            Assert.StartsWith($"{path}:1: ", Refusal());
        }
    }

    [Fact]
    public void A_folder_without_parts_and_what_is_no_folder_are_refused()
    {
        Assert.Equal($"{_folder}: has no parts of a study in it (part-*-of-*.jsonl, as --shard writes them).", Refusal());
        string nowhere = Path.Combine(_folder, "nowhere"), file = Path.Combine(_folder, "file");
        Assert.Equal($"{nowhere}: does not exist.", Refusal(nowhere));
        File.WriteAllText(file, "");
        Assert.Equal($"{file}: is a file, but a folder with parts is expected.", Refusal(file));
    }

    [Fact]
    public void A_part_that_fails_leaves_nothing()
    {
        StudyReplications<int> study = new(4, 1, null, (i, _) => i < 2 ? i : throw new InvalidOperationException(), _ => new([[]]), _ => 0);
        Assert.Throws<InvalidOperationException>(
            () => PartFile.Write(_folder, Header(new(1, 1), 4), study, progress: null, CancellationToken.None));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_scenarios_hash_is_of_what_is_in_all_its_files_and_of_their_names_in_it()
    {
        string scenario = Scenario(_folder), hash = Hash(scenario);
        string elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "else", "where")).FullName;
        Assert.Equal(hash, Hash(Scenario(elsewhere)));

        HashSet<string> hashes = [hash];
        foreach (string file in new[] { "scenario.yaml", "data/lifetimes.csv", "cluster.json", "ztunnel.yaml" })
        {
            string path = Path.Combine(_folder, file), before = File.ReadAllText(path);
            File.WriteAllText(path, before + "\n");
            Assert.True(hashes.Add(Hash(scenario)), file);
            File.WriteAllText(path, before);
        }
        Assert.Equal(hash, Hash(scenario));
        // The same data under another name, which a folder's files have without the scenario's text.
        string data = Path.Combine(_folder, "data", "lifetimes.csv");
        Assert.All(
            new[] { "logs/a.log", "logs/b.log" }, name => Assert.True(hashes.Add(new ScenarioFiles(scenario, [(name, data)]).Hash()), name));

        static string Hash(string path) => ScenarioFiles.Of(ScenarioReader.Draft(path).Outline).Hash();
    }

    private static string Scenario(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        File.WriteAllText(Path.Combine(folder, "data", "lifetimes.csv"), "duration_s\n1\n2\n3\n");
        File.WriteAllText(Path.Combine(folder, "ztunnel.yaml"), Manifests.DaemonSet);
        File.WriteAllText(Path.Combine(folder, "cluster.json"), """
            {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1"},
              "status": {"allocatable": {"cpu": "4", "memory": "8Gi", "pods": "110"}}}]}
            """);
        string scenario = Path.Combine(folder, "scenario.yaml");
        File.WriteAllText(scenario, """
            cluster: { kubectl: cluster.json }
            ztunnel: { from: ztunnel.yaml }
            workloads: [{ name: db, arrivalsPerSecond: 1, lifetime: { csv: { file: data/lifetimes.csv } } }]
            """);
        return scenario;
    }

    private static IEnumerable<ReplicationRecord> Some(int count) =>
        Enumerable.Range(0, count).Select(i => new ReplicationRecord([[i, 0.1 * i]], [[$"reason {i}"]]));

    private string Part(int number, int of) => Path.Combine(_folder, $"part-{number}-of-{of}.jsonl");

    private static PartHeader Header(Shard shard, int count) =>
        new(PartHeader.FormName, Version, "sweep", shard.Number, shard.Of, count, 7, "scenario.yaml", "00", []);

    private void Write(IEnumerable<ReplicationRecord> records, int parts, int? only = null)
    {
        ReplicationRecord[] all = [.. records];
        StudyReplications<ReplicationRecord> study = new(all.Length, 2, null, (i, _) => all[i], record => record, record => record);
        foreach (int k in only is { } one ? [one] : Enumerable.Range(1, parts))
            PartFile.Write(_folder, Header(new(k, parts), all.Length), study, progress: null, CancellationToken.None);
    }

    /// <summary>Gives a key of the header another value, and the file the checksum that it then has.</summary>
    private static void Change(string path, string key, string value)
    {
        string[] lines = File.ReadAllLines(path);
        JsonObject header = JsonNode.Parse(lines[0])!.AsObject();
        Assert.True(header.ContainsKey(key));
        header[key] = JsonNode.Parse(value);
        Seal(path, [header.ToJsonString(), .. lines[1..^1]]);
    }

    private static void Seal(string path, IEnumerable<string> lines)
    {
        string text = string.Concat(lines.Select(line => line + "\n"));
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        File.WriteAllText(path, text + $$"""{"sha256":"{{hash}}"}""" + "\n");
    }

    private string Refusal(params string[] folders) =>
        Assert.Throws<InputException>(() => StudyParts.Open(folders.Length == 0 ? [_folder] : folders, Version)).Message;
}
