namespace ZTunnelSim.Data;

/// <summary>What each start and T brings, for other programs.</summary>
internal static class StartFiles
{
    /// <summary>Adds <c>when.csv</c>, a row for each start and T, and <c>when.json</c>, all of it.</summary>
    public static void AddResults(this OutputSet set, StartStudy study, StartClock clock, ResultDocument document) =>
        set.AddBoth("when", stream => WriteCsv(study.Choice, clock, stream), document);

    private static void WriteCsv(StartChoice choice, StartClock clock, Stream stream) => CsvTable.Write(
        stream,
        choice.Outcomes,
        [
            ("Start", o => Invariant($"{clock.Local(o.Start):yyyy-MM-ddTHH:mm:sszzz}")),
            ("TerminationGracePeriodSeconds", o => o.GracePeriod.Seconds),
            ("Resets", o => o.Resets),
            ("ResetsLower95", o => o.Lower),
            ("ResetsUpper95", o => o.Upper),
            ("DurationSeconds", o => o.DurationSeconds),
            ("StartsInWindow", o => choice.Limits.StartsInWindow(o)),
            ("EndsInWindow", o => choice.Limits.EndsInWindow(o)),
            ("HoldsAllLimits", o => choice.Limits.Hold(o)),
            ("Best", o => o == choice.Best),
        ]);
}
