using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim logs</c>: the access logs that a rollout would leave behind, to rehearse with.</summary>
internal static class LogsCommand
{
    public static Command Create()
    {
        ScenarioSource scenario = new();
        Option<string?> output = CommonOptions.Out("Write before.log and during.log into this directory.");
        output.Required = true;
        Option<int?> period = CommonOptions.GracePeriod("T in whole seconds. Default: the scenario's first candidate.");
        Option<double?> minutes = OptionValues.Above0(
            "--before-minutes", "How long the quiet period before the rollout is, up to a week.", most: 10_080).Or(60);
        Option<ulong?> seed = CommonOptions.Seed();
        Option<OutputFormat> answer = OutputOption.Create();
        Option<bool> json = new("--json") { Description = "Lines as JSON objects, as with LOG_FORMAT=json." };

        Command command = new(
            "logs", "Writes the ztunnel access logs that a simulated rollout would leave behind, with a quiet period before it.")
        {
            scenario.All, output, period, minutes, seed, json, answer,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            Scenario given = scenario.Load(parsed, cancellationToken);
            OutputFormat format = parsed.GetValue(answer);
            if (format == OutputFormat.Text) ScenarioNotes.PrintToError(given);
            Rollout rollout = parsed.GetValue(period) is { } t ? given.Rollout.WithGracePeriod(t) : given.Rollout;
            ulong number = parsed.GetValue(seed) ?? given.Simulation.Seed;
            double before = 60 * parsed.GetValue(minutes)!.Value;
            string directory = parsed.GetRequiredValue(output)!;
            OutputSet.Prepare(directory);
            ZTunnelLogOptions log = new() { Json = parsed.GetValue(json) };
            LogRehearsal rehearsal = new(rollout, number, before, log);
            if (format == OutputFormat.Text) Console.Error.WriteLine(rehearsal.Expected());
            IReadOnlyList<WrittenFile> written = ProgressBar.Show("Writing", bar => rehearsal.Write(directory, bar, cancellationToken));
            Answer.Give(format, () => Terminal.Print(written.Select(file => file.ToString())), WrittenFile.Document("logs", given, new
            {
                Scenario = given.File,
                Seed = number,
                TerminationGracePeriodSeconds = rollout.GracePeriod.Seconds,
                BeforeSeconds = before,
                Written = written,
            }));
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }
}
