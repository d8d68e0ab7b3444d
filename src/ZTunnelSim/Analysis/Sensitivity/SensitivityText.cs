namespace ZTunnelSim;

/// <summary>What moves the answer most, in sentences and as a table.</summary>
internal static class SensitivityText
{
    public static IEnumerable<string> Answer(SensitivityResult result)
    {
        Rollout rollout = result.Rollout;
        if (result.Inputs.Count == 0)
        {
            yield return "There is no input that could move the answer.";
            yield break;
        }
        InputSensitivity most = result.Inputs[0];
        yield return $"At T = {rollout.GracePeriod} the resets hang most on {Name(most)} ({Counts(most)}, and "
            + $"{Numbers.Count(result.Base.Resets)} as given).";
        InputSensitivity slowest = result.By(o => o.DurationSeconds)[0];
        yield return $"The duration hangs most on {Name(slowest)} ({Span(slowest)}, and "
            + $"{DurationFormat.Brief(result.Base.DurationSeconds)} as given, {rollout.Pacing.Sentence()}).";
        if (result.Limits is null) yield break;
        InputSensitivity decides = result.By(o => o.GracePeriod?.Seconds)[0];
        string given = Text(result.Base.GracePeriod);
        yield return (decides.Swing(o => o.GracePeriod?.Seconds), result.Base.GracePeriod) switch
        {
            (0, null) => "No T holds your limits, whatever the inputs in their ranges.",
            (0, _) => $"The smallest T that holds your limits is {given}, whatever the inputs in their ranges.",
            _ => $"The smallest T that holds your limits hangs most on {Name(decides)} ({Periods(decides)}, and {given} as given).",
        };
    }

    public static TextTable Table(SensitivityResult result)
    {
        List<Column<InputSensitivity>> columns =
        [
            new("input", i => Name(i), IsNumeric: false),
            new("low", i => i.Low),
            new("high", i => i.High),
            new("resets", Counts),
            new("swing", i => result.Base.Resets > 0 ? Numbers.Share(i.Swing(o => o.Resets) / result.Base.Resets) : "-"),
            new("mean duration", Span),
        ];
        if (result.Limits is not null) columns.Add(new("smallest T", Periods));
        columns.Add(new("range", i => i.Assumed, IsNumeric: false));
        return TextTable.Of(
            $"Each input alone, from its low to its high value, by the resets that it moves at T = {result.Rollout.GracePeriod}",
            result.Inputs, columns);
    }

    private static string Name(InputSensitivity input) => input.Workload is { } workload ? $"{workload}: {input.Input}" : input.Input;

    private static string Counts(InputSensitivity i) => Pair(Numbers.Count(i.AtLow.Resets), Numbers.Count(i.AtHigh.Resets));

    private static string Span(InputSensitivity i) =>
        Pair(DurationFormat.Brief(i.AtLow.DurationSeconds), DurationFormat.Brief(i.AtHigh.DurationSeconds));

    private static string Periods(InputSensitivity i) => Pair(Text(i.AtLow.GracePeriod), Text(i.AtHigh.GracePeriod));

    private static string Pair(string low, string high) => low == high ? low : $"{low} to {high}";

    private static string Text(GracePeriod? t) => t is null ? "none" : $"{t}";
}
