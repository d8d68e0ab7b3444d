using YamlDotNet.Core;

namespace ZTunnelSim.Data;

/// <summary>Changes values in a YAML or JSON text and leaves every other character as it is: comments, order, quotes, line ends.</summary>
/// <remarks>The result is read again and compared with the original: a layout that isn't understood is refused, never damaged.</remarks>
internal sealed class YamlPatcher
{
    private readonly SyntaxText _source;
    private readonly Insertion _insertion;
    private readonly List<Edit> _edits = [];

    private YamlPatcher(SyntaxText source) => (_source, _insertion) = (source, new Insertion(source));

    /// <summary>The text with a mapping changed; the same text where it says all of it already.</summary>
    /// <exception cref="InputException">The change would reach further than it should, or the layout is not understood.</exception>
    public static PatchedText Patch(SyntaxText source, MapSyntax root, MapChange change)
    {
        YamlPatcher patcher = new(source);
        patcher.Merge(root, change, "", parent: null);
        if (patcher._edits.Count == 0) return new(source.Text, [], []);
        string patched = Edit.Apply(source.Text, patcher._edits);
        PatchCheck.Check(source, patched, root, change);
        return new(patched, Edit.ChangedLines(patched, patcher._edits), Edit.Comments(source.Text, patcher._edits));
    }

    private void Merge(MapSyntax map, MapChange change, string path, MapSyntax? parent)
    {
        RefuseShared(map, path);
        List<(string Key, Change Value)> missing = [];
        foreach ((string key, Change value) in change.Entries)
        {
            string place = path.Length == 0 ? key : $"{path}.{key}";
            if (map.Own(key) is { } entry) Merge(map, entry, value, place);
            // A whole mapping that << merges in would be hidden by a new key; a single value is what it is there for.
            else if (map.Get(key) is MapSyntax or ListSyntax)
                throw Refuse(map, place, "comes from a merge key (<<); write it out here");
            else missing.Add((key, value));
        }
        if (missing.Count > 0) _edits.Add(_insertion.Into(map, missing, path, parent));
    }

    private void Merge(MapSyntax map, MapEntry entry, Change change, string path)
    {
        switch (entry.Value, change)
        {
            case (MapSyntax inner, MapChange inside): Merge(inner, inside, path, map); break;
            case (ListSyntax list, NamedItemsChange items): MergeItems(list, items, path); break;
            case (ListSyntax list, ItemsChange items): MergeItems(list, items, path); break;
            case (ScalarSyntax { IsNull: false } text, TextChange inside): MergeText(text, inside.Content, path); break;
            case (ScalarSyntax { IsNull: true } empty, MapChange or NamedItemsChange):
                RefuseShared(empty, path);
                _edits.Add(_insertion.InPlaceOf(map, entry, empty, change, path));
                break;
            case (AliasSyntax alias, not ScalarChange):
                throw Refuse(
                    alias, path,
                    $"is the alias *{alias.Name} of line {alias.Target.Line}, which a change here would change too; write it out here");
            case ({ Resolved: ScalarSyntax scalar }, ScalarChange wanted): Replace(entry.Value, scalar, wanted, path); break;
            default:
                string expected = change switch
                {
                    MapChange => "a mapping",
                    NamedItemsChange or ItemsChange => "a list",
                    TextChange => "a text with YAML",
                    _ => "a single value",
                };
                throw Refuse(entry.Value, path, $"is {entry.Value.Given}, where {expected} is expected");
        }
    }

    private void MergeItems(ListSyntax list, NamedItemsChange change, string path)
    {
        RefuseShared(list, path);
        List<(string Name, MapChange Value)> missing = [];
        foreach ((string name, MapChange value) in change.Items)
        {
            MapSyntax? item = list.Items.Select(i => i.Resolved).OfType<MapSyntax>()
                .LastOrDefault(m => m.Get(change.Field) is ScalarSyntax s && s.Value == name);
            if (item is null) missing.Add((name, value));
            else if (!list.Items.Contains(item)) throw Refuse(list, $"{path}.{name}", "is an alias; write it out here");
            else Merge(item, value, $"{path}.{name}", parent: null);
        }
        if (missing.Count > 0) _edits.Add(_insertion.Into(list, change.Field, missing, path));
    }

    private void MergeItems(ListSyntax list, ItemsChange change, string path)
    {
        RefuseShared(list, path);
        foreach ((int index, Change value) in change.Items)
        {
            string place = $"{path}[{index}]";
            switch (list.Items[index], value)
            {
                case (MapSyntax item, MapChange inside): Merge(item, inside, place, parent: null); break;
                case (AliasSyntax, _): throw Refuse(list, place, "is an alias; write it out here");
                default: throw Refuse(list.Items[index], place, $"is {list.Items[index].Given}, where a mapping is expected");
            }
        }
    }

    /// <summary>Changes the YAML of a text, where it stands.</summary>
    private void MergeText(ScalarSyntax text, MapChange content, string path)
    {
        RefuseShared(text, path);
        EmbeddedYaml embedded = EmbeddedYaml.Read(_source, text);
        YamlPatcher inner = new(embedded.Text);
        if (embedded.Mapping(text, path) is { } map) inner.Merge(map, content, path, parent: null);
        else if (embedded.IsEditable) inner._edits.Add(inner._insertion.IntoEmpty(content));
        if (inner._edits.Count == 0 && embedded.Mapping(text, path) is not null) return;
        if (!embedded.IsEditable)
        {
            string form = text.Style switch
            {
                ScalarStyle.Folded => "a folded text (>)",
                ScalarStyle.Literal => "an empty text",
                ScalarStyle.Plain => "a text without quotes",
                _ => "a quoted text",
            };
            throw Refuse(
                text, path, $"is {form}, whose YAML can't be changed where it stands; write it as a block scalar with its lines (|)");
        }
        _edits.AddRange(inner._edits.Select(embedded.InSource));
    }

    private void Replace(SyntaxNode written, ScalarSyntax current, ScalarChange wanted, string path)
    {
        if (Says(current, wanted)) return;
        if (written is AliasSyntax alias)
        {
            // Only this use is changed: the anchor and its other uses stay.
            _edits.Add(new Edit(alias.Start, alias.End, Plain(wanted, quote: null, _insertion.IsJson)));
            return;
        }
        RefuseShared(current, path);
        if (current.Style is ScalarStyle.Literal or ScalarStyle.Folded
            || _source.Text.AsSpan(current.Start, current.End - current.Start).ContainsAny('\n', '\r'))
            throw Refuse(current, path, "is written over several lines; write it on one");
        char? quote = current.Style switch { ScalarStyle.SingleQuoted => '\'', ScalarStyle.DoubleQuoted => '"', _ => null };
        string text = Plain(wanted, quote, _insertion.IsJson);
        bool tight = current.End > 0 && _source.Text[current.ContentStart - 1] == ':';
        _edits.Add(new Edit(current.ContentStart, current.End, tight ? " " + text : text));
    }

    /// <summary>Whether a scalar already says what is wanted: a number without quotes, a text that can't be read as a number.</summary>
    public static bool Says(ScalarSyntax current, ScalarChange wanted) =>
        current.Value == wanted.Value && (current.Style == ScalarStyle.Plain
            ? !wanted.IsText || !double.TryParse(wanted.Value, System.Globalization.CultureInfo.InvariantCulture, out _)
            : wanted.IsText);

    private static string Plain(ScalarChange wanted, char? quote, bool json) =>
        !wanted.IsText ? wanted.Value
        : quote == '\'' ? $"'{wanted.Value}'"
        : quote == '"' || json ? $"\"{wanted.Value}\""
        : ChangeWriter.Flow(wanted, json: false);

    private void RefuseShared(SyntaxNode node, string path)
    {
        if (node.Anchor is not { } anchor || !_source.Aliases.Contains(anchor)) return;
        throw Refuse(
            node, path,
            $"has the anchor &{anchor}, so that a change would reach all uses of *{anchor} too; write it out at its other uses");
    }

    private InputException Refuse(SyntaxNode node, string path, string why) =>
        _source.Error(node, path, $"can't be changed safely: it {why}.");
}
