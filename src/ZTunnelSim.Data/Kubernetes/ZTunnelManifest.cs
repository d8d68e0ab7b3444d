namespace ZTunnelSim.Data;

/// <summary>
/// A manifest that says how ztunnel is updated: a ZTunnel resource, Helm values or a DaemonSet; or what Helm values are wrapped in: Flux's
/// HelmRelease, Argo CD's Application or ApplicationSet, an IstioOperator, a helmfile. Another T changes its own line and no other byte.
/// </summary>
/// <example><c>string yaml = ZTunnelManifest.Load("cr.yaml").WithGracePeriod(new(300)).Text;</c></example>
public sealed class ZTunnelManifest
{
    private ZTunnelManifest(string text, ZTunnelSettings settings) => (Text, Settings) = (text, settings);

    /// <summary>Reads a manifest.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <exception cref="InputException">It can't be read, or holds no settings of ztunnel.</exception>
    public static ZTunnelManifest Load(string path) => Of(SyntaxText.Load(path));

    /// <summary>Takes a manifest from a text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="path">The file that it stands for, for messages.</param>
    /// <exception cref="InputException">It holds no settings of ztunnel.</exception>
    public static ZTunnelManifest Parse(string yaml, string path = "ztunnel.yaml")
    {
        ArgumentNullException.ThrowIfNull(yaml);
        return Of(SyntaxReader.Read(yaml, path));
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>T: Kubernetes' and the chart's default where the manifest leaves it open.</summary>
    public GracePeriod GracePeriod => Settings.GracePeriod ?? GracePeriod.Default;

    /// <summary>The update strategy. Of OnDelete the manifest can't say how people go on: one node after the other.</summary>
    public UpdateStrategy Strategy => StrategyWith(Settings.MinReadySeconds ?? 0);

    /// <summary>What is odd about it: a sentence each.</summary>
    public IReadOnlyList<string> Warnings => Settings.Warnings;

    /// <summary>All that it says.</summary>
    internal ZTunnelSettings Settings { get; }

    /// <summary>The same manifest with another T; everything else stays byte for byte.</summary>
    /// <param name="gracePeriod">T.</param>
    /// <exception cref="InputException">It can't be changed without changing something else.</exception>
    public ZTunnelManifest WithGracePeriod(GracePeriod gracePeriod)
    {
        ArgumentNullException.ThrowIfNull(gracePeriod);
        ManifestPatch patch = ManifestWriter.Patch(Text, Settings.File, new WantedSettings(gracePeriod));
        return new(patch.Text, patch.After);
    }

    internal UpdateStrategy StrategyWith(int minReadySeconds) => Settings.ToRollingUpdate() is { } roll
        ? new RollingUpdate(roll.MaxSurge, roll.MaxUnavailable, minReadySeconds)
        : new OnDelete(1);

    private static ZTunnelManifest Of(SyntaxText source) =>
        new(source.Text, ZTunnelSettingsReader.Read(ManifestDocument.FindIn(source)));
}
