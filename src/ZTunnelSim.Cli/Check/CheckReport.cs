namespace ZTunnelSim.Cli;

/// <summary>What a check prints: a row for each limit, the verdict, and what to be careful about.</summary>
internal static class CheckReport
{
    public static void Print(Scenario scenario, LimitCheck check, CheckedPeriod period)
    {
        Terminal.Print($"T = {period.GracePeriod} ({period.Text}), a drain of {DurationFormat.Brief(check.Outcome.DrainBudgetSeconds)}; "
            + $"durations {check.Rollout.Pacing.Sentence()}.");
        Terminal.Print(LimitCheckText.Table(check));
        Terminal.Print(["", .. LimitCheckText.Verdict(check), LimitCheckText.Simulated(check)]);
        if (check.TheoryCheck is { } theory) Terminal.Print(CheckText.Line(theory) + CheckText.Compared(theory, check.Rollout.Cluster));
        Terminal.Print(["", .. Answer.AsNotes([.. Notes(check), .. Warnings(scenario, check)]), .. ScenarioNotes.Of(scenario)]);
    }

    public static ResultDocument Document(Scenario scenario, LimitCheck check, CheckedPeriod period) =>
        LimitCheckJson.Of(check, scenario.File, period.Origin) with
        {
            Notes = [.. ScenarioNotes.Of(scenario), .. Notes(check)],
            Warnings = [.. Warnings(scenario, check)],
        };

    private static IEnumerable<string> Notes(LimitCheck check)
    {
        if (LeftOpen.TakenAsKnown(check.Rollout) is { } known) yield return known;
    }

    private static IEnumerable<string> Warnings(Scenario scenario, LimitCheck check)
    {
        if (check.IsConfirmed == false) yield return RecommendationText.NotConfirmed;
        if (LostWakeUps.CanHappen(check.Rollout.Strategy, check.Rollout.Pacing))
            yield return LostWakeUps.Sentence(((RollingUpdate)check.Rollout.Strategy).MinReadySeconds, check.Outcome.StalledShare);
        foreach (string sentence in StallText.Of(check.Rollout)) yield return sentence;
        if (CniText.Of(check.Rollout) is { } cni) yield return cni;
        if (check.TheoryCheck is { Verdict: CheckVerdict.Disagrees } theory) yield return CheckText.Line(theory);
        foreach (string warning in ScenarioNotes.Extrapolations(scenario, check.Outcome.DrainBudgetSeconds)) yield return warning;
    }
}
