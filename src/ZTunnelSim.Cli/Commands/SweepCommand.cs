using System.CommandLine;
using ZTunnelSim.Analysis;
using ZTunnelSim.Charts;
using ZTunnelSim.Cli.Rendering;
using ZTunnelSim.Data;
using ZTunnelSim.Data.Results;
using ZTunnelSim.Data.Scenarios;
using ZTunnelSim.Simulation;

namespace ZTunnelSim.Cli.Commands;

/// <summary><c>ztunnelsim sweep</c>: the main job.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        Argument<string> scenario = new("scenario") { Description = "The scenario file (YAML)." };
        Option<string?> output = new("--out") { Description = "Write results.csv, results.json and charts into this directory." };
        Option<ulong?> seed = new("--seed") { Description = "The seed; one seed gives one result. Default: the scenario's, or 1." };
        Option<int?> replications = new("--replications") { Description = "The largest number of replications. Default: the scenario's, or 200." };
        Option<double?> precision = new("--precision") { Description = "Stop once every 95% interval is within this share of its mean, such as 0.05." };
        Option<Engine> engine = new("--engine") { Description = "How connections are simulated: auto, events, boundary or sessions.", DefaultValueFactory = _ => Engine.Auto };
        Option<int?> threads = new("--threads") { Description = "How many threads. Default: one for each processor. Results do not depend on it." };
        replications.Validators.Add(result => Check(result.GetValue(replications) is not < 2, result, "--replications takes a whole number of at least 2."));
        precision.Validators.Add(result => Check(result.GetValue(precision) is null or (> 0 and < 1), result, "--precision takes a number above 0 and below 1, such as 0.05."));
        threads.Validators.Add(result => Check(result.GetValue(threads) is not < 1, result, "--threads takes a whole number of at least 1."));

        Command command = new("sweep", "Predicts and simulates the rollout for each candidate grace period of a scenario.")
        {
            scenario, output, seed, replications, precision, engine, threads,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = ScenarioReader.Load(parsed.GetRequiredValue(scenario));
            given.RequireSweepable();
            SweepOptions options = new()
            {
                Seed = parsed.GetValue(seed) ?? given.Simulation.Seed,
                Replications = parsed.GetValue(replications) ?? given.Simulation.Replications,
                Precision = parsed.GetValue(precision) ?? given.Simulation.Precision,
                Engine = parsed.GetValue(engine),
                Threads = parsed.GetValue(threads),
            };
            return Task.FromResult(Run(given, options, parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static int Run(Scenario scenario, SweepOptions options, string? directory, CancellationToken cancellationToken)
    {
        if (directory is not null) Directory.CreateDirectory(directory);
        SweepResult result;
        try
        {
            result = ProgressBar.Show(progress => Sweep.Run(scenario.Rollout, scenario.Candidates, options, progress, cancellationToken));
        }
        catch (ArgumentException e) when (options.Engine != Engine.Auto)
        {
            throw new InputException(e.Message, key: "--engine", inner: e);
        }
        SweepReport.Print(scenario, result);
        if (directory is not null)
        {
            List<string> written = [.. ResultFiles.WriteAll(result, scenario.File, directory), .. SweepCharts.WriteAll(result, directory)];
            Console.Error.WriteLine($"Written: {string.Join(", ", written)}");
        }
        return result.End == SweepEnd.Cancelled ? ExitCode.Cancelled : ExitCode.Success;
    }

    private static void Check(bool holds, System.CommandLine.Parsing.SymbolResult result, string message)
    {
        if (!holds) result.AddError(message);
    }
}
