using System.CommandLine;
using ZTunnelSim.Analysis;
using ZTunnelSim.Charts;
using ZTunnelSim.Cli.Rendering;
using ZTunnelSim.Data.Results;
using ZTunnelSim.Data.Scenarios;
using ZTunnelSim.Results;
using ZTunnelSim.Simulation;

namespace ZTunnelSim.Cli.Commands;

/// <summary><c>ztunnelsim compare</c>: strategies side by side.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        Argument<string> scenario = new("scenario") { Description = "The scenario file (YAML); it lists the strategies, or gets the usual ones." };
        Option<string?> output = new("--out") { Description = "Write compare.csv, compare.json and a Gantt chart of each strategy into this directory." };
        Option<ulong?> seed = new("--seed") { Description = "The seed; one seed gives one result. Default: the scenario's, or 1." };
        Option<int?> replications = new("--replications") { Description = "How many replications of each strategy. Default: the scenario's, or 50." };
        Option<int?> threads = new("--threads") { Description = "How many threads. Default: one for each processor. Results do not depend on it." };
        replications.Validators.Add(result => Check(result.GetValue(replications) is not < 2, result, "--replications takes a whole number of at least 2."));
        threads.Validators.Add(result => Check(result.GetValue(threads) is not < 1, result, "--threads takes a whole number of at least 1."));

        Command command = new("compare", "Puts a scenario's strategies side by side: what breaks, what it takes, what clients go through.")
        {
            scenario, output, seed, replications, threads,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = ScenarioReader.Load(parsed.GetRequiredValue(scenario), cancellationToken);
            CompareOptions options = new()
            {
                Seed = parsed.GetValue(seed) ?? given.Simulation.Seed,
                Replications = parsed.GetValue(replications) ?? given.Simulation.Replications ?? new CompareOptions().Replications,
                Threads = parsed.GetValue(threads),
                ZTunnelMemoryBytes = given.ZTunnelMemoryBytes ?? CompareOptions.DefaultZTunnelMemoryBytes,
            };
            return Task.FromResult(Run(given, options, parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static int Run(Scenario scenario, CompareOptions options, string? directory, CancellationToken cancellationToken)
    {
        if (directory is not null) Directory.CreateDirectory(directory);
        CompareResult result = ProgressBar.Show(progress => Compare.Run(scenario.Strategies, options, progress, cancellationToken));
        CompareReport.Print(scenario, result);
        if (directory is not null)
        {
            List<string> written = [.. ResultFiles.WriteAll(result, scenario.File, directory)];
            IReadOnlyList<string> names = FileNames.OfAll(result.Strategies.Select(s => s.Strategy.Name));
            foreach ((StrategyResult strategy, string name) in result.Strategies.Zip(names))
            {
                string path = Path.Combine(directory, $"gantt-{name}.png");
                // Of a cancelled comparison, too: all files of what was simulated are written.
                RolloutResult run = strategy.Strategy.Rollout.Simulate(
                    options.Seed, new SimulationOptions { Engine = strategy.Engine }, CancellationToken.None);
                ChartFile.Save(GanttChart.Draw(strategy.Strategy.Name, run), path, GanttChart.Width, GanttChart.HeightFor(run));
                written.Add(path);
            }
            Console.Error.WriteLine($"Written: {string.Join(", ", written)}");
        }
        return result.End == SweepEnd.Cancelled ? ExitCode.Cancelled : ExitCode.Success;
    }

    private static void Check(bool holds, System.CommandLine.Parsing.SymbolResult result, string message)
    {
        if (!holds) result.AddError(message);
    }
}
