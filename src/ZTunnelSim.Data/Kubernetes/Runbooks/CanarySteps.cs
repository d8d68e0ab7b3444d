namespace ZTunnelSim.Data;

/// <summary>How the nodes of a canary are updated and looked at: sentences, and commands to copy.</summary>
internal static class CanarySteps
{
    /// <summary>Logs end, and new pods begin, a little after a drain.</summary>
    private const double LittleSeconds = 10;

    /// <summary>What to look at, for how long, and what it costs.</summary>
    public static IEnumerable<string> Sentences(CanaryPlan plan)
    {
        double budget = plan.Rollout.DrainBudgetSeconds;
        yield return $"What drains is the old pod, with the T that it was created with, {plan.Rollout.GracePeriod} here: a new T acts from "
            + "the next restart on.";
        yield return "Set updateStrategy.type to OnDelete first ('ztunnelsim apply --strategy OnDelete'), which replaces nothing, and then "
            + "the new version: a pod gets it once it is deleted.";
        yield return $"All that a drain cuts is cut at its end, {DurationFormat.Brief(budget)} after SIGTERM: look "
            + $"{DurationFormat.Brief(budget + LittleSeconds)} after it, not before. Count in the old pod's log, from its line 'drain "
            + "requested' on, the lines with 'connection closed due to connection drain' or 'connection failed to drain within the "
            + "timeout', and look at the applications' own counts of lost connections: some of the last lines may never be written.";
        CanaryNode[] first = [.. plan.Looks.Take(plan.Nodes ?? plan.Looks.Count)];
        if (first.Length > 0 && first.MaxBy(look => look.WithoutListenerSeconds * look.OpenedPerSecond) is { OpenedPerSecond: > 0 } worst)
        {
            yield return "Under OnDelete a node has no listener from SIGTERM until its new pod listens: new connections across it are "
                + $"refused, on {worst.Name} for {DurationFormat.Brief(worst.WithoutListenerSeconds)}, about "
                + $"{Numbers.Count(worst.WithoutListenerSeconds * worst.OpenedPerSecond)} of them. Where that is too many, let a "
                + "RollingUpdate with maxSurge begin, and stop it with OnDelete after as many nodes: no node is then without a listener, "
                + "but Kubernetes chooses which ones come first, and a little less is cut than is expected here, where nothing overlaps.";
        }
    }

    /// <summary>The commands that update the nodes one by one and look after each; they end where it says to stop.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="scenario">The scenario's file, where the look needs more of it than T; null: it does not.</param>
    public static IReadOnlyList<string> Commands(CanaryPlan plan, string? scenario)
    {
        RunbookTarget target = new() { ManifestFile = "" };
        string[] names = [.. plan.Looks.Select(look => look.Name)];
        string here = Shell.OnNodeOf(names), pods = $"pods -l app=ztunnel {here}";
        CanaryRule rule = plan.Rule, usual = new();
        string look = "ztunnelsim backtest --before before.log --during during.log "
            + $"--grace-period {plan.Rollout.GracePeriod.Seconds} --canary"
            + (scenario is null ? "" : $" --scenario {Shell.Path(scenario)}")
            + Option("--factor", rule.Factor, usual.Factor) + Option("--power", rule.Power, usual.Power)
            + Option("--level", rule.Level, usual.Level);
        string each = $"for node in {string.Join(' ', names.Select(Shell.Quote))}; do", old = $"pod=$({target.Kubectl} get {pods} -o name)";
        return names.Length == 0 ? [] :
        [
            .. RunbookSteps.RequireStrategy(target, ManifestStrategy.OnDelete),
            each,
            $"  {old}",
            $"  {target.Kubectl} logs \"$pod\" --prefix >> before.log",
            "done",
            each,
            $"  {old}",
            $"  {target.Kubectl} logs \"$pod\" --prefix --since=1s -f >> during.log &",
            $"  {target.Kubectl} delete \"$pod\"        # ends when the old pod has gone",
            $"  sleep {LittleSeconds:0}",
            $"  {target.Kubectl} wait {pods} --for=condition=Ready --timeout=300s || break",
            $"  {look} || break",
            "done",
        ];
    }

    private static string Option(string name, double value, double usual) => value == usual ? "" : Invariant($" {name} {value}");
}
