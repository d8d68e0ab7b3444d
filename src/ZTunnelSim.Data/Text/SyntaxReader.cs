using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ZTunnelSim.Data;

/// <summary>Reads YAML, of which JSON is a part, into <see cref="SyntaxNode"/>s.</summary>
internal sealed class SyntaxReader
{
    /// <summary>Deeper nesting is refused: no manifest has it, and reading is recursive.</summary>
    private const int MaxDepth = 200;

    private readonly string _text;
    private readonly string _file;
    private readonly int _offset;
    private readonly Func<int, int> _line;
    private readonly Parser _parser;
    private readonly Dictionary<string, SyntaxNode> _anchors = [];
    private readonly HashSet<string> _aliases = [];

    private SyntaxReader(string text, string file, Func<int, int>? line)
    {
        (_text, _file, _line) = (text, file, line ?? (number => number));
        // A byte order mark is no part of the YAML, but positions count it.
        _offset = text.StartsWith('\uFEFF') ? 1 : 0;
        _parser = new Parser(new StringReader(text[_offset..]));
    }

    /// <summary>Reads a text; its file is for messages.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Its file.</param>
    /// <param name="line">Which line of the file a line of the text is, both from 1; null: the same.</param>
    /// <exception cref="InputException">It is no YAML, or is nested too deeply.</exception>
    public static SyntaxText Read(string text, string file, Func<int, int>? line = null)
    {
        SyntaxReader reader = new(text, file, line);
        try
        {
            return new SyntaxText(file, text, reader.Documents(), reader._aliases);
        }
        catch (YamlException e)
        {
            throw reader.Invalid(e.Message, e.Start, e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // YamlDotNet's parser loses its way so in some texts, and does not say where: after what it understood last.
            const string Reason = "what follows can't be understood; is a bracket, a quote or an indent wrong?";
            throw reader.Invalid(Reason, reader._parser.Current?.End, e);
        }
    }

    private InputException Invalid(string reason, Mark? at, Exception? inner = null)
    {
        string column = at is { } mark ? $" in column {mark.Column}" : "";
        int? line = at is null ? null : _line((int)at.Value.Line);
        return new($"not valid YAML{column}: {reason.ReplaceLineEndings(" ")}{AsTemplate()}", _file, line, inner: inner);
    }

    /// <summary>What to do where the text may be a Go template, which is no YAML before it is rendered.</summary>
    private string AsTemplate() => SyntaxText.TemplateIn(_text) is not { } line ? ""
        : $" If it is a Go template ({{{{ at line {_line(line)}), name what is rendered from it.";

    private List<SyntaxNode> Documents()
    {
        List<SyntaxNode> documents = [];
        while (_parser.MoveNext())
        {
            if (_parser.Current is not DocumentStart) continue;
            _anchors.Clear();
            _parser.MoveNext();
            documents.Add(Node(depth: 0));
        }
        return documents;
    }

    /// <summary>The node that starts at the parser's current event; the parser is left on its last event.</summary>
    private SyntaxNode Node(int depth)
    {
        ParsingEvent start = _parser.Current!;
        if (depth > MaxDepth)
            throw new InputException($"is nested more than {MaxDepth} levels deep.", _file, Line(start));
        SyntaxNode node = start switch
        {
            Scalar scalar => Leaf(scalar),
            MappingStart map => Map(map, depth),
            SequenceStart list => List(list, depth),
            AnchorAlias alias => Alias(alias),
            _ => throw Invalid("a value is expected here.", start.Start),
        };
        if (node.Anchor is { } anchor) _anchors[anchor] = node;
        return node;
    }

    private ScalarSyntax Leaf(Scalar scalar)
    {
        int start = Index(scalar.Start), end = Index(scalar.End), content = start;
        while (content < end && _text[content] is '&' or '!')
        {
            while (content < end && !char.IsWhiteSpace(_text[content])) content++;
            while (content < end && char.IsWhiteSpace(_text[content])) content++;
        }
        return new(start, end, Line(scalar), NameOf(scalar.Anchor), content, scalar.Value, scalar.Style);
    }

    private MapSyntax Map(MappingStart start, int depth)
    {
        List<MapEntry> entries = [];
        HashSet<string> keys = [];
        while (Next() is not MappingEnd)
        {
            SyntaxNode key = Node(depth + 1);
            if (key.Resolved is ScalarSyntax { Value: var name } && !keys.Add(name))
            {
                throw new InputException(
                    $"not valid YAML: the key {SyntaxNode.Quote(name)} is given twice in one mapping.", _file, key.Line);
            }
            Next();
            entries.Add(new MapEntry(key, Node(depth + 1)));
        }
        bool flow = start.Style == MappingStyle.Flow;
        int end = End(start, flow, entries.Count > 0 ? entries[^1].Value : null);
        return new(Index(start.Start), end, Line(start), NameOf(start.Anchor), flow, Index(start.End), entries);
    }

    private ListSyntax List(SequenceStart start, int depth)
    {
        List<SyntaxNode> items = [];
        while (Next() is not SequenceEnd) items.Add(Node(depth + 1));
        bool flow = start.Style == SequenceStyle.Flow;
        int end = End(start, flow, items.Count > 0 ? items[^1] : null);
        return new(Index(start.Start), end, Line(start), NameOf(start.Anchor), flow, Index(start.End), items);
    }

    private AliasSyntax Alias(AnchorAlias alias)
    {
        string name = alias.Value.Value;
        _aliases.Add(name);
        return _anchors.TryGetValue(name, out SyntaxNode? target)
            ? new(Index(alias.Start), Index(alias.End), Line(alias), name, target.Resolved)
            : throw new InputException($"the alias *{name} has no anchor &{name} before it.", _file, Line(alias));
    }

    private ParsingEvent Next() =>
        _parser.MoveNext() ? _parser.Current! : throw Invalid("it ends too early.", _parser.Current?.End);

    /// <summary>The end of a collection: after its closing bracket, or where the last one in it ends.</summary>
    private int End(ParsingEvent start, bool isFlow, SyntaxNode? last) =>
        isFlow ? Index(_parser.Current!.Start) + 1 : last?.End ?? Index(start.End);

    private int Index(Mark mark) => (int)mark.Index + _offset;

    private int Line(ParsingEvent parsed) => _line((int)parsed.Start.Line);

    private static string? NameOf(AnchorName anchor) => anchor.IsEmpty ? null : anchor.Value;
}
