using System.Globalization;
using System.Text;
using System.Text.Json;
using YamlDotNet.Core;

namespace ZTunnelSim.Data;

/// <summary>Reads an inventory that kubectl printed as YAML: object by object as the same JSON.</summary>
internal static class InventoryYaml
{
    /// <summary>
    /// Whether a text is such YAML: a line starts with a key that every Kubernetes object has, or a document begins.
    /// </summary>
    public static bool IsYaml(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> start = text.TrimStart("\uFEFF"u8).TrimStart(" \t\r\n"u8);
        if (start.Length == 0 || start[0] is (byte)'{' or (byte)'[') return false;
        return start.StartsWith("apiVersion:"u8) || start.StartsWith("kind:"u8) || start.StartsWith("items:"u8) || start.StartsWith("---"u8);
    }

    public static void Read(ReadOnlySpan<byte> text, string file, InventoryBuilder builder)
    {
        SyntaxText source = SyntaxReader.Read(Encoding.UTF8.GetString(text), file);
        foreach (SyntaxNode document in source.Documents)
        {
            if (document.Resolved is not MapSyntax map) throw source.Error(document, "", $"an object is expected, but {document.Given} was given.");
            if (map.Get("items") is not ListSyntax items)
            {
                Add(map, null);
                continue;
            }
            string? listed = map.Get("kind") is ScalarSyntax kind ? InventoryReader.ItemKind(kind.Value) : null;
            foreach (SyntaxNode item in items.Items) Add(item.Resolved, listed);
        }

        void Add(SyntaxNode node, string? listed)
        {
            if (node is not MapSyntax) throw source.Error(node, "items", "a list of objects is expected.");
            using MemoryStream json = new();
            using (Utf8JsonWriter writer = new(json)) Write(node, writer);
            using JsonDocument document = JsonDocument.Parse(json.GetBuffer().AsMemory(0, (int)json.Length));
            builder.Add(document.RootElement, listed, file, node.Line);
        }
    }

    private static void Write(SyntaxNode node, Utf8JsonWriter writer)
    {
        switch (node.Resolved)
        {
            case MapSyntax map:
                writer.WriteStartObject();
                foreach (MapEntry entry in map.Entries)
                {
                    if (entry.Key is not ScalarSyntax key) continue;
                    writer.WritePropertyName(key.Value);
                    Write(entry.Value, writer);
                }
                writer.WriteEndObject();
                break;
            case ListSyntax list:
                writer.WriteStartArray();
                foreach (SyntaxNode item in list.Items) Write(item, writer);
                writer.WriteEndArray();
                break;
            case ScalarSyntax scalar:
                Write(scalar, writer);
                break;
        }
    }

    // What kubectl writes without quotes and is no number, no truth and no null is a text.
    private static void Write(ScalarSyntax scalar, Utf8JsonWriter writer)
    {
        if (scalar.IsNull) writer.WriteNullValue();
        else if (scalar.Style != ScalarStyle.Plain) writer.WriteStringValue(scalar.Value);
        else if (scalar.Value is "true" or "false") writer.WriteBooleanValue(scalar.Value == "true");
        else if (long.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)) writer.WriteNumberValue(number);
        else writer.WriteStringValue(scalar.Value);
    }
}
