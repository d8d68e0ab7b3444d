namespace ZTunnelSim.Data.Kubernetes.Runbooks;

/// <summary>Steps that runbooks share.</summary>
internal static class RunbookSteps
{
    /// <summary>The command that brings T and strategy.</summary>
    public static string Apply(RunbookTarget target) => target.Kind switch
    {
        ManifestKind.HelmValues => $"helm upgrade ztunnel istio/ztunnel -n {target.Namespace} --reuse-values -f {target.ManifestFile}",
        _ when target.IsPartial => $"kubectl apply --server-side --field-manager=ztunnelsim -f {target.ManifestFile}",
        _ => $"kubectl apply -f {target.ManifestFile}",
    };

    /// <summary>The command that brings the new version.</summary>
    public static string Update(RunbookTarget target)
    {
        string version = target.Version ?? "VERSION";
        return target.Kind switch
        {
            ManifestKind.ZTunnelResource => $$$"""kubectl patch ztunnel default --type=merge -p '{"spec":{"version":"{{{version}}}"}}'""",
            ManifestKind.HelmValues => $"helm upgrade ztunnel istio/ztunnel -n {target.Namespace} --reuse-values --version {version.TrimStart('v')}",
            _ => $"kubectl -n {target.Namespace} set image daemonset/ztunnel istio-proxy=IMAGE:{version.TrimStart('v')}",
        };
    }

    /// <summary>The command that brings the old version back.</summary>
    public static string Undo(RunbookTarget target) => target.Kind switch
    {
        ManifestKind.ZTunnelResource => """kubectl patch ztunnel default --type=merge -p '{"spec":{"version":"OLD_VERSION"}}'""",
        ManifestKind.HelmValues => $"helm rollback ztunnel -n {target.Namespace}",
        _ => $"kubectl -n {target.Namespace} rollout undo daemonset/ztunnel",
    };

    /// <summary>What has to hold before the first step.</summary>
    public static void Before(RunbookText text, RunbookTarget target) => text
        .Heading(2, "Before you start")
        .Paragraph("Update the control plane and the CNI plugin first. All nodes are Ready, none is cordoned, and all ztunnel pods are up to date and ready:")
        .Commands(
            "kubectl get nodes",
            $"kubectl -n {target.Namespace} get daemonset ztunnel",
            $"kubectl -n {target.Namespace} get pods -l app=ztunnel -o wide",
            "kubectl get pdb -A");

    /// <summary>What the command's placeholders stand for, if there are any.</summary>
    public static string Placeholders(RunbookTarget target) => string.Concat(
        target.Version is null ? " Put the new version in the place of VERSION." : "",
        target.Kind == ManifestKind.DaemonSet ? " Put ztunnel's image in the place of IMAGE." : "");
}
