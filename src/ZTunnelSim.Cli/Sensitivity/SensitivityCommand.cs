using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim sensitivity</c>: which input moves the answer most.</summary>
internal static class SensitivityCommand
{
    public const string Name = "sensitivity";

    /// <param name="parts">Where its values have been looked at; null: it does so.</param>
    public static Command Create(StudyParts? parts = null)
    {
        Sharding sharding = new(parts);
        ScenarioSource scenario = new();
        Option<int?> period = CommonOptions.GracePeriod(
            "The T to look at, in seconds. Default: the smallest that holds the limits, if any are given, or else the scenario's first.");
        Option<double?> range = OptionValues.Share(
            "--range", "How far each input is varied, down and up. Lifetimes from data have a range of their own.",
            share => share is > 0 and < 1, "above 0 and below 1 such as 20% or 0.2").Or(0.2);
        LimitOptions limits = new();
        Option<string?> output = CommonOptions.Out("Write sensitivity.csv, sensitivity.json and tornado charts into this directory.");
        Option<ulong?> seed = CommonOptions.Seed("The seed of what is simulated.");
        Option<OutputFormat> format = OutputOption.Create();

        Command command = new(Name, "Tells which input moves the answer most, so that you know what to measure better.")
        {
            scenario.All, period, range, limits.All, output, format, seed, sharding.All,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = scenario.LoadSweepable(parsed, cancellationToken);
            Rollout rollout = given.Rollout with { Pacing = limits.PacingOf(parsed) };
            SensitivityOptions options = new()
            {
                Range = parsed.GetValue(range)!.Value,
                Limits = limits.Read(parsed, rollout.Cluster),
                Seed = parsed.GetValue(seed) ?? given.Simulation.Seed,
                Records = sharding.RecordsOf(given),
            };
            GracePeriod? at = parsed.GetValue(period) is { } seconds
                ? new GracePeriod(seconds)
                : Recommended(rollout, options, cancellationToken);
            Rollout looked = rollout.WithGracePeriod(at ?? given.Candidates[0]);
            if (sharding.PartOf(parsed) is { } part)
                return Task.FromResult(part.Write(given, options.Seed, looked.SensitivityReplications(options), cancellationToken));
            return Task.FromResult(Run(given, looked, options, parsed.GetValue(format), parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static GracePeriod? Recommended(Rollout rollout, SensitivityOptions options, CancellationToken cancellationToken) =>
        options.Limits is { } limits
        ? rollout.Recommend(
            limits, new RecommendOptions { Seed = options.Seed, Replications = options.Replications, Precision = null }, progress: null,
            cancellationToken).GracePeriod
        : null;

    private static int Run(
        Scenario scenario, Rollout rollout, SensitivityOptions options, OutputFormat format, string? directory,
        CancellationToken cancellationToken)
    {
        if (directory is not null) OutputSet.Prepare(directory);
        SensitivityResult result = ProgressBar.Show(progress => rollout.Sensitivity(options, progress, cancellationToken));
        ResultDocument document = SensitivityReport.Document(scenario, result, options);
        Answer.Give(format, () => SensitivityReport.Print(scenario, result), document, directory is null ? null : () =>
            OutputSet.Write(directory, Name, set =>
            {
                set.AddBoth("sensitivity", stream => SensitivityCsv.Write(result, stream), document);
                set.AddCharts(("tornado-resets.png", result.TornadoChart()), ("tornado-duration.png", result.DurationTornadoChart()));
                if (result.Limits is not null) set.AddCharts(("tornado-grace-period.png", result.GracePeriodTornadoChart()));
            }));
        return ExitCode.Success;
    }
}
