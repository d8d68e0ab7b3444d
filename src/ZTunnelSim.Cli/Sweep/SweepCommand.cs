using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim sweep</c>: the main job.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        ScenarioSource scenario = new();
        Option<string?> output = CommonOptions.Out("Write results.csv, results.json and charts into this directory.");
        SimulationOptionSet simulation = new();
        Command command = new("sweep", "Predicts and simulates the rollout for each candidate grace period of a scenario.")
        {
            scenario.All, output, simulation.All,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = scenario.LoadSweepable(parsed, cancellationToken);
            return Task.FromResult(Run(given, simulation.Read(parsed, given), parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static int Run(Scenario scenario, SweepOptions options, string? directory, CancellationToken cancellationToken)
    {
        if (directory is not null) Directory.CreateDirectory(directory);
        SweepResult result;
        try
        {
            result = ProgressBar.Show(progress => scenario.Rollout.Sweep(scenario.Candidates, options, progress, cancellationToken));
        }
        catch (ArgumentException e) when (options.Engine != Engine.Auto)
        {
            throw new InputException(e.Message, key: "--engine", inner: e);
        }
        if (!cancellationToken.IsCancellationRequested)
        {
            TheoryCheck check = TheoryCheck.Of(scenario.Rollout, scenario.Candidates, options.Seed, options.Threads, cancellationToken);
            result = result with { Check = check };
        }
        SweepReport.Print(scenario, result);
        if (directory is not null)
        {
            List<string> written =
            [
                .. ResultFiles.WriteAll(result, scenario.File, directory),
                .. ChartFiles.Write(
                    directory, ("resets.png", result.ResetsChart()), ("duration.png", result.DurationChart()),
                    ("trade-off.png", result.TradeOffChart())),
            ];
            Console.Error.WriteLine($"Written: {string.Join(", ", written)}");
        }
        return result.End == SweepEnd.Cancelled ? ExitCode.Cancelled : ExitCode.Success;
    }
}
