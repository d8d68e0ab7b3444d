namespace ZTunnelSim;

/// <summary>What a rollout cuts, measured by the restarts that nobody plans; in sentences and a table.</summary>
internal static class UnplannedRestartText
{
    /// <summary>So many resets in units of such a restart, and how often these come where that is known.</summary>
    public static string? Sentence(Rollout rollout, double resets) =>
        UnplannedRestart.Of(rollout) is { } one ? $"{Measured(one, resets)}{Often(one, resets)}" : null;

    /// <summary>What one is, without a rollout to measure; null where nothing is open.</summary>
    public static IEnumerable<string> About(Rollout rollout)
    {
        if (UnplannedRestart.Of(rollout) is not { } one) yield break;
        yield return $"One restart that nobody planned (a crash, out of memory, a node lost) drains nothing: {Loses(one)}.";
        if (one.Restarts is { } restarts)
            yield return $"{Counted(one, restarts)} These lose {Numbers.Count(one.LostPerYear!.Value)} connections a year.";
        else
        {
            yield return "How often that happens is not known: kubectl's JSON of ztunnel's pods tells, or 'unplannedRestarts' under "
                + "ztunnel.";
        }
    }

    /// <summary>The candidates of a sweep in units of one, in a sentence; null where nothing is open.</summary>
    public static string? Candidates(SweepResult sweep)
    {
        if (UnplannedRestart.Of(sweep.Rollout) is not { } one) return null;
        string At(CandidateResult c) => $"{Numbers.Count(one.InRestarts(c.LiveResets))} of them at T = {c.GracePeriod}";
        return $"an unplanned restart of one ztunnel drains nothing: {Loses(one)}. The rollout cuts as much as {At(sweep.Candidates[0])}"
            + (sweep.Candidates.Count > 1 ? $", and {At(sweep.Candidates[^1])}." : ".");
    }

    /// <summary>The candidates of a sweep in units of one; null where nothing is open.</summary>
    public static TextTable? Table(SweepResult sweep) => UnplannedRestart.Of(sweep.Rollout) is not { } one ? null : TextTable.Of(
        "What a rollout cuts, in unplanned restarts of one node", sweep.Candidates,
        [
            SweepTables.T,
            new("resets expected", c => Numbers.Count(c.LiveResets)),
            new("as many restarts", c => Numbers.Count(one.InRestarts(c.LiveResets))),
            .. one.LostPerYear is > 0 and var lost
                ? [new("as what they lose in", c => Days(c.LiveResets / lost))]
                : Array.Empty<Column<CandidateResult>>(),
        ]);

    private static string Measured(UnplannedRestart one, double resets) =>
        $"That is as much as {Numbers.Count(one.InRestarts(resets))} unplanned restarts of one node: {Loses(one)}.";

    private static string Loses(UnplannedRestart one) =>
        $"one loses all that its ztunnel holds, {Numbers.Count(one.Lost)} connections in the mean "
        + $"({Numbers.Range(one.Lower, one.Upper)} in 95 of 100)";

    private static string Often(UnplannedRestart one, double resets)
    {
        if (one.Restarts is not { } restarts) return "";
        return $" {Counted(one, restarts)}"
            + (one.LostPerYear is > 0 and var lost ? $" The rollout cuts as many connections as these lose in {Days(resets / lost)}." : "");
    }

    private static string Counted(UnplannedRestart one, RestartCount restarts)
    {
        (double low, double high) = restarts.PerYearInterval(one.Nodes);
        string memory = restarts.OutOfMemory > 0 ? $", {Numbers.Whole(restarts.OutOfMemory)} of them out of memory" : "";
        return $"There are {Numbers.Count(restarts.PerYear(one.Nodes))} of them a year [{Numbers.Count(low)}, {Numbers.Count(high)}] "
            + $"({restarts.Source}: {Numbers.Whole(restarts.Count)} in {Numbers.Count(restarts.NodeDays)} days of a ztunnel{memory}).";
    }

    private static string Days(double years) => DurationFormat.Brief(years * DurationFormat.Year);
}
