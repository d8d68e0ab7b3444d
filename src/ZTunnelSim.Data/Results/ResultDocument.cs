using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ZTunnelSim.Data;

/// <summary>
/// What a command answers, as one JSON object for other programs: what it writes into a file and what <c>--output json</c> prints are the
/// same bytes. <c>data/schemas</c> holds a schema for each command.
/// </summary>
/// <param name="Command">The command, by which the document's schema is named.</param>
/// <param name="Body">Its own keys, in their order.</param>
internal sealed record ResultDocument(string Command, object Body)
{
    /// <summary>The number of the keys' promise: a key that is renamed, or that goes, makes the next one.</summary>
    private const int Promise = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        // Nothing of it goes into a page: sentences stay legible.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new FiniteNumber() },
    };

    /// <summary>The version of the simulator that results name.</summary>
    public static string? Version =>
        typeof(SweepResult).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    /// <summary>What was read from where, what was left out and what is assumed: a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What speaks against trusting the numbers: a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The schema that the document keeps to.</summary>
    public string Schema => $"ztunnelsim/{Command}/v{Promise}";

    /// <summary>Writes the document, and a line's end.</summary>
    public void Write(Stream stream)
    {
        JsonObject json = new() { ["schema"] = Schema, ["version"] = Version };
        JsonObject body = JsonSerializer.SerializeToNode(Body, Options)!.AsObject();
        foreach ((string key, JsonNode? value) in body.ToArray())
        {
            body.Remove(key);
            json.Add(key, value);
        }
        json.Add("notes", Sentences(Notes));
        json.Add("warnings", Sentences(Warnings));
        stream.Write(Encoding.UTF8.GetBytes(PlainText.InJson(json.ToJsonString(Options)) + "\n"));
    }

    /// <summary>Sentences without the indentation that text may give them.</summary>
    private static JsonNode Sentences(IEnumerable<string> sentences) =>
        JsonSerializer.SerializeToNode(sentences.Select(sentence => sentence.Trim()), Options)!;

    /// <summary>JSON has no infinity and nothing that is not a number: null stands for them.</summary>
    private sealed class FiniteNumber : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Results are written, not read.");

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value)) writer.WriteNumberValue(value);
            else writer.WriteNullValue();
        }
    }
}
