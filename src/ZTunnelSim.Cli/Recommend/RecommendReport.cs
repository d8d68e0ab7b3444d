namespace ZTunnelSim.Cli;

/// <summary>What a recommendation prints: the answer first, then why, then what else there is to choose.</summary>
internal static class RecommendReport
{
    public static void Print(Scenario scenario, Recommendation r)
    {
        Terminal.Print([r.Answer, .. r.Reasons]);
        Terminal.Print(RecommendTables.Of(r));
        Terminal.Print("");
        if (r.MaximumAges.Count > 0) Terminal.Print(MaximumAgeText.Notes(r.MaximumAges));
        if (RecommendationText.NextStep(r) is { } next) Terminal.Print(next);
        Terminal.Print(RecommendationText.Checked(r));
        if (r.TheoryCheck is { } theory) Terminal.Print(CheckText.Line(theory) + CheckText.Compared(theory, r.Rollout.Cluster));
        Terminal.Print("");
        Terminal.Print(Answer.AsNotes([.. Notes(r), .. Extrapolations(scenario, r)]));
        Terminal.Print(ScenarioNotes.Of(scenario));
    }

    public static ResultDocument Document(Scenario scenario, Recommendation r) => RecommendationJson.Of(r, scenario.File) with
    {
        Notes = [.. ScenarioNotes.Of(scenario), .. Notes(r)],
        Warnings = [.. Warnings(scenario, r)],
    };

    private static IEnumerable<string> Warnings(Scenario scenario, Recommendation r)
    {
        foreach (RecommendationConcern concern in r.Concerns) yield return RecommendationText.Concern(r, concern);
        if (r.IsConfirmed == false) yield return RecommendationText.NotConfirmed;
        if (r.TheoryCheck is { Verdict: CheckVerdict.Disagrees } check) yield return CheckText.Line(check);
        foreach (string warning in Extrapolations(scenario, r)) yield return warning;
    }

    private static IEnumerable<string> Extrapolations(Scenario scenario, Recommendation r) => ScenarioNotes.Extrapolations(
        scenario,
        new[] { r.Choice, r.IfDurationMayGrow, r.IfResetsMayGrow }.OfType<GracePeriodOutcome>().Select(o => o.DrainBudgetSeconds));

    private static IEnumerable<string> Notes(Recommendation r)
    {
        string confidence = RecommendationText.Percent(r.Limits.Confidence);
        yield return $"each limit holds in a single rollout with a probability of {confidence}, taken by itself; chance is in it"
            + (LeftOpen.ByData(r.Rollout) is { } open ? $", and what your data leave open about the {open}." : ".");
        if (LeftOpen.TakenAsKnown(r.Rollout) is { } known) yield return known;
        if (r.ResetLimits.Any(l => l.AllowedResets == 0))
        {
            yield return "no reset allowed means that the probability of even one is at most "
                + $"{RecommendationText.Percent(1 - r.Limits.Confidence)}; only a drained node makes it impossible.";
        }
        if (r.DurationLimit is { IsTheory: false })
            yield return "durations have no closed form here and are quantiles of simulated rollouts, with rates and lifetimes as "
                + "measured.";
        if (r.LongerButWorse.Count > 0)
        {
            yield return $"T = {string.Join(", ", r.LongerButWorse.Select(t => t.Seconds))} s is longer but drains shorter than T = "
                + $"{r.GracePeriod}: {ScenarioNotes.HeldBack}";
        }
    }
}
