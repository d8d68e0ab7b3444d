using System.Globalization;

namespace ZTunnelSim.Data;

/// <summary>What a text is to say: the wanted part of a tree; everything that it does not mention stays.</summary>
internal abstract record Change;

/// <summary>A whole number, or a word; a text has to be read as a string even where it looks like a number.</summary>
internal sealed record ScalarChange(string Value, bool IsText) : Change
{
    public static ScalarChange Number(int value) => new(value.ToString(CultureInfo.InvariantCulture), IsText: false);

    public static ScalarChange Text(string value) => new(value, IsText: true);
}

/// <summary>Keys of a mapping; missing ones are added in this order.</summary>
internal sealed record MapChange(params IReadOnlyList<(string Key, Change Value)> Entries) : Change;

/// <summary>
/// Elements of a list of mappings, found by the text of one of their keys; missing ones are added with the rest of their keys.
/// </summary>
/// <param name="Field">That key, such as <c>name</c>.</param>
/// <param name="Items">The elements.</param>
internal sealed record NamedItemsChange(string Field, params IReadOnlyList<(string Name, MapChange Value)> Items) : Change;

/// <summary>Elements of a list, found by their place in it, from 0; they have to be there.</summary>
internal sealed record ItemsChange(params IReadOnlyList<(int Index, Change Value)> Items) : Change;

/// <summary>A whole list of values; it is written, and never found in a text that is there.</summary>
internal sealed record ListChange(params IReadOnlyList<Change> Items) : Change;

/// <summary>The YAML that a text holds, such as that of a block scalar.</summary>
internal sealed record TextChange(MapChange Content) : Change;

/// <summary>A step of a path into a tree.</summary>
internal abstract record PathStep
{
    /// <summary>To the value of a key.</summary>
    internal sealed record Key(string Name) : PathStep;

    /// <summary>To an element of a list, by its place from 0.</summary>
    internal sealed record Item(int Index) : PathStep;

    /// <summary>To the element of a list whose key <paramref name="Field"/> has this text.</summary>
    internal sealed record Named(string Field, string Name) : PathStep;

    /// <summary>Into the YAML that a text holds.</summary>
    internal sealed record Content : PathStep;

    public static IEnumerable<PathStep> Keys(params IEnumerable<string> names) => names.Select(name => new Key(name));

    /// <summary>A path as messages call it, such as <c>spec.sources[1].helm</c>.</summary>
    public static string Describe(IEnumerable<PathStep> path) => string.Concat(path.Select(step => step switch
    {
        Key key => $".{key.Name}",
        Item item => $"[{item.Index}]",
        Named named => $".{named.Name}",
        _ => "",
    })).TrimStart('.');

    /// <summary>The change that sets values at the ends of some paths.</summary>
    public static Change Set(params IReadOnlyList<(IReadOnlyList<PathStep> Path, Change Value)> ends) => Set(ends, depth: 0);

    private static Change Set(IReadOnlyList<(IReadOnlyList<PathStep> Path, Change Value)> ends, int depth)
    {
        if (ends is [var only] && only.Path.Count == depth) return only.Value;
        (PathStep Step, Change Value)[] steps =
            [.. ends.GroupBy(end => end.Path[depth]).Select(group => (group.Key, Set([.. group], depth + 1)))];
        return steps[0].Step switch
        {
            Key => new MapChange([.. steps.Select(s => (((Key)s.Step).Name, s.Value))]),
            Item => new ItemsChange([.. steps.Select(s => (((Item)s.Step).Index, s.Value))]),
            Named first => new NamedItemsChange(first.Field, [.. steps.Select(s => (((Named)s.Step).Name, (MapChange)s.Value))]),
            _ => new TextChange((MapChange)steps[0].Value),
        };
    }
}
