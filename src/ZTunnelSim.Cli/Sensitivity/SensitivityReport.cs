namespace ZTunnelSim.Cli;

/// <summary>What sensitivities print: what moves the answer most, the table, and what was assumed.</summary>
internal static class SensitivityReport
{
    public static void Print(Scenario scenario, SensitivityResult result)
    {
        Terminal.Print(SensitivityText.Answer(result));
        Terminal.Print(SensitivityText.Table(result));
        Terminal.Print("", "Note: tails are varied at the same mean lifetime; a mean lifetime with the arrivals or open connections as "
            + "the scenario gives them.");
        if (result.Inputs.Any(i => i.Assumed.Contains("data", StringComparison.Ordinal)))
            Terminal.Print(
                "Note: lifetimes from data have as range what these data leave open; all other ranges are assumed: see --range.");
        if (result.Limits is not null)
        {
            Terminal.Print("Note: a limit that is a share is one of the connections that are open then: more open connections of a "
                + "workload that is never reset "
                + "allow more resets. Where a lifetime from data is varied, its two values are each taken as known.");
        }
        if (!result.IsDurationTheory) Terminal.Print("Note: durations are means of rollouts simulated on common random numbers.");
        Terminal.Print(ScenarioNotes.Extrapolations(scenario, result.Rollout.DrainBudgetSeconds).Select(warning => $"Note: {warning}"));
        Terminal.Print(ScenarioNotes.Of(scenario));
    }
}
