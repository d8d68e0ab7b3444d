namespace ZTunnelSim.Cli;

/// <summary>What sensitivities print: what moves the answer most, the table, and what was assumed.</summary>
internal static class SensitivityReport
{
    public static void Print(Scenario scenario, SensitivityResult result)
    {
        Terminal.Print(SensitivityText.Answer(result));
        Terminal.Print(SensitivityText.Table(result));
        Terminal.Print(["", .. Answer.AsNotes([.. Notes(result), .. Extrapolations(scenario, result)]), .. ScenarioNotes.Of(scenario)]);
    }

    public static ResultDocument Document(Scenario scenario, SensitivityResult result, SensitivityOptions options) =>
        SensitivityJson.Of(result, scenario.File, options) with
        {
            Notes = [.. ScenarioNotes.Of(scenario), .. Notes(result)],
            Warnings = [.. Extrapolations(scenario, result)],
        };

    private static IEnumerable<string> Notes(SensitivityResult result)
    {
        yield return "tails are varied at the same mean lifetime; a mean lifetime with the arrivals or open connections as the scenario "
            + "gives them.";
        if (result.Inputs.Any(i => i.Assumed.Contains("data", StringComparison.Ordinal)))
            yield return "lifetimes from data have as range what these data leave open; all other ranges are assumed: see --range.";
        if (result.Limits is not null)
        {
            yield return "a limit that is a share is one of the connections that are open then: more open connections of a workload that "
                + "is never reset allow more resets. Where a lifetime from data is varied, its two values are each taken as known.";
        }
        if (!result.IsDurationTheory) yield return "durations are means of rollouts simulated on common random numbers.";
    }

    private static IEnumerable<string> Extrapolations(Scenario scenario, SensitivityResult result) =>
        ScenarioNotes.Extrapolations(scenario, result.Rollout.DrainBudgetSeconds);
}
