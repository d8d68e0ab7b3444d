using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>How ztunnel's settings and version are changed, by what installed it.</summary>
internal abstract class Installer(RunbookTarget target)
{
    protected RunbookTarget Target { get; } = target;

    protected string Namespace => Shell.Quote(Target.Namespace);

    protected string ManifestFile => Shell.Path(Target.ManifestFile);

    protected string Version => Target.Version ?? "VERSION";

    public static Installer Of(RunbookTarget target) => target.Kind switch
    {
        ManifestKind.HelmValues => new HelmInstaller(target),
        ManifestKind.ZTunnelResource => new OperatorInstaller(target),
        ManifestKind.FluxHelmRelease => new FluxInstaller(target),
        ManifestKind.ArgoApplication => new ArgoInstaller(target),
        ManifestKind.Helmfile => new HelmfileInstaller(target),
        ManifestKind.IstioOperator => new IstioctlInstaller(target),
        _ => new DaemonSetInstaller(target),
    };

    /// <summary>Sets the strategy and nothing else, after making sure that it is understood.</summary>
    public abstract IEnumerable<string> SetStrategy(ManifestStrategy strategy);

    /// <summary>Sets T, and what else the manifest says.</summary>
    public abstract IEnumerable<string> SetGracePeriod();

    /// <summary>Brings the new version.</summary>
    public abstract IEnumerable<string> Update();

    /// <summary>Brings the old version back.</summary>
    public abstract string Undo { get; }

    /// <summary>Asks for the image that runs.</summary>
    protected string RunningImage => $"kubectl -n {Namespace} get daemonset ztunnel "
        + """-o jsonpath='{.spec.template.spec.containers[?(@.name=="istio-proxy")].image}'""";

    /// <summary>Asks for the version that runs, by the tag of its image.</summary>
    protected string CurrentVersion => $"current=$({RunningImage} | sed 's/.*://')";

    protected string Apply => Target.IsPartial
        ? $"kubectl apply --server-side --field-manager=ztunnelsim -f {ManifestFile}"
        : $"kubectl apply -f {ManifestFile}";

    protected static string Json(ManifestStrategy strategy) => strategy.RollingUpdate is { } limits
        ? $$"""{"type":"{{strategy.Type}}","rollingUpdate":{"maxSurge":{{Json(limits.MaxSurge)}},"maxUnavailable":"""
            + Json(limits.MaxUnavailable) + "}}"
        : $$"""{"type":"{{strategy.Type}}","rollingUpdate":null}""";

    protected static string IgnoresStrategy(string version) =>
        $"ztunnel's chart {version} ignores updateStrategy, which is known since 1.26: everything would roll at once. Update it as a "
            + "rolling update first.";

    protected static string DropsGracePeriod(string version) =>
        $"ztunnel's chart {version} does not pass T on to ztunnel, which drains for 5 s whatever T is: that began with 1.23. Update the "
            + "version first, then set T.";

    private static string Json(IntOrPercent limit) => limit.IsPercent ? $"\"{limit}\"" : $"{limit}";
}

/// <summary>The sail operator: a ZTunnel resource.</summary>
internal sealed class OperatorInstaller(RunbookTarget target) : Installer(target)
{
    private const string Current = "current=$(kubectl get ztunnel default -o jsonpath='{.spec.version}')";

    public override string Undo => Patch("""{"spec":{"version":"OLD_VERSION"}}""");

    // A resource whose schema drops updateStrategy would be refused, or start a rolling update with its new T.
    public override IEnumerable<string> SetStrategy(ManifestStrategy strategy) =>
    [
        "kubectl explain ztunnel.spec.values.ztunnel.updateStrategy || " + Shell.Stop(
            "the ZTunnel CRD does not know updateStrategy, and would drop it."),
        Current,
        Shell.RequireVersion("current", ChartVersion.KnowsStrategy, IgnoresStrategy("$current")),
        Patch($"{{\"spec\":{{\"values\":{{\"ztunnel\":{{\"updateStrategy\":{Json(strategy)}}}}}}}}}"),
    ];

    public override IEnumerable<string> SetGracePeriod() =>
        [Current, Shell.RequireVersion("current", ChartVersion.PassesGracePeriod, DropsGracePeriod("$current")), Apply];

    public override IEnumerable<string> Update() => [Patch($$$"""{"spec":{"version":{{{JsonSerializer.Serialize(Version)}}}}}""")];

    private static string Patch(string json) => $"kubectl patch ztunnel default --type=merge -p {Shell.Quote(json)}";
}

/// <summary>The DaemonSet itself.</summary>
internal sealed class DaemonSetInstaller(RunbookTarget target) : Installer(target)
{
    public override string Undo => $"kubectl -n {Namespace} rollout undo daemonset/ztunnel";

    public override IEnumerable<string> SetStrategy(ManifestStrategy strategy) =>
        [$"kubectl -n {Namespace} patch daemonset ztunnel --type=merge -p "
            + $"{Shell.Quote($"{{\"spec\":{{\"updateStrategy\":{Json(strategy)}}}}}")}"];

    public override IEnumerable<string> SetGracePeriod() => [Apply];

    public override IEnumerable<string> Update() =>
        [$"kubectl -n {Namespace} set image daemonset/ztunnel {Shell.Quote($"istio-proxy=IMAGE:{Version.TrimStart('v')}")}"];
}
