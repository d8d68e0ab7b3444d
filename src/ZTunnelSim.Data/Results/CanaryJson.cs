namespace ZTunnelSim.Data;

/// <summary>A canary's plan and decision as JSON, and its nodes as a table.</summary>
internal static class CanaryJson
{
    /// <param name="plan">The plan.</param>
    /// <param name="scenario">The scenario that it belongs to.</param>
    /// <param name="origin">Where T comes from, as one word.</param>
    /// <param name="commands">How the nodes are updated.</param>
    public static ResultDocument Of(CanaryPlan plan, string scenario, string origin, IReadOnlyList<string> commands) => new("canary", new
    {
        Scenario = scenario,
        TerminationGracePeriodSeconds = plan.Rollout.GracePeriod.Seconds,
        GracePeriodFrom = origin,
        DrainBudget = plan.Rollout.DrainBudget.ToString(),
        plan.Rollout.DrainBudgetSeconds,
        plan.Rule.Factor,
        plan.Rule.Power,
        plan.Rule.Level,
        Answer = CanaryText.Answer(plan),
        CanaryNodes = plan.Nodes,
        CanaryNodesReason = plan.Nodes is not null ? null
            : plan.Cuts == 0 ? "noCutsPredicted"
            : plan.DataHideIt ? "dataLeaveTooMuchOpen"
            : "tooFewCuts",
        AllNodes = plan.Rollout.Cluster.Nodes.Count,
        ExpectedCuts = plan.Cuts,
        Once = new
        {
            plan.Once.StopFrom,
            StopFromReason = ResultJson.WhyUnbounded(plan.Once.StopFrom),
            plan.Once.Power,
            plan.Once.FalseAlarm,
        },
        plan.PowerWithoutChance,
        plan.NodesOneByOne,
        NodesOneByOneReason = plan.NodesOneByOne is null ? "notWithinThoseListed" : null,
        Nodes = plan.Looks.Select(look => new
        {
            look.Name,
            look.Expected,
            look.Share,
            look.ExpectedSoFar,
            look.GoOnTo,
            GoOnToReason = look.GoOnTo is null ? "noCountIsFewEnough" : null,
            look.StopFrom,
            look.FoundWith,
            look.WithoutListenerSeconds,
            look.OpenedPerSecond,
        }),
        Commands = commands,
    });

    public static object? Of(CanaryDecision? decision) => decision is null ? null : new
    {
        decision.Rule.Factor,
        decision.Rule.Power,
        decision.Rule.Level,
        decision.Verdict,
        DecidedAfter = decision.Decisive?.Own.Name,
        decision.NodesToGo,
        NodesToGoReason = decision.NodesToGo is not null ? null
            : decision.Verdict == CanaryVerdict.Blind ? "linesAreMissing"
            : decision.Verdict == CanaryVerdict.LookOn ? "noNumberWithinReach"
            : "decided",
        NodesWithoutLines = decision.Silent,
        Answer = CanaryText.Verdict(decision),
        Looks = decision.Looks.Select(look => new
        {
            look.Own.Name,
            look.Own.Expected,
            look.Own.Observed,
            look.ExpectedSoFar,
            look.ObservedSoFar,
            look.StopFrom,
            LogEvidence = look.LogRatio,
            LogEvidenceReason = double.IsFinite(look.LogRatio) ? null : "impossibleAsPredicted",
            look.Verdict,
        }),
    };

    /// <summary>A row for each node of the plan.</summary>
    public static void WriteCsv(CanaryPlan plan, Stream stream) => CsvTable.Write(
        stream,
        plan.Looks,
        ("Place", look => look.Place),
        ("Node", look => look.Name),
        ("ExpectedCuts", look => look.Expected),
        ("Share", look => look.Share),
        ("ExpectedSoFar", look => look.ExpectedSoFar),
        ("GoOnTo", look => look.GoOnTo),
        ("StopFrom", look => look.StopFrom),
        ("FoundWith", look => look.FoundWith));
}
