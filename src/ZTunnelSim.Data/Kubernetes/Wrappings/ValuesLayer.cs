using YamlDotNet.Core;

namespace ZTunnelSim.Data;

/// <summary>A place of a manifest where values of a chart stand.</summary>
/// <param name="Place">What stands there, and how messages call it.</param>
/// <param name="Path">The way there, from the root of the manifest.</param>
internal abstract record ValuesLayer(YamlValue Place, IReadOnlyList<PathStep> Path)
{
    /// <summary>The values as a mapping; null where there are none.</summary>
    public abstract MapSyntax? Values { get; }

    /// <summary>Whether it is laid over what the chart made of its values, so that the chart knows nothing of it.</summary>
    public virtual bool IsPastChart => false;

    /// <summary>The way to a value, there or not.</summary>
    public abstract IReadOnlyList<PathStep> To(IReadOnlyList<string> keys);

    /// <summary>A value as it is written here.</summary>
    public virtual ScalarChange Written(ScalarChange value) => value;

    /// <summary>Whether a value stands here, be it null.</summary>
    public bool Has(IEnumerable<string> keys) => ManifestDocument.Walk(Values, keys) is not null;

    /// <summary>The values of two places, of which the first one holds; mappings are merged, as Helm does it.</summary>
    public static MapSyntax Merge(MapSyntax over, MapSyntax under)
    {
        IEnumerable<string> keys = under.Keys.Union(over.Keys);
        return Mapping(over.Line, [.. keys.Select(key => (key, Merge(over.Get(key), under.Get(key))!))]);
    }

    protected static MapSyntax Mapping(int line, params IReadOnlyList<(string Key, SyntaxNode Value)> entries) => new(
        0, 0, line, null, IsFlow: false, 0,
        [.. entries.Select(e => new MapEntry(new ScalarSyntax(0, 0, e.Value.Line, null, 0, e.Key, ScalarStyle.Plain), e.Value))]);

    private static SyntaxNode? Merge(SyntaxNode? over, SyntaxNode? under) =>
        over is MapSyntax o && under is MapSyntax u ? Merge(o, u) : over ?? under;
}

/// <summary>Values as a mapping of the manifest.</summary>
internal sealed record MapLayer(YamlValue Place, IReadOnlyList<PathStep> Path) : ValuesLayer(Place, Path)
{
    public override MapSyntax? Values { get; } =
        Place.Present is null ? null : Place.Node as MapSyntax ?? throw Place.Expected("a mapping");

    public override IReadOnlyList<PathStep> To(IReadOnlyList<string> keys) => [.. Path, .. PathStep.Keys(keys)];
}

/// <summary>Values as a text that holds YAML.</summary>
internal sealed record TextLayer(SyntaxText Source, YamlValue Place, IReadOnlyList<PathStep> Path) : ValuesLayer(Place, Path)
{
    public override MapSyntax? Values { get; } = Place.Node is ScalarSyntax text
        ? EmbeddedYaml.Read(Source, text).Mapping(text, Place.Key)
        : throw Place.Expected("a text with YAML");

    public override IReadOnlyList<PathStep> To(IReadOnlyList<string> keys) =>
        [.. Path, new PathStep.Content(), .. PathStep.Keys(keys)];
}

/// <summary>Values as a list of names, which are paths of keys, with a <c>value</c> each; of one name the last value holds.</summary>
internal sealed record PairLayer(YamlValue Place, IReadOnlyList<PathStep> Path) : ValuesLayer(Place, Path)
{
    private const string Value = "value";

    /// <summary>The key that an element's name stands under.</summary>
    public string Field { get; init; } = "name";

    /// <summary>Whether numbers are written as texts.</summary>
    public bool TakesTexts { get; init; }

    /// <summary>
    /// The names of some values, where they are not the values' own: those of the fields that the chart sets from them.
    /// </summary>
    public IReadOnlyList<(string Name, string Key)> Fields { get; init; } = [];

    public override bool IsPastChart => Fields.Count > 0;

    public override MapSyntax? Values => Pairs.Select(pair => Chain(pair.Keys, pair.Value)).Aggregate(
        (MapSyntax?)null, (under, over) => under is null ? over : Merge(over, under));

    public override ScalarChange Written(ScalarChange value) => TakesTexts ? ScalarChange.Text(value.Value) : value;

    /// <summary>Into the element that names the value, or a mapping around it.</summary>
    public override IReadOnlyList<PathStep> To(IReadOnlyList<string> keys)
    {
        int named = Enumerable.Range(1, keys.Count).LastOrDefault(n => Pairs.Any(p => p.Keys.SequenceEqual(keys.Take(n))), keys.Count);
        return [.. Path, new PathStep.Named(Field, NameOf(keys.Take(named))), .. PathStep.Keys([Value, .. keys.Skip(named)])];
    }

    private IEnumerable<(string[] Keys, SyntaxNode Value)> Pairs =>
        from item in Place.Mappings()
        let keys = KeysOf(item[Field].Word ?? "")
        where keys.Length > 0 && item[Value].Node is not null
        select (keys, item[Value].Node);

    private string NameOf(IEnumerable<string> keys)
    {
        string name = string.Join('.', keys);
        (string Name, string Key) field = Fields.FirstOrDefault(f => IsWithin(name, f.Key));
        return field.Name + name[(field.Key?.Length ?? 0)..];
    }

    private string[] KeysOf(string name)
    {
        if (Fields.Count == 0) return name.Split('.');
        (string Name, string Key) field = Fields.FirstOrDefault(f => IsWithin(name, f.Name));
        return field.Name is null ? [] : (field.Key + name[field.Name.Length..]).Split('.');
    }

    private static bool IsWithin(string name, string path) => name == path || name.StartsWith($"{path}.", StringComparison.Ordinal);

    private static MapSyntax Chain(ReadOnlySpan<string> keys, SyntaxNode value) =>
        Mapping(value.Line, (keys[0], keys.Length == 1 ? value : Chain(keys[1..], value)));
}
