using Spectre.Console;
using ZTunnelSim.Data.Connections;
using ZTunnelSim.Data.Prometheus;
using ZTunnelSim.Lifetimes;

namespace ZTunnelSim.Cli.Rendering;

/// <summary>What counters tell by Little's law, and whether the fits agree with it.</summary>
internal static class CounterReport
{
    public static void Print(CounterData counters, IReadOnlyList<Fitted> fits)
    {
        CounterPeriod period = counters.Period;
        Console.WriteLine();
        Prose.WriteLine($"Counters: {period.Series:#,0} series at {period.Times:#,0} times"
            + (!period.IsDated ? $" within {Durations.Text(period.Seconds)}"
                : $", {period.First:yyyy-MM-dd HH:mm:ss} to {period.Last:yyyy-MM-dd HH:mm:ss} UTC "
                    + $"({Durations.Text(period.Seconds)})")
            + (period.Nodes is { } nodes ? $"; {nodes:#,0} nodes." : "; the number of nodes is not known (--nodes)."));
        if (period.Direction != ConnectionDirection.Unknown)
            Prose.WriteLine($"The {period.Direction.ToString().ToLowerInvariant()} side is used (reporter=\"{(period.Direction == ConnectionDirection.Outbound ? "source" : "destination")}\").");
        foreach (string note in period.Notes) Prose.WriteLine($"  Note: {note}");

        Tables tables = new();
        Table table = tables.New();
        table.AddColumns(Tables.Left("workload"), Tables.Right("opened/s"), Tables.Right("closed/s"), Tables.Right("open"), Tables.Right("open per node"), Tables.Right("mean lifetime [95% interval]"));
        if (fits.Count > 0) table.AddColumns(Tables.Right("mean of the fit [95% interval]"), Tables.Left("do they agree?"));
        foreach (WorkloadCounters workload in counters.Workloads.OrderByDescending(w => w.MeanOpen))
        {
            LittlesLaw? law = workload.LittlesLaw;
            List<string> row =
            [
                workload.Workload, Numbers.Count(law?.OpenedPerSecond ?? 0), Numbers.Count(law?.ClosedPerSecond ?? workload.Closed / period.Seconds),
                Numbers.Count(workload.MeanOpen), workload.OpenPerNode is { } open ? Numbers.Count(open) : "?",
                law is null ? "none was opened"
                    : law.MeanOpen > 0 ? Interval(law.MeanLifetimeSeconds)
                    : $"below {Durations.Text(law.MeanLifetimeSeconds.High)}",
            ];
            if (fits.Count > 0) row.AddRange(Verdict(law, fits.FirstOrDefault(f => f.Workload.Workload == workload.Workload)));
            Tables.Add(table, row);
        }
        tables.Print("From the counters, by Little's law (mean lifetime = open / opened per second)", table);
        foreach (WorkloadCounters workload in counters.Workloads.Where(w => w.LittlesLaw is { IsSteady: false }))
        {
            Prose.WriteLine($"Note: {workload.Workload}: {workload.Opened:#,0} were opened and {workload.Closed:#,0} closed, so that the number of open connections "
                + "was changing: the mean lifetime is biased. Take a longer period, such as a whole day.");
        }
        if (fits.Count == 0)
            Prose.WriteLine("Counters tell the mean lifetime, not the tail that resets depend on: for that give an access log too.");
        string[] missing = [.. fits.Where(f => f.Counters is null).Select(f => f.Workload.Workload)];
        if (missing.Length > 0) Prose.WriteLine($"Note: the counters have no {string.Join(", ", missing)}.");
    }

    private static string[] Verdict(LittlesLaw? law, Fitted? fit)
    {
        if (fit is null) return ["-", "not fitted"];
        LifetimeEstimate mean = fit.Selection.MeanSeconds();
        if (law is null) return [Interval(mean), "-"];
        double factor = mean.Value / law.MeanLifetimeSeconds.Value;
        string verdict = law.AgreesWith(mean) ? "yes: the intervals meet"
            : factor > 1 ? $"NO: the fit's is {Numbers.Count(factor)} times as long"
            : $"NO: the fit's is {Numbers.Count(1 / factor)} times too short; does the log miss the long ones?";
        return [Interval(mean), verdict];
    }

    private static string Interval(LifetimeEstimate estimate) =>
        $"{Durations.Text(estimate.Value)} [{Durations.Text(estimate.Low)}, {Durations.Text(estimate.High)}]";
}
