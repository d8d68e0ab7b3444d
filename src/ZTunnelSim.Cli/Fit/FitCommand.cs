using System.CommandLine;
using System.Text;

namespace ZTunnelSim.Cli;

/// <summary><c>ztunnelsim fit</c>: from connection data to lifetime laws, workload by workload.</summary>
internal static class FitCommand
{
    public static Command Create()
    {
        Argument<string[]> files = new("files")
        {
            Description = "Access logs (in any envelope; folders and archives too), CSV, Zeek conn.log, or dumps of open connections; "
                + "- is stdin.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string[]> prometheus = OptionValues.Paths(
            "--prometheus", "Prometheus' istio_tcp_connections_opened_total and _closed_total: query_range JSON, or two scrapes or more as "
                + "text, oldest first.");
        Option<double?> scrapeInterval = OptionValues.Duration(
            "--scrape-interval", "Time between two scrapes as text that carry no times, such as 30s; a number is seconds. "
                + "Default: when the files were written.");
        Option<int?> nodes =
            OptionValues.Whole("--nodes", "The number of nodes that run ztunnel. Default: the ztunnels that the data name.");
        Option<string?> output = CommonOptions.Out("Write scenario.yaml, ready to sweep, and charts into this directory.");
        Option<ConnectionGrouping> grouping = CommonOptions.By();
        Option<ConnectionDirection> direction = OptionValues.Choice<ConnectionDirection>(
            "--direction", "Which side's lines to use. Default: outbound where there are any.");
        Option<string?> column =
            new("--column") { Description = "The column of durations of a CSV file. Default: the one named duration." };
        Option<string?> unit = OptionValues.Text(
            "--unit", $"The unit of bare durations in a CSV file: {DurationFormat.Units}.",
            text => DurationFormat.TryUnit(Encoding.UTF8.GetBytes(text), out _), DurationFormat.Units);
        Option<DateTimeOffset?> until = OptionValues.Time(
            "--observed-until", "When a CSV file was made: its connections without an end were open then.");
        Option<bool> late = new("--enter-at-start")
        {
            Description = "Connections that began before their log enter at the age they had then (left truncation). "
                + "Right only where the connections open at the end of the log are in the data too.",
        };
        Option<int[]> periods = OptionValues.GracePeriods(
            "--grace-periods", "Grace periods T to judge by, such as 30,300,30m.", usual: [30, 300, 1800]);
        Option<int?> least = CommonOptions.AtLeast("Workloads with fewer connections are only counted.");
        Option<bool> strict = CommonOptions.Strict();

        Command command = new("fit", "Fits lifetime laws to connection data, and says how far they can be trusted.")
        {
            files, prometheus, scrapeInterval, nodes, output, grouping, direction, column, unit, until, late, periods, least, strict,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(files) is not { Tokens.Count: > 0 } && !result.IsGiven(prometheus))
                result.AddError("Name at least one file, or counters with --prometheus.");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            string[] paths = parsed.GetValue(files) ?? [];
            string[] counterPaths = parsed.GetValue(prometheus) ?? [];
            ConnectionReadOptions options = new()
            {
                Grouping = parsed.GetValue(grouping),
                Direction = parsed.GetValue(direction),
                Strict = parsed.GetValue(strict),
                EnterAtWindowStart = parsed.GetValue(late),
                Csv = new ConnectionCsvOptions
                {
                    DurationColumn = parsed.GetValue(column),
                    DurationUnit = parsed.GetValue(unit),
                    ObservedUntil = parsed.GetValue(until),
                },
            };
            CounterReadOptions counterOptions = new()
            {
                Grouping = options.Grouping,
                Direction = options.Direction,
                Strict = options.Strict,
                ScrapeIntervalSeconds = parsed.GetValue(scrapeInterval),
                Nodes = parsed.GetValue(nodes),
            };
            ConnectionData? data = paths.Length > 0
                ? ProgressBar.Reading(
                    paths, bytesRead => ConnectionFiles.Read(paths, options with { BytesRead = bytesRead }, cancellationToken))
                : null;
            CounterData? counters = counterPaths.Length > 0 ? CounterFiles.Read(counterPaths, counterOptions, cancellationToken) : null;
            foreach (Option option in new Option[] { column, unit, until })
            {
                // What would do nothing is not passed over in silence.
                if (parsed.GetResult(option) is not null && data?.Report.Files.Any(f => f.Format == ConnectionFormat.Csv) != true)
                    throw new InputException("it is for CSV files, but none of the files is one.", key: option.Name);
            }
            ScenarioSources sources = new()
            {
                Workloads = [],
                Data = data,
                Reading = options,
                Counters = counters,
                Nodes = parsed.GetValue(nodes),
                GracePeriods = parsed.GetValue(periods)!,
                Folder = parsed.GetValue(output) ?? "",
            };
            return Task.FromResult(Run(sources, parsed.GetValue(least)!.Value, parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static int Run(ScenarioSources sources, int least, string? directory, CancellationToken cancellationToken)
    {
        List<Fitted> fits = [];
        int[] periods = [.. sources.GracePeriods];
        if (sources.Data is { } data)
        {
            FitReport.PrintInput(data, sources.Reading);
            if (data.Workloads.Count == 0 && data.Open.Count == 0)
                throw new InputException("no connection was found.", string.Join(", ", data.Report.Files.Select(f => f.File)));
            fits = Fit(data, sources.Counters, least, cancellationToken);
            if (fits.Count > 0) FitReport.PrintFits(fits, periods);
            int fewer = data.Workloads.Count(w => w.Count < least);
            if (fewer > 0) Terminal.Print($"{fewer:#,0} workloads with fewer than {least} connections are not fitted.");
        }
        if (sources.Counters is not null) CounterReport.Print(sources.Counters, fits);

        // Standard input can't be read again: its lifetimes are saved beside the scenario.
        bool savesLifetimes = directory is not null && sources.Data?.Report.Files.Any(f => f.File == "-") == true;
        FittedWorkload[] workloads = fits.Count > 0
            ? [.. fits.Select(f => new FittedWorkload(
                f.Workload.Workload, f.Best, savesLifetimes ? FitFiles.CsvName(f.Workload.Workload) : null))]
            : [.. NamesOf(sources).Select(name => new FittedWorkload(name, null))];
        if (workloads.Length == 0) return ExitCode.Success;

        ScenarioWriter scenario = ScenarioWriter.Of(sources with { Workloads = workloads });
        Console.WriteLine();
        foreach (string note in scenario.Notes) Terminal.Print($"Note: {note}");
        Console.WriteLine();
        Terminal.Print(directory is null ? "As a scenario (save it here, or use --out):" : "As a scenario:");
        Console.WriteLine();
        Console.Write(scenario.Text);
        if (directory is null) return ExitCode.Success;
        Directory.CreateDirectory(directory);
        Console.Error.WriteLine($"Written: {string.Join(", ", FitFiles.WriteAll(fits, scenario.Text, savesLifetimes, directory))}");
        return ExitCode.Success;
    }

    /// <summary>The workloads that counters or a dump of open connections know, where there are no lifetimes.</summary>
    private static IEnumerable<string> NamesOf(ScenarioSources sources) => sources.Counters is { } counters
        ? counters.Workloads.OrderByDescending(w => w.MeanOpen).Select(w => w.Workload)
        : sources.Data!.Open.Select(open => open.Workload).Distinct();

    private static List<Fitted> Fit(ConnectionData data, CounterData? counters, int least, CancellationToken cancellationToken)
    {
        List<Fitted> fits = [];
        foreach (WorkloadLifetimes workload in data.Workloads.Where(w => w.Count >= least).OrderByDescending(w => w.Count))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                WorkloadFit fit = WorkloadFit.Of(workload.Observations);
                fits.Add(new(workload, fit, counters?.Workloads.FirstOrDefault(w => w.Workload == workload.Workload)));
            }
            catch (LifetimeFitException e)
            {
                Terminal.Print($"{workload.Workload}: no law can be fitted. {e.Message}");
            }
        }
        return fits;
    }
}

/// <summary>A workload's lifetimes, the law that was chosen for them, and what the counters say of it, if any were given.</summary>
internal sealed record Fitted(WorkloadLifetimes Workload, WorkloadFit Fit, WorkloadCounters? Counters)
{
    public LifetimeFit Best => Fit.Fit;

    /// <summary>How the law was chosen.</summary>
    public FitSelection Selection => Fit.Selection!;
}
