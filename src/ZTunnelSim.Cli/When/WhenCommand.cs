using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim when</c>: at which hour to begin.</summary>
internal static class WhenCommand
{
    public static Command Create(TimeProvider clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        StartOptions start = new(
            "By whose clock starts are named, and times are that have no offset, such as Europe/Berlin. Default: the profile's, or UTC.",
            otherwise: now);
        ScenarioSource scenario = new(start);
        WhenOptions span = new();
        LimitOptions limits = new();
        Option<int[]> periods = OptionValues.GracePeriods(
            "--grace-period", "The T to look at, in whole seconds; several are allowed. Default: the scenario's candidates.", []);
        Option<string[]> windows = OptionValues.Windows(
            "--window",
            $"When the rollout may be under way, from its start to its end: {ClockWindows.Accepted}; may be given several times.");
        Option<string?> output = CommonOptions.Out("Write when.csv, when.json and a heat map into this directory.");
        Option<OutputFormat> format = OutputOption.Create();

        Command command = new(
            "when", "Tells at which hour a rollout resets the fewest connections, where rates change with the clock; exit code 3 if no "
                + "start holds your limits.")
        {
            scenario.All, span.All, periods, limits.OfAllTogether, windows, output, format,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = scenario.LoadSweepable(parsed, cancellationToken);
            Rollout rollout = given.Rollout with { Pacing = limits.PacingOf(parsed) };
            TimeZoneInfo zone = start.Zone(parsed) ?? StartStudy.ZoneOf(rollout) ?? TimeZoneInfo.Utc;
            StartLimits wanted = new()
            {
                Resets = limits.ResetsOf(parsed),
                OpenConnections = rollout.Cluster.OpenConnections,
                MaxDurationSeconds = limits.DurationOf(parsed),
                Windows = parsed.GetValue(windows) is { Length: > 0 } texts ? new ClockWindows(texts, zone) : null,
            };
            IReadOnlyList<DateTimeOffset> starts = span.Starts(parsed, rollout.Start!.Value, zone);
            GracePeriod[] candidates = parsed.GetValue(periods) is { Length: > 0 } seconds
                ? [.. seconds.Select(t => new GracePeriod(t))]
                : [.. given.Candidates];
            string? directory = parsed.GetValue(output);
            if (directory is not null) OutputSet.Prepare(directory);
            StartStudy study = StartStudy.Of(rollout, starts, candidates, wanted, cancellationToken);
            WhenReport report = new(given, study, new StartClock(zone), span.StepSeconds(parsed), isNow: rollout.Start == now);
            Answer.Give(
                parsed.GetValue(format), report.Print, report.Document, directory is null ? null : () => report.Write(directory));
            return Task.FromResult(study.Choice.Best is null ? ExitCode.NothingHolds : ExitCode.Success);
        });
        return command;
    }
}
