using YamlDotNet.Core;

namespace ZTunnelSim.Data;

/// <summary>
/// The YAML that a text of another YAML holds. That of a literal block scalar (<c>|</c>) is made of the other's own characters, less the
/// indentation of its lines, so that it can be edited where it stands.
/// </summary>
internal sealed class EmbeddedYaml
{
    private readonly SyntaxText _source;
    private readonly int _indent;
    private readonly IReadOnlyList<(int Outer, int Inner)> _lines;

    private EmbeddedYaml(SyntaxText source, SyntaxText text, int indent, IReadOnlyList<(int, int)> lines) =>
        (_source, Text, _indent, _lines) = (source, text, indent, lines);

    /// <summary>The text; its nodes have the lines of the whole file.</summary>
    public SyntaxText Text { get; }

    /// <summary>Whether <see cref="InSource"/> knows where its characters stand.</summary>
    public bool IsEditable => _lines.Count > 0;

    /// <summary>The mapping that it holds; null where it holds nothing.</summary>
    /// <exception cref="InputException">It holds something else, or several documents.</exception>
    public MapSyntax? Mapping(ScalarSyntax scalar, string key) => Text.Filled.ToArray() switch
    {
        [] => null,
        [MapSyntax map] => map,
        [var other] => throw _source.Error(scalar, key, $"YAML with a mapping is expected in this text, but {other.Given} was given."),
        _ => throw _source.Error(scalar, key, "this text holds several documents ('---'), but one is expected."),
    };

    /// <exception cref="InputException">The text is no YAML.</exception>
    public static EmbeddedYaml Read(SyntaxText source, ScalarSyntax scalar)
    {
        if (scalar.Style != ScalarStyle.Literal || scalar.End <= scalar.ContentStart)
            return new(source, SyntaxReader.Read(scalar.Value, source.File, _ => scalar.Line), 0, []);
        string all = source.Text;
        int header = all.IndexOf('\n', scalar.ContentStart) + 1;
        if (header == 0 || scalar.Value.Trim('\n').Length == 0) return new(source, SyntaxReader.Read("", source.File), 0, []);
        (int firstLine, int indent) = (1 + all.AsSpan(0, header).Count('\n'), Indentation(all, scalar, header));
        List<(int Outer, int Inner)> lines = [];
        System.Text.StringBuilder inner = new();
        for (int at = header; at < all.Length;)
        {
            int lineFeed = all.IndexOf('\n', at), end = lineFeed < 0 ? all.Length : lineFeed + 1;
            ReadOnlySpan<char> line = all.AsSpan(at, end - at);
            int spaces = line.Length - line.TrimStart(' ').Length;
            bool isBlank = line[spaces..].Trim("\r\n").IsEmpty;
            // What is left of the indentation, a comment of the outer text included, ends it.
            if (!isBlank && spaces < indent) break;
            int taken = Math.Min(spaces, indent);
            lines.Add((at + taken, inner.Length));
            inner.Append(line[taken..]);
            at = end;
        }
        return new(source, SyntaxReader.Read(inner.ToString(), source.File, line => firstLine + line - 1), indent, lines);
    }

    /// <summary>An edit of the text as one of the source.</summary>
    public Edit InSource(Edit edit)
    {
        string pad = new(' ', _indent);
        // New lines at the start of a line stand before its indentation, or behind the last line.
        if (edit.Start == edit.End && edit.Replacement.EndsWith('\n') && (edit.Start == 0 || Text.Text[edit.Start - 1] == '\n'))
        {
            int place = edit.Start == Text.Text.Length ? Outer(edit.Start - 1) + 1 : LineStart(Outer(edit.Start));
            string lines = edit.Replacement[..^1].Replace("\n", "\n" + pad, StringComparison.Ordinal);
            return new Edit(place, place, pad + lines + "\n");
        }
        bool isInsertion = edit.Start == edit.End;
        int start = isInsertion && edit.Start > 0 ? Outer(edit.Start - 1) + 1 : Outer(edit.Start);
        int end = isInsertion ? start : Outer(edit.End - 1) + 1;
        return new Edit(start, end, edit.Replacement.Replace("\n", "\n" + pad, StringComparison.Ordinal));
    }

    /// <summary>Where a character of the text stands in the source.</summary>
    private int Outer(int inner)
    {
        (int outer, int start) = _lines.Last(line => line.Inner <= inner);
        return outer + inner - start;
    }

    private int LineStart(int outer) => outer == 0 ? 0 : _source.Text.LastIndexOf('\n', outer - 1) + 1;

    /// <summary>The indentation of the lines: that of the first one that is not blank, or what the header says.</summary>
    private static int Indentation(string all, ScalarSyntax scalar, int header)
    {
        ReadOnlySpan<char> said = all.AsSpan(scalar.ContentStart + 1, 2);
        int at = header;
        while (at < all.Length && all[at] is ' ' or '\r' or '\n') at++;
        int first = at - (all.LastIndexOf('\n', Math.Max(0, at - 1)) + 1);
        int digit = said.IndexOfAnyInRange('1', '9');
        if (digit < 0 || (digit == 1 && said[0] is not ('+' or '-'))) return first;
        // A number counts from the indentation of what the text belongs to; the value has lost that much of its first line.
        string content = scalar.Value.TrimStart('\n');
        return first - (content.Length - content.TrimStart(' ').Length);
    }
}
