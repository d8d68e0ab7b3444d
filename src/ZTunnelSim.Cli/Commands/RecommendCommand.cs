using System.CommandLine;
using ZTunnelSim.Analysis;
using ZTunnelSim.Charts;
using ZTunnelSim.Cli.Rendering;
using ZTunnelSim.Data.Results;
using ZTunnelSim.Data.Scenarios;
using ZTunnelSim.Model;

namespace ZTunnelSim.Cli.Commands;

/// <summary><c>ztunnelsim recommend</c>: from limits to the smallest grace period that holds them.</summary>
internal static class RecommendCommand
{
    private const int DefaultReplications = 200;

    public static Command Create()
    {
        Argument<string> scenario = new("scenario") { Description = "The scenario file (YAML); its grace periods are shown beside the recommended one." };
        LimitOptions limits = new();
        Option<string?> output = new("--out") { Description = "Write recommendation.csv, recommendation.json and a chart into this directory." };
        Option<ulong?> seed = new("--seed") { Description = "The seed; one seed gives one result. Default: the scenario's, or 1." };
        Option<int?> replications = new("--replications") { Description = "How many rollouts are simulated for each grace period shown. Default: the scenario's, or 200." };
        Option<int?> threads = new("--threads") { Description = "How many threads. Default: one for each processor. Results do not depend on it." };
        replications.Validators.Add(result =>
        {
            if (result.GetValue(replications) is < 20) result.AddError("--replications takes a whole number of at least 20.");
        });
        threads.Validators.Add(result =>
        {
            if (result.GetValue(threads) is < 1) result.AddError("--threads takes a whole number of at least 1.");
        });

        Command command = new("recommend", "Finds the smallest grace period that holds your limits on resets and duration; exit code 3 if none does.") { scenario };
        limits.AddTo(command);
        foreach (Option option in new Option[] { output, seed, replications, threads }) command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = ScenarioReader.Load(parsed.GetRequiredValue(scenario), cancellationToken);
            ScenarioNotes.RequireSweepable(given);
            RolloutLimits wanted = limits.Read(parsed, given.Rollout.Cluster) ?? throw LimitOptions.WithoutResets();
            RecommendOptions options = new()
            {
                Seed = parsed.GetValue(seed) ?? given.Simulation.Seed,
                Replications = Math.Max(20, parsed.GetValue(replications) ?? given.Simulation.Replications ?? DefaultReplications),
                Threads = parsed.GetValue(threads),
                AlsoShow = given.Candidates,
                LongestObservedSeconds = given.LifetimeData.ToDictionary(d => d.Workload, d => d.LongestSeconds),
            };
            Scenario paced = given with { Rollout = given.Rollout.WithPacing(limits.PacingOf(parsed)) };
            return Task.FromResult(Run(paced, wanted, options, parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static int Run(Scenario scenario, RolloutLimits limits, RecommendOptions options, string? directory, CancellationToken cancellationToken)
    {
        if (directory is not null) Directory.CreateDirectory(directory);
        Recommendation recommendation = Recommend.For(scenario.Rollout, limits, options, cancellationToken);
        recommendation = recommendation with
        {
            TheoryCheck = TheoryCheck.Of(scenario.Rollout, Checked(recommendation), options.Seed, options.Threads, cancellationToken),
        };
        RecommendReport.Print(scenario, recommendation);
        if (directory is not null)
        {
            string chart = Path.Combine(directory, "pareto.png");
            ChartFile.Save(ParetoChart.Draw(recommendation), chart);
            List<string> written = [.. RecommendationFiles.WriteAll(recommendation, scenario.File, directory), chart];
            Console.Error.WriteLine($"Written: {string.Join(", ", written)}");
        }
        return recommendation.Choice is null ? ExitCode.NothingHolds : ExitCode.Success;
    }

    /// <summary>The answer between the shortest T shown, which has the most resets to compare, and the next step.</summary>
    private static IEnumerable<GracePeriod> Checked(Recommendation r) =>
        new[] { r.Front[0], r.Choice, r.NextStep, r.IfResetsMayGrow, r.IfDurationMayGrow }
            .OfType<GracePeriodOutcome>()
            .Select(o => o.GracePeriod);
}
