namespace ZTunnelSim.Data;

/// <summary>Istio's ztunnel chart, as a Helm release named ztunnel.</summary>
/// <remarks>
/// Istio's charts keep the image's tag among their default values. <c>--reuse-values</c> takes over the defaults of the chart that runs,
/// the old tag with them, so that all pods are replaced and nothing is updated; without <c>--version</c> the newest chart is taken. Hence
/// <c>--reset-then-reuse-values</c> (Helm 3.14) and a version in every command, and the image is looked at before anything is applied.
/// Source: helm pkg/action/upgrade.go, reuseValues.
/// </remarks>
internal sealed class HelmInstaller(RunbookTarget target) : Installer(target)
{
    public override string Undo => $"helm rollback ztunnel -n {Namespace}";

    public override IEnumerable<string> SetStrategy(ManifestStrategy strategy) =>
    [
        .. CurrentChart,
        Shell.RequireVersion("current", ChartVersion.KnowsStrategy, IgnoresStrategy("$current")),
        Upgrade("\"$current\"", $" {string.Join(' ', Values(strategy).Select(v => $"--set {Shell.Quote(v)}"))}"),
    ];

    public override IEnumerable<string> SetGracePeriod()
    {
        string upgrade = Upgrade("\"$current\"", $" -f {ManifestFile}");
        return
        [
            .. CurrentChart,
            Shell.RequireVersion("current", ChartVersion.PassesGracePeriod, DropsGracePeriod("$current")),
            .. Images(upgrade),
            "[ \"$rendered\" = \"$running\" ] || " + Shell.Stop("this step would change the image from $running to $rendered."),
            upgrade,
        ];
    }

    public override IEnumerable<string> Update()
    {
        string upgrade = Upgrade("\"$new\"", "");
        return
        [
            RequireHelm,
            $"new={Shell.Quote(Version.TrimStart('v'))}",
            .. Images(upgrade),
            "echo \"$running -> $rendered\"",
            "[ -n \"$rendered\" ] && [ \"$rendered\" != \"$running\" ] || "
                + Shell.Stop("chart $new would run the old image $running, and replace all pods for nothing. Is a tag among your own "
                + "values (helm get values ztunnel)?"),
            upgrade,
        ];
    }

    private static string RequireHelm =>
        "helm upgrade --help | grep -q -e --reset-then-reuse-values || " + Shell.Stop("Helm 3.14 or later is needed.");

    /// <summary>Asks for the chart that runs.</summary>
    private string[] CurrentChart =>
    [
        RequireHelm,
        $$"""current=$(helm list -n {{Namespace}} --filter '^ztunnel$' -o json | sed -n 's/.*"chart":"ztunnel-\([^"]*\)".*/\1/p')""",
        "[ -n \"$current\" ] || " + Shell.Stop("there is no Helm release ztunnel in that namespace."),
    ];

    /// <summary>Asks for the image that runs, and for the one that an upgrade would bring.</summary>
    private string[] Images(string upgrade) =>
    [
        $"running=$({RunningImage})",
        $"""rendered=$({upgrade} --dry-run | sed -n 's/^ *image: *//p' | tr -d '"' | head -n 1)""",
    ];

    private string Upgrade(string version, string rest) =>
        $"helm upgrade ztunnel istio/ztunnel -n {Namespace} --reset-then-reuse-values --version {version}{rest}";

    private static IEnumerable<string> Values(ManifestStrategy strategy)
    {
        yield return $"updateStrategy.type={strategy.Type}";
        if (strategy.RollingUpdate is not { } limits) yield break;
        yield return $"updateStrategy.rollingUpdate.maxSurge={limits.MaxSurge}";
        yield return $"updateStrategy.rollingUpdate.maxUnavailable={limits.MaxUnavailable}";
    }
}
