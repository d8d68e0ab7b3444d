using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim logs</c>: the access logs that a rollout would leave behind, to rehearse with.</summary>
internal static class LogsCommand
{
    public static Command Create()
    {
        ScenarioSource scenario = new();
        Option<string> output = new("--out") { Description = "Write before.log and during.log into this directory.", Required = true };
        Option<int?> period = CommonOptions.GracePeriod("T in whole seconds. Default: the scenario's first candidate.");
        Option<double> minutes = new Option<double>("--before-minutes")
        {
            Description = "How long the quiet period before the rollout is.",
            DefaultValueFactory = _ => 60,
        }.Require(m => m is > 0 and <= 10_080, "takes a number above 0, up to 10080 (a week).");
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
            double before = 60 * parsed.GetValue(minutes);
            string directory = parsed.GetRequiredValue(output);
            Directory.CreateDirectory(directory);
            List<WrittenFile> written = [];
            ZTunnelLogOptions log = new() { Json = parsed.GetValue(json) };

            Write("before.log", ZTunnelLogWriter.SimulateQuiet(rollout, before, number, replication: 1),
                log with { Start = log.Start.AddSeconds(-before), ToSeconds = before });
            cancellationToken.ThrowIfCancellationRequested();
            Write("during.log", rollout.Simulate(number, new SimulationOptions { Trace = true }, cancellationToken), log);
            Answer.Give(format, () => { }, WrittenFile.Document("logs", given, new
            {
                Scenario = given.File,
                Seed = number,
                TerminationGracePeriodSeconds = rollout.GracePeriod.Seconds,
                BeforeSeconds = before,
                Written = written,
            }));
            return Task.FromResult(ExitCode.Success);

            void Write(string name, RolloutResult result, ZTunnelLogOptions options)
            {
                string path = Path.Combine(directory, name);
                long lines = 0;
                AtomicFile.Write(path, stream => lines = ZTunnelLogWriter.Write(result, stream, options));
                written.Add(new(path, lines));
                if (format == OutputFormat.Text) Console.WriteLine($"{path}: {lines:#,0} lines.");
            }
        });
        return command;
    }
}
