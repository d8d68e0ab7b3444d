namespace ZTunnelSim;

/// <summary>A canary's plan, its rule and its decision as tables and in sentences.</summary>
internal static class CanaryText
{
    private const double MostEvidence = 1e6;

    /// <summary>More nodes than this are not shown: the first ones are, and those after which the rule has its power.</summary>
    private const int MostNodes = 20;

    /// <summary>What to update first, and what one look at it, or a look after each node, finds.</summary>
    public static IEnumerable<string> Answer(CanaryPlan plan)
    {
        int all = plan.Rollout.Cluster.Nodes.Count;
        string times = $"{plan.Rule.Factor:0.##} times the predicted cuts";
        if (plan.Cuts == 0)
        {
            yield return "No cuts are predicted at this T: there is no rate to multiply.";
            yield break;
        }
        yield return plan.Nodes is { } nodes
            ? $"Canary: {nodes:#,0} of {Nodes(all)}. A single look after {(nodes == 1 ? "it" : "them")} finds {times} with a probability "
                + $"of {Sure(plan.Once.Power)}, and stops a rollout that is as predicted with {Sure(plan.Once.FalseAlarm)}: "
                + $"stop from {Numbers.Whole(plan.Once.StopFrom)} cuts, where {Numbers.Count(plan.Looks[nodes - 1].ExpectedSoFar)} are "
                + "expected."
            : $"No canary is large enough: after all of {Nodes(all)} a single look finds {times} with a probability of "
                + $"{Sure(plan.Once.Power)}, and {Percent(plan.Rule.Power)} is wanted.";
        if (plan.DataHideIt)
        {
            yield return "More nodes would not help: lifetimes and rates that the data leave open differ by so much that, were chance no "
                + $"matter, {times} would be found with {Sure(plan.PowerWithoutChance)}. More data on the workloads with the most cuts "
                + "would.";
        }
        else if (plan.Nodes is null)
        {
            yield return "There are too few cuts to tell.";
        }
        yield return plan.NodesOneByOne is { } looks
            ? $"With a look after each node it takes {Nodes(looks)} at most to find them with at least {Percent(plan.Rule.Power)}."
            : $"With a look after each node, {Nodes(plan.Looks.Count)} find them with at least {Sure(plan.Looks[^1].FoundWith)}.";
        if (plan.Nodes is not null)
        {
            yield return "Choose before you begin whether to look once ('backtest' alone, whose range leaves out 2.5 % above it) or after "
                + "each node ('backtest --canary'): who does both has both errors.";
        }
    }

    /// <summary>The nodes to update, each with the look after it.</summary>
    public static TextTable Table(CanaryPlan plan) => TextTable.Of(
        "The nodes with the most cuts, and the look after each: cuts so far, at this node and those before"
            + (plan.Looks.Count > MostNodes ? $" ({Nodes(plan.Looks.Count - MostNodes)} more in --output json)" : ""),
        plan.Looks.Where(look => look.Place <= MostNodes || look.Place == plan.Nodes || look.Place == plan.NodesOneByOne),
        [
            new("node", look => look.Name, IsNumeric: false),
            new("expected cuts", look => Numbers.Count(look.Expected)),
            new("of all", look => Numbers.Share(look.Share)),
            new("so far", look => Numbers.Count(look.ExpectedSoFar)),
            new("go on to", look => look.GoOnTo is { } most ? Numbers.Whole(most) : "-"),
            new("stop from", look => Numbers.Whole(look.StopFrom)),
            new($"{plan.Rule.Factor:0.##} times found, at least", look => Sure(look.FoundWith)),
        ]);

    /// <summary>What is decided after each node, with which errors, and where that is from.</summary>
    public static string Rule(CanaryRule rule)
    {
        string factor = $"{rule.Factor:0.##}";
        return $"The rule for a look after each node: the evidence is how many times as probable all cuts so far are at {factor} times the "
            + $"predicted rate as at the predicted one. Stop once it is {1 / rule.Level:0.##} or more: if cuts are as predicted, it ever "
            + $"gets there with a probability of at most {Percent(rule.Level)}, however often one looks (Ville 1939). Go on once it is "
            + $"{1 - rule.Power:0.####} or less: at {factor} times the rate it ever gets there with at most {Percent(1 - rule.Power)}. In "
            + "between look at one more node (Wald's sequential test, 1945).";
    }

    /// <summary>The looks after each node.</summary>
    public static TextTable Table(CanaryDecision decision) => TextTable.Of(
        "Cuts by node, in the order in which the ztunnels were replaced",
        decision.Looks,
        [
            new("node", look => look.Own.Name, IsNumeric: false),
            new("predicted", look => Numbers.Count(look.Own.Expected)),
            new("lines", look => Numbers.Whole(look.Own.Observed)),
            new("predicted so far", look => Numbers.Count(look.ExpectedSoFar)),
            new("lines so far", look => Numbers.Whole(look.ObservedSoFar)),
            new("stop from", look => Numbers.Whole(look.StopFrom)),
            new("evidence", Evidence),
            new("", look => Word(look.Verdict), IsNumeric: false),
        ]);

    /// <summary>What to do.</summary>
    public static IEnumerable<string> Verdict(CanaryDecision decision)
    {
        CanaryRule rule = decision.Rule;
        CanaryLook last = decision.Looks[^1];
        string times = $"{rule.Factor:0.##} times";
        if (decision.Decisive is { } look)
        {
            string seen = $"after {look.Own.Name} {Lines(look.ObservedSoFar)} of cut connections, where "
                + $"{Numbers.Count(look.ExpectedSoFar)} cuts were predicted: {times} the rate is {Evidence(look)} times "
                + "as probable as the predicted one.";
            yield return look.Verdict == CanaryVerdict.Stop
                ? $"Canary: STOP, {seen}"
                : $"Canary: GO ON, {seen}";
            if (look.Verdict == CanaryVerdict.Stop && double.IsPositiveInfinity(look.LogRatio))
                yield return "The prediction has no such counts at all: it was made for something else.";
            yield break;
        }
        if (decision.Verdict == CanaryVerdict.Blind)
        {
            yield return $"Canary: BLIND. {NameList.Of(decision.Silent)} logged not one connection that a drain cut, where some are sure "
                + "to have been: lines are missing, and nothing can be decided without them. Do not go on by this.";
            yield break;
        }
        yield return $"Canary: no decision yet, after {Nodes(decision.Looks.Count)} {Lines(last.ObservedSoFar)} of cut connections, where "
            + $"{Numbers.Count(last.ExpectedSoFar)} cuts were predicted. "
            + (decision.NodesToGo is { } more
                ? $"If cuts are as predicted, about {more:#,0} more {(more == 1 ? "node" : "nodes")} like these will say to go on."
                : "No number of nodes like these would tell: what the data before leave open, or lines that may be lost, would hide it.");
    }

    /// <summary>How strong the evidence is; without an end where the prediction has no such counts.</summary>
    private static string Evidence(CanaryLook look) =>
        look.LogRatio > Math.Log(MostEvidence) ? $"> {Numbers.Whole(MostEvidence)}" : Numbers.Count(Math.Exp(look.LogRatio));

    private static string Lines(long count) => $"{count:#,0} {(count == 1 ? "line" : "lines")}";

    private static string Nodes(int count) => $"{count:#,0} {(count == 1 ? "node" : "nodes")}";

    private static string Word(CanaryVerdict verdict) => verdict switch
    {
        CanaryVerdict.Stop => "STOP",
        CanaryVerdict.GoOn => "go on",
        _ => "look on",
    };

    private static string Sure(double probability) => LimitCheckText.Probability(probability);

    private static string Percent(double probability) => RecommendationText.Percent(probability);
}
