using Spectre.Console;
using ZTunnelSim.Data.Connections;
using ZTunnelSim.Lifetimes.Fitting;
using ZTunnelSim.Lifetimes.Survival;
using ZTunnelSim.Model;

namespace ZTunnelSim.Cli.Rendering;

/// <summary>What a fit prints: what was read, a table of workloads, and what to be careful about.</summary>
internal static class FitReport
{
    private static readonly double[] Quantiles = [0.5, 0.9, 0.99];

    public static void PrintInput(ConnectionData data)
    {
        ConnectionReadReport report = data.Report;
        foreach (ConnectionFileReport file in report.Files)
            Console.WriteLine($"{file.File}: {file.Format}, {file.Lines:#,0} lines, {file.Connections:#,0} connections.");
        foreach (SkippedLines skipped in report.SkippedByReason.Where(s => s.Reason != SkipReason.Header))
        {
            Console.WriteLine($"{skipped.Count:#,0} lines skipped: {skipped.Reason.Describe()} (first: "
                + $"{string.Join(", ", skipped.Examples.Select(e => $"{e.File}:{e.Line}"))}).");
        }
        foreach (string note in report.Notes) Console.WriteLine(note);
        if (data.Direction != ConnectionDirection.Unknown)
        {
            Console.WriteLine($"The {data.Direction.ToString().ToLowerInvariant()} lines are used; {data.OtherSide:#,0} of the other side "
                + "tell of the same connections once more and are left out.");
        }
        foreach (OpenConnections open in data.Open)
            Console.WriteLine($"{open.Namespace}/{open.Pod}: {open.Outbound:#,0} outbound and {open.Inbound:#,0} inbound connections open now.");
        Console.WriteLine("Assumed: arrivals were constant, so that lifetimes that end in a log are those of fresh connections.");
    }

    public static void PrintFits(
        IReadOnlyList<(WorkloadLifetimes Workload, FitSelection Selection)> fits, int fewer, int least, int[] periods)
    {
        Tables tables = new();
        Table table = tables.New();
        table.AddColumns(Tables.Left("workload"), Tables.Right("n"), Tables.Right("censored"), Tables.Right("mean"), Tables.Right("p50"), Tables.Right("p90"), Tables.Right("p99"), Tables.Right("longest"), Tables.Left("law"));
        foreach ((WorkloadLifetimes workload, FitSelection selection) in fits)
        {
            KaplanMeier observed = KaplanMeier.Of(selection.Best.Sample);
            Tables.Add(table, [
                workload.Workload, $"{workload.Count:#,0}", $"{workload.Censored:#,0}", Durations.Text(selection.Best.Law.MeanSeconds),
                .. Quantiles.Select(p => Durations.Text(observed.Quantile(p).Value)),
                Durations.Text(workload.LongestSeconds), Numbers.Shorten(selection.Best.Law.ToString()),
            ]);
        }
        tables.Print("Lifetimes by workload", table);
        if (fewer > 0) Console.WriteLine($"{fewer:#,0} workloads with fewer than {least} connections are not fitted.");

        Table outlive = tables.New();
        outlive.AddColumn(Tables.Left("workload"));
        foreach (int t in periods) outlive.AddColumn(Tables.Right($"T = {t} s (drain {DrainBudget.ZTunnel.SecondsFor(new GracePeriod(t)):0} s)"));
        foreach ((WorkloadLifetimes workload, FitSelection selection) in fits)
            Tables.Add(outlive, [workload.Workload, .. periods.Select(t => Outliving(selection.Best, DrainBudget.ZTunnel.SecondsFor(new GracePeriod(t))))]);
        tables.Print("Share of open connections that outlive the drain, and are reset [95% interval of the fit]", outlive);

        Console.WriteLine();
        foreach ((WorkloadLifetimes workload, FitSelection selection) in fits)
        {
            GoodnessOfFit quality = GoodnessOfFit.Of(selection.Best.Law, selection.Best.Sample);
            Console.WriteLine($"{workload.Workload}: {selection.Reasons[^1]} Kolmogorov-Smirnov distance {quality.KolmogorovSmirnov:0.0000}.");
            foreach (FittedParameter p in selection.Best.Parameters)
                Console.WriteLine($"  {p.Name} = {p.Estimate.Value:G5} +- {p.Estimate.StandardError:G2} [{p.Estimate.Low:G5}, {p.Estimate.High:G5}]");
            foreach (string warning in selection.Warnings) Console.WriteLine($"  Note: {warning}");
            foreach (int t in periods)
            {
                if (ExtrapolationCheck.Of(selection.Best, DrainBudget.ZTunnel.SecondsFor(new GracePeriod(t))).Warning is { } warning)
                    Console.WriteLine($"  Note: T = {t} s: {warning}");
            }
        }
    }

    private static string Outliving(LifetimeFit fit, double budget)
    {
        LifetimeEstimate share = fit.ResidualSurvival(budget);
        return $"{Numbers.Share(share.Value)} [{Numbers.Share(share.Low)}, {Numbers.Share(share.High)}]";
    }
}
