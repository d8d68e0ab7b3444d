namespace ZTunnelSim.Data;

/// <summary>A recommendation as JSON, with all that is needed to run it again.</summary>
internal static class RecommendationJson
{
    /// <summary>Why there is no drain, and no T, that holds a limit.</summary>
    public const string NothingHolds = "noDrainIsEnough";

    /// <summary>Why a limit has no T: no drain is long enough, or a deadline ends all drains before; null where it has one.</summary>
    public static string? WhyNoGracePeriod(ResetLimitResult limit) => limit.SmallestGracePeriod is not null ? null
        : double.IsFinite(limit.NeededBudgetSeconds) ? "deadlineEndsDrains" : NothingHolds;

    /// <summary>Why the limit on the duration has no T; null where it has one.</summary>
    public static string? WhyNoGracePeriod(DurationLimitResult limit) => limit.LargestGracePeriod is null ? "noDrainIsShortEnough" : null;

    /// <summary>Why no T holds all limits; null where one does.</summary>
    public static string? WhyNoGracePeriod(GracePeriod? smallest) => smallest is null ? "noGracePeriodHolds" : null;

    public static ResultDocument Of(Recommendation r, string scenarioFile)
    {
        return new("recommend", new
        {
            Scenario = scenarioFile,
            r.Answer,
            r.Reasons,
            r.Seed,
            r.MostReplications,
            Precision = r.Precision.Share,
            PrecisionReason = ResultJson.WhyNoPrecision(r.Precision.Share),
            r.Rollout.Pacing,
            Plan = r.Rollout.Strategy.ToString(),
            DrainBudget = r.Rollout.DrainBudget.ToString(),
            r.Limits.Confidence,
            r.OpenConnections,
            TerminationGracePeriodSeconds = r.GracePeriod?.Seconds,
            TerminationGracePeriodReason = WhyNoGracePeriod(r.GracePeriod),
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
                NeededBudgetReason = double.IsFinite(l.NeededBudgetSeconds) ? null : NothingHolds,
                SmallestGracePeriodSeconds = l.SmallestGracePeriod?.Seconds,
                SmallestGracePeriodReason = WhyNoGracePeriod(l),
                l.Binds,
            }),
            DurationLimit = r.DurationLimit is not { } d ? null : new
            {
                d.MaxSeconds,
                LargestGracePeriodSeconds = d.LargestGracePeriod?.Seconds,
                LargestGracePeriodReason = WhyNoGracePeriod(d),
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
                SmallestGracePeriodReason = n.Limit is null ? "noLimit" : n.SmallestGracePeriod is null ? NothingHolds : null,
            }),
            InTwoSteps = r.InTwoSteps.Select(pair => new
            {
                PresentGracePeriodSeconds = pair.First.GracePeriod.Seconds,
                pair.WaitSeconds,
                pair.BetweenSeconds,
                WaitReason = double.IsFinite(pair.WaitSeconds) ? null : "inTheLongRun",
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
            MaximumAges = r.MaximumAges.Select(o => new
            {
                TerminationGracePeriodSeconds = o.GracePeriod.Seconds,
                o.Workload,
                o.ResetShare,
                MaximumAgeSeconds = o.MaximumAge?.TotalSeconds,
                MaximumAgeReason = o.MaximumAge is null ? "othersHoldResetsUp" : null,
                o.Resets,
                o.ResetsUnder,
                o.OpenedPerSecond,
                o.OpenedPerSecondUnder,
            }),
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
        });

        string Name(int workload) => r.Rollout.Cluster.Workloads[workload].Name;
        object? Of(GracePeriodOutcome? o) => o is null ? null : Outcome(o, r.HoldsAll(o), r.Rollout);
    }

    /// <summary>What a T brings.</summary>
    public static object Outcome(GracePeriodOutcome o, bool holdsAllLimits, Rollout rollout) => new
    {
        TerminationGracePeriodSeconds = o.GracePeriod.Seconds,
        o.DrainBudgetSeconds,
        o.Resets,
        o.ResetsWithDeadPeers,
        o.ResetsUpper,
        ResetsByWorkload = ResultJson.ByWorkload(o.ResetsByWorkload, rollout),
        ResetsUpperByWorkload = ResultJson.ByWorkload(o.ResetsUpperByWorkload, rollout),
        ResetsUpperReason = ResultJson.WhyUnbounded(o.ResetsUpper),
        o.DurationMedianSeconds,
        o.DurationUpperSeconds,
        o.NodeSecondsWithTwoProcesses,
        o.PeakNodesWithTwoProcesses,
        o.StalledShare,
        HoldsAllLimits = holdsAllLimits,
    };
}
