using System.Text.RegularExpressions;

namespace ZTunnelSim.Data;

/// <summary>Writes a <see cref="Change"/> as text, where a manifest has nothing yet.</summary>
internal static partial class ChangeWriter
{
    private const int Step = 2;

    /// <summary>A key and its value, as lines in block style.</summary>
    public static IEnumerable<string> Block(string key, Change value, int indent, int step = Step) => value switch
    {
        MapChange map => [$"{Spaces(indent)}{key}:", .. map.Entries.SelectMany(e => Block(e.Key, e.Value, indent + step, step))],
        NamedItemsChange list =>
            [$"{Spaces(indent)}{key}:", .. list.Items.SelectMany(i => Item(list.Field, i.Name, i.Value, indent, step))],
        ScalarChange scalar => [$"{Spaces(indent)}{key}: {Scalar(scalar, json: false)}"],
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    /// <summary>An element of a list, as lines in block style with its dash at the indentation.</summary>
    public static IEnumerable<string> Item(string field, string name, MapChange value, int indent, int step = Step) =>
        [$"{Spaces(indent)}- {field}: {name}", .. value.Entries.SelectMany(e => Block(e.Key, e.Value, indent + 2, step))];

    /// <summary>A key and its value in flow style, or as JSON.</summary>
    public static string Flow(string key, Change value, bool json) => $"{(json ? $"\"{key}\"" : key)}: {Flow(value, json)}";

    /// <summary>A value in flow style, or as JSON.</summary>
    public static string Flow(Change value, bool json) => value switch
    {
        MapChange map => $"{{{string.Join(", ", map.Entries.Select(e => Flow(e.Key, e.Value, json)))}}}",
        NamedItemsChange list => $"[{string.Join(", ", list.Items.Select(i => FlowItem(list.Field, i.Name, i.Value, json)))}]",
        ScalarChange scalar => Scalar(scalar, json),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    /// <summary>An element of a list in flow style, or as JSON.</summary>
    public static string FlowItem(string field, string name, MapChange value, bool json) =>
        Flow(new MapChange([(field, ScalarChange.Text(name)), .. value.Entries]), json);

    private static string Scalar(ScalarChange scalar, bool json) =>
        scalar.IsText && (json || !PlainWord().IsMatch(scalar.Value))
            ? $"\"{scalar.Value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\""
            : scalar.Value;

    private static string Spaces(int count) => new(' ', count);

    [GeneratedRegex("^(?!(?i:true|false|yes|no|on|off|null|y|n)$)[A-Za-z][A-Za-z0-9_-]*$")]
    private static partial Regex PlainWord();
}
