namespace ZTunnelSim.Data;

/// <summary>Sensitivities as CSV: a row with all inputs as given, and one for each input.</summary>
internal static class SensitivityCsv
{
    /// <summary>The input column's entry in the row with all inputs as given.</summary>
    public const string AsGiven = "(as given)";

    public static void Write(SensitivityResult result, Stream stream) => CsvTable.Write(
        stream,
        result.Inputs.Prepend(new InputSensitivity(null, AsGiven, "", "", "", result.Base, result.Base)),
        ("Workload", i => i.Workload),
        ("Input", i => i.Input),
        ("Low", i => i.Low),
        ("High", i => i.High),
        ("Range", i => i.Assumed),
        ("TerminationGracePeriodSeconds", _ => result.Rollout.GracePeriod.Seconds),
        ("ResetsLow", i => i.AtLow.Resets),
        ("ResetsHigh", i => i.AtHigh.Resets),
        ("DurationLowSeconds", i => i.AtLow.DurationSeconds),
        ("DurationHighSeconds", i => i.AtHigh.DurationSeconds),
        ("SmallestGracePeriodLowSeconds", i => i.AtLow.GracePeriod?.Seconds),
        ("SmallestGracePeriodHighSeconds", i => i.AtHigh.GracePeriod?.Seconds));
}
