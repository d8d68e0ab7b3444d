namespace ZTunnelSim.Cli;

/// <summary>
/// A part of a report that is there only where it has something to say; the page and the Markdown write all of them alike.
/// </summary>
/// <param name="Id">What links to it, unique in the page.</param>
/// <param name="Heading">What stands above it.</param>
/// <param name="Sentences">What it says before its table.</param>
/// <param name="Table">Its table; null: it has none.</param>
internal sealed record ReportSection(string Id, string Heading, IReadOnlyList<string> Sentences, TextTable? Table)
{
    /// <summary>All parts that a report has, in order.</summary>
    public static IEnumerable<ReportSection> Of(ReportModel report)
    {
        if (SweepTables.LiveResets(report.Sweep) is { } live) yield return DeadPeers(live);
        if (UnplannedRestartText.Table(report.Sweep) is { } restarts) yield return Restarts(report, restarts);
        yield return Memory(report);
        if (NodeDrainText.Table(report.Scenario.Strategies) is { } drained)
        {
            yield return new(
                "drained-by", "Who drains the node",
                [
                    .. report.Scenario.Strategies
                        .Select(s => NodeDrainText.Of(s.Rollout) is { } told ? $"{s.Name}: {told}" : null).OfType<string>(),
                ],
                drained);
        }
        string[] stall = [.. StallText.Of(report.Sweep.Rollout), .. new[] { CniText.Of(report.Sweep.Rollout) }.OfType<string>()];
        if (stall.Length > 0) yield return new("standstill", "Will it stand still?", stall, StallText.Table(report.Sweep));
        if (report.Canary is { } canary) yield return Canary(canary);
    }

    private static ReportSection DeadPeers(TextTable table) => new(
        "dead-peers", "Cuts that nobody misses",
        [
            "Some connections ended as their peer no longer answered: ztunnel holds such a one until its keep-alive probes give up. Cut in "
                + "that time it is a reset in ztunnel's own lines, and in the tables of this report, but nobody misses it. What is "
                + "recommended rests on the others.",
        ],
        table);

    private static ReportSection Restarts(ReportModel report, TextTable table) => new(
        "yardstick", "What it is measured against", [.. UnplannedRestartText.About(report.Sweep.Rollout)], table);

    /// <summary>Where no number of nodes is enough, neither the rule nor the nodes help.</summary>
    private static ReportSection Canary(CanaryPlan plan)
    {
        bool isEnough = plan.Nodes is not null || plan.NodesOneByOne is not null;
        string told =
            $"An update of pods that drain by T = {plan.Rollout.GracePeriod}, done by hand on a few nodes (OnDelete) before all others.";
        string[] how =
            [CanaryText.Rule(plan.Rule), $"'ztunnelsim canary --grace-period {plan.Rollout.GracePeriod.Seconds}' gives the commands."];
        return new(
            "canary", "Some nodes first, and when to stop", [told, .. CanaryText.Answer(plan), .. isEnough ? how : []],
            isEnough ? CanaryText.Table(plan) : null);
    }

    private static ReportSection Memory(ReportModel report)
    {
        MemoryLimit limit = new(report.Sweep.Rollout);
        string? refused = MemoryText.Refused(limit, report.Sweep.Candidates.Select(c => c.GracePeriod));
        CandidateResult about = report.Chosen ?? report.Sweep.Candidates[^1];
        return new(
            "memory", "Memory for two ztunnels",
            [MemoryText.Sentence(limit, about.DrainBudgetSeconds), .. refused is null ? Array.Empty<string>() : [refused]],
            MemoryText.Table(limit, report.Sweep));
    }
}
