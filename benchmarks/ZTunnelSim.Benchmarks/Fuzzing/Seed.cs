using System.Buffers;
using System.Text;

namespace ZTunnelSim.Benchmarks;

/// <summary>What a part of a text is.</summary>
internal enum SpotKind
{
    /// <summary>A value of YAML or JSON, or a field of a line.</summary>
    Value,

    /// <summary>A key with its value.</summary>
    Entry,

    /// <summary>An element of a list.</summary>
    Item,

    /// <summary>A line.</summary>
    Line,
}

/// <summary>A part of a text that can be replaced, left out or repeated so that what comes out has the text's form again.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first character.</param>
/// <param name="End">The character after its last one.</param>
/// <param name="CutStart">Where it starts together with what separates it from others.</param>
/// <param name="CutEnd">Where that ends.</param>
/// <param name="Text">The value, the line or the field, as it can stand anywhere: values of YAML in flow style.</param>
/// <param name="Key">The key of an entry, or the one whose value it is.</param>
/// <param name="Between">What stands between it and one that is put before it.</param>
internal readonly record struct Spot(
    SpotKind Kind, int Start, int End, int CutStart, int CutEnd, string Text, string Key = "", string Between = "\n")
{
    /// <summary>The same in a text with more before it.</summary>
    public Spot After(int characters) => this with
    {
        Start = Start + characters,
        End = End + characters,
        CutStart = CutStart + characters,
        CutEnd = CutEnd + characters,
    };
}

/// <summary>An input that mutants are made of, with the parts that it is known to have.</summary>
internal sealed record Seed(byte[] Bytes, string Text, IReadOnlyList<Spot> Spots)
{
    /// <summary>A text of lines, of which each may be or end in one of JSON.</summary>
    public static Seed OfLines(string text) => new(Encoding.UTF8.GetBytes(text), text, [.. LineSpots.Of(text)]);

    /// <summary>One text of YAML or JSON.</summary>
    /// <exception cref="InputException">It is none.</exception>
    public static Seed OfTree(string text) => new(Encoding.UTF8.GetBytes(text), text, [.. TreeSpots.Of(text)]);

    /// <summary>The same; one that is none can still be changed byte by byte.</summary>
    public static Seed OfTree(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes);
        try
        {
            return OfTree(text);
        }
        catch (InputException)
        {
            return new(bytes, text, []);
        }
    }
}

/// <summary>Finds the lines of a text and their fields.</summary>
internal static class LineSpots
{
    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t,;=\"'[](){}|");

    public static IEnumerable<Spot> Of(string text)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start) is >= 0 and int at ? at : text.Length;
            yield return new(SpotKind.Line, start, end, start, Math.Min(end + 1, text.Length), text[start..end]);
            foreach (Spot spot in InLine(text[start..end])) yield return spot.After(start);
            start = end + 1;
        }
    }

    private static IEnumerable<Spot> InLine(string line)
    {
        if (line.IndexOf('{') is >= 0 and int brace && line.TrimEnd().EndsWith('}') && Tree(line[brace..]) is { } tree)
        {
            return tree.Select(spot => spot.After(brace)).Concat(Fields(line[..brace]));
        }
        return Fields(line);
    }

    private static Spot[]? Tree(string text)
    {
        try
        {
            return [.. TreeSpots.Of(text)];
        }
        catch (InputException)
        {
            return null;
        }
    }

    private static IEnumerable<Spot> Fields(string line)
    {
        for (int start = 0; start < line.Length;)
        {
            int length = line.AsSpan(start).IndexOfAny(Separators);
            int end = length < 0 ? line.Length : start + length;
            if (end > start) yield return new(SpotKind.Value, start, end, start, Math.Min(end + 1, line.Length), line[start..end]);
            start = end + 1;
        }
    }
}

/// <summary>Finds the values, entries and elements of a text of YAML or JSON.</summary>
internal static class TreeSpots
{
    public static IEnumerable<Spot> Of(string text) =>
        SyntaxReader.Read(text, "a seed").Documents.SelectMany(document => In(document, text));

    private static IEnumerable<Spot> In(SyntaxNode node, string text, string key = "")
    {
        yield return new(SpotKind.Value, node.Start, node.End, node.Start, node.End, Flow(node), key);
        if (node is MapSyntax map)
        {
            foreach (MapEntry entry in map.Entries)
            {
                (int start, int end) = (entry.Key.Start, Math.Max(entry.Value.End, entry.Key.End));
                (int cutStart, int cutEnd) = Cut(start, end, map.IsFlow, text);
                string between = map.IsFlow ? ", " : "\n" + new string(' ', Column(start, text));
                string name = (entry.Key as ScalarSyntax)?.Value ?? "";
                yield return new(SpotKind.Entry, start, end, cutStart, cutEnd, Flow(entry.Value), name, between);
                foreach (Spot spot in In(entry.Value, text, name)) yield return spot;
            }
        }
        else if (node is ListSyntax list)
        {
            foreach (SyntaxNode item in list.Items)
            {
                (int cutStart, int cutEnd) = Cut(item.Start, item.End, list.IsFlow, text);
                string between = list.IsFlow ? ", " : "\n" + new string(' ', Math.Max(0, Column(item.Start, text) - "- ".Length)) + "- ";
                yield return new(SpotKind.Item, item.Start, item.End, cutStart, cutEnd, Flow(item), key, between);
                foreach (Spot spot in In(item, text, key)) yield return spot;
            }
        }
    }

    /// <summary>With the comma behind or before it, where there are commas.</summary>
    private static (int Start, int End) Cut(int start, int end, bool isFlow, string text)
    {
        if (!isFlow) return (start, end);
        int behind = end;
        while (behind < text.Length && char.IsWhiteSpace(text[behind])) behind++;
        if (behind < text.Length && text[behind] == ',') return (start, behind + 1);
        int before = start - 1;
        while (before > 0 && char.IsWhiteSpace(text[before])) before--;
        return before > 0 && text[before] == ',' ? (before, end) : (start, end);
    }

    private static int Column(int at, string text) => at - (at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1);

    private static string Flow(SyntaxNode node) => node switch
    {
        MapSyntax map => $"{{{string.Join(", ", map.Entries.Select(e => $"{Flow(e.Key)}: {Flow(e.Value)}"))}}}",
        ListSyntax list => $"[{string.Join(", ", list.Items.Select(Flow))}]",
        AliasSyntax alias => Flow(alias.Target),
        TaggedSyntax tagged => $"{tagged.Tag} {Flow(tagged.Untagged)}",
        ScalarSyntax { IsPlain: true } plain when plain.IsNull || !plain.IsText || double.TryParse(plain.Value, out _) => plain.Value,
        ScalarSyntax text => Quoted(text.Value),
        _ => "null",
    };

    /// <summary>A text in quotation marks, as YAML and JSON both have it.</summary>
    public static string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (c < ' ' || char.IsSurrogate(c)) quoted.Append($"\\u{(int)c:x4}");
            else quoted.Append(c);
        }
        return quoted.Append('"').ToString();
    }
}
