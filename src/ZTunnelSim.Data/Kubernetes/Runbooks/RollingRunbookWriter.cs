namespace ZTunnelSim.Data;

/// <summary>Writes the runbook of a RollingUpdate, as Markdown whose commands can be copied as they stand.</summary>
internal static class RollingRunbookWriter
{
    public static string Write(RollingRunbook runbook)
    {
        RunbookTarget target = runbook.Target;
        RunbookText text = new();
        Summary(text, runbook);
        text.Notes(runbook.Notes);
        RunbookSteps.Before(text, target);
        GracePeriodFirst(text, runbook);
        text.Heading(2, $"3. Update the version")
            .Commands(
                [.. RunbookSteps.Update(target, StrategyOf(runbook)), RolloutStatus(runbook), RunbookSteps.RequireOneRevision(target)])
            .Paragraph($"`rollout status` shows how many nodes are done. It can call a rollout complete while pods of another revision are "
                + $"left, as after a change that came before the last one was through; so the last command waits until all pods have one "
                + $"revision, those that drain included.{RunbookSteps.Placeholders(target)} In a second terminal:")
            .Aside(Watch(target))
            .Paragraph($"Lines with `connection drain` are resets; a process may exit before it writes the last of them. Old pods stay "
                + $"Terminating for as long as they drain: that is the plan, not a fault.")
            .Paragraph($"{ResetSymptom.EndOfFile} {ResetSymptom.InLogs}");
        Stop(text, runbook);
        return text.ToString();
    }

    private static void Summary(RunbookText text, RollingRunbook runbook)
    {
        text.Heading(1, $"Update ztunnel by a rolling update");
        text.Paragraph(
            $"Kubernetes replaces the ztunnel pods by itself. A connection that outlives its old pod's drain is reset."
            + $"{runbook.Target.Numbers}");
        if (runbook.Obstacles.Count > 0)
        {
            text.Paragraph($"**Do not start it as the cluster is now.** The numbers are those of a rollout after this was mended:")
                .List(runbook.Obstacles.Select(Markdown.Text));
        }
        if (runbook.When.Count > 0) text.Paragraph($"**When.** {string.Join(' ', runbook.When)}");
        List<Markdown> facts =
        [
            $"{RunbookText.Count(runbook.NodeCount, "node")}, {runbook.Strategy}",
            $"T = {runbook.GracePeriod}: ztunnel drains for {DurationFormat.Wait(runbook.DrainBudgetSeconds)}",
            $"duration: {DurationFormat.Wait(runbook.DurationSeconds.Median)} (95 % of rollouts: up to "
                + $"{DurationFormat.Wait(runbook.DurationSeconds.P95)})",
            $"resets: {RunbookText.Number(runbook.Resets.Mean)} (95 % of rollouts: {RunbookText.Number(runbook.Resets.Lower)} to "
                + $"{RunbookText.Number(runbook.Resets.Upper)})",
        ];
        if (runbook.StalledShare is { } stalled)
            facts.Add(Markdown.Text(LostWakeUps.Sentence(runbook.Strategy.MinReadySeconds, stalled)));
        if (runbook.Refused > 0) facts.Add($"refused connections, while a node has no listener: {RunbookText.Number(runbook.Refused)}");
        text.List(facts).Table(
            ["workload", "resets"],
            runbook.ResetsByWorkload.OrderByDescending(w => w.Resets).Select(w => new[] { w.Workload, RunbookText.Number(w.Resets) }));
    }

    private static void GracePeriodFirst(RunbookText text, RollingRunbook runbook)
    {
        RunbookTarget target = runbook.Target;
        string current = runbook.CurrentGracePeriod is { } t ? $"T = {t}" : "the T of before";
        text.Heading(2, $"1. Set the strategy")
            .Paragraph($"The strategy alone: it is no part of the pod template, so that no pod is replaced by this.")
            .Commands(RunbookSteps.SetStrategy(target, StrategyOf(runbook)))
            .Heading(2, $"2. Set T");
        if (runbook.CurrentGracePeriod == runbook.GracePeriod)
        {
            text.Paragraph($"T is {runbook.GracePeriod} already: there is nothing to do.");
            return;
        }
        text.Paragraph(
                $"**This step is a rollout of its own, and it still drains by {current}**: a pod keeps the grace period that it was "
                + $"created with. The numbers above are those of the next step. Choose a quiet hour for this one, or drain the nodes "
                + $"instead.{Cost(runbook)}");
        if (runbook.InTwoSteps.Count > 0) text.Table(RolloutPairTables.InTwoSteps(runbook.InTwoSteps));
        if (MaximumAgeText.Alternatives(runbook.MaximumAges).ToArray() is { Length: > 0 } alternatives)
        {
            text.Paragraph(
                $"**The alternative to a T of {runbook.GracePeriod}** is a maximum age of connections, with which a shorter one cuts no "
                + $"more: {string.Join(' ', alternatives)} {MaximumAgeText.Settings}");
        }
        text
            .Commands([.. RunbookSteps.SetGracePeriod(target), RolloutStatus(runbook), RunbookSteps.RequireOneRevision(target)])
            .Paragraph($"Every pod then has the new T:")
            .Commands(
                $"{target.Kubectl} get pods -l app=ztunnel "
                + "-o custom-columns=POD:.metadata.name,NODE:.spec.nodeName,T:.spec.terminationGracePeriodSeconds");
    }

    /// <summary>What the two steps cut, and how long to wait between them.</summary>
    private static Markdown Cost(RollingRunbook runbook)
    {
        if (runbook.InTwoSteps is not [RolloutPair first, ..] pairs) return Markdown.Empty;
        return $" It cuts about {RunbookText.Number(first.FirstResets)} connections. **Wait no longer than it takes**, and go on with the "
            + $"next step, which then cuts about {RunbookText.Number(first.SecondResets)}; much later, "
            + $"{RunbookText.Number(pairs[^1].SecondResets)}. Where T and the version need not come apart, bring both in one change, which "
            + $"cuts what this step cuts and no more. {RolloutPairTables.Assumed(first)}";
    }

    private static ManifestStrategy StrategyOf(RollingRunbook runbook) =>
        ManifestStrategy.Rolling(new RollingUpdate(runbook.Strategy.MaxSurge, runbook.Strategy.MaxUnavailable));

    private static string RolloutStatus(RollingRunbook runbook) =>
        $"{runbook.Target.Kubectl} rollout status daemonset/ztunnel --timeout={Math.Ceiling(2 * runbook.DurationSeconds.P95 / 60)}m";

    private static string[] Watch(RunbookTarget target) =>
    [
        $"{target.Kubectl} get pods -l app=ztunnel -o wide --watch",
        $"{target.Kubectl} logs -l app=ztunnel --prefix --tail=0 -f --max-log-requests=200 | grep --line-buffered 'connection .*drain'",
    ];

    private static void Stop(RunbookText text, RollingRunbook runbook)
    {
        RunbookTarget target = runbook.Target;
        WakeUp(text, runbook);
        text.Heading(2, $"When to stop")
            .List(
            [
                $"More than {RunbookText.Number(Math.Max(1, runbook.Resets.Upper))} resets: the lifetimes that were measured are not "
                    + $"those of today.",
                $"More than {DurationFormat.Wait(2 * runbook.DurationSeconds.P95)} since the start: a pod does not become ready. The "
                    + $"rollout waits for it by itself; no further node is touched.",
                $"A new pod restarts, or its readiness probe fails.",
            ])
            .Paragraph(
                $"To hold it where it is (nodes that are being replaced still finish), set OnDelete; Helm or the operator may set it back:")
            .Aside(new DaemonSetInstaller(target).SetStrategy(ManifestStrategy.OnDelete))
            .Heading(2, $"Back to the old version")
            .Paragraph($"This is a rollout as well: nodes that are done are replaced once more, with up to as many resets a node as before "
                + $"({RunbookText.Number(runbook.Resets.Mean / runbook.NodeCount)} on average).");
        if (runbook.RollBacks.Count > 0)
        {
            foreach (string sentence in RolloutPairTables.WayBack(runbook.RollBacks))
                text.Paragraph(Markdown.Text(sentence));
            text.Table(RolloutPairTables.RollBacks(runbook.RollBacks));
        }
        text.Aside(RunbookSteps.Undo(target), $"{target.Kubectl} rollout status daemonset/ztunnel", RunbookSteps.RequireOneRevision(target))
            .Paragraph($"Here `rollout status` alone says nothing: right after the change it counts nodes that have not been touched as "
                + $"done.");
    }

    /// <summary>How to see that the controller was not woken, and how to wake it.</summary>
    private static void WakeUp(RunbookText text, RollingRunbook runbook)
    {
        if (runbook.StalledShare is null) return;
        int minReadySeconds = runbook.Strategy.MinReadySeconds;
        text.Heading(2, $"If it stands still")
            .Paragraph($"With a surge and minReadySeconds = {minReadySeconds} the controller can miss that a new pod is available, and "
                + $"does nothing until the DaemonSet's next event. It has, where a node has had two Running and Ready ztunnel pods for "
                + $"more than {minReadySeconds + 2} s, neither of them Terminating:")
            .Aside($"{runbook.Target.Kubectl} get pods -l app=ztunnel -o wide --sort-by=.spec.nodeName")
            .Paragraph($"Any change of the DaemonSet that leaves its template alone wakes it, and harms nothing:")
            .Aside($"{runbook.Target.Kubectl} annotate daemonset/ztunnel --overwrite ztunnelsim/woken=\"$(date +%s)\"");
    }
}
