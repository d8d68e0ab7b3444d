namespace ZTunnelSim.Data;

/// <summary>Writes the runbook of an update by OnDelete with drained nodes: Markdown whose commands can be copied as they stand.</summary>
internal static class EvacuationRunbookWriter
{
    public static string Write(EvacuationRunbook runbook)
    {
        if (runbook.How.ReplacesNodes) return NodePoolRunbookWriter.Write(runbook);
        RunbookText text = new();
        Summary(text, runbook);
        text.Notes(runbook.Notes);
        RunbookSteps.Before(text, runbook.Target);
        Budgets(text, runbook);
        Prepare(text, runbook.Target);
        NodeByNode(text, runbook);
        Finish(text, runbook);
        return text.ToString();
    }

    private static void Summary(RunbookText text, EvacuationRunbook runbook)
    {
        text.Heading(1, $"Update ztunnel by draining nodes (OnDelete)");
        text.Paragraph(
            $"Each node is drained before its ztunnel pod is deleted: applications close their connections themselves, within their own "
            + $"grace period, and ztunnel has none left to reset.{runbook.Target.Numbers}");
        string total = runbook.TotalSeconds is { } seconds ? $"about {DurationFormat.Wait(seconds)}" : "as long as the drains take";
        List<Markdown> facts = [$"{RunbookText.Count(runbook.Nodes.Count, "node")}, {total}"];
        if (Sum(runbook, n => n.EvictedPods) is { } evicted)
            facts.Add($"{RunbookText.Count(evicted, "eviction")}; a pod that lands on a node not yet updated is evicted again");
        if (Sum(runbook, n => n.ConnectionsClosed) is { } closed)
            facts.Add($"{RunbookText.Count(closed, "connection")} closed by their applications");
        if (Sum(runbook, n => n.ConnectionsAppTerminated) is { } cut)
            facts.Add($"{RunbookText.Count(cut, "connection")} that outlive their pod's grace period, cut by its exit");
        facts.Add($"0 connections reset by ztunnel, as long as no pod of the mesh is left on a drained node");
        text.List(facts);
    }

    /// <summary>The budgets that drains have to respect.</summary>
    public static void Budgets(RunbookText text, EvacuationRunbook runbook)
    {
        if (runbook.Budgets.Count == 0) return;
        text.Paragraph(
            $"PodDisruptionBudgets decide how fast a drain goes. A refused eviction is tried again every 5 s until the drain's timeout:")
                .List(runbook.Budgets);
    }

    /// <summary>The steps by which new ztunnel pods have the new T and version, and those that run stay.</summary>
    public static void Prepare(RunbookText text, RunbookTarget target) => text
        .Heading(2, $"1. Let nothing be replaced by itself")
        .Paragraph($"The strategy alone: it is no part of the pod template, so that no pod is replaced by this.")
        .Commands(RunbookSteps.SetStrategy(target, ManifestStrategy.OnDelete))
        .Heading(2, $"2. Set T and update the version")
        .Commands(RunbookSteps.SetGracePeriod(target))
        .Commands([.. RunbookSteps.Update(target, ManifestStrategy.OnDelete), $"{target.Kubectl} get daemonset ztunnel"])
        .Paragraph($"No pod may restart now: UP-TO-DATE is 0, READY is still the number of nodes.{RunbookSteps.Placeholders(target)}");

    private static void NodeByNode(RunbookText text, EvacuationRunbook runbook)
    {
        NodeEvacuation how = runbook.How;
        string together = how.Parallel == 1
            ? "One node after the other; go on only when all steps of a node are done."
            : $"{how.Parallel} nodes at a time; go on only when all steps of these are done.";
        text.Heading(2, $"3. Node by node").Paragraph(Markdown.Text(together
            + (how.PauseSeconds > 0 ? $" Between them, look around for {DurationFormat.Wait(how.PauseSeconds)}." : "")));
        if (how.SurgeNodes > 0)
        {
            text.Paragraph($"Add {RunbookText.Count(how.SurgeNodes, "node")} first, and see that they are Ready: their ztunnel has the new "
                + $"version already.");
        }
        if (how.CordonAllFirst)
        {
            text.Paragraph($"Cordon all nodes that are to be updated, so that evicted pods land on updated ones alone:")
                .Commands("set -e", $"kubectl cordon {Shell.Operands(Names(runbook.Nodes))}");
        }
        int done = 0;
        foreach (RunbookNode[] batch in runbook.Nodes.Chunk(how.Parallel))
        {
            Batch(text, runbook, batch, done);
            done += batch.Length;
        }
    }

    private static void Batch(RunbookText text, EvacuationRunbook runbook, RunbookNode[] batch, int done)
    {
        string numbers = batch.Length == 1 ? $"{done + 1}" : $"{done + 1} to {done + batch.Length}";
        text.Heading(3, $"{string.Join(", ", batch.Select(node => node.Name))} ({numbers} of {runbook.Nodes.Count})");
        foreach (RunbookNode node in batch)
        {
            string expected = string.Join(", ", Expected(node));
            if (expected.Length > 0) text.Paragraph($"{(batch.Length == 1 ? "Expected" : $"Expected of {node.Name}")}: {expected}.");
            text.List(node.Caveats);
        }
        bool isLast = done + batch.Length == runbook.Nodes.Count;
        text.Commands(
        [
            "set -e                                 # what follows a drain that failed would reset connections",
            .. runbook.How.CordonAllFirst ? Array.Empty<string>() : [$"kubectl cordon {Shell.Operands(Names(batch))}"],
            .. batch is [RunbookNode only] ? OneNode(runbook, only) : SeveralNodes(runbook, batch),
            .. isLast ? [] : UntilPodsAreReady(runbook.How),
        ]);
    }

    private static IEnumerable<string> OneNode(EvacuationRunbook runbook, RunbookNode node)
    {
        string space = Shell.Quote(runbook.Target.Namespace), name = Shell.Operands(node.Name);
        string here = Shell.OnNode(node.Name);
        return
        [
            Drain(runbook.How, name),
            $"kubectl get pods -A {here}            # only pods of DaemonSets, and static ones",
            $"kubectl delete pod -n {space} -l app=ztunnel {here}",
            NewPod,
            UntilReady(space, here),
            Version(space, here),
            $"kubectl uncordon {name}",
        ];
    }

    /// <summary>As <see cref="OneNode"/>, with drains side by side: kubectl drains several nodes one after the other.</summary>
    private static IEnumerable<string> SeveralNodes(EvacuationRunbook runbook, RunbookNode[] nodes)
    {
        IReadOnlyList<string> names = Names(nodes);
        string here = Shell.OnNodeOf(names), name = $"{Shell.BeforeOperands(names)}\"$node\"";
        string space = Shell.Quote(runbook.Target.Namespace), each = $"for node in {string.Join(' ', names.Select(Shell.Quote))}; do";
        return
        [
            "drains='' failed=''",
            each,
            $"  {Drain(runbook.How, name)} &",
            "  drains=\"$drains $!\"",
            "done",
            "for drain in $drains; do wait \"$drain\" || failed=yes; done",
            $"[ -z \"$failed\" ] || {Shell.Stop("a drain failed: these nodes keep their ztunnel until it is looked at.")}",
            each,
            $"  kubectl get pods -A {here}            # only pods of DaemonSets, and static ones",
            $"  kubectl delete pod -n {space} -l app=ztunnel {here}",
            "done",
            NewPod,
            each,
            $"  {UntilReady(space, here)}",
            $"  {Version(space, here)}",
            $"  kubectl uncordon {name}",
            "done",
        ];
    }

    /// <summary>The next nodes wait for pods that are not Ready again, as long as the plan says, and then come all the same.</summary>
    private static IEnumerable<string> UntilPodsAreReady(NodeEvacuation how) => how.ReadyWaitSeconds == 0 ? [] :
    [
        "kubectl wait pod -A --field-selector 'status.phase!=Succeeded,status.phase!=Failed' --for=condition=Ready "
            + $"--timeout={Seconds(how.ReadyWaitSeconds)} || "
            + $"echo \"After {DurationFormat.Wait(how.ReadyWaitSeconds)} not all pods are Ready: look at them before you go on.\" >&2",
    ];

    private const string NewPod = "sleep 5                                # the new pod is created once the old one is gone";

    private static string Drain(NodeEvacuation how, string operand)
    {
        string options = (how.IgnoreDaemonSets ? "--ignore-daemonsets " : "") + (how.DeleteEmptyDirData ? "--delete-emptydir-data " : "")
            + $"--timeout={Seconds(how.TimeoutSeconds)}";
        return Shell.Command("kubectl drain", operand, options);
    }

    private static string UntilReady(string space, string here) =>
        $"kubectl wait pod -n {space} -l app=ztunnel {here} --for=condition=Ready --timeout=300s";

    private static string Version(string space, string here) => $"kubectl get pods -n {space} -l app=ztunnel {here} "
        + "-o jsonpath='{.items[*].spec.containers[*].image}{\"\\n\"}'   # the new version";

    private static IReadOnlyList<string> Names(IEnumerable<RunbookNode> nodes) => [.. nodes.Select(node => node.Name)];

    private static string Seconds(double seconds) => Invariant($"{Math.Ceiling(seconds):0}s");

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
        text.Heading(2, $"4. Check")
            .Commands(
                $"{target.Kubectl} get daemonset ztunnel          # UP-TO-DATE = DESIRED = READY",
                "kubectl get nodes                                        # none is SchedulingDisabled")
            .Paragraph($"Leave OnDelete as it is for the next update, or set RollingUpdate again now that nothing is left to replace.")
            .Heading(2, $"When to stop")
            .List(
            [
                $"A drain ends with its timeout of {DurationFormat.Wait(runbook.How.TimeoutSeconds)}: `kubectl uncordon` the node, find "
                    + $"the pod that was not evicted and its budget, and take the node up again later.",
                $"Evicted pods stay Pending: there is no room for them. Uncordon the node and add a node first.",
                $"A new ztunnel pod is not Ready within 5 min: leave the node cordoned (it is empty), and look at `kubectl describe` and "
                    + $"the pod's log.",
                .. SlowNode(runbook),
            ])
            .Heading(2, $"Back to the old version")
            .Paragraph($"Nodes that are not done yet need nothing: their pods are the old ones. Set the old version, then take the nodes "
                + $"that are done through the same steps again:")
            .Aside(RunbookSteps.Undo(target));
    }

    private static IEnumerable<Markdown> SlowNode(EvacuationRunbook runbook) => runbook.Nodes.Max(n => n.ExpectedSeconds) is { } slowest
        ? [$"A node takes more than {DurationFormat.Wait(2 * slowest)}, twice of what the slowest is expected to take: the plan does not "
            + $"fit this cluster."]
        : [];

    private static double? Sum(EvacuationRunbook runbook, Func<RunbookNode, double?> value) =>
        runbook.Nodes.All(n => value(n) is not null) ? runbook.Nodes.Sum(value) : null;
}
