using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim compare</c>: strategies side by side.</summary>
internal static class CompareCommand
{
    public const string Name = "compare";

    /// <param name="parts">Where its replications have been run; null: it runs them.</param>
    public static Command Create(StudyParts? parts = null)
    {
        Sharding sharding = new(parts);
        ScenarioSource scenario = new();
        Option<string?> output = CommonOptions.Out(
            "Write compare.csv, compare.json and a Gantt chart of each strategy into this directory.");
        Option<ulong?> seed = CommonOptions.Seed();
        Option<int?> replications = CommonOptions.Replications("The largest number of replications of each strategy.", usual: 50);
        Option<Precision?> precision = CommonOptions.Precision(
            "Stop once the 95% intervals of what is compared are within this share of their means, or of 10 connections,",
            Precision.Usual);
        Option<int?> threads = CommonOptions.Threads();
        Option<OutputFormat> format = OutputOption.Create();

        Command command = new(Name, "Puts a scenario's strategies side by side: what breaks, what it takes, what clients go through.")
        {
            scenario.All, output, format, seed, replications, precision, threads, sharding.All,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = scenario.Load(parsed, cancellationToken);
            CompareOptions options = new()
            {
                Seed = parsed.GetValue(seed) ?? given.Simulation.Seed,
                Replications = parsed.GetValue(replications) ?? given.Simulation.Replications ?? new CompareOptions().Replications,
                Precision = (parsed.GetValue(precision) ?? given.Simulation.Precision ?? Precision.Usual).Share,
                Threads = parsed.GetValue(threads),
                KeepsPartWhenCancelled = true,
                ZTunnelMemoryBytes = MemoryText.BytesAtMean(given.Rollout),
                Records = sharding.RecordsOf(given),
            };
            if (sharding.PartOf(parsed) is { } part)
            {
                StudyReplications all = Compare.ReplicationsOf(given.Strategies, options);
                return Task.FromResult(part.Write(given, options.Seed, all, cancellationToken));
            }
            return Task.FromResult(Run(given, options, parsed.GetValue(format), parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static int Run(
        Scenario scenario, CompareOptions options, OutputFormat format, string? directory, CancellationToken cancellationToken)
    {
        if (directory is not null) OutputSet.Prepare(directory);
        CompareResult result = ProgressBar.Show(progress => Compare.Run(scenario.Strategies, options, progress, cancellationToken));
        ResultDocument document = CompareReport.Document(scenario, result);
        IReadOnlyList<string> names = FileNames.OfAll(result.Strategies.Select(s => s.Strategy.Name));
        Answer.Give(format, () => CompareReport.Print(scenario, result), document, directory is null ? null : () =>
            OutputSet.Write(directory, Name, set =>
            {
                set.AddResults(result, document);
                set.AddCharts(result.Strategies.Zip(names, (s, name) => ($"gantt-{name}.png", Gantt(s))));
            }));
        return result.End == SweepEnd.Cancelled ? ExitCode.Cancelled : ExitCode.Success;

        // Of a cancelled comparison, too: all files of what was simulated are written.
        Chart Gantt(StrategyResult s) => s.Strategy.Rollout
            .Simulate(options.Seed, new SimulationOptions { Engine = s.Engine }, CancellationToken.None).GanttChart(s.Strategy.Name);
    }
}
