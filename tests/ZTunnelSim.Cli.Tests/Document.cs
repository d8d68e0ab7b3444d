using System.Text.Json.Nodes;
using NJsonSchema;

namespace ZTunnelSim.Cli.Tests;

/// <summary>What <c>--output json</c> prints, read and held to the schema that it names.</summary>
internal static class Document
{
    /// <summary>Reads the one document that stdout holds, which has to keep to the schema of its command.</summary>
    public static async Task<JsonObject> ReadAsync(string command, string output)
    {
        Assert.EndsWith("}\n", output);
        Assert.False(output.EndsWith("\n\n", StringComparison.Ordinal));
        // Fails for anything before or after the document, for NaN and for Infinity.
        JsonObject json = JsonNode.Parse(output)!.AsObject();
        Assert.Equal(["schema", "version"], json.Select(key => key.Key).Take(2));
        Assert.Equal(["notes", "warnings"], json.Select(key => key.Key).TakeLast(2));
        Assert.Equal($"ztunnelsim/{command}/v1", json["schema"]!.GetValue<string>());
        JsonSchema schema = await SchemaAsync(command);
        Assert.Empty(schema.Validate(output).Select(e => $"{e.Path}: {e.Kind}"));
        return json;
    }

    public static Task<JsonSchema> SchemaAsync(string command) => JsonSchema.FromFileAsync(
        Path.Combine(AppContext.BaseDirectory, "data", "schemas", $"{command}.schema.json"), TestContext.Current.CancellationToken);
}
