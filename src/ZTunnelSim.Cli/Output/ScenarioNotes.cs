namespace ZTunnelSim.Cli;

/// <summary>
/// What the readers of a scenario's files have to tell: which lifetimes were taken from where, what was passed over, what a rollout meets
/// in the cluster. Every command that takes a scenario prints these lines.
/// </summary>
internal static class ScenarioNotes
{
    /// <summary>Why a longer T may drain shorter.</summary>
    public const string HeldBack = "ztunnel keeps 5 s back above T = 10 s, and 1 s up to it.";

    public static IEnumerable<string> Of(Scenario scenario)
    {
        foreach (string assumption in scenario.Assumptions) yield return assumption;
        // What holds of several workloads is said once.
        string[] common = scenario.LifetimeData.Count < 2 ? []
            : [.. scenario.LifetimeData[0].Notes.Where(note => scenario.LifetimeData.All(data => data.Notes.Contains(note)))];
        foreach (LifetimeData data in scenario.LifetimeData)
        {
            yield return $"{data.Workload}: {Numbers.Shorten(data.Law)}, from {data.Observations:#,0} connections in {data.Source}"
                + $" ({data.Censored:#,0} of them not seen to end), the longest {DurationFormat.Brief(data.LongestSeconds)}.";
            foreach (string note in data.Notes.Except(common)) yield return $"  {note}";
        }
        foreach (string note in common) yield return $"  Of all: {note}";
        foreach (string skipped in scenario.SkippedLines) yield return skipped;
    }

    /// <summary>Which answers about drain budgets rest on the laws' tails alone, and not on the data.</summary>
    public static IEnumerable<string> Extrapolations(Scenario scenario, params IEnumerable<double> drainBudgetSeconds) =>
        from data in scenario.LifetimeData
        from warning in data.ExtrapolationWarnings(drainBudgetSeconds)
        select $"{data.Workload}: {warning}";

    /// <summary>Prints them where stdout belongs to something else.</summary>
    public static void PrintToError(Scenario scenario)
    {
        foreach (string note in Of(scenario)) Console.Error.WriteLine(note);
    }
}
