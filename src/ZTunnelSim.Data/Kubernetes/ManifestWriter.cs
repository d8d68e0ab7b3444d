namespace ZTunnelSim.Data;

/// <summary>Writes T and the update strategy: as a new manifest, or into one that is there.</summary>
/// <example><c>string yaml = ManifestWriter.Patch(text, "cr.yaml", new() { GracePeriod = new(300) }).Text;</c></example>
internal static class ManifestWriter
{
    /// <summary>The only name that a ZTunnel resource may have.</summary>
    private const string ResourceName = "default";

    /// <summary>A new manifest that says what is wanted and nothing else.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="wanted">T and strategy; a strategy that is the chart's default is left out where the chart decides.</param>
    /// <param name="options">What else it names.</param>
    /// <returns>YAML.</returns>
    /// <remarks>
    /// A DaemonSet, and a ZTunnel resource without a version, hold only a part of the object: they are meant for <c>kubectl apply
    /// --server-side</c>, which leaves the rest of the object that is there as it is.
    /// </remarks>
    internal static string Write(ManifestKind kind, WantedSettings wanted, ManifestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        options ??= new ManifestOptions();
        bool isDefault = kind != ManifestKind.DaemonSet && wanted.Strategy == ManifestStrategy.Rolling(RollingUpdate.Default);
        ManifestStrategy? strategy = isDefault ? null : wanted.Strategy;
        MapChange content = kind switch
        {
            ManifestKind.ZTunnelResource => Resource(wanted.GracePeriod, strategy, options),
            ManifestKind.HelmValues => ManifestChange.Values(wanted.GracePeriod, strategy),
            ManifestKind.DaemonSet => DaemonSet(wanted.GracePeriod, strategy, options),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "An unknown kind."),
        };
        return string.Concat(content.Entries.SelectMany(e => ChangeWriter.Block(e.Key, e.Value, indent: 0)).Select(line => line + "\n"));
    }

    /// <summary>Changes a manifest and keeps everything else byte for byte: other documents, comments, order, quotes, line ends.</summary>
    /// <param name="text">The manifest.</param>
    /// <param name="file">The file that it stands for, for messages.</param>
    /// <param name="wanted">What it is to say.</param>
    /// <exception cref="InputException">It holds no settings of ztunnel, or can't be changed without changing something else.</exception>
    internal static ManifestPatch Patch(string text, string file, WantedSettings wanted)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Patch(SyntaxReader.Read(text, file), wanted);
    }

    /// <summary>Changes the text of a file; the file itself is not written.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <param name="wanted">What it is to say.</param>
    /// <exception cref="InputException">As for <see cref="Patch(string, string, WantedSettings)"/>, or the file can't be read.</exception>
    internal static ManifestPatch PatchFile(string path, WantedSettings wanted) => Patch(SyntaxText.Load(path), wanted);

    private static ManifestPatch Patch(SyntaxText source, WantedSettings wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ManifestDocument document = ManifestDocument.FindIn(source);
        ZTunnelSettings before = ZTunnelSettingsReader.Read(document);
        MapChange change = ManifestChange.For(document, before, wanted);
        (string patched, IReadOnlyList<int> lines) = change.Entries.Count == 0 ? (source.Text, []) : YamlPatcher.Patch(
            source, document.Root, change);
        ZTunnelSettings after = ZTunnelSettingsReader.Parse(patched, source.File);
        if (!wanted.IsMetBy(after)) throw new InputException(PatchCheck.NotUnderstood, source.File, before.Line);
        return new ManifestPatch(patched, before, after, lines);
    }

    private static MapChange Resource(GracePeriod? gracePeriod, ManifestStrategy? strategy, ManifestOptions options)
    {
        List<(string, Change)> spec = [];
        if (options.IstioVersion is { } version) spec.Add(("version", ScalarChange.Text(version)));
        if (options.Namespace is { } name) spec.Add(("namespace", ScalarChange.Text(name)));
        spec.AddRange(ManifestChange.Nested(["values", "ztunnel"], ManifestChange.Values(gracePeriod, strategy)).Entries);
        return Object($"{ManifestDocument.Group}/v1", "ZTunnel", ResourceName, null, spec);
    }

    private static MapChange DaemonSet(GracePeriod? gracePeriod, ManifestStrategy? strategy, ManifestOptions options)
    {
        List<(string, Change)> spec = [.. ManifestChange.Values(null, strategy).Entries];
        if (gracePeriod is not null)
        {
            NamedItemsChange containers = new((ManifestKeys.Container,
                new MapChange(("env", new NamedItemsChange((DrainVariables.Grace, ManifestChange.GraceVariable(gracePeriod)))))));
            spec.AddRange(ManifestChange.Nested(["template", "spec"],
                new MapChange((ManifestKeys.GracePeriod, ManifestChange.Number(gracePeriod)), ("containers", containers))).Entries);
        }
        return Object("apps/v1", "DaemonSet", "ztunnel", options.Namespace ?? "istio-system", spec);
    }

    private static MapChange Object(string version, string kind, string name, string? inNamespace, IReadOnlyList<(string, Change)> spec)
    {
        List<(string, Change)> metadata = [("name", ScalarChange.Text(name))];
        if (inNamespace is not null) metadata.Add(("namespace", ScalarChange.Text(inNamespace)));
        return new MapChange(
            ("apiVersion", new ScalarChange(version, IsText: false)), ("kind", ScalarChange.Text(kind)),
            ("metadata", new MapChange(metadata)), ("spec", new MapChange(spec)));
    }
}
