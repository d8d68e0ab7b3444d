using System.Buffers;
using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ZTunnelSim.Data;

/// <summary>Reads YAML, of which JSON is a part, into <see cref="SyntaxNode"/>s.</summary>
internal sealed class SyntaxReader
{
    /// <summary>Deeper nesting is refused, what aliases stand for included: no manifest has it, and reading is recursive.</summary>
    public const int MaxDepth = 200;

    /// <summary>A longer text is refused: all of it is held in memory as a tree.</summary>
    public const int MostCharacters = 64 << 20;

    /// <summary>More values are refused, written out or by aliases.</summary>
    public const int MostValues = 2_000_000;

    /// <summary>
    /// More values that aliases stand for are refused, counted at each alias again: a few lines of them stand for any number, and who reads
    /// a tree takes the time of all.
    /// </summary>
    public const int MostAliased = 200_000;

    /// <summary>A longer single value is refused: Kubernetes itself stores no object of this size.</summary>
    public const int LongestScalar = 2 << 20;

    /// <summary>What no YAML has: to the parser, a NUL ends the text.</summary>
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Except(['\t', '\n', '\r', 0x85]).Select(c => (char)c), '\uFEFF',
            '\uFFFE', '\uFFFF']);

    private readonly string _text;
    private readonly string _file;
    private readonly int _offset;
    private readonly Func<int, int> _line;
    private readonly Parser _parser;
    private readonly Dictionary<string, Anchored> _anchors = [];
    private readonly HashSet<string> _aliases = [];
    private int _values, _aliased, _deepest;

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
        if (text.Length > MostCharacters)
            throw new InputException($"has more than {MostCharacters >> 20} Mi characters, which is more than is read as one text.", file);
        SyntaxReader reader = new(text, file, line);
        try
        {
            reader.RequireCharacters();
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

    /// <summary>Makes sure that all characters are such as YAML has.</summary>
    private void RequireCharacters()
    {
        int at = _text.AsSpan(_offset).IndexOfAny(Forbidden) + _offset;
        for (int i = at < _offset ? 0 : _text.Length; i < _text.Length; i++)
        {
            if (!char.IsSurrogate(_text[i])) continue;
            if (i + 1 == _text.Length || !char.IsSurrogatePair(_text[i], _text[i + 1]))
            {
                at = i;
                break;
            }
            i++;
        }
        if (at < _offset) return;
        string character = ((int)_text[at]).ToString("X4", CultureInfo.InvariantCulture);
        throw new InputException(
            $"not valid YAML: the character U+{character} may not stand there as such.", _file, _line(1 + _text.AsSpan(0, at).Count('\n')));
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
        (int valuesBefore, int deepestBefore) = (_values, _deepest);
        _deepest = depth;
        Count(start, 1, depth, isAlias: false);
        SyntaxNode node = start switch
        {
            Scalar scalar => Leaf(scalar),
            MappingStart map => Map(map, depth),
            SequenceStart list => List(list, depth),
            AnchorAlias alias => Alias(alias, depth),
            _ => throw Invalid("a value is expected here.", start.Start),
        };
        if (start is NodeEvent { Tag: var tag } && !IsUsual(tag)) node = new TaggedSyntax(Written(tag), node);
        if (node.Anchor is { } anchor) _anchors[anchor] = new(node, _values - valuesBefore, _deepest - depth);
        _deepest = Math.Max(_deepest, deepestBefore);
        return node;
    }

    /// <summary>Counts values, of which the deepest is so deep.</summary>
    private void Count(ParsingEvent at, int values, int depth, bool isAlias)
    {
        if (depth > MaxDepth) throw new InputException($"is nested more than {MaxDepth} levels deep.", _file, Line(at));
        _values += values;
        if (isAlias) _aliased += values;
        _deepest = Math.Max(_deepest, depth);
        if (_values > MostValues) throw new InputException($"has more than {MostValues:#,0} values.", _file, Line(at));
        if (_aliased > MostAliased)
            throw new InputException($"has aliases that stand for more than {MostAliased:#,0} values together.", _file, Line(at));
    }

    /// <summary>Whether a tag says no more than the value itself: none, or one of YAML's own for what JSON has too.</summary>
    private static bool IsUsual(TagName tag) => tag.IsEmpty || tag.IsNonSpecific
        || (tag.Value.StartsWith(OwnTags, StringComparison.Ordinal)
            && tag.Value[OwnTags.Length..] is "str" or "int" or "float" or "bool" or "null" or "map" or "seq");

    private static string Written(TagName tag) =>
        tag.Value.StartsWith(OwnTags, StringComparison.Ordinal) ? "!!" + tag.Value[OwnTags.Length..] : tag.Value;

    /// <summary>What YAML's own tags, written with two exclamation marks, begin with.</summary>
    private const string OwnTags = "tag:yaml.org,2002:";

    private ScalarSyntax Leaf(Scalar scalar)
    {
        if (scalar.Value.Length > LongestScalar)
        {
            throw new InputException(
                $"has a text of more than {LongestScalar >> 20} Mi characters here, which no value is.", _file, Line(scalar));
        }
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
            // So the parser gives a colon without a key, whose value it loses.
            if (Next() is MappingEnd) throw new InputException("not valid YAML: a key is expected before the colon.", _file, key.Line);
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

    private AliasSyntax Alias(AnchorAlias alias, int depth)
    {
        string name = alias.Value.Value;
        _aliases.Add(name);
        if (!_anchors.TryGetValue(name, out Anchored? target))
            throw new InputException($"the alias *{name} has no anchor &{name} before it.", _file, Line(alias));
        Count(alias, target.Values, depth + target.Height, isAlias: true);
        return new(Index(alias.Start), Index(alias.End), Line(alias), name, target.Node.Resolved);
    }

    private ParsingEvent Next() =>
        _parser.MoveNext() ? _parser.Current! : throw Invalid("it ends too early.", _parser.Current?.End);

    /// <summary>The end of a collection: after its closing bracket, or where the last one in it ends.</summary>
    private int End(ParsingEvent start, bool isFlow, SyntaxNode? last) =>
        isFlow ? Index(_parser.Current!.Start) + 1 : last?.End ?? Index(start.End);

    private int Index(Mark mark) => (int)mark.Index + _offset;

    private int Line(ParsingEvent parsed) => _line((int)parsed.Start.Line);

    private static string? NameOf(AnchorName anchor) => anchor.IsEmpty ? null : anchor.Value;

    /// <summary>What an anchor names: how many values it is, and how many levels there are in it.</summary>
    private sealed record Anchored(SyntaxNode Node, int Values, int Height);
}
