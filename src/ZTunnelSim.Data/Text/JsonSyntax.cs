using System.Text;
using System.Text.Json;
using YamlDotNet.Core;

namespace ZTunnelSim.Data;

/// <summary>Reads one value out of a stream of JSON, which may be too large for a tree of all of it.</summary>
internal static class JsonSyntax
{
    /// <summary>The value that starts at the reader's token, all of it on one line; the reader is left on its last token.</summary>
    /// <exception cref="JsonException">It is not whole, has a key twice or an escape that stands for no character.</exception>
    public static SyntaxNode Read(ref Utf8JsonReader reader, int line)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                List<MapEntry> entries = [];
                HashSet<string> keys = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    SyntaxNode key = Read(ref reader, line);
                    if (!keys.Add(((ScalarSyntax)key).Value))
                        throw new JsonException($"the key {key.Given} is given twice in one object.");
                    reader.Read();
                    entries.Add(new(key, Read(ref reader, line)));
                }
                return new MapSyntax(0, 0, line, null, IsFlow: true, 0, entries);
            case JsonTokenType.StartArray:
                List<SyntaxNode> items = [];
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Read(ref reader, line));
                return new ListSyntax(0, 0, line, null, IsFlow: true, 0, items);
            case JsonTokenType.PropertyName or JsonTokenType.String:
                return new ScalarSyntax(0, 0, line, null, 0, Encoding.UTF8.GetString(reader.Unescaped()), ScalarStyle.DoubleQuoted);
            default:
                string literal = Encoding.UTF8.GetString(reader.ValueSpan);
                ScalarStyle style = reader.TokenType == JsonTokenType.Null ? ScalarStyle.Plain : ScalarSyntax.JsonLiteral;
                return new ScalarSyntax(0, 0, line, null, 0, literal, style);
        }
    }
}
