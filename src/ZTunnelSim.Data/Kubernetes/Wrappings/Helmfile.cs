namespace ZTunnelSim.Data;

/// <summary>A helmfile: values under <c>values</c> and <c>set</c> of the release with ztunnel's chart.</summary>
internal static class Helmfile
{
    private const string Releases = "releases";

    public static bool Is(ManifestObject manifest) =>
        manifest is { Kind: null, Version: null } && manifest.Root.Get(Releases) is ListSyntax { Items: [{ Resolved: MapSyntax }, ..] };

    public static IEnumerable<WrappedChart> Find(ManifestObject manifest) => Is(manifest)
        ? manifest.Value[Releases].Items().Index().SelectMany(release => Find(manifest, release.Item, release.Index))
        : [];

    private static IEnumerable<WrappedChart> Find(ManifestObject manifest, YamlValue release, int index)
    {
        if (release.Node is not MapSyntax map) return [];
        bool isNested = map.Get("values") is ListSyntax values && values.Items.Any(item => WrappedChart.IsNested(item.Resolved));
        string? chart = (map.Get("chart") as ScalarSyntax)?.Value, name = (map.Get("name") as ScalarSyntax)?.Value;
        return WrappedChart.Of(map.Line, chart, [name], isNested, isOwn => Read(manifest, release, index, isOwn));
    }

    private static WrappedValues Read(ManifestObject manifest, YamlValue release, int index, bool isOwn)
    {
        PathStep[] path = [new PathStep.Key(Releases), new PathStep.Item(index)];
        (int Index, YamlValue Item)[] values = [.. release["values"].Items().Index()];
        List<ValuesLayer> layers = [new PairLayer(release["set"], [.. path, new PathStep.Key("set")])];
        // Of several values the later ones hold.
        layers.AddRange(values.Where(v => v.Item.IsMap).Reverse().Select(v =>
            new MapLayer(v.Item, [.. path, new PathStep.Key("values"), new PathStep.Item(v.Index)])));
        IEnumerable<string> files = values.Where(v => v.Item.Word is not null).Select(v =>
            $"{v.Item.Key} (line {v.Item.Node!.Line}), the file {SyntaxNode.Quote(v.Item.Word!)}, is not read: it holds over values before "
            + "it, and 'set' and values after it hold over it.");
        IEnumerable<string> others =
            from key in (string[])
                ["secrets", "setString", "setTemplate", "valuesTemplate", "inherit", "strategicMergePatches", "jsonPatches"]
            where !release[key].IsMissing
            select $"{release[key].Key} (line {release[key].Node!.Line}) is not read: it may override what stands here.";
        return new(layers)
        {
            Namespace = KubernetesName.NamespaceOfTemplate(release["namespace"]),
            Version = isOwn ? release["version"].Present?.Scalar() : null,
            Release = ManifestRelease.Of(release),
            Notes = [.. files, .. others],
        };
    }
}
