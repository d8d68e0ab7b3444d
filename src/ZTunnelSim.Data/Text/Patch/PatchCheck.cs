namespace ZTunnelSim.Data;

/// <summary>Makes sure that a patched text says what was wanted, and apart from that what it said before.</summary>
internal static class PatchCheck
{
    public const string NotUnderstood =
        "can't be changed safely: its layout is not understood. Write it in plain block style.";

    /// <exception cref="InputException">It does not.</exception>
    public static void Check(SyntaxText before, string patched, MapSyntax changed, MapChange change)
    {
        bool same;
        try
        {
            same = Same(before, SyntaxReader.Read(patched, before.File), changed, change);
        }
        catch (InputException e)
        {
            throw Refuse(before, changed, e);
        }
        if (!same) throw Refuse(before, changed, null);
    }

    private static bool Same(SyntaxText before, SyntaxText after, MapSyntax? changed, MapChange change) =>
        before.Documents.Count == after.Documents.Count
        && before.Documents.Zip(after.Documents, (b, a) => Same(b, a, changed, change, inChange: null)).All(same => same);

    /// <summary>The YAML of two texts.</summary>
    private static bool SameText(ScalarSyntax before, ScalarSyntax after, MapChange change)
    {
        if (before.Style != after.Style || before.Anchor != after.Anchor) return false;
        (SyntaxText b, SyntaxText a) = (SyntaxReader.Read(before.Value, ""), SyntaxReader.Read(after.Value, ""));
        return b.Filled.FirstOrDefault() is MapSyntax changed
            ? Same(b, a, changed, change)
            : a.Documents is [MapSyntax only] && only.Entries.Count == change.Entries.Count && Says(only, change);
    }

    private static bool Same(SyntaxNode before, SyntaxNode after, MapSyntax? changed, MapChange change, Change? inChange)
    {
        if (ReferenceEquals(before, changed)) inChange = change;
        if (inChange is ScalarChange wanted) return after is ScalarSyntax scalar && YamlPatcher.Says(scalar, wanted);
        if (inChange is not null && before is ScalarSyntax { IsNull: true }) return Says(after, inChange);
        return (before, after) switch
        {
            (ScalarSyntax b, ScalarSyntax a) when inChange is TextChange text => SameText(b, a, text.Content),
            (ScalarSyntax b, ScalarSyntax a) => b.Value == a.Value && b.Style == a.Style && b.Anchor == a.Anchor,
            (AliasSyntax b, AliasSyntax a) => b.Name == a.Name,
            (TaggedSyntax b, TaggedSyntax a) => b.Tag == a.Tag && Same(b.Untagged, a.Untagged, changed, change, inChange: null),
            (MapSyntax b, MapSyntax a) => SameMap(b, a, changed, change, inChange as MapChange),
            (ListSyntax b, ListSyntax a) when inChange is ItemsChange items => SameItems(b, a, changed, change, items),
            (ListSyntax b, ListSyntax a) => SameList(b, a, changed, change, inChange as NamedItemsChange),
            _ => false,
        };
    }

    private static bool SameMap(MapSyntax before, MapSyntax after, MapSyntax? changed, MapChange change, MapChange? here)
    {
        if (before.Anchor != after.Anchor) return false;
        (string Key, Change Value)[] added = [.. (here?.Entries ?? []).Where(e => before.Own(e.Key) is null)];
        if (after.Entries.Count != before.Entries.Count + added.Length) return false;
        for (int i = 0; i < before.Entries.Count; i++)
        {
            (MapEntry b, MapEntry a) = (before.Entries[i], after.Entries[i]);
            string? key = (b.Key as ScalarSyntax)?.Value;
            Change? within = here?.Entries.FirstOrDefault(e => e.Key == key).Value;
            if (!Same(b.Key, a.Key, changed, change, null)) return false;
            if (!Same(b.Value, a.Value, changed, change, within)) return false;
        }
        return added.All(e => after.Own(e.Key) is { } entry && Says(entry.Value, e.Value));
    }

    private static bool SameItems(ListSyntax before, ListSyntax after, MapSyntax? changed, MapChange change, ItemsChange here) =>
        before.Anchor == after.Anchor && before.Items.Count == after.Items.Count
        && before.Items.Zip(after.Items, (b, a) => (b, a)).Index().All(pair => Same(
            pair.Item.b, pair.Item.a, changed, change, here.Items.FirstOrDefault(i => i.Index == pair.Index).Value));

    private static bool SameList(
        ListSyntax before, ListSyntax after, MapSyntax? changed, MapChange change, NamedItemsChange? here)
    {
        if (before.Anchor != after.Anchor || after.Items.Count < before.Items.Count) return false;
        string? NameOf(SyntaxNode item) => PatchCheck.NameOf(item, here?.Field);
        for (int i = 0; i < before.Items.Count; i++)
        {
            string? name = NameOf(before.Items[i]);
            Change? within = here?.Items.FirstOrDefault(item => item.Name == name).Value;
            // Of several elements of one name only the last one is changed.
            if (within is not null && before.Items.Skip(i + 1).Any(item => NameOf(item) == name)) within = null;
            if (!Same(before.Items[i], after.Items[i], changed, change, within)) return false;
        }
        return after.Items.Skip(before.Items.Count).All(item =>
            here?.Items.FirstOrDefault(i => i.Name == NameOf(item)).Value is { } wanted && Says(item, wanted));
    }

    /// <summary>Whether a node says all that is wanted; it may say more.</summary>
    private static bool Says(SyntaxNode node, Change change) => (node, change) switch
    {
        (ScalarSyntax scalar, ScalarChange wanted) => YamlPatcher.Says(scalar, wanted),
        (MapSyntax map, MapChange wanted) =>
            wanted.Entries.All(e => map.Own(e.Key) is { } entry && Says(entry.Value, e.Value)),
        (ListSyntax list, NamedItemsChange wanted) =>
            wanted.Items.All(i => list.Items.Any(item => NameOf(item, wanted.Field) == i.Name && Says(item, i.Value))),
        _ => false,
    };

    private static string? NameOf(SyntaxNode item, string? field) =>
        field is null ? null : ((item as MapSyntax)?.Get(field) as ScalarSyntax)?.Value;

    private static InputException Refuse(SyntaxText source, MapSyntax changed, Exception? inner) =>
        new(NotUnderstood, source.File, changed.Line, inner: inner);
}
