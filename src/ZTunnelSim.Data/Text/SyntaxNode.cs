using YamlDotNet.Core;

namespace ZTunnelSim.Data;

/// <summary>
/// A node of a YAML text that knows which characters it is made of, so that a text can be edited without rewriting it; of JSON that is only
/// read it does not.
/// </summary>
/// <param name="Start">Its first character, its anchor and tag included.</param>
/// <param name="End">The character after its last one; for a flow collection, after the closing bracket.</param>
/// <param name="Line">The line of its start, from 1.</param>
/// <param name="Anchor">Its anchor, or null.</param>
internal abstract record SyntaxNode(int Start, int End, int Line, string? Anchor)
{
    /// <summary>The node itself, or what an alias stands for.</summary>
    public virtual SyntaxNode Resolved => this;

    /// <summary>What stands here, for a message.</summary>
    public abstract string Given { get; }

    /// <summary>A text as a message shows it: quoted, on one line, not too long.</summary>
    public static string Quote(string text)
    {
        const int Longest = 60;
        return text.Length > Longest ? $"'{PlainText.OneLine(text[..Longest])}...'" : $"'{PlainText.OneLine(text)}'";
    }
}

/// <summary>A scalar; its content starts after its anchor and tag.</summary>
internal sealed record ScalarSyntax(int Start, int End, int Line, string? Anchor, int ContentStart, string Value, ScalarStyle Style)
    : SyntaxNode(Start, End, Line, Anchor)
{
    /// <summary>Whether it is YAML's null: nothing, ~ or null.</summary>
    public bool IsNull => Style == ScalarStyle.Plain && Value is "" or "~" or "null" or "Null" or "NULL";

    /// <summary>The style of JSON's numbers and truths; YAML has no such.</summary>
    public const ScalarStyle JsonLiteral = ScalarStyle.Any;

    /// <summary>Whether it is a text: quoted, or in YAML no null, no truth and no whole number.</summary>
    public bool IsText => !IsPlain
        || (Style != JsonLiteral && !(IsNull || Value is "true" or "false" || long.TryParse(Value, out _)));

    /// <summary>Whether it has no quotation marks.</summary>
    public bool IsPlain => Style is ScalarStyle.Plain or JsonLiteral;

    public override string Given => Style == ScalarStyle.Plain && Value.Length == 0 ? "nothing" : Quote(Value);
}

/// <summary>A mapping; one in flow style opens with a brace.</summary>
internal sealed record MapSyntax(int Start, int End, int Line, string? Anchor, bool IsFlow, int Open, IReadOnlyList<MapEntry> Entries)
    : SyntaxNode(Start, End, Line, Anchor)
{
    private const int MergeDepth = 4;

    /// <summary>Whether it is a Go template, such as <c>{{ .Values.x }}</c>: to YAML a mapping whose key is one.</summary>
    public bool IsTemplate => Entries is [{ Key: MapSyntax { IsFlow: true } }];

    public override string Given => IsTemplate ? "a template, {{ ... }}," : "a mapping";

    /// <summary>All keys, those that &lt;&lt; merges in included.</summary>
    public IEnumerable<string> Keys => KeysTo(MergeDepth).Distinct();

    /// <summary>The entry of a key, written in this mapping itself.</summary>
    public MapEntry? Own(string key) => Entries.FirstOrDefault(e => e.Key.Resolved is ScalarSyntax s && s.Value == key);

    /// <summary>The value of a key, written here or merged in by &lt;&lt;; null where there is none.</summary>
    public SyntaxNode? Get(string key) => Get(key, MergeDepth);

    private SyntaxNode? Get(string key, int depth)
    {
        if (Own(key) is { } own) return own.Value.Resolved;
        return depth == 0 ? null : MergedIn.Select(m => m.Get(key, depth - 1)).FirstOrDefault(v => v is not null);
    }

    private IEnumerable<string> KeysTo(int depth) => Entries.Select(e => e.Key).OfType<ScalarSyntax>().Select(k => k.Value)
        .Where(k => k != "<<").Concat(depth == 0 ? [] : MergedIn.SelectMany(m => m.KeysTo(depth - 1)));

    private IEnumerable<MapSyntax> MergedIn => Own("<<")?.Value.Resolved switch
    {
        ListSyntax list => list.Items.Select(i => i.Resolved).OfType<MapSyntax>(),
        MapSyntax map => [map],
        _ => [],
    };
}

internal sealed record MapEntry(SyntaxNode Key, SyntaxNode Value);

internal sealed record ListSyntax(int Start, int End, int Line, string? Anchor, bool IsFlow, int Open, IReadOnlyList<SyntaxNode> Items)
    : SyntaxNode(Start, End, Line, Anchor)
{
    public override string Given => "a list";
}

/// <summary>An alias, such as <c>*common</c>.</summary>
internal sealed record AliasSyntax(int Start, int End, int Line, string Name, SyntaxNode Target)
    : SyntaxNode(Start, End, Line, null)
{
    public override SyntaxNode Resolved => Target;

    public override string Given => $"the alias *{Name}";
}

/// <summary>A value with a tag that makes something else of it than it looks like, such as <c>!!binary</c>: nothing reads it.</summary>
internal sealed record TaggedSyntax(string Tag, SyntaxNode Untagged)
    : SyntaxNode(Untagged.Start, Untagged.End, Untagged.Line, Untagged.Anchor)
{
    public override string Given => $"a value with the tag {Quote(Tag)}";
}
