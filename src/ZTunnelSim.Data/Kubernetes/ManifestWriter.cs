namespace ZTunnelSim.Data;

/// <summary>What a manifest is to say. What is null is left as it is.</summary>
internal sealed record WantedSettings(GracePeriod? GracePeriod = null, ManifestStrategy? Strategy = null)
{
    /// <summary>Whether settings that were read say all of this already; a strategy that they leave open is the chart's.</summary>
    public bool IsMetBy(ZTunnelSettings settings) =>
        (GracePeriod is null || settings.GracePeriod == GracePeriod)
        && (Strategy is null || Strategy == (settings.Strategy ?? ManifestStrategy.Rolling(RollingUpdate.Default)));
}

/// <summary>What a new manifest names besides the settings.</summary>
/// <param name="Namespace">The one that ztunnel runs in; null: none is named but <c>istio-system</c> in a DaemonSet.</param>
/// <param name="IstioVersion">A ZTunnel resource's <c>spec.version</c>, such as <c>v1.28.0</c>; null: none is named.</param>
internal sealed record ManifestOptions(string? Namespace = null, string? IstioVersion = null);

/// <summary>A manifest after a change: its text, what it said before and says after, the numbers of its changed lines.</summary>
internal sealed record ManifestPatch(string Text, ZTunnelSettings Before, ZTunnelSettings After, IReadOnlyList<int> ChangedLines)
{
    /// <summary>Comments beside values that were replaced, with their line before the change.</summary>
    public IReadOnlyList<(int Line, string Comment)> Comments { get; init; } = [];
}

/// <summary>Writes T and the update strategy: as a new manifest, or into one that is there.</summary>
internal static class ManifestWriter
{
    /// <summary>The only name that a ZTunnel resource may have.</summary>
    private const string ResourceName = "default";

    /// <summary>A new manifest that says what is wanted and nothing else, not even the chart's default strategy where it decides.</summary>
    /// <remarks>
    /// A DaemonSet, and a ZTunnel resource without a version, hold only a part of the object: they are meant for <c>kubectl apply
    /// --server-side</c>, which leaves the rest of the object that is there as it is.
    /// </remarks>
    internal static string Write(ManifestKind kind, WantedSettings wanted, ManifestOptions? options = null)
    {
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
        return string.Concat(ChangeWriter.Document(content).Select(line => line + "\n"));
    }

    /// <summary>Changes a manifest and keeps everything else byte for byte: other documents, comments, order, quotes, line ends.</summary>
    /// <exception cref="InputException">It holds no settings of ztunnel, or can't be changed without changing something else.</exception>
    internal static ManifestPatch Patch(string text, string file, WantedSettings wanted) =>
        Patch(ManifestDocument.FindIn(SyntaxReader.Read(text, file)), wanted);

    /// <summary>Changes the text of a file, or of standard input for <c>-</c>; the file itself is not written.</summary>
    internal static ManifestPatch PatchFile(string path, WantedSettings wanted) =>
        Patch(ManifestDocument.FindIn(SyntaxText.Load(path)), wanted);

    private static ManifestPatch Patch(ManifestDocument document, WantedSettings wanted)
    {
        SyntaxText source = document.Source;
        ZTunnelSettings before = ZTunnelSettingsReader.Read(document);
        MapChange change = ManifestChange.For(document, before, wanted);
        PatchedText patched = change.Entries.Count == 0
            ? new(source.Text, [], [])
            : YamlPatcher.Patch(source, document.Root, change);
        ZTunnelSettings after = ZTunnelSettingsReader.Parse(patched.Text, source.File);
        if (!wanted.IsMetBy(after)) throw new InputException(PatchCheck.NotUnderstood, source.File, before.Line);
        return new ManifestPatch(patched.Text, before, after, patched.ChangedLines) { Comments = patched.Comments };
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
            NamedItemsChange containers =
                new("name", (ManifestKeys.Container, new MapChange(("env", ManifestChange.GraceVariable(gracePeriod)))));
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
