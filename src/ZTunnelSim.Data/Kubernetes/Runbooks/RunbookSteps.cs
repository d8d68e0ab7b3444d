namespace ZTunnelSim.Data;

/// <summary>Steps that runbooks share. Each block of commands stands by itself and ends the shell where a check fails.</summary>
internal static class RunbookSteps
{
    /// <summary>What has to hold before the first step.</summary>
    public static void Before(RunbookText text, RunbookTarget target)
    {
        text.Heading(2, $"Before you start")
            .Paragraph($"Open a shell for this runbook (`sh`): a check that fails, and a command that fails, ends it with what is wrong.")
            .Paragraph(
                $"The control plane comes first, then istio-cni, then ztunnel. **Never update istio-cni and ztunnel in one sync** (of Argo "
                + $"CD, Flux or helmfile): while istio-cni is away no ztunnel is Ready, and Kubernetes then replaces ztunnel pods at once, "
                + $"surge or not. istio-cni has to be finished, all nodes Ready and none cordoned, and all ztunnel pods Ready:")
            .Commands(
                "set -e",
                "cni=$(kubectl get daemonset -A --field-selector metadata.name=istio-cni-node "
                    + "-o jsonpath='{.items[*].metadata.namespace}')",
                "kubectl -n \"$cni\" rollout status daemonset/istio-cni-node --timeout=60s || "
                    + Shell.Stop("istio-cni is not finished: update it first, and wait."),
                $"{target.Kubectl} wait pod -l app=ztunnel --for=condition=Ready --timeout=60s || "
                    + Shell.Stop("not all ztunnel pods are Ready."),
                "kubectl get nodes",
                $"{target.Kubectl} get daemonset ztunnel",
                $"{target.Kubectl} get pods -l app=ztunnel -o wide",
                "kubectl get pdb -A");
    }

    /// <summary>
    /// The commands that set the strategy. It is no part of the pod template, so that nothing is replaced, and a chart that does not know
    /// it shows before T or the version change.
    /// </summary>
    public static IEnumerable<string> SetStrategy(RunbookTarget target, ManifestStrategy wanted)
    {
        IEnumerable<string> set = Installer.Of(target).SetStrategy(wanted);
        // Every chart has its own default, also those that know no other; what was set past the chart would not last.
        if (wanted == ManifestStrategy.Rolling(RollingUpdate.Default))
        {
            string fields = string.Join(' ', Fields(wanted).Select(f => $"{{.spec.updateStrategy.{f.Field}}}"));
            string values = string.Join(' ', Fields(wanted).Select(f => f.Value));
            string now = $"$({target.Kubectl} get daemonset ztunnel -o jsonpath='{fields}')";
            set = [$"if [ \"{now}\" != '{values}' ]; then", .. set.Select(line => $"  {line}"), "fi"];
        }
        return ["set -e", .. set, .. RequireStrategy(target, wanted)];
    }

    /// <summary>The commands that make sure of the strategy.</summary>
    public static IEnumerable<string> RequireStrategy(RunbookTarget target, ManifestStrategy wanted) => Fields(wanted).Select(f =>
        $"{target.Kubectl} wait daemonset/ztunnel --for=jsonpath='{{.spec.updateStrategy.{f.Field}}}'={Shell.Quote(f.Value)} "
        + $"--timeout=120s || {Shell.Stop($"the strategy is not {wanted}: the next step would start a rollout of another kind.")}");

    /// <summary>The commands that bring T, with the strategy that is set already.</summary>
    public static IEnumerable<string> SetGracePeriod(RunbookTarget target) => ["set -e", .. Installer.Of(target).SetGracePeriod()];

    /// <summary>The commands that bring the new version, if the strategy is still the wanted one.</summary>
    public static IEnumerable<string> Update(RunbookTarget target, ManifestStrategy wanted) =>
        ["set -e", .. RequireStrategy(target, wanted), .. Installer.Of(target).Update()];

    /// <summary>
    /// The command that waits until all pods, those that are Terminating included, have the same revision: there is no pod left of any
    /// other.
    /// </summary>
    public static string RequireOneRevision(RunbookTarget target)
    {
        const string Revisions = "{range .items[*]}{.metadata.labels.controller-revision-hash}{\"\\n\"}{end}";
        return $"until [ \"$({target.Kubectl} get pods -l app=ztunnel -o jsonpath='{Revisions}' | sort -u | wc -l)\" -eq 1 ]; "
            + "do sleep 5; done";
    }

    /// <summary>The command that brings the old version back.</summary>
    public static string Undo(RunbookTarget target) => Installer.Of(target).Undo;

    /// <summary>What the commands' placeholders stand for, if there are any.</summary>
    public static string Placeholders(RunbookTarget target) => string.Concat(
        target.Version is null ? " Put the new version in the place of VERSION." : "",
        target.Kind == ManifestKind.DaemonSet ? " Put ztunnel's image in the place of IMAGE." : "");

    private static IEnumerable<(string Field, string Value)> Fields(ManifestStrategy strategy)
    {
        yield return ("type", $"{strategy.Type}");
        if (strategy.RollingUpdate is not { } limits) yield break;
        yield return ("rollingUpdate.maxSurge", $"{limits.MaxSurge}");
        yield return ("rollingUpdate.maxUnavailable", $"{limits.MaxUnavailable}");
    }
}
