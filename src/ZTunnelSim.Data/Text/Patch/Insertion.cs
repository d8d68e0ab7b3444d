using YamlDotNet.Core;

namespace ZTunnelSim.Data;

/// <summary>Where and how new keys and elements go into a text, in the style of their surroundings.</summary>
internal sealed class Insertion
{
    private const int Step = 2;

    private readonly SyntaxText _source;
    private readonly string _text;
    private readonly string _newLine;

    public Insertion(SyntaxText source)
    {
        (_source, _text) = (source, source.Text);
        int lineFeed = _text.IndexOf('\n', StringComparison.Ordinal);
        _newLine = lineFeed > 0 && _text[lineFeed - 1] == '\r' ? "\r\n" : "\n";
        IsJson = source.Documents is [MapSyntax { IsFlow: true, Entries: [{ Key: ScalarSyntax first }, ..] }]
            && first.Style == ScalarStyle.DoubleQuoted;
    }

    /// <summary>Whether the text is JSON: keys and texts need double quotes.</summary>
    public bool IsJson { get; }

    /// <summary>New keys at the end of a mapping.</summary>
    public Edit Into(MapSyntax map, IReadOnlyList<(string Key, Change Value)> entries, string path, MapSyntax? parent)
    {
        if (map.IsFlow)
        {
            return IntoFlow(
                map.Open, map.End, [.. map.Entries.Select(e => e.Value)], map.Entries.Count == 0 ? null : map.Entries[^1].Key,
                [.. entries.Select(e => ChangeWriter.Flow(e.Key, e.Value, IsJson))]);
        }
        int indent = KeyColumn(map, path);
        int step = parent is { IsFlow: false, Entries.Count: > 0 } ? indent - KeyColumn(parent, path) : Step;
        if (step <= 0) step = Step;
        return AfterLine(map.End, entries.SelectMany(e => ChangeWriter.Block(e.Key, e.Value, indent, step)));
    }

    /// <summary>New keys in a text that has none yet, but lines, such as comments: behind them.</summary>
    public Edit IntoEmpty(MapChange content) => AfterLine(
        _text.TrimEnd('\r', '\n').Length, content.Entries.SelectMany(e => ChangeWriter.Block(e.Key, e.Value, indent: 0)));

    /// <summary>New elements at the end of a list.</summary>
    public Edit Into(ListSyntax list, string field, IReadOnlyList<(string Name, MapChange Value)> items, string path)
    {
        if (list.IsFlow)
        {
            return IntoFlow(list.Open, list.End, list.Items, list.Items.Count == 0 ? null : list.Items[^1],
                [.. items.Select(i => ChangeWriter.FlowItem(field, i.Name, i.Value, IsJson))]);
        }
        int dash = _text.LastIndexOf('-', list.Items[^1].Start);
        if (dash < LineStart(list.Items[^1].Start)) throw NotUnderstood(list, path);
        return AfterLine(list.End, items.SelectMany(i => ChangeWriter.Item(field, i.Name, i.Value, dash - LineStart(dash))));
    }

    /// <summary>A value where there is none yet: <c>key:</c>, <c>key: ~</c> or <c>key: null</c>.</summary>
    public Edit InPlaceOf(MapSyntax map, MapEntry entry, ScalarSyntax empty, Change value, string path)
    {
        if (map.IsFlow || empty.End > empty.ContentStart)
        {
            if (empty.ContentStart == 0 || (_text[empty.ContentStart - 1] != ':' && empty.End == empty.ContentStart))
                throw NotUnderstood(empty, path);
            string flow = ChangeWriter.Flow(value, IsJson);
            return new Edit(empty.ContentStart, empty.End, _text[empty.ContentStart - 1] == ':' ? " " + flow : flow);
        }
        if (empty.Anchor is not null || empty.ContentStart != empty.Start) throw NotUnderstood(empty, path);
        int indent = KeyColumn(map, path);
        string key = ((ScalarSyntax)entry.Key).Value;
        return AfterLine(entry.Key.End, ChangeWriter.Block(key, value, indent).Skip(1));
    }

    /// <summary>Lines after the line that a position is on, with that line's own line end.</summary>
    private Edit AfterLine(int position, IEnumerable<string> lines)
    {
        // A block scalar ends at the start of the next line.
        bool atStart = position > 0 && _text[position - 1] == '\n';
        int lineFeed = atStart ? position - 1 : _text.IndexOf('\n', position);
        if (lineFeed < 0)
            return new Edit(_text.Length, _text.Length, string.Concat(lines.Select(line => _newLine + line)));
        string end = lineFeed > 0 && _text[lineFeed - 1] == '\r' ? "\r\n" : "\n";
        return new Edit(lineFeed + 1, lineFeed + 1, string.Concat(lines.Select(line => line + end)));
    }

    /// <summary>Into braces or brackets: on one line, or, where the closing one is on a line of its own, on new lines.</summary>
    private Edit IntoFlow(int open, int end, IReadOnlyList<SyntaxNode> values, SyntaxNode? last, string[] parts)
    {
        if (last is null) return new Edit(open + 1, open + 1, string.Join(", ", parts));
        SyntaxNode value = values[^1];
        int comma = TrailingComma(value.End, end - 1), at = comma < 0 ? value.End : comma + 1;
        bool ownLines = _text.AsSpan(at, end - at).Contains('\n')
            && LineStart(last.Start) + Indent(last.Start) == last.Start;
        string between = ownLines ? "," + _newLine + new string(' ', Indent(last.Start)) : ", ";
        string lead = comma >= 0 ? between[1..] : value is AliasSyntax ? " " + between : between;
        return new Edit(at, at, lead + string.Join(between, parts));
    }

    private int TrailingComma(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (_text[i] == ',') return i;
            if (_text[i] == '#') i = Math.Max(i, _text.IndexOf('\n', i));
        }
        return -1;
    }

    /// <summary>The column of a block mapping's keys, from 0.</summary>
    private int KeyColumn(MapSyntax map, string path)
    {
        int start = map.Entries[0].Key.Start, column = start - LineStart(start);
        // "? key" and keys after an anchor on the same line have their column elsewhere.
        ReadOnlySpan<char> before = _text.AsSpan(start - column, column).TrimStart('\uFEFF');
        return before.ContainsAnyExcept(' ', '-') ? throw NotUnderstood(map, path) : before.Length;
    }

    private int Indent(int position)
    {
        int start = LineStart(position), i = start;
        while (i < position && _text[i] == ' ') i++;
        return i - start;
    }

    private int LineStart(int position) => position == 0 ? 0 : _text.LastIndexOf('\n', position - 1) + 1;

    private InputException NotUnderstood(SyntaxNode node, string path) =>
        _source.Error(node, path, PatchCheck.NotUnderstood);
}
