namespace ZTunnelSim.Data;

/// <summary>Writes the runbook of an update by OnDelete with drained nodes: Markdown whose commands can be copied as they stand.</summary>
internal static class EvacuationRunbookWriter
{
    public static string Write(EvacuationRunbook runbook)
    {
        RunbookText text = new();
        Summary(text, runbook);
        text.Notes(runbook.Notes);
        RunbookSteps.Before(text, runbook.Target);
        Budgets(text, runbook);
        Prepare(text, runbook.Target);
        text.Heading(2, "3. Node by node").Paragraph("One node after the other; go on only when all steps of a node are done.");
        for (int i = 0; i < runbook.Nodes.Count; i++) Node(text, runbook, runbook.Nodes[i], i + 1);
        Finish(text, runbook);
        return text.ToString();
    }

    private static void Summary(RunbookText text, EvacuationRunbook runbook)
    {
        text.Heading(1, "Update ztunnel by draining nodes (OnDelete)");
        text.Paragraph(
            "Each node is drained before its ztunnel pod is deleted: applications close their connections themselves, within their own "
            + $"grace period, and ztunnel has none left to reset.{runbook.Target.Numbers}");
        string total = runbook.TotalSeconds is { } seconds ? $"about {DurationFormat.Wait(seconds)}" : "as long as the drains take";
        List<string> facts = [$"{RunbookText.Count(runbook.Nodes.Count, "node")}, {total}"];
        if (Sum(runbook, n => n.EvictedPods) is { } evicted)
            facts.Add($"{RunbookText.Count(evicted, "eviction")}; a pod that lands on a node not yet updated is evicted again");
        if (Sum(runbook, n => n.ConnectionsClosed) is { } closed)
            facts.Add($"{RunbookText.Count(closed, "connection")} closed by their applications");
        if (Sum(runbook, n => n.ConnectionsAppTerminated) is { } cut)
            facts.Add($"{RunbookText.Count(cut, "connection")} that outlive their pod's grace period, cut by its exit");
        facts.Add("0 connections reset by ztunnel, as long as no pod of the mesh is left on a drained node");
        text.List(facts);
    }

    private static void Budgets(RunbookText text, EvacuationRunbook runbook)
    {
        if (runbook.Budgets.Count == 0) return;
        text.Paragraph(
            "PodDisruptionBudgets decide how fast a drain goes. A refused eviction is tried again every 5 s until the drain's timeout:")
                .List(runbook.Budgets);
    }

    private static void Prepare(RunbookText text, RunbookTarget target) => text
        .Heading(2, "1. Let nothing be replaced by itself")
        .Paragraph("The strategy alone: it is no part of the pod template, so that no pod is replaced by this.")
        .Commands(RunbookSteps.SetStrategy(target, ManifestStrategy.OnDelete))
        .Heading(2, "2. Set T and update the version")
        .Commands(RunbookSteps.SetGracePeriod(target))
        .Commands([.. RunbookSteps.Update(target, ManifestStrategy.OnDelete), $"{target.Kubectl} get daemonset ztunnel"])
        .Paragraph($"No pod may restart now: UP-TO-DATE is 0, READY is still the number of nodes.{RunbookSteps.Placeholders(target)}");

    private static void Node(RunbookText text, EvacuationRunbook runbook, RunbookNode node, int number)
    {
        string space = Shell.Quote(runbook.Target.Namespace), name = Shell.Quote(node.Name);
        string here = $"--field-selector {Shell.Quote($"spec.nodeName={node.Name}")}";
        text.Heading(3, $"{node.Name} ({number} of {runbook.Nodes.Count})");
        string expected = string.Join(", ", Expected(node));
        if (expected.Length > 0) text.Paragraph($"Expected: {expected}.");
        text.List(node.Caveats).Commands(
            "set -e                                 # what follows a drain that failed would reset connections",
            $"kubectl cordon {name}",
            $"kubectl drain {name} --ignore-daemonsets --delete-emptydir-data --timeout={runbook.DrainTimeoutSeconds}s",
            $"kubectl get pods -A {here}            # only pods of DaemonSets, and static ones",
            $"kubectl delete pod -n {space} -l app=ztunnel {here}",
            "sleep 5                                # the new pod is created once the old one is gone",
            $"kubectl wait pod -n {space} -l app=ztunnel {here} --for=condition=Ready --timeout=300s",
            $"kubectl get pods -n {space} -l app=ztunnel {here} "
                + "-o jsonpath='{.items[*].spec.containers[*].image}{\"\\n\"}'   # the new version",
            $"kubectl uncordon {name}");
    }

    private static IEnumerable<string> Expected(RunbookNode node)
    {
        if (node.ExpectedSeconds is { } seconds) yield return $"about {DurationFormat.Wait(seconds)}";
        if (node.EvictedPods is { } pods) yield return $"{RunbookText.Count(pods, "pod")} evicted";
        if (node.LongestPodGraceSeconds is { } grace) yield return $"of which the slowest may take {DurationFormat.Wait(grace)} to stop";
        if (node.ConnectionsClosed is { } closed) yield return $"{RunbookText.Count(closed, "connection")} closed by their applications";
        if (node.ConnectionsAppTerminated is { } cut) yield return $"{RunbookText.Number(cut)} cut by their pod's exit";
    }

    private static void Finish(RunbookText text, EvacuationRunbook runbook)
    {
        RunbookTarget target = runbook.Target;
        text.Heading(2, "4. Check")
            .Commands(
                $"{target.Kubectl} get daemonset ztunnel          # UP-TO-DATE = DESIRED = READY",
                "kubectl get nodes                                        # none is SchedulingDisabled")
            .Paragraph("Leave OnDelete as it is for the next update, or set RollingUpdate again now that nothing is left to replace.")
            .Heading(2, "When to stop")
            .List(
            [
                $"A drain ends with its timeout of {DurationFormat.Wait(runbook.DrainTimeoutSeconds)}: `kubectl uncordon` the node, find "
                    + "the pod that was not evicted and its budget, and take the node up again later.",
                "Evicted pods stay Pending: there is no room for them. Uncordon the node and add a node first.",
                "A new ztunnel pod is not Ready within 5 min: leave the node cordoned (it is empty), and look at `kubectl describe` and "
                    + "the pod's log.",
                .. SlowNode(runbook),
            ])
            .Heading(2, "Back to the old version")
            .Paragraph("Nodes that are not done yet need nothing: their pods are the old ones. Set the old version, then take the nodes "
                + "that are done through the same steps again:")
            .Aside(RunbookSteps.Undo(target));
    }

    private static IEnumerable<string> SlowNode(EvacuationRunbook runbook) => runbook.Nodes.Max(n => n.ExpectedSeconds) is { } slowest
        ? [$"A node takes more than {DurationFormat.Wait(2 * slowest)}, twice of what the slowest is expected to take: the plan does not "
            + "fit this cluster."]
        : [];

    private static double? Sum(EvacuationRunbook runbook, Func<RunbookNode, double?> value) =>
        runbook.Nodes.All(n => value(n) is not null) ? runbook.Nodes.Sum(value) : null;
}
