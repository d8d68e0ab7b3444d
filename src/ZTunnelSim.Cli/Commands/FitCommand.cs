using System.CommandLine;
using ZTunnelSim.Charts;
using ZTunnelSim.Cli.Rendering;
using ZTunnelSim.Data;
using ZTunnelSim.Data.Connections;
using ZTunnelSim.Data.Scenarios;
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
            Arity = ArgumentArity.OneOrMore,
        };
        Option<string?> output = new("--out") { Description = "Write workloads.yaml and charts into this directory." };
        Option<ConnectionGrouping> grouping = new("--by") { Description = "What a workload is: by destination service, destination or source workload, or all as one." };
        Option<ConnectionDirection> direction = new("--direction") { Description = "Which side's lines to use. Default: outbound where there are any." };
        Option<string?> column = new("--column") { Description = "The column of durations of a CSV file. Default: the one named duration." };
        Option<string?> unit = new("--unit") { Description = "The unit of bare durations in a CSV file: ns, us, ms, s, min, h or d." };
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
            files, output, grouping, direction, column, unit, periods, least, strict,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            ConnectionReadOptions options = new()
            {
                Grouping = parsed.GetValue(grouping),
                Direction = parsed.GetValue(direction),
                Strict = parsed.GetValue(strict),
                Csv = new ConnectionCsvOptions { DurationColumn = parsed.GetValue(column), DurationUnit = parsed.GetValue(unit) },
            };
            string[] paths = parsed.GetRequiredValue(files);
            ConnectionData data = ConnectionFiles.Read(paths, options, cancellationToken);
            return Task.FromResult(Run(data, paths[0], parsed.GetValue(least), parsed.GetValue(periods)!, parsed.GetValue(output), cancellationToken));
        });
        return command;
    }

    private static int Run(ConnectionData data, string firstFile, int least, int[] periods, string? directory, CancellationToken cancellationToken)
    {
        FitReport.PrintInput(data);
        if (data.Workloads.Count == 0) return data.Open.Count > 0 ? ExitCode.Success : throw new InputException("no connection was found.", firstFile);
        if (directory is not null) Directory.CreateDirectory(directory);
        List<(WorkloadLifetimes Workload, FitSelection Selection)> fits = [];
        foreach (WorkloadLifetimes workload in data.Workloads.OrderByDescending(w => w.Count))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (workload.Count < least) continue;
            try
            {
                fits.Add((workload, LifetimeFitter.FitBest(LifetimeSample.From(workload.Observations))));
            }
            catch (LifetimeFitException e)
            {
                Console.WriteLine($"{workload.Workload}: no law can be fitted. {e.Message}");
            }
        }
        FitReport.PrintFits(fits, data.Workloads.Count(w => w.Count < least), least, periods);
        string yaml = "workloads:\n" + string.Concat(fits.Select(f => WorkloadWriter.Write(f.Workload.Workload, f.Selection.Best, firstFile)));
        Console.WriteLine();
        Console.WriteLine("To paste into a scenario:");
        Console.WriteLine();
        Console.Write(yaml);
        if (directory is not null) Console.Error.WriteLine($"Written: {string.Join(", ", WriteFiles(fits, yaml, directory))}");
        return ExitCode.Success;
    }

    private static List<string> WriteFiles(
        List<(WorkloadLifetimes Workload, FitSelection Selection)> fits, string yaml, string directory)
    {
        List<string> written = [Path.Combine(directory, "workloads.yaml")];
        AtomicFile.Write(written[0], stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(yaml)));
        foreach ((WorkloadLifetimes workload, FitSelection selection) in fits)
        {
            KaplanMeier observed = KaplanMeier.Of(selection.Best.Sample);
            string name = string.Concat(workload.Workload.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_'));
            string survival = Path.Combine(directory, $"{name}-survival.png"), quantiles = Path.Combine(directory, $"{name}-quantiles.png");
            ChartFile.Save(SurvivalChart.Draw(workload.Workload, observed, selection.Best.Law), survival);
            ChartFile.Save(QuantileChart.Draw(workload.Workload, observed, selection.Best.Law), quantiles, 900, 900);
            written.AddRange([survival, quantiles]);
        }
        return written;
    }
}
