namespace ZTunnelSim.Data;

/// <summary>
/// Reads T and the update strategy from what ztunnel's chart is installed with (see <see cref="Wrapping"/>), or from ztunnel's DaemonSet;
/// YAML or JSON; other documents in the file are passed over and counted.
/// </summary>
internal static class ZTunnelSettingsReader
{
    /// <summary>What Kubernetes takes for limits that a DaemonSet leaves out: maxSurge 0, maxUnavailable 1.</summary>
    private static readonly RollingUpdate KubernetesDefault = new(0, 1);

    /// <exception cref="InputException">The text holds none or several such documents, or a value is wrong.</exception>
    public static ZTunnelSettings Parse(string text, string file) => Read(ManifestDocument.FindIn(SyntaxReader.Read(text, file)));

    internal static ZTunnelSettings Read(ManifestDocument document) =>
        document.Kind == ManifestKind.DaemonSet ? ReadDaemonSet(document) : ReadValues(document);

    private static ZTunnelSettings ReadValues(ManifestDocument document)
    {
        WrappedValues wrapped = document.Values;
        List<string> warnings = [.. wrapped.Notes, .. wrapped.Shadowed, .. Optional(document.CniWarning)];
        YamlValue values = wrapped.Effective, strategy = values[ManifestKeys.Strategy], env = values["env"];
        GracePeriod? gracePeriod = ReadGracePeriod(values[ManifestKeys.GracePeriod]);
        string? version = wrapped.Version;
        bool isIgnored = !strategy.IsMissing && ChartVersion.IsBefore(version, ChartVersion.KnowsStrategy);
        if (isIgnored)
            warnings.Add($"{strategy.Key} is ignored by the chart of {version}: it is known since 1.26, and maxSurge is 1 before.");
        return new ZTunnelSettings
        {
            File = document.Source.File,
            Line = document.Root.Line,
            Kind = document.Kind,
            Namespace = wrapped.Namespace,
            Release = wrapped.Release,
            GracePeriod = gracePeriod,
            Strategy = ManifestStrategy.Read(strategy, RollingUpdate.Default),
            IsStrategyIgnored = isIgnored,
            DrainBudget = DrainVariables.Rule(
                Variable, gracePeriod ?? GracePeriod.Default,
                chartSetsGrace: !ChartVersion.IsBefore(version, ChartVersion.PassesGracePeriod), warnings),
            KeepAliveSeconds = KeepAliveVariables.Seconds(Variable),
            OtherDocuments = document.OtherDocuments,
            Warnings = warnings,
        };

        YamlValue? Variable(string name) => name == DrainVariables.Grace && env[name].IsMissing ? PassedOn() : env[name];

        // What is laid over the chart sets the pod's T, and not the variable, which the chart makes of its own T.
        YamlValue? PassedOn()
        {
            YamlValue passed = wrapped.OfChart[ManifestKeys.GracePeriod];
            return wrapped.Layers.All(layer => !layer.IsPastChart) || ChartVersion.IsBefore(version, ChartVersion.PassesGracePeriod) ? null
                : passed.Present ?? YamlValue.Of($"{GracePeriod.Default.Seconds}", passed);
        }
    }

    private static ZTunnelSettings ReadDaemonSet(ManifestDocument document)
    {
        List<string> warnings = [.. Optional(document.CniWarning)];
        YamlValue spec = document.At("spec");
        // Kubernetes' own default is the chart's: 30 s.
        GracePeriod? gracePeriod = ReadGracePeriod(PodOf(document)[ManifestKeys.GracePeriod]);
        YamlValue? container = ContainerOf(document);
        YamlValue[] env = [.. container?["env"].As("env").Mappings() ?? []];
        ManifestStrategy strategy = ManifestStrategy.Read(spec[ManifestKeys.Strategy], KubernetesDefault)
            ?? ManifestStrategy.Rolling(KubernetesDefault);
        string? obstacle = SurgeObstacle(document);
        if (obstacle is not null && strategy.RollingUpdate is { IsSurge: true })
        {
            warnings.Add(
                $"{obstacle}: with maxSurge every new pod stays Pending, and the rollout stands still. Set maxUnavailable instead.");
        }
        YamlValue? probe = container?["readinessProbe"].As("readinessProbe");
        return new ZTunnelSettings
        {
            File = document.Source.File,
            Line = document.Root.Line,
            Kind = document.Kind,
            Namespace = KubernetesName.NamespaceOfTemplate(document.At("metadata", "namespace")),
            GracePeriod = gracePeriod,
            Strategy = strategy,
            SurgeObstacle = obstacle,
            MinReadySeconds = spec["minReadySeconds"].Present?.Integer(0, mayBeQuoted: true),
            DrainBudget = container is null
                ? null
                : DrainVariables.Rule(Variable, gracePeriod ?? GracePeriod.Default, chartSetsGrace: false, warnings),
            ReadinessPeriodSeconds = probe?["periodSeconds"].Present?.Integer(1, mayBeQuoted: true),
            KeepAliveSeconds = KeepAliveVariables.Seconds(Variable),
            OtherDocuments = document.OtherDocuments,
            Warnings = warnings,
        };

        // Of a variable that is listed twice, the last one holds.
        YamlValue? Variable(string name) => env.LastOrDefault(e => e["name"].IsWord(name))?["value"].As($"env.{name}");
    }

    private static string[] Optional(string? warning) => warning is null ? [] : [warning];

    /// <summary>T; null where it is missing.</summary>
    internal static GracePeriod? ReadGracePeriod(YamlValue value)
    {
        if (value.IsWord("0"))
            throw value.Error("0 means: killed at once, without a drain. A grace period of at least 1 is expected.");
        return value.Present?.Integer(1, mayBeQuoted: true) is { } seconds ? new GracePeriod(seconds) : null;
    }

    /// <summary>Which ports of its node a pod takes, in words; null where it takes none.</summary>
    private static string? SurgeObstacle(ManifestDocument document)
    {
        if (PodOf(document)["hostNetwork"].Present?.Scalar() == "true")
            return "its pods run in the node's network (hostNetwork), where two of them want the same ports";
        string[] ports =
        [
            .. from container in PodOf(document)["containers"].Mappings()
               from port in container["ports"].As("ports").Mappings()
               let number = port["hostPort"].Present?.Integer(0, mayBeQuoted: true)
               where number > 0
               select $"{number}",
        ];
        return ports.Length == 0
            ? null
            : $"its pods take a port of their node (hostPort {string.Join(", ", ports.Distinct())}), which two of them can't have";
    }

    /// <summary>The container istio-proxy, or the only one there is.</summary>
    internal static YamlValue? ContainerOf(ManifestDocument document)
    {
        YamlValue[] containers = [.. PodOf(document)["containers"].Mappings()];
        return containers.FirstOrDefault(c => c["name"].IsWord(ManifestKeys.Container))
            ?? (containers.Length == 1 ? containers[0] : null);
    }

    private static YamlValue PodOf(ManifestDocument document) => document.At("spec", "template", "spec");
}
