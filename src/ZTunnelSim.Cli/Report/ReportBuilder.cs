namespace ZTunnelSim.Cli;

/// <summary>Works out all that a report says.</summary>
internal static class ReportBuilder
{
    /// <param name="scenario">The scenario.</param>
    /// <param name="text">The scenario file as it was read.</param>
    /// <param name="options">How to sweep.</param>
    /// <param name="limits">What the rollout must not exceed: a T is recommended, and becomes a candidate; null: none is.</param>
    /// <param name="chosen">The candidate that somebody has decided for; null: nobody has.</param>
    /// <param name="date">A date to print.</param>
    /// <param name="progress">Told of the sweep.</param>
    /// <param name="cancellationToken">Ends it without a report.</param>
    public static ReportModel Build(
        Scenario scenario, string text, SweepOptions options, RolloutLimits? limits, GracePeriod? chosen, string? date,
        IProgress<SweepProgress>? progress, CancellationToken cancellationToken)
    {
        Recommendation? recommendation = limits is null ? null : scenario.Rollout.Recommend(
            limits,
            new RecommendOptions
            {
                Seed = options.Seed,
                Replications = Math.Max(20, options.Replications),
                Threads = options.Threads,
                LongestObservedSeconds = scenario.LifetimeData.ToDictionary(d => d.Workload, d => d.LongestSeconds),
            },
            progress: null,
            cancellationToken);
        IEnumerable<GracePeriod> candidates = scenario.Candidates.Concat(recommendation?.GracePeriod is { } t ? [t] : []);
        SweepResult result = scenario.Rollout.Sweep(candidates, options, progress, cancellationToken);
        // Half of a sweep is worth a look on a terminal, but is nothing to decide by.
        cancellationToken.ThrowIfCancellationRequested();
        result = result with { Check = TheoryCheck.Of(scenario.Rollout, candidates, options.Seed, options.Threads, cancellationToken) };
        return new ReportModel
        {
            Scenario = scenario,
            ScenarioText = text,
            Sweep = result,
            Curves = SweepCurves.Of(result, cancellationToken),
            Advice = chosen is not null ? ReportChoice.Given(result, chosen)
                : recommendation is not null ? ReportChoice.Recommended(recommendation)
                : null,
            Date = date,
        };
    }
}
