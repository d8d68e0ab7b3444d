using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using YamlDotNet.RepresentationModel;

namespace ZTunnelSim.Data.Tests;

/// <summary>The schema, which editors check by, and the reader, which decides, say the same.</summary>
public class ScenarioSchemaTests
{
    public static TheoryData<string, string, int, string, bool> Invalid => ScenarioTexts.Invalid;

    public static TheoryData<string, string, int, string, bool> InvalidFull => FullScenarioTexts.Invalid;

    [Fact]
    public async Task What_the_reader_accepts_the_schema_accepts()
    {
        JsonSchema schema = await JsonSchema.FromFileAsync(Files.Schema, TestContext.Current.CancellationToken);
        string[] texts =
        [
            ScenarioTexts.Valid, ScenarioTexts.Valid.Replace("drainBudget: nominal", "drainBudget: { deadline: 20s }"),
            File.ReadAllText(Files.Example),
            FullScenarioTexts.Valid, .. FullScenarioTexts.Variants, File.ReadAllText(Files.CompareExample),
        ];
        foreach (string text in texts)
        {
            Scenario.Parse(text, Files.Example);
            Assert.Empty(schema.Validate(ToJson(text)));
        }
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public async Task What_a_schema_can_tell_to_be_wrong_it_refuses(
        string old, string replacement, int line, string names, bool schemaCanTell)
    {
        _ = (line, names);
        JsonSchema schema = await JsonSchema.FromFileAsync(Files.Schema, TestContext.Current.CancellationToken);
        Assert.Equal(schemaCanTell, schema.Validate(ToJson(ScenarioTexts.Valid.Replace(old, replacement))).Count > 0);
    }

    [Theory]
    [MemberData(nameof(InvalidFull))]
    public async Task What_a_schema_can_tell_to_be_wrong_it_refuses_in_a_full_scenario(
        string old, string replacement, int line, string names, bool schemaCanTell)
    {
        _ = (line, names);
        JsonSchema schema = await JsonSchema.FromFileAsync(Files.Schema, TestContext.Current.CancellationToken);
        Assert.Equal(schemaCanTell, schema.Validate(ToJson(FullScenarioTexts.Valid.Replace(old, replacement))).Count > 0);
    }

    [Theory]
    [InlineData("timing: kubectl", true)]
    [InlineData("timing: {kubectl: a.json, logs: [a.log, b.log]}", true)]
    [InlineData("timing: {kubectl: [a.json]}, age: {kubectl: [a.json]}", true)]
    [InlineData("age: kubectl", true)]
    [InlineData("age: {at: '2026-11-24T09:00:00Z'}", true)]
    [InlineData("age: {exponential: {mean: 5m}}", true)]
    [InlineData("timing: a.json", false)]
    [InlineData("timing: {kubectl: []}", false)]
    [InlineData("age: {}", false)]
    [InlineData("age: {kubectl: a.json, exponential: {mean: 5m}}", false)]
    public async Task Times_from_kubectl_are_spelled_as_the_reader_takes_them(string keys, bool isValid)
    {
        JsonSchema schema = await JsonSchema.FromFileAsync(Files.Schema, TestContext.Current.CancellationToken);
        string text = $"{{cluster: {{nodes: 1}}, ztunnel: {{terminationGracePeriodSeconds: 30, {keys}}}, "
            + "workloads: [{name: w, openPerNode: 1, lifetime: 5}]}";
        Assert.Equal(isValid, schema.Validate(ToJson(text)).Count == 0);
    }

    [Fact]
    public void Every_key_of_the_schema_is_known_to_the_reader_and_described()
    {
        JsonNode schema = JsonNode.Parse(File.ReadAllText(Files.Schema))!;
        string[] keys = [.. Keys(schema).Distinct().Order()];
        // The keys that the reader knows, as its error messages list them.
        HashSet<string> known = [];
        foreach (string probe in Probes)
        {
            InputException e = Assert.Throws<InputException>(() => Scenario.Parse(probe, "f.yaml"));
            string list = e.Message[(e.Message.LastIndexOf("the keys here are ", StringComparison.Ordinal) + "the keys here are ".Length)..]
                .TrimEnd('.');
            known.UnionWith(list.Split(", "));
        }
        Assert.Equal(known.Order(), keys);
    }

    /// <summary>An unknown key in every mapping there is.</summary>
    private static IEnumerable<string> Probes
    {
        get
        {
            yield return "x?: 1";
            const string ZTunnel = "terminationGracePeriodSeconds: 30";
            const string Rest = "workloads: [{name: w, openPerNode: 1, lifetime: 5}]";
            yield return $"{{istioCni: {{x?: 1}}, cluster: {{nodes: 1}}, ztunnel: {{{ZTunnel}}}, {Rest}}}";
            yield return $"{{start: {{x?: 1}}, cluster: {{nodes: 1}}, ztunnel: {{{ZTunnel}}}, {Rest}}}";
            yield return $"{{cluster: {{x?: 1}}, ztunnel: {{{ZTunnel}}}, {Rest}}}";
            foreach (string part in new[]
            {
                "x?: 1", "updateStrategy: {x?: 1}", "updateStrategy: {rollingUpdate: {x?: 1}}", "drainBudget: {x?: 1}",
                "startup: {uniform: {x?: 1}}", "startup: {exponential: {x?: 1}}", "startup: {lognormal: {x?: 1}}",
                "startup: {weibull: {x?: 1}}", "startup: {mixture: [{x?: 1}]}", "acceptQueue: {x?: 1}",
                "updateStrategy: {type: OnDelete, drain: {x?: 1}}", "ready: {probe: {x?: 1}}", "ready: {probe: {}, x?: 1}",
                "joins: [{x?: 1}]", "secondChange: {x?: 1}",
                "timing: {x?: 1}", "age: {at: x, x?: 1}",
                "memory: {x?: 1}", "unplannedRestarts: {x?: 1}", "neverReadyShare: {x?: 1}",
                "updateStrategy: {type: OnDelete, drain: {drainedBy: {x?: 1}}}",
            })
            {
                yield return $"{{cluster: {{nodes: 1}}, ztunnel: {{{ZTunnel}, {part}}}, {Rest}}}";
            }
            foreach (string workload in new[]
            {
                "name: w, openPerNode: {x?: 1}, lifetime: 5", "name: w, arrivalsPerSecond: {x?: 1}, lifetime: 5",
                "x?: 1", "name: w, openPerNode: 1, lifetime: {x?: 1}", "name: w, openPerNode: 1, lifetime: {csv: {x?: 1}}",
                "name: w, openPerNode: 1, lifetime: {accessLog: {x?: 1}}",
                "name: w, openPerNode: 1, lifetime: 5, maximumAge: {x?: 1}", "name: w, openPerNode: 1, lifetime: 5, clients: {x?: 1}",
                "name: w, openPerNode: 1, lifetime: 5, clients: {reconnectWithBackoff: {x?: 1}}",
                "name: w, openPerNode: 1, lifetime: 5, clients: {reconnectOnNextUse: {x?: 1}}",
                "name: w, openPerNode: 1, lifetime: 5, profile: {x?: 1}",
            })
            {
                yield return $"{{cluster: {{nodes: 1}}, ztunnel: {{{ZTunnel}}}, workloads: [{{{workload}}}]}}";
            }
            foreach (string application in new[]
            {
                "x?: 1", "name: a, replicas: 1, disruptionBudget: {x?: 1}", "name: a, replicas: 1, requests: {x?: 1}",
            })
            {
                yield return $"{{cluster: {{nodes: 1}}, applications: [{{{application}}}], ztunnel: {{{ZTunnel}}}, {Rest}}}";
            }
            yield return $"{{cluster: {{nodes: [{{x?: 1}}]}}, ztunnel: {{{ZTunnel}}}, {Rest}}}";
            yield return $"{{cluster: {{nodes: 1}}, ztunnel: {{{ZTunnel}}}, {Rest}, strategies: [{{x?: 1}}]}}";
            yield return $"{{cluster: {{nodes: 1}}, ztunnel: {{{ZTunnel}}}, {Rest}, simulation: {{x?: 1}}}}";
        }
    }

    private static IEnumerable<string> Keys(JsonNode? node)
    {
        if (node is not JsonObject obj)
        {
            return node is JsonArray array ? array.SelectMany(Keys) : [];
        }
        IEnumerable<string> own = obj["properties"] is JsonObject properties ? properties.Select(p => p.Key) : [];
        return own.Concat(obj.SelectMany(pair => Keys(pair.Value)));
    }

    private static string ToJson(string yaml)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(yaml));
        return Convert(stream.Documents[0].RootNode)?.ToJsonString() ?? "null";
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map =>
            new JsonObject(map.Children.Select(p => KeyValuePair.Create(((YamlScalarNode)p.Key).Value!, Convert(p.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(Convert)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: null or "" } => null,
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain, Value: "true" or "false" } s => s.Value == "true",
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } s when IsJsonNumber(s.Value!) => JsonNode.Parse(s.Value!),
        YamlScalarNode s => JsonValue.Create(s.Value),
        _ => throw new NotSupportedException(node.GetType().Name),
    };

    private static bool IsJsonNumber(string text)
    {
        try
        {
            return JsonDocument.Parse(text).RootElement.ValueKind == JsonValueKind.Number;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
