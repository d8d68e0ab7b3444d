namespace ZTunnelSim.Data;

/// <summary>
/// Reads T and the update strategy from a ZTunnel resource, from Helm values of the ztunnel chart, or from ztunnel's
/// DaemonSet; YAML or JSON; other documents in the file are passed over and counted.
/// </summary>
/// <example><c>ZTunnelSettings settings = ZTunnelSettingsReader.Load("ztunnel-cr.yaml");</c></example>
internal static class ZTunnelSettingsReader
{
    /// <summary>What Kubernetes takes for limits that a DaemonSet leaves out: maxSurge 0, maxUnavailable 1.</summary>
    private static readonly RollingUpdate KubernetesDefault = new(0, 1);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <exception cref="InputException">It can't be read, holds none or several such documents, or a value is wrong.</exception>
    public static ZTunnelSettings Load(string path) => Read(ManifestDocument.FindIn(SyntaxText.Load(path)));

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file that it stands for, for messages.</param>
    /// <exception cref="InputException">As for <see cref="Load"/>.</exception>
    public static ZTunnelSettings Parse(string text, string file) => Read(ManifestDocument.FindIn(SyntaxReader.Read(text, file)));

    internal static ZTunnelSettings Read(ManifestDocument document) =>
        document.Kind == ManifestKind.DaemonSet ? ReadDaemonSet(document) : ReadValues(document);

    private static ZTunnelSettings ReadValues(ManifestDocument document)
    {
        ManifestValues values = new(document.Source);
        List<string> warnings = [];
        string path = "";
        MapSyntax? map = document.Root;
        foreach (string key in document.ValuesPath)
        {
            path = path.Length == 0 ? key : $"{path}.{key}";
            map = values.Map(map?.Get(key), path);
        }
        GracePeriod? gracePeriod = values.GracePeriod(map?.Get(ManifestKeys.GracePeriod), Key(ManifestKeys.GracePeriod));
        MapSyntax? env = values.Map(map?.Get("env"), Key("env"));
        WarnOfMisplaced(document, warnings);
        string? version = document.Kind == ManifestKind.ZTunnelResource
            ? values.Text(ManifestDocument.Walk(document.Root, "spec", "version"), "spec.version")
            : null;
        bool isIgnored = map?.Get(ManifestKeys.Strategy) is not null && ChartVersion.IsBefore(version, ChartVersion.KnowsStrategy);
        if (isIgnored)
            warnings.Add($"{Key(ManifestKeys.Strategy)} is ignored by the chart of {version}: it is known since 1.26, and maxSurge is 1 before.");
        return new ZTunnelSettings
        {
            File = document.Source.File,
            Line = document.Root.Line,
            Kind = document.Kind,
            Namespace = document.Kind == ManifestKind.ZTunnelResource
                ? values.Text(ManifestDocument.Walk(document.Root, "spec", "namespace"), "spec.namespace")
                : null,
            GracePeriod = gracePeriod,
            Strategy = values.Strategy(map?.Get(ManifestKeys.Strategy), Key(ManifestKeys.Strategy), RollingUpdate.Default),
            IsStrategyIgnored = isIgnored,
            DrainBudget = DrainVariables.Rule(
                values, name => (env?.Get(name), Key($"env.{name}")), gracePeriod ?? GracePeriod.Default,
                chartSetsGrace: !ChartVersion.IsBefore(version, ChartVersion.PassesGracePeriod), warnings),
            OtherDocuments = document.OtherDocuments,
            Warnings = warnings,
        };

        string Key(string name) => path.Length == 0 ? name : $"{path}.{name}";
    }

    private static ZTunnelSettings ReadDaemonSet(ManifestDocument document)
    {
        ManifestValues values = new(document.Source);
        List<string> warnings = [];
        MapSyntax? spec = values.Map(document.Root.Get("spec"), "spec");
        MapSyntax? pod = values.Map(ManifestDocument.Walk(spec, "template", "spec"), "spec.template.spec");
        // Kubernetes' own default is the chart's: 30 s.
        GracePeriod? gracePeriod = values.GracePeriod(pod?.Get(ManifestKeys.GracePeriod), $"spec.template.spec.{ManifestKeys.GracePeriod}");
        MapSyntax? container = ContainerOf(values, pod);
        MapSyntax[] env = [.. values.Maps(container?.Get("env"), "env")];
        ManifestStrategy strategy = values.Strategy(spec?.Get(ManifestKeys.Strategy), $"spec.{ManifestKeys.Strategy}", KubernetesDefault) ?? ManifestStrategy.Rolling(KubernetesDefault);
        string? obstacle = SurgeObstacle(values, pod);
        if (obstacle is not null && strategy.RollingUpdate is { IsSurge: true })
            warnings.Add($"{obstacle}: with maxSurge every new pod stays Pending, and the rollout stands still. Set maxUnavailable instead.");
        MapSyntax? probe = values.Map(container?.Get("readinessProbe"), "readinessProbe");
        return new ZTunnelSettings
        {
            File = document.Source.File,
            Line = document.Root.Line,
            Kind = document.Kind,
            Namespace = values.Text(ManifestDocument.Walk(document.Root, "metadata", "namespace"), "metadata.namespace"),
            GracePeriod = gracePeriod,
            Strategy = strategy,
            SurgeObstacle = obstacle,
            MinReadySeconds = values.Integer(spec?.Get("minReadySeconds"), "spec.minReadySeconds", min: 0),
            DrainBudget = container is null
                ? null
                : DrainVariables.Rule(values, Variable, gracePeriod ?? GracePeriod.Default, chartSetsGrace: false, warnings),
            ReadinessPeriodSeconds = values.Integer(probe?.Get("periodSeconds"), "readinessProbe.periodSeconds", min: 1),
            OtherDocuments = document.OtherDocuments,
            Warnings = warnings,
        };

        // Of a variable that is listed twice, the last one holds.
        (SyntaxNode? Node, string Key) Variable(string name) =>
            (env.LastOrDefault(e => ManifestDocument.TextOf(e, "name") == name)?.Get("value"), $"env.{name}");
    }

    /// <summary>Which ports of its node a pod takes, in words; null where it takes none.</summary>
    private static string? SurgeObstacle(ManifestValues values, MapSyntax? pod)
    {
        if (values.Text(pod?.Get("hostNetwork"), "spec.template.spec.hostNetwork") == "true")
            return "its pods run in the node's network (hostNetwork), where two of them want the same ports";
        string[] ports =
        [
            .. from container in values.Maps(pod?.Get("containers"), "spec.template.spec.containers")
               from port in values.Maps(container.Get("ports"), "ports")
               let number = values.Integer(port.Get("hostPort"), "ports.hostPort", min: 0)
               where number > 0
               select $"{number}",
        ];
        return ports.Length == 0 ? null : $"its pods take a port of their node (hostPort {string.Join(", ", ports.Distinct())}), which two of them can't have";
    }

    /// <summary>The container istio-proxy, or the only one there is.</summary>
    internal static MapSyntax? ContainerOf(ManifestValues values, MapSyntax? pod)
    {
        MapSyntax[] containers = [.. values.Maps(pod?.Get("containers"), "spec.template.spec.containers")];
        return containers.FirstOrDefault(c => ManifestDocument.TextOf(c, "name") == ManifestKeys.Container)
            ?? (containers.Length == 1 ? containers[0] : null);
    }

    private static void WarnOfMisplaced(ManifestDocument document, List<string> warnings)
    {
        if (document.Kind != ManifestKind.ZTunnelResource) return;
        foreach (string place in (string[])["spec", "spec.values"])
        {
            foreach (string name in (string[])[ManifestKeys.GracePeriod, ManifestKeys.Strategy])
            {
                if (ManifestDocument.Walk(document.Root, place.Split('.').Append(name)) is not { } node) continue;
                warnings.Add($"{place}.{name} (line {node.Line}) is not read by the operator; it belongs into spec.values.ztunnel.");
            }
        }
    }
}
