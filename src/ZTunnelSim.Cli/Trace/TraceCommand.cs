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
        ScenarioSource scenario = new();
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
        Option<OutputFormat> answer = OutputOption.Create();

        Command command = new("trace", "Writes one run's trace as CSV or as Chrome trace-event JSON.")
        {
            scenario.All, period, strategy, seed, replication, format, events, output, answer,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(output)!;
            bool asJson = parsed.GetValue(answer) == OutputFormat.Json;
            if (asJson && path == "-")
                throw new InputException("with --output json stdout is not the trace's: name a file for it with --out.");
            Scenario given = scenario.Load(parsed, cancellationToken);
            if (path != "-") OutputFile.Prepare(path);
            Rollout rollout = Find(given, parsed.GetValue(strategy));
            if (parsed.GetValue(period) is { } t) rollout = rollout.WithGracePeriod(t);
            TraceDetail detail = parsed.GetValue(events);
            SimulationOptions options = new()
            {
                Trace = true,
                SeriesStep = TimeSpan.FromSeconds(1),
                Replication = parsed.GetValue(replication)!.Value,
                TraceLimit = new(TraceLimit.InOneGiB, NeedsTraffic: detail == TraceDetail.All),
            };
            ulong number = parsed.GetValue(seed) ?? given.Simulation.Seed;
            RolloutResult run = Simulate(rollout, number, options, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (!asJson) ScenarioNotes.PrintToError(given);
            long written = Write(run, parsed.GetValue(format), detail, path);
            if (!asJson) return Task.FromResult(ExitCode.Success);
            Answer.Give(OutputFormat.Json, () => { }, WrittenFile.Document("trace", given, new
            {
                Scenario = given.File,
                Seed = number,
                options.Replication,
                Plan = rollout.Strategy.ToString(),
                TerminationGracePeriodSeconds = rollout.GracePeriod.Seconds,
                Format = parsed.GetValue(format),
                Written = new[] { new WrittenFile(path, written) },
            }));
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static RolloutResult Simulate(Rollout rollout, ulong seed, SimulationOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return ProgressBar.Show("Simulating", _ => rollout.Simulate(seed, options, cancellationToken));
        }
        catch (InsufficientMemoryException e)
        {
            string instead = options.TraceLimit!.NeedsTraffic
                ? "Leave --events at phases, which keeps only the connections that are cut, or trace fewer nodes."
                : "Trace fewer nodes.";
            throw TraceSize.NoRoom(e, rollout.Cluster, instead, key: "--events");
        }
    }

    private static Rollout Find(Scenario scenario, string? name)
    {
        if (name is null) return scenario.Rollout;
        return scenario.Strategies.FirstOrDefault(s => s.Name == name)?.Rollout
            ?? throw new InputException(
                $"there is no strategy '{name}'; accepted are {string.Join(", ", scenario.Strategies.Select(s => $"'{s.Name}'"))}.",
                scenario.File);
    }

    /// <summary>Writes the trace, and gives the number of its events.</summary>
    private static long Write(RolloutResult run, Format format, TraceDetail detail, string path)
    {
        long written = 0;
        if (path == "-")
        {
            using Stream stdout = new BufferedStream(PlainConsole.OpenOutput());
            WriteTo(stdout);
        }
        else
        {
            AtomicFile.Write(path, WriteTo);
            Console.Error.WriteLine(
                $"Written: {path}, {written:#,0} events{(format == Format.Chrome ? "; open it at https://ui.perfetto.dev" : "")}.");
        }
        return written;

        void WriteTo(Stream stream) =>
            written = format == Format.Csv ? TraceCsv.Write(run, detail, stream) : ChromeTrace.Write(run, detail, stream);
    }
}
