namespace ZTunnelSim.Cli;

/// <summary>What a fit found, as JSON.</summary>
internal static class FitJson
{
    public static ResultDocument Of(
        ScenarioSources sources, IReadOnlyList<Fitted> fits, IReadOnlyList<NotFitted> notFitted, string? scenario) => new("fit", new
        {
            Files = sources.Data?.Report.Files.Select(f => new { f.File, f.Format, f.Lines, f.Connections }),
            Skipped = sources.Data?.Report.SkippedByReason.Select(skipped => new
            {
                skipped.Reason,
                Lines = skipped.Count,
                IsExpected = skipped.Reason.IsExpected(),
                skipped.Examples,
            }),
            Workloads = fits.Select(fit => Of(fit, sources.GracePeriods)),
            NotFitted = notFitted.Select(n => new
            {
                n.Workload,
                n.Connections,
                Reason = n.Detail is null ? "tooFewConnections" : "noLawFits",
                n.Detail,
            }),
            Counters = sources.Counters is { } counters ? Of(counters, fits) : null,
            ScenarioYaml = scenario,
        });

    private static object Of(Fitted fit, IEnumerable<int> gracePeriods)
    {
        KaplanMeier observed = KaplanMeier.Of(fit.Best.Sample);
        GoodnessOfFit quality = GoodnessOfFit.Of(fit.Best.Unlimited);
        return new
        {
            fit.Workload.Workload,
            Connections = fit.Workload.Count,
            fit.Workload.Censored,
            fit.Workload.LongestSeconds,
            MeanSeconds = Of(fit.Fit.MeanSeconds()),
            Quantiles = FitReport.Quantiles.Select(p => (Probability: p, Seconds: observed.Quantile(p).Value)).Select(q => new
            {
                q.Probability,
                q.Seconds,
                Reason = Unbounded(q.Seconds),
            }),
            Law = fit.Best.Law.ToString(),
            fit.Best.Family,
            DeadPeers = fit.Fit.DeadPeers is not { } dead ? null : new
            {
                Connections = dead.Count,
                dead.Sooner,
                dead.Share,
                dead.ShortestSeconds,
                dead.LongestSeconds,
                dead.KeepAliveSeconds,
                KeepAliveSource = fit.Profiled.KeepAlive!.Source,
            },
            MaximumAge = fit.Best.MaximumAge is not { } age ? null : new
            {
                Seconds = age.AgeSeconds,
                age.Jitter,
                age.Ended,
            },
            quality.KolmogorovSmirnov,
            quality.AndersonDarling,
            fit.Best.LogLikelihood,
            fit.Best.Aic,
            fit.Best.Bic,
            CriteriaReason = fit.Best.LogLikelihood is null ? "lawIsTheData" : null,
            Parameters = fit.Best.Parameters.Select(p => new { p.Name, Estimate = Of(p.Estimate) }),
            Outliving = gracePeriods.Select(t => new
            {
                TerminationGracePeriodSeconds = t,
                DrainBudgetSeconds = FitReport.Budget(t),
                Share = Of(fit.Fit.LiveResidualSurvival(FitReport.Budget(t))),
                ShareWithDeadPeers = Of(fit.Fit.ResidualSurvival(FitReport.Budget(t))),
            }),
            Profile = fit.Profile is { } profile ? Of(profile) : null,
            ProfileReason = fit.Profile is null ? "tooFewHours" : null,
            Reasons = fit.Selection.Reasons,
            Warnings = FitReport.Warnings(fit, gracePeriods),
        };
    }

    private static object Of(CounterData counters, IReadOnlyList<Fitted> fits) => new
    {
        counters.Period.Seconds,
        counters.Period.Times,
        counters.Period.Series,
        counters.Period.Nodes,
        NodesReason = counters.Period.Nodes is null ? NodesUnknown : null,
        counters.Period.Direction,
        Workloads = counters.Workloads.Select(w => new
        {
            w.Workload,
            w.Opened,
            w.Closed,
            w.MeanOpen,
            w.OpenPerNode,
            OpenPerNodeReason = w.OpenPerNode is null ? NodesUnknown : null,
            w.LittlesLaw?.OpenedPerSecond,
            MeanLifetimeSeconds = w.LittlesLaw is { } law ? Of(law.MeanLifetimeSeconds) : null,
            w.LittlesLaw?.IsSteady,
            AgreesWithFit = w.LittlesLaw is { } its && fits.FirstOrDefault(f => f.Workload.Workload == w.Workload) is { } fit
                ? its.AgreesWith(fit.Fit.MeanSeconds())
                : (bool?)null,
            LittlesLawReason = w.LittlesLaw is null ? "noneWasOpened" : null,
        }),
    };

    private static object Of(ProfileEstimate profile) => new
    {
        profile.IsConstant,
        profile.PValue,
        Swing = new { profile.Swing.Value, profile.Swing.Low, profile.Swing.High },
        profile.Resolution,
        TimeZone = profile.TimeZone.Id,
        profile.Days,
        profile.KnownHours,
        profile.Overdispersion,
        OverdispersionReason = profile.Overdispersion is null ? "noHourOnSeveralDays" : null,
        Hours = profile.Hours.Select(hour =>
        {
            (double low, double high) = hour.Interval();
            return new { hour.Factor, Low = low, High = high, Connections = hour.Count, hour.IsKnown };
        }),
    };

    private const string NodesUnknown = "numberOfNodesUnknown";

    private static object Of(LifetimeEstimate estimate) => new
    {
        estimate.Value,
        estimate.StandardError,
        estimate.Low,
        estimate.High,
        Reason = Unbounded(estimate.Value + estimate.StandardError + estimate.Low + estimate.High),
    };

    private static string? Unbounded(double value) => double.IsFinite(value) ? null : "noBoundInTheData";
}
