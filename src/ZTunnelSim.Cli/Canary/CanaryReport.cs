namespace ZTunnelSim.Cli;

/// <summary>What a canary's plan prints: the nodes, the rule, how to go about it, and what to be careful about.</summary>
internal static class CanaryReport
{
    public static void Print(Scenario scenario, CanaryPlan plan, CheckedPeriod period)
    {
        Terminal.Print($"T = {plan.Rollout.GracePeriod} ({period.Text}), a drain of "
            + $"{DurationFormat.Brief(plan.Rollout.DrainBudgetSeconds)}; the pods are deleted by hand (OnDelete).");
        Terminal.Print(CanaryText.Answer(plan));
        if (plan.Looks.Count > 0) Terminal.Print(CanaryText.Table(plan));
        Terminal.Print(["", CanaryText.Rule(plan.Rule), "", .. CanarySteps.Sentences(plan)]);
        Terminal.Print(["", .. Commands(scenario, plan), ""]);
        Terminal.Print([.. Answer.AsNotes([.. Notes(plan), .. Warnings(scenario, plan)]), .. ScenarioNotes.Of(scenario)]);
    }

    public static ResultDocument Document(Scenario scenario, CanaryPlan plan, CheckedPeriod period) =>
        CanaryJson.Of(plan, scenario.File, period.Origin, Commands(scenario, plan)) with
        {
            Notes = [.. ScenarioNotes.Of(scenario), CanaryText.Rule(plan.Rule), .. CanarySteps.Sentences(plan), .. Notes(plan)],
            Warnings = [.. Warnings(scenario, plan)],
        };

    /// <summary>The rule that turns T into the drain's length is all that a look needs of the scenario.</summary>
    private static IReadOnlyList<string> Commands(Scenario scenario, CanaryPlan plan) =>
        CanarySteps.Commands(plan, plan.Rollout.DrainBudget == DrainBudget.ZTunnel ? null : scenario.File);

    private static IEnumerable<string> Notes(CanaryPlan plan)
    {
        if (LeftOpen.TakenAsKnown(plan.Rollout) is { } known) yield return known;
    }

    private static IEnumerable<string> Warnings(Scenario scenario, CanaryPlan plan) =>
        ScenarioNotes.Extrapolations(scenario, plan.Rollout.DrainBudgetSeconds);
}
