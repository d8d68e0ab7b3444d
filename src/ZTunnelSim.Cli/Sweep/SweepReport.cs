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
        Terminal.Print(Warnings(scenario, result).Select(warning => $"Note: {warning}"));
    }

    private static IEnumerable<string> Warnings(Scenario scenario, SweepResult result)
    {
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
        IEnumerable<double> budgets = result.Candidates.Select(c => c.DrainBudgetSeconds);
        foreach (string warning in ScenarioNotes.Extrapolations(scenario, budgets)) yield return warning;
    }
}
