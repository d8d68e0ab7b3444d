namespace ZTunnelSim.Cli;

/// <summary>What a reader of the report has to be careful about, a sentence each.</summary>
internal static class ReportWarnings
{
    public static IEnumerable<string> Of(ReportModel report)
    {
        SweepResult sweep = report.Sweep;
        yield return ResetSymptom.EndOfFile;
        yield return "A pod drains with the T that it was created with. Setting T changes the pod template and so is itself a rollout, "
            + "which still drains with the old T; what is predicted here for a T holds for updates of pods that already have it.";
        IEnumerable<double> budgets = sweep.Candidates.Select(c => c.DrainBudgetSeconds);
        foreach (string warning in ScenarioNotes.Extrapolations(report.Scenario, budgets)) yield return warning;
        if (SweepTables.Stalls(sweep) is { } stalls) yield return stalls;
        if (sweep.Candidates.Any(c => double.IsInfinity(c.ResetsInterval.Upper)))
            yield return "The range of resets has no upper end where the data allow lifetimes without a mean: collect data over a longer "
                + "time.";
        if (ShorterDrains(report.Curves) is { } oddity) yield return oddity;
        // As the scenario names the file, not where it lies on this machine.
        string folder = Path.Combine(Path.GetDirectoryName(report.Scenario.File) ?? "", "x")[..^1];
        foreach (string skipped in report.Scenario.SkippedLines)
            yield return (folder.Length > 0 && skipped.StartsWith(folder, StringComparison.Ordinal) ? skipped[folder.Length..] : skipped)
                + ".";
    }

    /// <summary>Grace periods that drain for less than a shorter one does: ztunnel's rule has a step down above 10 s.</summary>
    private static string? ShorterDrains(SweepCurves curves)
    {
        CurvePoint longest = curves.Points[0];
        List<CurvePoint> shorter = [];
        foreach (CurvePoint point in curves.Points)
        {
            if (point.DrainBudgetSeconds < longest.DrainBudgetSeconds) shorter.Add(point);
            else if (shorter.Count == 0) longest = point;
            else break;
        }
        return shorter.Count == 0
            ? null
            : $"T = {shorter[0].GracePeriod.Seconds} to {shorter[^1].GracePeriod} drain for "
                + $"{DurationFormat.Brief(shorter[0].DrainBudgetSeconds)} to {DurationFormat.Brief(shorter[^1].DrainBudgetSeconds)}, less "
                + $"than T = {longest.GracePeriod} does ({DurationFormat.Brief(longest.DrainBudgetSeconds)}): {ScenarioNotes.HeldBack}";
    }
}
