using CsvHelper;

namespace ZTunnelSim.Data;

/// <summary>Sensitivities as CSV: a row with all inputs as given, and one for each input.</summary>
internal static class SensitivityCsv
{
    /// <summary>The input column's entry in the row with all inputs as given.</summary>
    public const string AsGiven = "(as given)";

    /// <summary>Writes the rows to a file.</summary>
    /// <param name="result">The sensitivities.</param>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="IOException">The file can't be written; what was there before is still there.</exception>
    public static void Save(SensitivityResult result, string path) =>
        AtomicFile.Write(path, stream => Write(result, stream));

    /// <summary>Writes the rows.</summary>
    /// <param name="result">The sensitivities.</param>
    /// <param name="stream">Where to; it is left open.</param>
    public static void Write(SensitivityResult result, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader([
            "Workload", "Input", "Low", "High", "Range", "TerminationGracePeriodSeconds",
            "ResetsLow", "ResetsHigh", "DurationLowSeconds", "DurationHighSeconds",
            "SmallestGracePeriodLowSeconds", "SmallestGracePeriodHighSeconds",
        ]);
        Row(csv, result, new InputSensitivity(null, AsGiven, "", "", "", result.Base, result.Base));
        foreach (InputSensitivity input in result.Inputs) Row(csv, result, input);
    }

    private static void Row(CsvWriter csv, SensitivityResult result, InputSensitivity input)
    {
        csv.WriteField(input.Workload ?? "");
        foreach (string text in new[] { input.Input, input.Low, input.High, input.Assumed }) csv.WriteField(text);
        csv.WriteField(result.Rollout.GracePeriod.Seconds);
        SensitivityOutcome[] ends = [input.AtLow, input.AtHigh];
        foreach (SensitivityOutcome at in ends) csv.WriteField(at.Resets);
        foreach (SensitivityOutcome at in ends) csv.WriteField(at.DurationSeconds);
        foreach (SensitivityOutcome at in ends) csv.WriteField(at.GracePeriod is { } t ? $"{t.Seconds}" : "");
        csv.EndRecord();
    }
}
