namespace ZTunnelSim.Data;

/// <summary>A sweep as JSON, with all that is needed to run it again.</summary>
internal static class ResultJson
{
    public static ResultDocument Of(SweepResult result, string scenarioFile)
    {
        Rollout rollout = result.Rollout;
        return new("sweep", new
        {
            Scenario = scenarioFile,
            result.Seed,
            result.Engine,
            result.Replications,
            result.End,
            result.Confidence,
            Nodes = rollout.Cluster.Nodes.Count,
            Plan = rollout.Strategy.ToString(),
            DrainBudget = rollout.DrainBudget.ToString(),
            result.OpenConnections,
            Workloads = rollout.Cluster.Workloads.Select((w, i) => new
            {
                w.Name,
                ArrivalsPerSecond = w.OpenedPerSecond,
                (w.Traffic as TrafficBetween)?.Ends,
                OpenPerNode = w.Traffic is TrafficPerNode ? w.OpenConnections : (double?)null,
                OpenConnections = result.OpenConnectionsOf(i),
                Lifetime = w.Lifetime.ToString(),
                MeanLifetimeSeconds = w.Lifetime.MeanSeconds,
            }),
            Candidates = result.Candidates.Select(c => new
            {
                TerminationGracePeriodSeconds = c.GracePeriod.Seconds,
                c.DrainBudgetSeconds,
                ResetsTheory = c.Predicted.Resets,
                ResetsTheoryByWorkload = ByWorkload(c.Predicted.ResetsByWorkload, rollout),
                ResetsInterval = Of(c.ResetsInterval),
                LiveResetsTheory = c.LiveResets,
                LiveResetsInterval = Of(c.LiveResetsInterval),
                RefusedTheory = c.Predicted.Refused,
                Pacings = c.Pacings.Select(p => new
                {
                    p.Pacing,
                    Resets = Of(p.Resets),
                    ResetsByWorkload = ByWorkload(p.ResetsByWorkload.Select(Of), rollout),
                    Refused = Of(p.Refused),
                    DurationSeconds = Of(p.DurationSeconds),
                    p.DurationP50Seconds,
                    p.DurationP95Seconds,
                    p.StalledShare,
                }),
            }),
            TheoryCheck = Of(result.Check, rollout),
        });
    }

    /// <summary>Values in the order of a rollout's workloads, by their names.</summary>
    internal static Dictionary<string, T> ByWorkload<T>(IEnumerable<T> values, Rollout rollout) =>
        rollout.Cluster.Workloads.Zip(values).ToDictionary(pair => pair.First.Name, pair => pair.Second);

    /// <summary>A check of theory, as all results write it.</summary>
    internal static object? Of(TheoryCheck? check, Rollout rollout) => check is null ? null : new
    {
        check.Verdict,
        check.PValue,
        check.Engine,
        check.Seed,
        Workloads = check.Workloads,
        Candidates = check.Candidates.Select(c => new
        {
            TerminationGracePeriodSeconds = c.GracePeriod.Seconds,
            c.Replications,
            c.TrafficShare,
            ResetsTheory = c.Predicted,
            Resets = Of(c.Simulated),
            c.ZScore,
            ZScoreReason = double.IsFinite(c.ZScore) ? null : "noVariance",
            c.PValue,
        }),
    };

    private static object Of(PredictionInterval interval) => new
    {
        interval.Lower,
        interval.Upper,
        interval.MeanLower,
        interval.MeanUpper,
        UpperReason = WhyUnbounded(Math.Max(interval.MeanUpper, interval.Upper)),
        interval.ChanceLower,
        interval.ChanceUpper,
        interval.LifetimesShare,
    };

    /// <summary>Why a study has no precision at which it stops; null where it has one.</summary>
    internal static string? WhyNoPrecision(double? precision) => precision is null ? "allReplicationsAskedFor" : null;

    /// <summary>Why a number of resets has no bound; null where it has one.</summary>
    internal static string? WhyUnbounded(double resets) => double.IsFinite(resets) ? null : "plausibleLifetimeWithoutMean";

    internal static object Of(Estimate estimate) => new { estimate.Mean, estimate.Lower, estimate.Upper };
}
