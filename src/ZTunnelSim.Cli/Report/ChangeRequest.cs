namespace ZTunnelSim.Cli;

/// <summary>
/// The parts of a change request that say what to do. Commands use the names of Istio's chart: DaemonSet <c>ztunnel</c> in the namespace
/// <c>istio-system</c>, pods labelled <c>app=ztunnel</c>.
/// </summary>
internal static class ChangeRequest
{
    private const string PodsWithT = "kubectl get pods -n istio-system -l app=ztunnel -o "
        + "custom-columns=NODE:.spec.nodeName,T:.spec.terminationGracePeriodSeconds";

    private const string Setting = "# ZTunnel (sailoperator.io/v1); with Helm the same under the chart's own values\nspec:\n  "
        + "values:\n    ztunnel:\n      terminationGracePeriodSeconds: ";

    private const string CountResets = "grep -c -e 'connection closed due to connection drain' -e 'connection failed to drain within "
        + "the timeout' ztunnel-old.log";

    /// <summary>What may go wrong, and for whom; Markdown.</summary>
    public static IEnumerable<Markdown> Risks(ReportModel report)
    {
        SweepResult sweep = report.Sweep;
        CandidateResult c = report.Chosen ?? sweep.Candidates[^1];
        string about = report.Chosen is null ? $"With T = {c.GracePeriod}, the longest candidate" : $"With T = {c.GracePeriod}";
        yield return Markdown.Text(
            $"{about}: {Numbers.Count(c.Predicted.Resets)} resets expected, {ReportTables.Range(c.ResetsInterval)} in 95 of 100 "
            + $"rollouts, {Numbers.Share(c.Predicted.Resets, sweep.OpenConnections)} of about {Numbers.Count(sweep.OpenConnections)} open "
            + "connections.");
        if (c.Predicted.Resets > 0)
        {
            yield return Markdown.Text("Whose: " + string.Join(", ", sweep.Rollout.Cluster.Workloads
                .Select((w, i) => (w.Name, Resets: c.Predicted.ResetsByWorkload[i], Open: sweep.OpenConnectionsOf(i)))
                .OrderByDescending(w => w.Resets).Where(w => w.Resets >= 0.005)
                .Select(w => $"{w.Name} {Numbers.CountAndShare(w.Resets, w.Open)}")) + ".");
        }
        yield return Markdown.Text(c.Predicted.Refused > 0
            ? $"About {Numbers.Count(c.Predicted.Refused)} new connections are refused, since a node has no listener from SIGTERM until "
                + "its new pod is ready (maxSurge is 0)."
            : "No new connection is refused: with maxSurge a node is never without a listener.");
        yield return $"A new pod that does not become ready stops the rollout where it is; the nodes before it are done. `neverReady` in "
            + $"the scenario and `ztunnelsim compare` show what that leaves.";
    }

    /// <summary>What to do, in order.</summary>
    public static IEnumerable<Markdown> Steps(ReportModel report)
    {
        string t = T(report);
        yield return $"Keep the access logs of the old pods (`istio-system`, `app=ztunnel`) where they outlive these: they are needed for "
            + $"the check afterwards.";
        yield return $"See which T the running pods have; each drains with the T that it was created with, not with the one in the "
            + $"DaemonSet:\n\n"
            + $"{Markdown.Code("sh", PodsWithT)}";
        yield return $"Where that is not {t} already, set it. T is part of the pod template, so setting it is itself a rollout, and that "
            + $"one still drains with the old T: {OfOldT(report)}. Do it along with an update that has to be made anyway, or in a quiet "
            + $"hour with the update right after it.\n\n"
            + $"{Markdown.Code("yaml", Setting + t)}";
        string when = report.When is { } hours ? $" {hours.Begin}" : "";
        yield return $"Update ztunnel, and watch.{when} {Expected(report)} `rollout status` is content once every new pod is available; "
            + $"the last old process may drain on for {Drain(report)}.\n\n"
            + $"{Markdown.Code("sh", "kubectl rollout status daemonset/ztunnel -n istio-system")}";
    }

    /// <summary>What to set instead of a longer T.</summary>
    public static IEnumerable<Markdown> MaximumAges(ReportModel report) =>
        MaximumAgeText.Alternatives(report.MaximumAges).Append(MaximumAgeText.Notes(report.MaximumAges)).Select(Markdown.Text);

    /// <summary>How to go back.</summary>
    public static IEnumerable<Markdown> Rollback(ReportModel report)
    {
        yield return $"Set the former version in the same place, the ZTunnel resource or the Helm values: an operator undoes what is "
            + $"changed in the DaemonSet itself.";
        string cost = report.Chosen is null
            ? "the cost of its T"
            : $"up to the same cost for each ({PerNode(report)} resets a node on average)";
        yield return $"This is one more rollout over the nodes that were done, at {cost}: new pods drain with the new T.";
        if (report.RollBacks.Count > 0)
        {
            foreach (string sentence in RolloutPairTables.WayBack(report.RollBacks, report.Scenario.ZTunnelMemoryBytes))
                yield return Markdown.Text(sentence);
        }
        yield return $"A DaemonSet can't be paused. To stop half-way, set `updateStrategy.type: OnDelete`: nodes that were not started "
            + $"keep their old pod.";
    }

    /// <summary>How to tell afterwards whether it went as predicted.</summary>
    public static IEnumerable<Markdown> Checks(ReportModel report)
    {
        yield return $"All pods run the new version and are ready: `kubectl get pods -n istio-system -l app=ztunnel -o wide`.";
        yield return $"Connections that the drain cut, in the kept logs of the old pods; as predicted if the count is {Count(report)}:\n\n"
            + $"{Markdown.Code("sh", CountResets)}";
        yield return $"A count outside of the range means that some assumption below does not hold: most often the hour was busier, or "
            + $"connections live longer than those in the data. A count below it may lack lines: a process exits before it writes the last "
            + $"ones. `ztunnelsim backtest` allows for both.";
        string longest = report.Chosen is { } c
            ? DurationFormat.Brief(c.Under(Pacing.Kubernetes).DurationP95Seconds)
            : "the 95 % column says";
        yield return $"The rollout took no longer than {longest}.";
    }

    private static string Expected(ReportModel report) => report.Chosen is { } c
        ? $"Expect {DurationFormat.Brief(c.Under(Pacing.Kubernetes).DurationP50Seconds)}, and at most "
            + $"{DurationFormat.Brief(c.Under(Pacing.Kubernetes).DurationP95Seconds)} in 95 of 100 rollouts."
        : "What to expect of each T is in the table.";

    private static string T(ReportModel report) => report.Chosen is { } c ? $"{c.GracePeriod.Seconds}" : "<T>";

    private static string OfOldT(ReportModel report) => report.InTwoSteps is [RolloutPair first, ..]
        ? $"it cuts about {Numbers.Count(first.FirstResets)} connections"
        : "its resets are those of the old T in the table";

    private static string Drain(ReportModel report) =>
        report.Chosen is { } c ? $"up to {DurationFormat.Brief(c.DrainBudgetSeconds)}" : "as long as the table says";

    private static string PerNode(ReportModel report) =>
        Numbers.Count(report.Chosen!.Predicted.Resets / report.Sweep.Rollout.Cluster.Nodes.Count);

    private static string Count(ReportModel report) =>
        report.Chosen is { } c ? ReportTables.Range(c.ResetsInterval) : "in the table's range";
}
