using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim recommend</c>: from limits to the smallest grace period that holds them.</summary>
internal static class RecommendCommand
{
    private const int DefaultReplications = 200, FewestReplications = 20;

    public static Command Create()
    {
        ScenarioSource scenario = new();
        LimitOptions limits = new();
        Option<string?> output = CommonOptions.Out("Write recommendation.csv, recommendation.json and a chart into this directory.");
        Option<ulong?> seed = CommonOptions.Seed();
        Option<int?> replications = CommonOptions.Replications(
            "The largest number of rollouts that are simulated for each grace period shown.", DefaultReplications, FewestReplications);
        Option<Precision?> precision = CommonOptions.Precision(
            "Stop once it is settled what all replications would say of each limit, and what is told is within this share,",
            Precision.Usual);
        Option<int?> threads = CommonOptions.Threads();
        Option<OutputFormat> format = OutputOption.Create();

        Command command = new(
            "recommend", "Finds the smallest grace period that holds your limits on resets and duration; exit code 3 if none does.")
        {
            scenario.All, limits.All, output, format, seed, replications, precision, threads,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = scenario.LoadSweepable(parsed, cancellationToken);
            RolloutLimits wanted = limits.Read(parsed, given.Rollout.Cluster) ?? throw LimitOptions.WithoutResets();
            RecommendOptions options = new()
            {
                Seed = parsed.GetValue(seed) ?? given.Simulation.Seed,
                Replications = Math.Max(
                    FewestReplications, parsed.GetValue(replications) ?? given.Simulation.Replications ?? DefaultReplications),
                Precision = (parsed.GetValue(precision) ?? given.Simulation.Precision ?? Precision.Usual).Share,
                Threads = parsed.GetValue(threads),
                AlsoShow = given.Candidates,
                PresentGracePeriod = given.PresentGracePeriod,
                LongestObservedSeconds = given.LifetimeData.ToDictionary(d => d.Workload, d => d.LongestSeconds),
            };
            Scenario paced = given with { Rollout = given.Rollout with { Pacing = limits.PacingOf(parsed) } };
            return Task.FromResult(Run(paced, wanted, options, parsed.GetValue(format), parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static int Run(
        Scenario scenario, RolloutLimits limits, RecommendOptions options, OutputFormat format, string? directory,
        CancellationToken cancellationToken)
    {
        if (directory is not null) OutputSet.Prepare(directory);
        Recommendation recommendation = ProgressBar.Show(progress =>
            scenario.Rollout.Recommend(limits, options, progress, cancellationToken));
        recommendation = recommendation with
        {
            TheoryCheck = TheoryCheck.Of(
                scenario.Rollout.GoingThrough, Checked(recommendation), options.Seed, options.Threads, cancellationToken),
        };
        ResultDocument document = RecommendReport.Document(scenario, recommendation);
        Answer.Give(format, () => RecommendReport.Print(scenario, recommendation), document, directory is null ? null : () =>
            OutputSet.Write(directory, "recommend", set =>
            {
                set.AddResults(recommendation, document);
                set.AddCharts(("pareto.png", recommendation.ParetoChart()));
            }));
        return recommendation.Choice is null ? ExitCode.NothingHolds : ExitCode.Success;
    }

    /// <summary>The answer between the shortest T shown, which has the most resets to compare, and the next step.</summary>
    private static IEnumerable<GracePeriod> Checked(Recommendation r) =>
        new[] { r.Front[0], r.Choice, r.NextStep, r.IfResetsMayGrow, r.IfDurationMayGrow }
            .OfType<GracePeriodOutcome>()
            .Select(o => o.GracePeriod);
}
