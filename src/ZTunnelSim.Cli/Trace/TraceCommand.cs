using System.CommandLine;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim trace</c>: one run, event by event.</summary>
internal static class TraceCommand
{
    private enum Format
    {
        Csv,
        Chrome,
    }

    public static Command Create()
    {
        Argument<string> scenario = CommonOptions.Scenario();
        Option<int?> period = CommonOptions.GracePeriod("T in seconds. Default: the scenario's first, or the strategy's own.");
        Option<string?> strategy =
            new("--strategy") { Description = "The name of one of the scenario's strategies. Default: what stands under ztunnel." };
        Option<ulong?> seed = CommonOptions.Seed();
        Option<int?> replication = OptionValues.Whole("--replication", "The replication's number, from 0.", least: 0).Or(0);
        Option<Format> format = OptionValues.Choice(
            "--format", "csv, or chrome: JSON that ui.perfetto.dev opens.", ("csv", Format.Csv), ("chrome", Format.Chrome));
        format.Required = true;
        Option<TraceDetail> events =
            OptionValues.Choice<TraceDetail>("--events", "phases (and what was cut), or all: every connection.");
        Option<string?> output = OptionValues.Path("--out", "The file to write; - is stdout.").Or("-");

        Command command = new("trace", "Writes one run's trace as CSV or as Chrome trace-event JSON.")
        {
            scenario, period, strategy, seed, replication, format, events, output,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            string file = parsed.GetRequiredValue(output)!;
            if (file != "-") OutputFile.Prepare(file);
            Scenario given = Scenario.Load(parsed.GetRequiredValue(scenario), cancellationToken);
            Rollout rollout = Find(given, parsed.GetValue(strategy));
            if (parsed.GetValue(period) is { } t) rollout = rollout.WithGracePeriod(t);
            SimulationOptions options =
                new() { Trace = true, SeriesStep = TimeSpan.FromSeconds(1), Replication = parsed.GetValue(replication)!.Value };
            RolloutResult run = rollout.Simulate(parsed.GetValue(seed) ?? given.Simulation.Seed, options, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            ScenarioNotes.PrintToError(given);
            Write(run, parsed.GetValue(format), parsed.GetValue(events), file);
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static Rollout Find(Scenario scenario, string? name)
    {
        if (name is null) return scenario.Rollout;
        return scenario.Strategies.FirstOrDefault(s => s.Name == name)?.Rollout
            ?? throw new InputException(
                $"there is no strategy '{name}'; accepted are {string.Join(", ", scenario.Strategies.Select(s => $"'{s.Name}'"))}.",
                scenario.File);
    }

    private static void Write(RolloutResult run, Format format, TraceDetail detail, string path)
    {
        long written = 0;
        if (path == "-")
        {
            using Stream stdout = new BufferedStream(Console.OpenStandardOutput());
            WriteTo(stdout);
        }
        else
        {
            AtomicFile.Write(path, WriteTo);
            Console.Error.WriteLine(
                $"Written: {path}, {written:#,0} events{(format == Format.Chrome ? "; open it at https://ui.perfetto.dev" : "")}.");
        }

        void WriteTo(Stream stream) =>
            written = format == Format.Csv ? TraceCsv.Write(run, detail, stream) : ChromeTrace.Write(run, detail, stream);
    }
}
