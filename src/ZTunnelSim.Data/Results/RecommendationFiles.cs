using System.Text.Json;

namespace ZTunnelSim.Data;

/// <summary>Writes a recommendation for other programs.</summary>
internal static class RecommendationFiles
{
    /// <summary>
    /// Writes <c>recommendation.csv</c>, the Pareto front, and <c>recommendation.json</c>, all of it; and, where T is set in a rollout of
    /// its own, <c>recommendation-steps.csv</c>, what both rollouts cut. Gives their paths.
    /// </summary>
    public static IReadOnlyList<string> WriteAll(Recommendation recommendation, string scenarioFile, string directory)
    {
        IReadOnlyList<string> both = ResultFiles.WriteBoth(
            directory, "recommendation", stream => WriteCsv(recommendation, stream),
            stream => WriteJson(recommendation, scenarioFile, stream));
        if (recommendation.InTwoSteps.Count == 0) return both;
        string steps = Path.Combine(directory, "recommendation-steps.csv");
        AtomicFile.Write(steps, stream => WriteStepsCsv(recommendation, stream));
        return [.. both, steps];
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

    public static void WriteJson(Recommendation r, string scenarioFile, Stream stream)
    {
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
            InTwoSteps = r.InTwoSteps.Select(pair => new
            {
                PresentGracePeriodSeconds = pair.First.GracePeriod.Seconds,
                pair.WaitSeconds,
                pair.BetweenSeconds,
                SettingResets = pair.FirstResets,
                UpdateResets = pair.SecondResets,
                pair.Resets,
                SettingResetsByWorkload = ResultJson.ByWorkload(pair.FirstResetsByWorkload, r.Rollout),
                UpdateResetsByWorkload = ResultJson.ByWorkload(pair.SecondResetsByWorkload, r.Rollout),
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
            ResetsByWorkload = ResultJson.ByWorkload(o.ResetsByWorkload, r.Rollout),
            ResetsUpperByWorkload = ResultJson.ByWorkload(o.ResetsUpperByWorkload, r.Rollout),
            o.DurationMedianSeconds,
            o.DurationUpperSeconds,
            o.NodeSecondsWithTwoProcesses,
            o.PeakNodesWithTwoProcesses,
            HoldsAllLimits = r.HoldsAll(o),
        };
    }
}
