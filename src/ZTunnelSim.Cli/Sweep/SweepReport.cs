namespace ZTunnelSim.Cli;

/// <summary>What a sweep prints: what was simulated, the tables, and what to be careful about.</summary>
internal static class SweepReport
{
    public static void Print(Scenario scenario, SweepResult result)
    {
        Terminal.Print([.. SweepTables.Header(result), .. ScenarioNotes.Of(scenario)]);
        Terminal.Print(SweepTables.Of(result));
        Terminal.Print("");
        if (result.Check is { } check) Terminal.Print(CheckText.Line(check) + CheckText.Compared(check, result.Rollout.Cluster));
        Terminal.Print(Answer.AsNotes([.. Notes(result), .. Extrapolations(scenario, result)]));
    }

    public static ResultDocument Document(Scenario scenario, SweepResult result) => ResultJson.Of(result, scenario.File) with
    {
        Notes = [.. ScenarioNotes.Of(scenario), .. Notes(result)],
        Warnings = [.. Warnings(scenario, result)],
    };

    /// <summary>What speaks against trusting the numbers.</summary>
    public static IEnumerable<string> Warnings(Scenario scenario, SweepResult result)
    {
        if (result.End == SweepEnd.Cancelled)
            yield return $"cancelled: what is said of simulated rollouts rests on {result.Replications:#,0} replications.";
        if (SweepTables.Stalls(result) is { } stalls) yield return stalls;
        foreach (string sentence in StallText.Of(result.Rollout)) yield return sentence;
        if (CniText.Of(result.Rollout) is { } cni) yield return cni;
        if (Refused(result) is { } refused) yield return refused;
        if (result.Check is { Verdict: CheckVerdict.Disagrees } check) yield return CheckText.Line(check);
        foreach (string warning in Extrapolations(scenario, result)) yield return warning;
    }

    private static IEnumerable<string> Extrapolations(Scenario scenario, SweepResult result) =>
        ScenarioNotes.Extrapolations(scenario, result.Candidates.Select(c => c.DrainBudgetSeconds));

    /// <summary>Which candidates have no place for two ztunnels; null where all have.</summary>
    private static string? Refused(SweepResult result) =>
        MemoryText.Refused(new(result.Rollout), result.Candidates.Select(c => c.GracePeriod));

    private static IEnumerable<string> Notes(SweepResult result)
    {
        if (UnplannedRestartText.Candidates(result) is { } restarts) yield return restarts;
        if (Refused(result) is { } refused) yield return refused;
        if (LeftOpen.TakenAsKnown(result.Rollout) is { } known) yield return known;
        foreach ((CandidateResult shorter, CandidateResult longer) in result.Candidates.Zip(result.Candidates.Skip(1)))
        {
            if (longer.DrainBudgetSeconds < shorter.DrainBudgetSeconds)
            {
                yield return $"T = {longer.GracePeriod} drains for {DurationFormat.Brief(longer.DrainBudgetSeconds)}, less than T = "
                    + $"{shorter.GracePeriod} does ({DurationFormat.Brief(shorter.DrainBudgetSeconds)}): {ScenarioNotes.HeldBack}";
            }
        }
        if (result.Rollout.Cluster.Workloads.Any(w => w.Clients.ComesBack))
        {
            yield return "clients reconnect, and their new connections are reset again by nodes whose turn comes later: the simulation "
                + "counts these too, theory and 'one rollout' in part only.";
        }
    }
}
