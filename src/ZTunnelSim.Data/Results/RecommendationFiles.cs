using System.Text.Json;
using CsvHelper;

namespace ZTunnelSim.Data;

/// <summary>Writes a recommendation for other programs.</summary>
internal static class RecommendationFiles
{
    /// <summary>
    /// Writes <c>recommendation.csv</c>, the Pareto front, and <c>recommendation.json</c>, all of it.
    /// </summary>
    /// <param name="recommendation">The recommendation.</param>
    /// <param name="scenarioFile">The scenario it belongs to.</param>
    /// <param name="directory">An existing directory.</param>
    /// <returns>The paths written.</returns>
    /// <exception cref="IOException">A file can't be written.</exception>
    public static IReadOnlyList<string> WriteAll(Recommendation recommendation, string scenarioFile, string directory)
    {
        ArgumentNullException.ThrowIfNull(recommendation);
        string csv = Path.Combine(directory, "recommendation.csv");
        string json = Path.Combine(directory, "recommendation.json");
        AtomicFile.Write(csv, stream => WriteCsv(recommendation, stream));
        AtomicFile.Write(json, stream => WriteJson(recommendation, scenarioFile, stream));
        return [csv, json];
    }

    /// <summary>Writes the Pareto front as CSV: a row for each T.</summary>
    /// <param name="recommendation">The recommendation.</param>
    /// <param name="stream">Where to; it is left open.</param>
    public static void WriteCsv(Recommendation recommendation, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(recommendation);
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader([
            "TerminationGracePeriodSeconds", "DrainBudgetSeconds", "Resets", "ResetsUpper", "DurationMedianSeconds",
            "DurationUpperSeconds", "NodeSecondsWithTwoProcesses", "PeakNodesWithTwoProcesses", "HoldsAllLimits",
            "Recommended",
            .. recommendation.Rollout.Cluster.Workloads.Select(w => $"Resets {w.Name}"),
            .. recommendation.Rollout.Cluster.Workloads.Select(w => $"ResetsUpper {w.Name}"),
        ]);
        foreach (GracePeriodOutcome o in recommendation.Front)
        {
            csv.WriteField(o.GracePeriod.Seconds);
            double[] values =
            [
                o.DrainBudgetSeconds, o.Resets, o.ResetsUpper, o.DurationMedianSeconds, o.DurationUpperSeconds,
                o.NodeSecondsWithTwoProcesses, o.PeakNodesWithTwoProcesses,
            ];
            foreach (double value in values) csv.WriteField(value);
            csv.WriteField(recommendation.HoldsAll(o));
            csv.WriteField(o.GracePeriod == recommendation.GracePeriod);
            foreach (double value in o.ResetsByWorkload.Concat(o.ResetsUpperByWorkload)) csv.WriteField(value);
            csv.EndRecord();
        }
    }

    /// <summary>Writes all of a recommendation as JSON.</summary>
    /// <param name="recommendation">The recommendation.</param>
    /// <param name="scenarioFile">The scenario it belongs to.</param>
    /// <param name="stream">Where to; it is left open.</param>
    public static void WriteJson(Recommendation recommendation, string scenarioFile, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(recommendation);
        Recommendation r = recommendation;
        JsonSerializer.Serialize(stream, new
        {
            ResultJson.Version,
            Scenario = scenarioFile,
            r.Seed,
            r.Rollout.Pacing,
            Plan = r.Rollout.Strategy.ToString(),
            DrainBudget = r.Rollout.DrainBudget.ToString(),
            r.Limits.Confidence,
            r.OpenConnections,
            TerminationGracePeriodSeconds = r.GracePeriod?.Seconds,
            Choice = Of(r.Choice),
            Concerns = r.Concerns.Select(c => new
            {
                c.Kind,
                GracePeriodSeconds = c.About.GracePeriod.Seconds,
                Workload = c.Workload,
                Instead = Of(c.Instead),
            }),
            ResetLimits = r.ResetLimits.Select(l => new
            {
                Workload = l.Workload,
                Limit = l.Limit.ToString(),
                l.AllowedResets,
                l.NeededBudgetSeconds,
                SmallestGracePeriodSeconds = l.SmallestGracePeriod?.Seconds,
                l.Binds,
            }),
            DurationLimit = r.DurationLimit is not { } d ? null : new
            {
                d.MaxSeconds,
                LargestGracePeriodSeconds = d.LargestGracePeriod?.Seconds,
                d.AlwaysHolds,
                ByTheory = d.IsTheory,
            },
            Workloads = r.Workloads.Select(n => new
            {
                Name = Name(n.Workload),
                n.OpenConnections,
                Limit = n.Limit?.ToString(),
                n.IsOwnLimit,
                SmallestGracePeriodSeconds = n.SmallestGracePeriod?.Seconds,
            }),
            NextStep = Of(r.NextStep),
            Front = r.Front.Select(Of),
            IfDurationMayGrow = Of(r.IfDurationMayGrow),
            IfResetsMayGrow = Of(r.IfResetsMayGrow),
            WorkloadsToDrain = r.WorkloadsToDrain,
            Checks = r.Checks.Select(c => new
            {
                GracePeriodSeconds = c.GracePeriod.Seconds,
                c.Replications,
                c.HeldByResetLimit,
                c.HeldDuration,
                c.HeldAll,
            }),
            r.IsConfirmed,
            TheoryCheck = ResultJson.Of(r.TheoryCheck, r.Rollout),
        }, ResultJson.Options);

        string Name(int workload) => r.Rollout.Cluster.Workloads[workload].Name;
        object? Of(GracePeriodOutcome? o) => o is null ? null : new
        {
            TerminationGracePeriodSeconds = o.GracePeriod.Seconds,
            o.DrainBudgetSeconds,
            o.Resets,
            o.ResetsUpper,
            ResetsByWorkload = ByWorkload(o.ResetsByWorkload),
            ResetsUpperByWorkload = ByWorkload(o.ResetsUpperByWorkload),
            o.DurationMedianSeconds,
            o.DurationUpperSeconds,
            o.NodeSecondsWithTwoProcesses,
            o.PeakNodesWithTwoProcesses,
            HoldsAllLimits = r.HoldsAll(o),
        };
        Dictionary<string, double> ByWorkload(IReadOnlyList<double> values) =>
            r.Rollout.Cluster.Workloads.Zip(values).ToDictionary(pair => pair.First.Name, pair => pair.Second);
    }
}
