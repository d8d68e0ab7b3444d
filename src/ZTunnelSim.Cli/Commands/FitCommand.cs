using System.CommandLine;
using ZTunnelSim.Cli.Rendering;
using ZTunnelSim.Data;
using ZTunnelSim.Data.Connections;
using ZTunnelSim.Data.Prometheus;
using ZTunnelSim.Lifetimes.Fitting;
using ZTunnelSim.Lifetimes.Survival;

namespace ZTunnelSim.Cli.Commands;

/// <summary><c>ztunnelsim fit</c>: from connection data to lifetime laws, workload by workload.</summary>
internal static class FitCommand
{
    public static Command Create()
    {
        Argument<string[]> files = new("files")
        {
            Description = "Access logs (text or JSON), CSV, Zeek conn.log, or dumps of open connections; plain or gzip; - is stdin.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<string[]> prometheus = new("--prometheus")
        {
            Description = "Prometheus' istio_tcp_connections_opened_total and _closed_total: query_range JSON, or two scrapes or more as text, oldest first.",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<double?> scrapeInterval = new("--scrape-interval") { Description = "Seconds between two scrapes as text that carry no times. Default: when the files were written." };
        Option<int?> nodes = new("--nodes") { Description = "The number of nodes. Default: the ztunnels that the counters name." };
        Option<string?> output = new("--out") { Description = "Write workloads.yaml and charts into this directory." };
        Option<ConnectionGrouping> grouping = new("--by") { Description = "What a workload is: by destination service, destination or source workload, or all as one." };
        Option<ConnectionDirection> direction = new("--direction") { Description = "Which side's lines to use. Default: outbound where there are any." };
        Option<string?> column = new("--column") { Description = "The column of durations of a CSV file. Default: the one named duration." };
        Option<string?> unit = new("--unit") { Description = "The unit of bare durations in a CSV file: ns, us, ms, s, min, h or d." };
        Option<DateTimeOffset?> until = new("--observed-until") { Description = "When a CSV file was made: its connections without an end were open then." };
        Option<bool> late = new("--enter-at-start")
        {
            Description = "Connections that began before their log enter at the age they had then (left truncation). "
                + "Right only where the connections open at the end of the log are in the data too.",
        };
        Option<int[]> periods = new("--grace-periods")
        {
            Description = "Grace periods T to judge by.",
            DefaultValueFactory = _ => [30, 300, 1800],
            AllowMultipleArgumentsPerToken = true,
        };
        Option<int> least = new("--at-least") { Description = "Workloads with fewer connections are only counted.", DefaultValueFactory = _ => 20 };
        Option<bool> strict = new("--strict") { Description = "A line that is not understood is an error." };
        periods.Validators.Add(result =>
        {
            if (result.GetValue(periods)!.Any(t => t < 1)) result.AddError("--grace-periods takes whole seconds of at least 1.");
        });

        Command command = new("fit", "Fits lifetime laws to connection data, and says how far they can be trusted.")
        {
            files, prometheus, scrapeInterval, nodes, output, grouping, direction, column, unit, until, late, periods, least, strict,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(files) is not { Length: > 0 } && result.GetValue(prometheus) is not { Length: > 0 })
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
            ConnectionData? data = paths.Length > 0 ? ConnectionFiles.Read(paths, options, cancellationToken) : null;
            CounterData? counters = counterPaths.Length > 0 ? CounterFiles.Read(counterPaths, counterOptions, cancellationToken) : null;
            // A law that is the data can be found again in one log that is read as a scenario reads it.
            bool isAsScenarioReads = options with { Strict = false } == new ConnectionReadOptions();
            string? log = paths is [var only] && only != "-" && isAsScenarioReads ? only : null;
            return Task.FromResult(Run(data, counters, log, options, parsed.GetValue(least), parsed.GetValue(periods)!, parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static int Run(
        ConnectionData? data, CounterData? counters, string? log, ConnectionReadOptions options, int least, int[] periods, string? directory,
        CancellationToken cancellationToken)
    {
        List<WorkloadFit> fits = [];
        if (data is not null)
        {
            FitReport.PrintInput(data, options);
            if (data.Workloads.Count == 0 && data.Open.Count == 0)
                throw new InputException("no connection was found.", string.Join(", ", data.Report.Files.Select(f => f.File)));
            fits = Fit(data, counters, least, cancellationToken);
            if (fits.Count > 0) FitReport.PrintFits(fits, periods);
            int fewer = data.Workloads.Count(w => w.Count < least);
            if (fewer > 0) Console.WriteLine($"{fewer:#,0} workloads with fewer than {least} connections are not fitted.");
        }
        if (counters is not null) CounterReport.Print(counters, fits);
        if (fits.Count == 0) return ExitCode.Success;

        Console.WriteLine();
        Console.WriteLine("To paste into a scenario:");
        Console.WriteLine();
        if (directory is null)
        {
            Console.Write(FitFiles.Yaml(fits, fit => log is null ? null : Data.Scenarios.DataReference.AccessLog(log, fit.Workload.Workload)));
            return ExitCode.Success;
        }
        Directory.CreateDirectory(directory);
        IReadOnlyList<string> written = FitFiles.WriteAll(fits, directory, out string yaml);
        Console.Write(yaml);
        Console.Error.WriteLine($"Written: {string.Join(", ", written)}");
        return ExitCode.Success;
    }

    private static List<WorkloadFit> Fit(ConnectionData data, CounterData? counters, int least, CancellationToken cancellationToken)
    {
        List<WorkloadFit> fits = [];
        foreach (WorkloadLifetimes workload in data.Workloads.Where(w => w.Count >= least).OrderByDescending(w => w.Count))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                FitSelection selection = LifetimeFitter.FitBest(LifetimeSample.From(workload.Observations));
                fits.Add(new(workload, selection, counters?.Workloads.FirstOrDefault(w => w.Workload == workload.Workload)));
            }
            catch (LifetimeFitException e)
            {
                Console.WriteLine($"{workload.Workload}: no law can be fitted. {e.Message}");
            }
        }
        return fits;
    }
}
