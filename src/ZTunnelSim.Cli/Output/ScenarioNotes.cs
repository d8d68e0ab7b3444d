namespace ZTunnelSim.Cli;

/// <summary>
/// What the readers of a scenario's files have to tell: which lifetimes were taken from where, what was passed over, what a rollout meets
/// in the cluster. Every command that takes a scenario prints these lines.
/// </summary>
internal static class ScenarioNotes
{
    public static IEnumerable<string> Of(Scenario scenario)
    {
        foreach (LifetimeData data in scenario.LifetimeData)
        {
            yield return $"{data.Workload}: {Numbers.Shorten(data.Law)}, from {data.Observations:#,0} connections in {data.Source}"
                + $" ({data.Censored:#,0} of them not seen to end), the longest {DurationFormat.Brief(data.LongestSeconds)}.";
            foreach (string note in data.Notes) yield return $"  {note}";
        }
        foreach (string skipped in scenario.SkippedLines) yield return skipped;
    }

    /// <summary>Makes sure that T can be swept; where the cluster makes the rollout stand still, the notes say in full why.</summary>
    /// <exception cref="InputException">It can't.</exception>
    public static void RequireSweepable(Scenario scenario)
    {
        try
        {
            scenario.RequireSweepable();
        }
        catch (InputException) when (scenario.Standstill is not null)
        {
            PrintToError(scenario);
            throw;
        }
    }

    /// <summary>Prints them where stdout belongs to something else.</summary>
    public static void PrintToError(Scenario scenario)
    {
        foreach (string note in Of(scenario)) Console.Error.WriteLine(note);
    }
}
