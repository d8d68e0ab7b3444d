namespace ZTunnelSim.Data;

/// <summary>The values of ztunnel's chart in a manifest, wherever they stand there.</summary>
/// <param name="Layers">The places, of which an earlier one holds where both say something.</param>
internal sealed record WrappedValues(params IReadOnlyList<ValuesLayer> Layers)
{
    private static readonly string[][] Settings =
    [
        [ManifestKeys.GracePeriod], [ManifestKeys.Strategy, "type"],
        [ManifestKeys.Strategy, "rollingUpdate", "maxSurge"], [ManifestKeys.Strategy, "rollingUpdate", "maxUnavailable"],
    ];

    /// <summary>The namespace that ztunnel runs in, or null where the manifest leaves it open.</summary>
    public string? Namespace { get; init; }

    /// <summary>The version of ztunnel's chart, or null where it is not known.</summary>
    public string? Version { get; init; }

    /// <summary>The object or the release that installs ztunnel, by name and namespace.</summary>
    public ManifestRelease? Release { get; init; }

    /// <summary>Whether the values may be those of a chart of charts, where ztunnel's stand under its name.</summary>
    public bool MayBeNested { get; init; } = true;

    /// <summary>What is not read although it may matter, and what is odd: a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>All values as the chart gets them, and what is laid over it.</summary>
    public YamlValue Effective => Under(Layers);

    /// <summary>All values as the chart gets them.</summary>
    public YamlValue OfChart => Under([.. Layers.Where(layer => !layer.IsPastChart)]);

    /// <summary>A sentence for each setting that stands in several places.</summary>
    public IEnumerable<string> Shadowed =>
        from keys in Settings
        let places = Layers.Where(layer => !layer.IsPastChart && layer.Has([.. Nesting, .. keys])).ToArray()
        where places.Length > 1
        select $"{string.Join('.', keys)} stands in several places: that of {At(places[0], keys)} holds, over "
            + $"{string.Join(" and ", places.Skip(1).Select(place => At(place, keys)))}.";

    /// <summary>Under which keys of the values ztunnel's are.</summary>
    private IReadOnlyList<string> Nesting => MayBeNested && Merged(Layers) is { } all
        && all.Get(ManifestKeys.Chart) is MapSyntax or ScalarSyntax { IsNull: true }
        && all.Get(ManifestKeys.GracePeriod) is null && all.Get(ManifestKeys.Strategy) is null ? [ManifestKeys.Chart] : [];

    /// <summary>The change that sets values where they hold.</summary>
    public MapChange Change(MapChange values)
    {
        (IReadOnlyList<PathStep> Path, Change Value)[] ends =
        [
            .. from end in Ends(values)
               from layer in PlacesOf(end.Keys)
               select (layer.To([.. Nesting, .. end.Keys]), (Change)layer.Written(end.Value)),
        ];
        return ends.Length == 0 ? new MapChange([]) : (MapChange)PathStep.Set(ends);
    }

    /// <summary>Where a value has to be set: where it stands, or where new ones go.</summary>
    private IEnumerable<ValuesLayer> PlacesOf(string[] keys)
    {
        ValuesLayer[] has = [.. Layers.Where(layer => layer.Has([.. Nesting, .. keys]))];
        ValuesLayer? past = Layers.FirstOrDefault(layer => layer.IsPastChart && layer.Has([keys[0]]));
        // The chart passes T on to ztunnel, so that it has to know T even where something else sets the pod's.
        if (past is not null && keys is not [ManifestKeys.GracePeriod]) return [past];
        ValuesLayer chart = has.FirstOrDefault(layer => !layer.IsPastChart)
            ?? Layers.FirstOrDefault(layer => layer is not PairLayer && layer.Values is not null)
            ?? Layers.FirstOrDefault(layer => layer is { IsPastChart: false, Values: not null })
            ?? Layers.Last(layer => !layer.IsPastChart);
        return past is null ? [chart] : [past, chart];
    }

    private static IEnumerable<(string[] Keys, ScalarChange Value)> Ends(MapChange change) => change.Entries.SelectMany(entry =>
        entry.Value is MapChange inner
            ? Ends(inner).Select(end => ((string[])[entry.Key, .. end.Keys], end.Value))
            : [([entry.Key], (ScalarChange)entry.Value)]);

    private YamlValue Under(IReadOnlyList<ValuesLayer> layers)
    {
        ValuesLayer[] filled = [.. layers.Where(layer => layer.Values is not null)];
        YamlValue place = (filled.FirstOrDefault() ?? layers[^1]).Place;
        YamlValue values = new(Merged(filled), new(place.File), filled.Length > 1 ? CommonKey(filled) : place.Key);
        return Nesting.Aggregate(values, (value, key) => value[key]);
    }

    private static MapSyntax? Merged(IEnumerable<ValuesLayer> layers) => layers.Select(layer => layer.Values).Aggregate(
        (MapSyntax?)null, (over, under) => over is null || under is null ? over ?? under : ValuesLayer.Merge(over, under));

    /// <summary>The path that all places are under.</summary>
    private static string CommonKey(ValuesLayer[] layers)
    {
        string[][] paths = [.. layers.Select(layer => layer.Place.Key.Split('.'))];
        return string.Join('.', paths[0].TakeWhile((key, i) => paths.All(path => path.Length > i && path[i] == key)));
    }

    private string At(ValuesLayer layer, string[] keys) =>
        $"{layer.Place.Key} (line {ManifestDocument.Walk(layer.Values, [.. Nesting, .. keys])!.Line})";
}

/// <summary>What installs ztunnel: an object of the cluster, or a release in a file.</summary>
internal sealed record ManifestRelease(string Name, string? Namespace)
{
    /// <summary>The release that a mapping with its name and namespace tells; either may be a template.</summary>
    public static ManifestRelease Of(YamlValue metadata) => new(
        KubernetesName.OfTemplate(metadata["name"]) ?? "ztunnel", KubernetesName.NamespaceOfTemplate(metadata["namespace"]));
}
