namespace ZTunnelSim.Data;

/// <summary>
/// What takes a file as it stands, mostly from Git: a person writes each step into it, and the commands bring it to the cluster and look
/// whether it has come.
/// </summary>
internal abstract class FileInstaller(RunbookTarget target) : Installer(target)
{
    public override string Undo => string.Join(
        '\n', ["git revert --no-edit COMMIT && git push   # the commit of the new version", .. Bring]);

    public override IEnumerable<string> SetStrategy(ManifestStrategy strategy) =>
    [
        CurrentVersion,
        Shell.RequireVersion("current", ChartVersion.KnowsStrategy, IgnoresStrategy("$current")),
        Write($"updateStrategy ({strategy}) and nothing else"),
        .. Bring,
    ];

    public override IEnumerable<string> SetGracePeriod() =>
    [
        CurrentVersion,
        Shell.RequireVersion("current", ChartVersion.PassesGracePeriod, DropsGracePeriod("$current")),
        Write("T, and the version that runs"),
        .. Bring,
        .. Target.GracePeriod is { } gracePeriod
            ? [$"kubectl -n {Namespace} wait daemonset/ztunnel --timeout=300s "
                + $"--for=jsonpath='{{.spec.template.spec.terminationGracePeriodSeconds}}'={gracePeriod.Seconds} || "
                + Shell.Stop("the new T has not come: is it committed, and does it stand where it holds?")]
            : Array.Empty<string>(),
    ];

    public override IEnumerable<string> Update() =>
    [
        $"running=$({RunningImage})",
        Write($"the chart's version {Version.TrimStart('v')} and nothing else"),
        .. Bring,
        $"[ \"$({RunningImage})\" != \"$running\" ] || " + Shell.Stop("the image is still $running: the new version has not come."),
    ];

    /// <summary>The name of what installs ztunnel.</summary>
    protected string Name => Target.Release?.Name ?? "ztunnel";

    /// <summary>Its namespace, as one word.</summary>
    protected string ReleaseNamespace(string otherwise) => Shell.Quote(Target.Release?.Namespace ?? otherwise);

    /// <summary>Brings what the file says to the cluster.</summary>
    protected abstract IEnumerable<string> Bring { get; }

    /// <summary>What a person does to the file first.</summary>
    protected virtual string Write(string what) =>
        Shell.Comment($"First, in Git: write into {Target.ManifestFile} {what}; commit and push.");
}

/// <summary>Flux's HelmRelease, and the Kustomization that keeps it as it is in Git.</summary>
/// <remarks>Source: fluxcd/flux2, reconcile; the labels are those that kustomize-controller puts on what it applies.</remarks>
internal sealed class FluxInstaller(RunbookTarget target) : FileInstaller(target)
{
    protected override IEnumerable<string> Bring =>
    [
        $"owner=$({Label("name")}) space=$({Label("namespace")})",
        "[ -z \"$owner\" ] || flux reconcile kustomization \"$owner\" -n \"$space\" --with-source --timeout=15m",
        Shell.Command("flux reconcile helmrelease", Shell.Operands(Name), $"-n {Own} --timeout=24h") + "   # it waits for the rollout",
    ];

    private string Own => ReleaseNamespace("flux-system");

    private string Label(string name) => Shell.Command(
        $"kubectl -n {Own} get helmrelease", Shell.Operands(Name),
        $"-o jsonpath='{{.metadata.labels.kustomize\\.toolkit\\.fluxcd\\.io/{name}}}'");
}

/// <summary>Argo CD's Application.</summary>
internal sealed class ArgoInstaller(RunbookTarget target) : FileInstaller(target)
{
    protected override IEnumerable<string> Bring =>
    [
        "# Then sync what applies the Application itself, such as its parent.",
        Shell.Command("argocd app sync", Shell.Operands(Name), $"-N {ReleaseNamespace("argocd")}"),
    ];
}

/// <summary>A release of a helmfile.</summary>
internal sealed class HelmfileInstaller(RunbookTarget target) : FileInstaller(target)
{
    protected override IEnumerable<string> Bring => [$"helmfile --file {ManifestFile} --selector {Shell.Quote($"name={Name}")} apply"];

    protected override string Write(string what) => Shell.Comment($"First write into {Target.ManifestFile} {what}.");
}

/// <summary>istioctl with an IstioOperator. It installs all of Istio that the file names, as the version that it is of itself.</summary>
internal sealed class IstioctlInstaller(RunbookTarget target) : Installer(target)
{
    public override string Undo => $"{Install}   # with the istioctl of the old version";

    // Nothing undoes it before the next installation, and that has it from the file.
    public override IEnumerable<string> SetStrategy(ManifestStrategy strategy) =>
    [
        CurrentVersion,
        Shell.RequireVersion("current", ChartVersion.KnowsStrategy, IgnoresStrategy("$current")),
        .. new DaemonSetInstaller(Target).SetStrategy(strategy),
    ];

    public override IEnumerable<string> SetGracePeriod() =>
    [
        CurrentVersion,
        Shell.RequireVersion("current", ChartVersion.PassesGracePeriod, DropsGracePeriod("$current")),
        $"client=$({Client})",
        "[ -n \"$client\" ] && [ \"${current#\"$client\"}\" != \"$current\" ] || "
            + Shell.Stop("istioctl is not of the version that runs, $current."),
        Install,
    ];

    public override IEnumerable<string> Update() =>
    [
        $"[ \"$({Client})\" = {Shell.Quote(Version.TrimStart('v'))} ] || "
            + Shell.Stop("istioctl is not of the new version; it installs its own."),
        Install,
    ];

    private const string Client = "istioctl version --remote=false | sed 's/.*: *//'";

    private string Install => $"istioctl install -y -f {ManifestFile}";
}
