using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim sweep</c>: the main job.</summary>
internal static class SweepCommand
{
    public const string Name = "sweep";

    /// <param name="parts">Where its replications have been run; null: it runs them.</param>
    public static Command Create(StudyParts? parts = null)
    {
        Sharding sharding = new(parts);
        ScenarioSource scenario = new();
        Option<string?> output = CommonOptions.Out("Write results.csv, results.json and charts into this directory.");
        SimulationOptionSet simulation = new();
        Option<OutputFormat> format = OutputOption.Create();
        Command command = new(Name, "Predicts and simulates the rollout for each candidate grace period of a scenario.")
        {
            scenario.All, output, format, simulation.All, sharding.All,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = scenario.LoadSweepable(parsed, cancellationToken);
            SweepOptions options = simulation.Read(parsed, given) with { Records = sharding.RecordsOf(given) };
            if (sharding.PartOf(parsed) is { } part)
            {
                StudyReplications all = Asked(options, () => given.Rollout.SweepReplications(given.Candidates, options));
                return Task.FromResult(part.Write(given, options.Seed, all, cancellationToken));
            }
            return Task.FromResult(Run(given, options, parsed.GetValue(format), parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static int Run(
        Scenario scenario, SweepOptions options, OutputFormat format, string? directory, CancellationToken cancellationToken)
    {
        if (directory is not null) OutputSet.Prepare(directory);
        SweepResult result = Asked(options, () => ProgressBar.Show(
            progress => scenario.Rollout.Sweep(scenario.Candidates, options, progress, cancellationToken)));
        if (!cancellationToken.IsCancellationRequested)
        {
            TheoryCheck check = TheoryCheck.Of(
                scenario.Rollout.GoingThrough, scenario.Candidates, options.Seed, options.Threads, cancellationToken);
            result = result with { Check = check };
        }
        ResultDocument document = SweepReport.Document(scenario, result);
        Answer.Give(format, () => SweepReport.Print(scenario, result), document, directory is null ? null : () =>
            OutputSet.Write(directory, Name, set =>
            {
                set.AddResults(result, document);
                set.AddCharts(
                    ("resets.png", result.ResetsChart()), ("duration.png", result.DurationChart()),
                    ("trade-off.png", result.TradeOffChart()));
            }));
        return result.End == SweepEnd.Cancelled ? ExitCode.Cancelled : ExitCode.Success;
    }

    /// <summary>What an engine can't do that was asked for is told in the name of the option.</summary>
    private static T Asked<T>(SweepOptions options, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ArgumentException e) when (options.Engine != Engine.Auto)
        {
            throw new InputException(e.Message, key: "--engine", inner: e);
        }
    }
}
