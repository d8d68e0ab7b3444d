namespace ZTunnelSim.Cli;

/// <summary>What sensitivities print: what moves the answer most, the table, and what was assumed.</summary>
internal static class SensitivityReport
{
    public static void Print(Scenario scenario, SensitivityResult result)
    {
        Terminal.Print(Answer(result));
        Terminal.Print(Table(result));
        Terminal.Print("", "Note: tails are varied at the same mean lifetime; a mean lifetime with the arrivals or open connections as the scenario gives them.");
        if (result.Inputs.Any(i => i.Assumed.Contains("data", StringComparison.Ordinal)))
            Terminal.Print("Note: lifetimes from data have as range what these data leave open; all other ranges are assumed: see --range.");
        if (result.Limits is not null)
        {
            Terminal.Print("Note: a limit that is a share is one of the connections that are open then: more open connections of a workload that is never reset "
                + "allow more resets. Where a lifetime from data is varied, its two values are each taken as known.");
        }
        if (!result.IsDurationTheory) Terminal.Print("Note: durations are means of rollouts simulated on common random numbers.");
        foreach (LifetimeData data in scenario.LifetimeData)
        {
            foreach (string warning in data.ExtrapolationWarnings([result.Rollout.DrainBudgetSeconds])) Terminal.Print($"Note: {data.Workload}: {warning}");
        }
        Terminal.Print(ScenarioNotes.Of(scenario));
    }

    private static IEnumerable<string> Answer(SensitivityResult result)
    {
        Rollout rollout = result.Rollout;
        if (result.Inputs.Count == 0)
        {
            yield return "There is no input that could move the answer.";
            yield break;
        }
        InputSensitivity most = result.Inputs[0];
        yield return $"At T = {rollout.GracePeriod} the resets hang most on {Name(result, most)} ({Counts(most)}, and {Numbers.Count(result.Base.Resets)} as given).";
        InputSensitivity slowest = result.By(o => o.DurationSeconds)[0];
        yield return $"The duration hangs most on {Name(result, slowest)} ({Span(slowest)}, and {DurationFormat.Brief(result.Base.DurationSeconds)} as given, {rollout.Pacing.Sentence()}).";
        if (result.Limits is null) yield break;
        InputSensitivity decides = result.By(o => o.GracePeriod?.Seconds)[0];
        string given = Text(result.Base.GracePeriod);
        yield return (decides.Swing(o => o.GracePeriod?.Seconds), result.Base.GracePeriod) switch
        {
            (0, null) => "No T holds your limits, whatever the inputs in their ranges.",
            (0, _) => $"The smallest T that holds your limits is {given}, whatever the inputs in their ranges.",
            _ => $"The smallest T that holds your limits hangs most on {Name(result, decides)} ({Periods(decides)}, and {given} as given).",
        };
    }

    private static TextTable Table(SensitivityResult result)
    {
        List<Column<InputSensitivity>> columns =
        [
            new("input", i => Name(result, i), IsNumeric: false),
            new("low", i => i.Low),
            new("high", i => i.High),
            new("resets", Counts),
            new("swing", i => result.Base.Resets > 0 ? Numbers.Share(i.Swing(o => o.Resets) / result.Base.Resets) : "-"),
            new("mean duration", Span),
        ];
        if (result.Limits is not null) columns.Add(new("smallest T", Periods));
        columns.Add(new("range", i => i.Assumed, IsNumeric: false));
        return TextTable.Of(
            $"Each input alone, from its low to its high value, by the resets that it moves at T = {result.Rollout.GracePeriod}", result.Inputs, columns);
    }

    private static string Name(SensitivityResult result, InputSensitivity input) =>
        input.Workload is { } w ? $"{result.Rollout.Cluster.Workloads[w].Name}: {input.Input}" : input.Input;

    private static string Counts(InputSensitivity i) => Pair(Numbers.Count(i.AtLow.Resets), Numbers.Count(i.AtHigh.Resets));

    private static string Span(InputSensitivity i) => Pair(DurationFormat.Brief(i.AtLow.DurationSeconds), DurationFormat.Brief(i.AtHigh.DurationSeconds));

    private static string Periods(InputSensitivity i) => Pair(Text(i.AtLow.GracePeriod), Text(i.AtHigh.GracePeriod));

    private static string Pair(string low, string high) => low == high ? low : $"{low} to {high}";

    private static string Text(GracePeriod? t) => t is null ? "none" : $"{t}";
}
