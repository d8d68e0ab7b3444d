using System.Text;
using System.Text.RegularExpressions;

namespace ZTunnelSim.Data;

/// <summary>Writes a <see cref="Change"/> as text, where a manifest has nothing yet.</summary>
internal static partial class ChangeWriter
{
    private const int Step = 2;

    /// <summary>A key and its value, as lines in block style.</summary>
    public static IEnumerable<string> Block(string key, Change value, int indent, int step = Step) => value switch
    {
        MapChange { Entries.Count: > 0 } map =>
            [$"{Spaces(indent)}{key}:", .. map.Entries.SelectMany(e => Block(e.Key, e.Value, indent + step, step))],
        NamedItemsChange list =>
            [$"{Spaces(indent)}{key}:", .. list.Items.SelectMany(i => Item(list.Field, i.Name, i.Value, indent, step))],
        ListChange { Items.Count: > 0 } list => [$"{Spaces(indent)}{key}:", .. list.Items.SelectMany(i => Item(i, indent, step))],
        ScalarChange { IsText: true } text when CanBeLiteral(text.Value) => Literal(key, text.Value, indent, step),
        ScalarChange or ListChange or MapChange => [$"{Spaces(indent)}{key}: {Flow(value, json: false)}"],
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    /// <summary>A document of its own, as lines in block style.</summary>
    public static IEnumerable<string> Document(MapChange map) => map.Entries.SelectMany(e => Block(e.Key, e.Value, indent: 0));

    /// <summary>An element of a list, as lines in block style with its dash at the indentation.</summary>
    public static IEnumerable<string> Item(string field, string name, MapChange value, int indent, int step = Step) =>
        [$"{Spaces(indent)}- {field}: {name}", .. value.Entries.SelectMany(e => Block(e.Key, e.Value, indent + 2, step))];

    private static IEnumerable<string> Item(Change value, int indent, int step) => value is MapChange map
        ? map.Entries.SelectMany(e => Block(e.Key, e.Value, indent + 2, step)).Select((line, i) => i > 0 ? line : Dashed(line, indent))
        : [$"{Spaces(indent)}- {Flow(value, json: false)}"];

    private static string Dashed(string line, int indent) => $"{Spaces(indent)}- {line[(indent + 2)..]}";

    /// <summary>
    /// Whether a text has lines, and a literal block gives every one of its characters back: its first one tells the indentation.
    /// </summary>
    private static bool CanBeLiteral(string text) => text.Contains('\n', StringComparison.Ordinal) && !char.IsWhiteSpace(text[0])
        && !text.Any(c => c != '\n' && c != '\t' && PlainText.IsHidden(c));

    /// <summary>A literal block says what line ends it has at its end.</summary>
    private static IEnumerable<string> Literal(string key, string text, int indent, int step)
    {
        string chomping = !text.EndsWith('\n') ? "-" : text.EndsWith("\n\n", StringComparison.Ordinal) ? "+" : "";
        string[] lines = text.Split('\n');
        return
        [
            $"{Spaces(indent)}{key}: |{chomping}",
            .. (text.EndsWith('\n') ? lines[..^1] : lines).Select(line => line.Length == 0 ? "" : Spaces(indent + step) + line),
        ];
    }

    /// <summary>A key and its value in flow style, or as JSON.</summary>
    public static string Flow(string key, Change value, bool json) => $"{(json ? $"\"{key}\"" : key)}: {Flow(value, json)}";

    /// <summary>A value in flow style, or as JSON.</summary>
    public static string Flow(Change value, bool json) => value switch
    {
        MapChange map => $"{{{string.Join(", ", map.Entries.Select(e => Flow(e.Key, e.Value, json)))}}}",
        NamedItemsChange list => $"[{string.Join(", ", list.Items.Select(i => FlowItem(list.Field, i.Name, i.Value, json)))}]",
        ListChange list => $"[{string.Join(", ", list.Items.Select(i => Flow(i, json)))}]",
        ScalarChange scalar => Scalar(scalar, json),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    /// <summary>An element of a list in flow style, or as JSON.</summary>
    public static string FlowItem(string field, string name, MapChange value, bool json) =>
        Flow(new MapChange([(field, ScalarChange.Text(name)), .. value.Entries]), json);

    private static string Scalar(ScalarChange scalar, bool json) =>
        scalar.IsText && (json || !PlainWord().IsMatch(scalar.Value))
            ? $"\"{Escaped(scalar.Value)}\""
            : scalar.Value;

    /// <summary>Escapes that YAML and JSON have alike.</summary>
    private static string Escaped(string text)
    {
        StringBuilder escaped = new();
        foreach (char c in text)
        {
            if (c is '\\' or '"') escaped.Append('\\').Append(c);
            else if (PlainText.IsHidden(c)) escaped.Append(Invariant($"\\u{(int)c:X4}"));
            else escaped.Append(c);
        }
        return escaped.ToString();
    }

    private static string Spaces(int count) => new(' ', count);

    [GeneratedRegex("^(?!(?i:true|false|yes|no|on|off|null|y|n)$)[A-Za-z][A-Za-z0-9_-]*$")]
    private static partial Regex PlainWord();
}
