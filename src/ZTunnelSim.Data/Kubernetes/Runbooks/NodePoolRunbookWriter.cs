namespace ZTunnelSim.Data;

/// <summary>
/// Writes the runbook of an update by new nodes: ztunnel's new version waits under OnDelete, and comes with the nodes that a cloud puts in
/// the place of the old ones.
/// </summary>
internal static class NodePoolRunbookWriter
{
    public static string Write(EvacuationRunbook runbook)
    {
        RunbookText text = new();
        NodePoolUpgrade upgrade = NodePoolUpgrade.Of(runbook.How, [.. runbook.Nodes.Select(n => n.Name)]);
        Summary(text, runbook);
        text.Notes(runbook.Notes);
        RunbookSteps.Before(text, runbook.Target);
        EvacuationRunbookWriter.Budgets(text, runbook);
        EvacuationRunbookWriter.Prepare(text, runbook.Target);
        Upgrade(text, runbook, upgrade);
        Finish(text, runbook, upgrade);
        return text.ToString();
    }

    private static void Summary(RunbookText text, EvacuationRunbook runbook)
    {
        NodeEvacuation how = runbook.How;
        text.Heading(1, $"Update ztunnel with new nodes (OnDelete, node pool replaced)");
        text.Paragraph(
            $"New nodes come with the new version, and old ones are drained and go. {Draining(how)}{runbook.Target.Numbers}");
        string total = runbook.TotalSeconds is { } seconds ? $"about {DurationFormat.Wait(seconds)}" : "as long as the drains take";
        List<Markdown> facts =
        [
            $"{RunbookText.Count(runbook.Nodes.Count, "node")}, {NodePoolUpgrade.AtATime(how)}: {total}",
            $"a node goes {Limit(how)} after its drain began, whatever is left on it",
        ];
        if (runbook.Nodes.All(n => n.EvictedPods is not null))
        {
            facts.Add($"{RunbookText.Count(runbook.Nodes.Sum(n => n.EvictedPods!.Value), "eviction")}; a pod that lands on an old node is "
                + $"evicted again");
        }
        if (runbook.Nodes.Sum(n => n.CutPods) is > 0 and { } cut)
            facts.Add($"{RunbookText.Count(cut, "pod")} that the limit cuts, with what they hold");
        text.List(facts).List(Warnings(runbook));
    }

    /// <summary>What becomes of a node's ztunnel and the connections that it holds.</summary>
    private static Markdown Draining(NodeEvacuation how) => how.Drainer.Turn == ZTunnelTurn.WithPods
        ? Markdown.Of($"Draining ends ztunnel along with the node's pods: what outlives its drain is cut, and what they open then refused.")
        : Markdown.Of($"Draining leaves ztunnel, a DaemonSet's pod, where it is until its node goes: applications close their connections "
            + $"themselves, within their own grace period.");

    /// <summary>What the limit cuts short.</summary>
    private static IEnumerable<Markdown> Warnings(EvacuationRunbook runbook)
    {
        NodeEvacuation how = runbook.How;
        if (runbook.Drain is { } drain && drain.Seconds > how.TimeoutSeconds)
        {
            yield return $"**The limit is shorter than ztunnel's drain**, which T = {drain.GracePeriod} lets take "
                + $"{DurationFormat.Wait(drain.Seconds)}: what is open when a node goes is cut then. That T is for rolling updates of the "
                + $"DaemonSet, and does not hold a node.";
        }
        if (runbook.SlowApplications.Count > 0)
        {
            yield return $"**Pods that may take longer than the limit to stop** are cut by it: those of "
                + $"{NameList.Of([.. runbook.SlowApplications])}.";
        }
        if (runbook.Nodes.Max(n => n.LongestPodGraceSeconds) is { } longest && longest > how.TimeoutSeconds)
            yield return $"**Pods with a grace period of up to {DurationFormat.Wait(longest)}**, longer than the limit, are cut by it.";
    }

    private static void Upgrade(RunbookText text, EvacuationRunbook runbook, NodePoolUpgrade upgrade)
    {
        text.Heading(2, $"3. Replace the nodes").List(upgrade.About);
        if (upgrade.HasPlaceholders) text.Paragraph($"Put your own names in the place of words in capitals.");
        if (upgrade.Commands.Count > 0) text.Commands(["set -e", .. upgrade.Commands]);
        text.Paragraph($"In a second terminal: new nodes come, old ones are SchedulingDisabled and go.")
            .Aside("kubectl get nodes --watch", $"{runbook.Target.Kubectl} get pods -l app=ztunnel -o wide --watch");
        if (runbook.How.ReadyWaitSeconds > 0 || runbook.How.PauseSeconds > 0)
        {
            text.Paragraph($"{upgrade.Name} does not wait between nodes for pods to be Ready again, or for people to look, as the numbers "
                + $"do: PodDisruptionBudgets are what holds it.");
        }
        foreach (RunbookNode node in runbook.Nodes.Where(n => n.Caveats.Count > 0)) text.Paragraph($"{node.Name}:").List(node.Caveats);
        if (runbook.Nodes.All(n => n.ExpectedSeconds is null)) return;
        text.Table(
            ["old node", "takes about", "pods evicted", "pods cut by the limit"],
            runbook.Nodes.Select(n => new[]
            {
                n.Name, n.ExpectedSeconds is { } seconds ? DurationFormat.Wait(seconds) : "-", Number(n.EvictedPods), Number(n.CutPods),
            }));
    }

    private static void Finish(RunbookText text, EvacuationRunbook runbook, NodePoolUpgrade upgrade)
    {
        RunbookTarget target = runbook.Target;
        text.Heading(2, $"4. Check")
            .Commands(
                "set -e",
                RunbookSteps.RequireOneRevision(target),
                $"{target.Kubectl} get daemonset ztunnel          # UP-TO-DATE = DESIRED = READY",
                "kubectl get nodes                                        # none is SchedulingDisabled, none is of before")
            .Paragraph($"Leave OnDelete as it is for the next update, or set RollingUpdate again now that nothing is left to replace.")
            .Heading(2, $"When to stop")
            .List(
            [
                $"A node's drain does not get on: find the pod that was not evicted and its budget, before the limit of "
                    + $"{Limit(runbook.How)} is over.",
                $"Evicted pods stay Pending: there is no room for them. Add nodes.",
                $"ztunnel does not get Ready on a new node: pods that land there have no connection. Cordon it, and stop the upgrade: "
                    + $"nodes that have not begun keep their old ztunnel.",
            ])
            .Heading(2, $"Back to the old version")
            .Paragraph($"Nodes of before need nothing: their pods are the old ones. Set the old version, then drain the new nodes and "
                + $"delete their ztunnel pods, one after the other, or replace them once more:")
            .Aside(RunbookSteps.Undo(target));
    }

    private static string Number(double? value) => value is { } known ? RunbookText.Number(known) : "-";

    private static string Limit(NodeEvacuation how) => DurationFormat.Wait(how.TimeoutSeconds);
}
