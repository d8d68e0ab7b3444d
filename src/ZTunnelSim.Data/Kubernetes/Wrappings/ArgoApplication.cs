namespace ZTunnelSim.Data;

/// <summary>
/// Argo CD's Application, and the template of an ApplicationSet: values under <c>helm</c> of the source with ztunnel's chart.
/// </summary>
/// <remarks>
/// parameters hold over valuesObject or values, and those over valueFiles; values are not looked at where there is a valuesObject.
/// Source: argoproj/argo-cd, ApplicationSourceHelm.ValuesYAML.
/// </remarks>
internal static class ArgoApplication
{
    public static IEnumerable<WrappedChart> Find(ManifestObject manifest)
    {
        string[] root = manifest.Kind == "ApplicationSet" ? ["spec", "template"] : [];
        SyntaxNode? spec = ManifestDocument.Walk(manifest.Root, [.. root, "spec"]);
        PathStep[] path = [.. PathStep.Keys([.. root, "spec"])];
        if (ManifestDocument.Walk(spec, "source") is MapSyntax only) return Find(manifest, only, [.. path, new PathStep.Key("source")]);
        return ManifestDocument.Walk(spec, "sources") is not ListSyntax list
            ? []
            : list.Items.Select(item => item.Resolved).Index().SelectMany(source => source.Item is MapSyntax map
                ? Find(manifest, map, [.. path, new PathStep.Key("sources"), new PathStep.Item(source.Index)])
                : []);
    }

    private static IEnumerable<WrappedChart> Find(ManifestObject manifest, MapSyntax source, PathStep[] path)
    {
        string? chart = Text(source, "chart") ?? Text(source, "path")?.TrimEnd('.', '/');
        // A source of files of values has no chart, and one from an OCI registry may have its name in the address.
        if (Text(source, "ref") is not null && string.IsNullOrEmpty(chart)) return [];
        if (string.IsNullOrEmpty(chart)) chart = Text(source, "repoURL");
        SyntaxNode? helm = source.Get("helm");
        bool isNested = WrappedChart.IsNested(ManifestDocument.Walk(helm, "valuesObject"))
            || (ManifestDocument.Walk(helm, "values") is ScalarSyntax text && IsNested(manifest.Source, text))
            || (ManifestDocument.Walk(helm, "parameters") is ListSyntax list && list.Items.Any(item => item is MapSyntax pair
                && Text(pair, "name")?.StartsWith($"{ManifestKeys.Chart}.", StringComparison.Ordinal) == true));
        return WrappedChart.Of(source.Line, chart, [], isNested, isOwn => Read(manifest, source, path, isOwn));
    }

    private static WrappedValues Read(ManifestObject manifest, MapSyntax node, PathStep[] path, bool isOwn)
    {
        string place = PathStep.Describe(path);
        YamlValue source = new(node, new(manifest.Source.File), place), helm = source["helm"];
        YamlValue application = manifest.Kind == "ApplicationSet" ? manifest.Value["spec"]["template"] : manifest.Value;
        YamlValue inObject = helm["valuesObject"], inText = helm["values"];
        PathStep[] ToHelm(string key) => [.. path, .. PathStep.Keys("helm", key)];
        ValuesLayer parameters = new PairLayer(helm["parameters"], ToHelm("parameters")) { TakesTexts = true };
        // An empty text is as good as none.
        bool hasText = inText.Present is { Word: not "" };
        ValuesLayer values = inObject.IsMissing && hasText
            ? new TextLayer(manifest.Source, inText, ToHelm("values"))
            : new MapLayer(inObject, ToHelm("valuesObject"));
        List<string> notes = [];
        if (!inObject.IsMissing && hasText)
            notes.Add($"{inText.Key} (line {inText.Node!.Line}) does not count: Argo CD takes {inObject.Key} in its place.");
        foreach (string key in (string[])["valueFiles", "fileParameters"])
        {
            if (helm[key].Present is not { Node: { } files }) continue;
            notes.Add($"{helm[key].Key} (line {files.Line}) are not read: "
                + (key == "valueFiles"
                    ? "what they give holds where the values here say nothing."
                    : "they may override what stands here."));
        }
        if (manifest.Kind == "ApplicationSet" && manifest.Value["spec"]["templatePatch"].Present is { Node: { } patch })
            notes.Add($"spec.templatePatch (line {patch.Line}) is not read: it may override what stands here.");
        return new(parameters, values)
        {
            Namespace = KubernetesName.NamespaceOfTemplate(application["spec"]["destination"]["namespace"]),
            Version = isOwn && !source["chart"].IsMissing ? source["targetRevision"].Present?.Scalar() : null,
            Release = ManifestRelease.Of(application["metadata"]),
            Notes = notes,
        };
    }

    /// <summary>Whether a text has values under ztunnel's name; one that can't be read has none.</summary>
    private static bool IsNested(SyntaxText source, ScalarSyntax text)
    {
        try
        {
            return WrappedChart.IsNested(EmbeddedYaml.Read(source, text).Text.Filled.FirstOrDefault());
        }
        catch (InputException)
        {
            return false;
        }
    }

    private static string? Text(MapSyntax map, string key) => (map.Get(key) as ScalarSyntax)?.Value;
}
