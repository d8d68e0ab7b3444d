using System.Text.Json.Nodes;
using NJsonSchema;

namespace ZTunnelSim.Data.Tests;

/// <summary>The schemas of documents describe every key, allow no other, and refuse what is not so.</summary>
public class ResultSchemaTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "data", "schemas");

    public static TheoryData<string> Schemas =>
        [.. Directory.GetFiles(Folder, "*.schema.json").Select(f => Path.GetFileName(f)!).Order()];

    [Fact]
    public void There_is_one_for_each_command_that_answers_and_one_for_parts() => Assert.Equal(
        ["apply", "backtest", "canary", "check", "collect", "compare", "fit", "init", "logs", "part", "recommend", "report", "sensitivity", "sweep",
            "trace", "when"],
        Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f).Replace(".schema.json", "")).Order());

    [Theory]
    [MemberData(nameof(Schemas))]
    public void Every_key_is_described_and_no_other_allowed(string file)
    {
        JsonObject schema = Read(file);
        JsonObject[] objects = [.. Objects(schema)];
        Assert.All(objects, o => Assert.True(o["additionalProperties"] is { } others && others.ToJsonString() != "true"));
        foreach (JsonObject o in objects.Where(o => o["properties"] is not null))
        {
            Assert.Equal("false", o["additionalProperties"]!.ToJsonString());
            string[] keys = [.. o["properties"]!.AsObject().Select(p => p.Key)];
            // A key is always there; where there is nothing to say it is null.
            Assert.Equal(keys, o["required"]!.AsArray().Select(k => k!.GetValue<string>()));
            Assert.All(o["properties"]!.AsObject(), p => Assert.False(string.IsNullOrWhiteSpace((string?)p.Value!["description"]), p.Key));
            // Where a number may be null a key beside it says why.
            Assert.All(
                o["properties"]!.AsObject().Where(p => p.Value!["type"] is JsonArray types
                    && types.Any(t => (string?)t is "number" or "integer") && types.Any(t => (string?)t == "null")),
                p => Assert.True(keys.Any(IsReason) || Explained.Contains(p.Key), p.Key));
        }
        string command = file.Replace(".schema.json", "");
        Assert.Equal($"ztunnelsim/{command}/v1", schema["properties"]!["schema"]!["enum"]![0]!.GetValue<string>());
    }

    [Fact]
    public void Every_kind_of_manifest_is_in_its_schema() => Assert.Equal(
        Enum.GetNames<ManifestKind>().Select(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName).Order(),
        Read("apply.schema.json")["properties"]!["kind"]!["enum"]!.AsArray().Select(kind => (string)kind!).Order());

    [Fact]
    public void What_several_schemas_define_is_the_same_in_all()
    {
        IEnumerable<(string Name, string Text)> all = Schemas.SelectMany(file =>
            Read(file.Data)["definitions"]?.AsObject().Select(d => (d.Key, d.Value!.ToJsonString())) ?? []);
        Assert.All(all.GroupBy(d => d.Name), same => Assert.Single(same.Select(d => d.Text).Distinct()));
    }

    [Fact]
    public async Task A_document_with_another_key_or_without_one_or_with_another_value_is_refused()
    {
        JsonSchema schema = await JsonSchema.FromFileAsync(
            Path.Combine(Folder, "sweep.schema.json"), TestContext.Current.CancellationToken);
        JsonObject Written()
        {
            using MemoryStream stream = new();
            ResultJson.Of(Sweep(new Exponential(60)), "scenario.yaml").Write(stream);
            return JsonNode.Parse(stream.ToArray())!.AsObject();
        }
        Assert.Empty(schema.Validate(Written().ToJsonString()));
        Action<JsonObject>[] changes =
        [
            json => json["another"] = 1,
            json => json.Remove("openConnections"),
            json => json["engine"] = "steam",
            json => json["openConnections"] = null,
            json => json["schema"] = "ztunnelsim/sweep/v2",
            json => json["candidates"]![0]!["another"] = 1,
            json => json["candidates"]![0]!["pacings"]![0]!["resets"]!["another"] = 1,
            json => json["candidates"]![0]!["pacings"]![0]!["resets"]!.AsObject().Remove("mean"),
            json => json["candidates"]![0]!["pacings"]![0]!["resets"]!["upper"] = "Infinity",
            json => json["candidates"]![0]!["resetsInterval"]!["lifetimesShare"] = 1.5,
            json => json["candidates"]![0]!["resetsTheoryByWorkload"]!["w"] = "many",
        ];
        for (int i = 0; i < changes.Length; i++)
        {
            JsonObject json = Written();
            changes[i](json);
            Assert.True(schema.Validate(json.ToJsonString()).Count > 0, $"Change {i} was not seen.");
        }
    }

    [Fact]
    public void What_has_no_bound_is_null_with_a_reason_beside_it()
    {
        // One of the plausible laws has no mean, so that neither the expected resets nor those of one rollout have a bound.
        SweepResult result = Sweep(new Exponential(60), [new Exponential(60), new Lomax(0.9, 10)]);
        using MemoryStream stream = new();
        ResultJson.Of(result, "scenario.yaml").Write(stream);
        JsonNode interval = JsonNode.Parse(stream.ToArray())!["candidates"]![0]!["resetsInterval"]!;
        Assert.True(double.IsInfinity(result.Candidates[0].ResetsInterval.MeanUpper));
        Assert.Null(interval["meanUpper"]);
        Assert.Equal("plausibleLifetimeWithoutMean", interval["upperReason"]!.GetValue<string>());
        Assert.Equal(result.Candidates[0].ResetsInterval.MeanLower, interval["meanLower"]!.GetValue<double>());
    }

    [Fact]
    public void A_document_ends_with_its_notes_and_warnings_and_a_line_end()
    {
        using MemoryStream stream = new();
        ResultDocument document = new("check", new { One = double.NaN, TwoWords = 0.1 + 0.2, Name = "it's \"<b>\"" })
        {
            Notes = ["first", "  second"],
            Warnings = ["third"],
        };
        document.Write(stream);
        string text = System.Text.Encoding.UTF8.GetString(stream.ToArray());
        Assert.Equal(
            $$"""
            {
              "schema": "ztunnelsim/check/v1",
              "version": "{{ResultDocument.Version}}",
              "one": null,
              "twoWords": 0.30000000000000004,
              "name": "it's \"<b>\"",
              "notes": [
                "first",
                "second"
              ],
              "warnings": [
                "third"
              ]
            }

            """.ReplaceLineEndings("\n"), text.ReplaceLineEndings("\n"));
    }

    /// <summary>Keys whose null is said where they are described: they don't apply, which is no matter of knowing.</summary>
    private static readonly string[] Explained = ["openPerNode", "heldDuration"];

    private static bool IsReason(string key) => key.EndsWith("eason", StringComparison.Ordinal);

    private static SweepResult Sweep(DurationLaw lifetime, params DurationLaw[] plausible) => Rollout.Of(Cluster.OfSize(
        2, Workload.Of("w", Traffic.PerNode(0.2), lifetime) with { PlausibleLifetimes = plausible }))
        .Sweep([new GracePeriod(30)], new SweepOptions { Replications = 3 });

    private static JsonObject Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!.AsObject();

    /// <summary>Every schema of an object, at any depth.</summary>
    private static IEnumerable<JsonObject> Objects(JsonNode? node)
    {
        if (node is JsonObject o)
        {
            if (o["type"] is JsonValue type && type.GetValue<string>() == "object") yield return o;
            if (o["type"] is JsonArray types && types.Any(t => (string?)t == "object")) yield return o;
        }
        IEnumerable<JsonNode?> inner = node switch
        {
            JsonObject map => map.Select(p => p.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (JsonObject found in inner.SelectMany(Objects)) yield return found;
    }
}
