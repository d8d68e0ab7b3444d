namespace ZTunnelSim.Data;

/// <summary>Writes a recommendation for other programs.</summary>
internal static class RecommendationFiles
{
    /// <summary>
    /// Adds <c>recommendation.csv</c>, the Pareto front, and <c>recommendation.json</c>, all of it; and, where T is set in a rollout of
    /// its own, <c>recommendation-steps.csv</c>, what both rollouts cut.
    /// </summary>
    public static void AddResults(this OutputSet set, Recommendation recommendation, ResultDocument document)
    {
        set.AddBoth("recommendation", stream => WriteCsv(recommendation, stream), document);
        if (recommendation.InTwoSteps.Count > 0)
            set.Add("recommendation-steps.csv", stream => WriteStepsCsv(recommendation, stream));
    }

    /// <summary>Writes what setting T and the update after it cut: a row for each wait between them.</summary>
    public static void WriteStepsCsv(Recommendation recommendation, Stream stream)
    {
        IEnumerable<string> workloads = recommendation.Rollout.Cluster.Workloads.Select(w => w.Name);
        CsvTable.Write(
            stream,
            recommendation.InTwoSteps,
            [
                ("WaitSeconds", pair => pair.WaitSeconds),
                ("BetweenSeconds", pair => pair.BetweenSeconds),
                ("SettingResets", pair => pair.FirstResets),
                ("UpdateResets", pair => pair.SecondResets),
                ("Resets", pair => pair.Resets),
                .. workloads.Select((name, w) =>
                    ($"SettingResets {name}", (Func<RolloutPair, object?>)(pair => pair.FirstResetsByWorkload[w]))),
                .. workloads.Select((name, w) =>
                    ($"UpdateResets {name}", (Func<RolloutPair, object?>)(pair => pair.SecondResetsByWorkload[w]))),
            ]);
    }

    /// <summary>Writes the Pareto front as CSV: a row for each T.</summary>
    public static void WriteCsv(Recommendation recommendation, Stream stream)
    {
        IReadOnlyList<Workload> workloads = recommendation.Rollout.Cluster.Workloads;
        CsvTable.Write(
            stream,
            recommendation.Front,
            [
                ("TerminationGracePeriodSeconds", o => o.GracePeriod.Seconds),
                ("DrainBudgetSeconds", o => o.DrainBudgetSeconds),
                ("Resets", o => o.Resets),
                ("ResetsUpper", o => o.ResetsUpper),
                ("DurationMedianSeconds", o => o.DurationMedianSeconds),
                ("DurationUpperSeconds", o => o.DurationUpperSeconds),
                ("NodeSecondsWithTwoProcesses", o => o.NodeSecondsWithTwoProcesses),
                ("PeakNodesWithTwoProcesses", o => o.PeakNodesWithTwoProcesses),
                ("HoldsAllLimits", o => recommendation.HoldsAll(o)),
                ("Recommended", o => o.GracePeriod == recommendation.GracePeriod),
                .. ByWorkload("Resets", o => o.ResetsByWorkload),
                .. ByWorkload("ResetsUpper", o => o.ResetsUpperByWorkload),
            ]);

        IEnumerable<(string, Func<GracePeriodOutcome, object?>)> ByWorkload(
            string name, Func<GracePeriodOutcome, IReadOnlyList<double>> values) =>
            workloads.Select((w, i) => ($"{name} {w.Name}", (Func<GracePeriodOutcome, object?>)(o => values(o)[i])));
    }
}
