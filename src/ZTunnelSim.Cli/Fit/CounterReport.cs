namespace ZTunnelSim.Cli;

/// <summary>What counters tell by Little's law, and whether the fits agree with it.</summary>
internal static class CounterReport
{
    public static void Print(CounterData counters, IReadOnlyList<Fitted> fits)
    {
        Terminal.Print(["", .. Period(counters)]);
        Terminal.Print(Table(counters, fits));
        Terminal.Print(Remarks(counters, fits));
    }

    /// <summary>What was read.</summary>
    public static IEnumerable<string> Period(CounterData counters)
    {
        CounterPeriod period = counters.Period;
        yield return $"Counters: {period.Series:#,0} series at {period.Times:#,0} times"
            + (!period.IsDated ? $" within {DurationFormat.Brief(period.Seconds)}"
                : $", {period.First:yyyy-MM-dd HH:mm:ss} to {period.Last:yyyy-MM-dd HH:mm:ss} UTC ({DurationFormat.Brief(period.Seconds)})")
            + (period.Nodes is { } nodes ? $"; {nodes:#,0} nodes." : "; the number of nodes is not known (--nodes).");
        if (period.Direction != ConnectionDirection.Unknown)
            yield return $"The {period.Direction.ToString().ToLowerInvariant()} side is used "
                + $"(reporter=\"{(period.Direction == ConnectionDirection.Outbound ? "source" : "destination")}\").";
        foreach (string note in period.Notes) yield return $"  Note: {note}";
    }

    /// <summary>What to be careful about.</summary>
    public static IEnumerable<string> Remarks(CounterData counters, IReadOnlyList<Fitted> fits)
    {
        foreach (WorkloadCounters workload in counters.Workloads.Where(w => w.LittlesLaw is { IsSteady: false }))
        {
            yield return $"Note: {workload.Workload}: {workload.Opened:#,0} were opened and {workload.Closed:#,0} closed, so that the "
                + "number of open connections was changing: the mean lifetime is biased. Take a longer period, such as a whole day.";
        }
        if (fits.Count == 0)
            yield return "Counters tell the mean lifetime, not the tail that resets depend on: for that give an access log too.";
        string[] missing = [.. fits.Where(f => f.Counters is null).Select(f => f.Workload.Workload)];
        if (missing.Length > 0) yield return $"Note: the counters have no {string.Join(", ", missing)}.";
    }

    private static TextTable Table(CounterData counters, IReadOnlyList<Fitted> fits)
    {
        Dictionary<string, (string Mean, string Agreement)> verdicts =
            counters.Workloads.ToDictionary(w => w.Workload, w => Verdict(w, fits));
        List<Column<WorkloadCounters>> columns =
        [
            new("workload", w => w.Workload, IsNumeric: false),
            new("opened/s", w => Numbers.Count(w.LittlesLaw?.OpenedPerSecond ?? 0)),
            new("closed/s", w => Numbers.Count(w.LittlesLaw?.ClosedPerSecond ?? w.Closed / counters.Period.Seconds)),
            new("open", w => Numbers.Count(w.MeanOpen)),
            new("open per node", w => w.OpenPerNode is { } open ? Numbers.Count(open) : "?"),
            new("mean lifetime [95% interval]", w => w.LittlesLaw is not { } law ? "none was opened"
                : law.MeanOpen > 0 ? Numbers.Durations(law.MeanLifetimeSeconds)
                : $"below {DurationFormat.Brief(law.MeanLifetimeSeconds.High)}"),
        ];
        if (fits.Count > 0)
        {
            columns.Add(new("mean of the fit [95% interval]", w => verdicts[w.Workload].Mean));
            columns.Add(new("do they agree?", w => verdicts[w.Workload].Agreement, IsNumeric: false));
        }
        return TextTable.Of(
            "From the counters, by Little's law (mean lifetime = open / opened per second)",
            counters.Workloads.OrderByDescending(w => w.MeanOpen), columns);
    }

    private static (string Mean, string Agreement) Verdict(WorkloadCounters workload, IReadOnlyList<Fitted> fits)
    {
        if (fits.FirstOrDefault(f => f.Workload.Workload == workload.Workload) is not { } fit) return ("-", "not fitted");
        LittlesLaw? law = workload.LittlesLaw;
        LifetimeEstimate mean = fit.Fit.MeanSeconds();
        if (law is null) return (Numbers.Durations(mean), "-");
        double factor = mean.Value / law.MeanLifetimeSeconds.Value;
        string verdict = law.AgreesWith(mean) ? "yes: the intervals meet"
            : factor > 1 ? $"NO: the fit's is {Numbers.Count(factor)} times as long"
            : $"NO: the fit's is {Numbers.Count(1 / factor)} times too short; does the log miss the long ones?";
        return (Numbers.Durations(mean), verdict);
    }
}
