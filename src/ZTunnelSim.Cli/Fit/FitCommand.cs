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
        Option<double?> keepAlive = OptionValues.Duration(
            "--keep-alive", "Time from a dead peer's last word until ztunnel ends its connection: KEEPALIVE_TIME + KEEPALIVE_RETRIES x "
                + "KEEPALIVE_INTERVAL. Default: as the logs or the manifest say, or 30m.");
        Option<int[]> periods = OptionValues.GracePeriods(
            "--grace-periods", "Grace periods T to judge by, such as 30,300,30m.", usual: ScenarioSources.UsualGracePeriods);
        Option<int?> least = CommonOptions.AtLeast("Workloads with fewer connections are only counted.");
        Option<bool> strict = CommonOptions.Strict();
        Option<OutputFormat> format = OutputOption.Create();

        Command command = new("fit", "Fits lifetime laws to connection data, and says how far they can be trusted.")
        {
            files, prometheus, scrapeInterval, nodes, output, grouping, direction, column, unit, until, late, keepAlive, periods, least,
            strict, format,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(files) is not { Tokens.Count: > 0 } && !result.IsGiven(prometheus))
                result.AddError("Name at least one file, or counters with --prometheus.");
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            GivenFiles given = GivenFiles.OfData(parsed.GetValue(files) ?? [], standardInput: null);
            string[] counterPaths = [.. given.Counters, .. parsed.GetValue(prometheus) ?? []];
            ConnectionReadOptions options = new()
            {
                Grouping = parsed.GetValue(grouping),
                Direction = parsed.GetValue(direction),
                Strict = parsed.GetValue(strict),
                EnterAtWindowStart = parsed.GetValue(late),
                KeepAliveSeconds = parsed.GetValue(keepAlive)
                    ?? (given.Manifest is { } manifest ? ZTunnelManifest.Load(manifest).Settings.KeepAliveSeconds : null),
                Csv = new ConnectionCsvOptions
                {
                    DurationColumn = parsed.GetValue(column),
                    DurationUnit = parsed.GetValue(unit),
                    ObservedUntil = parsed.GetValue(until),
                },
                StandardInput = given.StandardInput,
            };
            CounterReadOptions counterOptions = new()
            {
                Grouping = options.Grouping,
                Direction = options.Direction,
                Strict = options.Strict,
                ScrapeIntervalSeconds = parsed.GetValue(scrapeInterval),
                Nodes = parsed.GetValue(nodes),
            };
            ConnectionData? data = given.Connections.Count > 0
                ? ProgressBar.Reading(
                    given.Connections,
                    bytesRead => ConnectionFiles.Read(given.Connections, options with { BytesRead = bytesRead }, cancellationToken))
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
                CounterFiles = counterPaths,
                Inventory = given.Inventory,
                Manifest = given.Manifest,
                Nodes = parsed.GetValue(nodes),
                GracePeriods = parsed.GetValue(periods)!,
                Folder = parsed.GetValue(output) ?? "",
            };
            return Task.FromResult(
                Run(sources, parsed.GetValue(least)!.Value, parsed.GetValue(format), parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static int Run(
        ScenarioSources sources, int least, OutputFormat format, string? directory, CancellationToken cancellationToken)
    {
        bool prints = format == OutputFormat.Text;
        List<string> remarks = [];
        List<Fitted> fits = [];
        List<NotFitted> notFitted = [];
        int[] periods = [.. sources.GracePeriods];
        if (sources.Data is { } data)
        {
            Say(FitReport.Input(data, sources.Reading));
            if (data.Workloads.Count == 0 && data.Open.Count == 0)
                throw new InputException("no connection was found.", string.Join(", ", data.Report.Files.Select(f => f.File)));
            (fits, notFitted) = Fit(data, sources.Counters, least, cancellationToken);
            Say(notFitted.Where(n => n.Detail is not null).Select(n => $"{n.Workload}: no law can be fitted. {n.Detail}"));
            if (fits.Count > 0 && prints) FitReport.PrintFits(fits, periods);
            Say(FitReport.Hours(fits));
            int fewer = notFitted.Count(n => n.Detail is null);
            if (fewer > 0) Say([$"{fewer:#,0} workloads with fewer than {least} connections are not fitted."]);
        }
        if (sources.Counters is { } counters)
        {
            if (prints) CounterReport.Print(counters, fits);
            remarks.AddRange([.. CounterReport.Period(counters), .. CounterReport.Remarks(counters, fits)]);
        }

        // Standard input can't be read again: its lifetimes are saved beside the scenario.
        bool savesLifetimes = directory is not null && sources.Data?.Report.Files.Any(f => f.File == "-") == true;
        FittedWorkload[] workloads = fits.Count > 0
            ? [.. fits.Zip(FitFiles.CsvNames(fits), (f, csv) =>
                new FittedWorkload(f.Workload.Workload, f.Best, savesLifetimes ? csv : null) { Profiled = f.Profiled })]
            : [.. NamesOf(sources).Select(name => new FittedWorkload(name, null))];
        ScenarioWriter? scenario = workloads.Length == 0 ? null : ScenarioWriter.Of(sources with { Workloads = workloads });
        if (scenario is not null) remarks.AddRange(Answer.AsNotes(scenario.Notes));
        Answer.Give(
            format, () => PrintScenario(scenario, directory),
            FitJson.Of(sources, fits, notFitted, scenario?.Text).WithRemarks(remarks),
            directory is null || scenario is null ? null :
                () => FitFiles.WriteAll(fits, scenario.Text, savesLifetimes, directory));
        return ExitCode.Success;

        void Say(IEnumerable<string> sentences)
        {
            string[] all = [.. sentences];
            remarks.AddRange(all);
            if (prints) Terminal.Print(all);
        }
    }

    private static void PrintScenario(ScenarioWriter? scenario, string? directory)
    {
        if (scenario is null) return;
        Terminal.Print(["", .. Answer.AsNotes(scenario.Notes), ""]);
        Terminal.Print(directory is null ? "As a scenario (save it here, or use --out):" : "As a scenario:");
        Console.WriteLine();
        Console.Write(scenario.Text);
    }

    /// <summary>The workloads that counters or a dump of open connections know, where there are no lifetimes.</summary>
    private static IEnumerable<string> NamesOf(ScenarioSources sources) => sources.Counters is { } counters
        ? counters.Workloads.OrderByDescending(w => w.MeanOpen).Select(w => w.Workload)
        : sources.Data!.Open.Select(open => open.Workload).Distinct();

    private static (List<Fitted> Fits, List<NotFitted> NotFitted) Fit(
        ConnectionData data, CounterData? counters, int least, CancellationToken cancellationToken)
    {
        (Fitted? Fitted, NotFitted? Not)[] all = data.Workloads
            .Where(w => w.Count >= least).OrderByDescending(w => w.Count)
            .SelectSideBySide(Of, cancellation: cancellationToken);
        IEnumerable<NotFitted> few = data.Workloads.Where(w => w.Count < least).Select(w => new NotFitted(w.Workload, w.Count, null));
        return ([.. all.Select(w => w.Fitted).OfType<Fitted>()], [.. few, .. all.Select(w => w.Not).OfType<NotFitted>()]);

        (Fitted?, NotFitted?) Of(WorkloadLifetimes workload)
        {
            try
            {
                ProfiledFit fit = ProfiledFit.Of([workload], TimeZoneInfo.Utc);
                return (new(workload, fit, counters?.Workloads.FirstOrDefault(w => w.Workload == workload.Workload)), null);
            }
            catch (LifetimeFitException e)
            {
                return (null, new(workload.Workload, workload.Count, e.Message));
            }
        }
    }
}

/// <summary>A workload without a law.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Connections">How many connections it has in the data.</param>
/// <param name="Detail">Why no law can be fitted; null: they are too few to try.</param>
internal sealed record NotFitted(string Workload, long Connections, string? Detail);

/// <summary>A workload's lifetimes, the law that was chosen for them, and what the counters say of it, if any were given.</summary>
internal sealed record Fitted(WorkloadLifetimes Workload, ProfiledFit Profiled, WorkloadCounters? Counters)
{
    public WorkloadFit Fit => Profiled.Fit;

    /// <summary>What its logs or counters tell of its hours; null where they tell too few.</summary>
    public ProfileEstimate? Profile => WorkloadProfile.EstimateOf(
        new FittedWorkload(Workload.Workload, Best) { Profiled = Profiled }, Counters is null ? [] : [Counters], out _);

    public LifetimeFit Best => Fit.Fit;

    /// <summary>How the law was chosen.</summary>
    public FitSelection Selection => Fit.Selection!;
}
