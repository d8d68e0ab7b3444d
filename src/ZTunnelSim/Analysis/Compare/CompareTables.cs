namespace ZTunnelSim;

/// <summary>A comparison as tables: in short, what breaks, what it takes, what clients go through.</summary>
internal static class CompareTables
{
    private static readonly Column<StrategyResult> Name = new("strategy", s => s.Strategy.Name, IsNumeric: false);

    /// <summary>What every update takes; other measures of the rollout follow, where they say something.</summary>
    private static readonly Measure[] AlwaysTaken =
        [Measure.DurationSeconds, Measure.PeakNodesWithTwoProcesses, Measure.NodeSecondsWithTwoProcesses];

    /// <summary>What says something, even by a 0, as soon as a strategy restarts pods.</summary>
    private static readonly Measure[] OfEvacuations =
        [Measure.AppTerminated, Measure.AppClosed, Measure.Restarts, Measure.RestartsOfOnePod, Measure.HeadroomPods];

    public static IEnumerable<TextTable> Of(CompareResult result)
    {
        TextTable Draw(string caption, IEnumerable<Column<StrategyResult>> columns) =>
            TextTable.Of(caption, result.Strategies, columns.Prepend(Name));

        yield return Draw(
            "In short (* no other one is better all in all)",
            [
                new("*", s => s.IsParetoBest ? "*" : "", IsNumeric: false),
                new("reading", s => s.Reading, IsNumeric: false, Wraps: true),
            ]);
        yield return Draw("What breaks: connections, mean of a rollout [95% CI]", WhatBreaks(result));
        IReadOnlyList<Workload> workloads = result.Strategies[0].Strategy.Rollout.Cluster.Workloads;
        if (workloads.Count > 1)
        {
            yield return Draw(
                "Connections cut by workload, by ztunnel or by an evicted pod's exit (share of its open connections)",
                workloads.Select((workload, w) => new Column<StrategyResult>(workload.Name, s => Cut(s, w)))).RowsWhereMany("workload");
        }
        yield return Draw("What it takes", WhatItTakes(result));
        if (result.Strategies.Any(s => s[Measure.SessionsReset].Mean > 0 || s[Measure.Reconnections].Mean > 0))
            yield return Draw("What clients go through, mean of a rollout", Columns(Measure.Of(MeasureKind.Clients)));
    }

    private static IEnumerable<Column<StrategyResult>> WhatBreaks(CompareResult result)
    {
        IEnumerable<Column<StrategyResult>> measured = Columns(Measure.Of(MeasureKind.Connections)
            .Where(measure => measure == Measure.Resets || SaysSomething(result, measure)));
        return result.Strategies.Any(s => s.Predicted is not null)
            ? measured.Prepend(new("resets, theory", s => s.Predicted is { } p ? Numbers.Count(p.Resets) : "-"))
            : measured;
    }

    private static IEnumerable<Column<StrategyResult>> WhatItTakes(CompareResult result) =>
        Columns(AlwaysTaken.Concat(Measure.Of(MeasureKind.Rollout).Except(AlwaysTaken).Where(measure => SaysSomething(result, measure))));

    /// <summary>What no strategy has is left out.</summary>
    private static bool SaysSomething(CompareResult result, Measure measure) =>
        result.Strategies.Any(s => s[OfEvacuations.Contains(measure) ? Measure.Restarts : measure].Mean > 0);

    private static IEnumerable<Column<StrategyResult>> Columns(IEnumerable<Measure> measures) =>
        from measure in measures
        from figure in measure.Figures
        where figure.Heading is not null
        select new Column<StrategyResult>(figure.Heading!, s => Cell(s, measure, figure.Statistic));

    private static string Cell(StrategyResult s, Measure measure, Statistic statistic)
    {
        if (!s.Has(measure)) return "-";
        double value = s[measure, statistic];
        // What does not get done has no duration, but an end of what happens.
        if (measure == Measure.DurationSeconds) return (s.IsComplete ? "" : "stops: ") + DurationFormat.Brief(value);
        if (measure == Measure.PeakNodesWithTwoProcesses)
            return value == 0 ? "-" : $"{Plural((int)value, "node")}, {Numbers.Memory(s[Measure.PeakExtraMemoryBytes, Statistic.Most])}";
        if (measure == Measure.NodeSecondsWithTwoProcesses && value == 0) return "-";
        if (measure == Measure.HeadroomPods) return Headroom(s);
        if (measure == Measure.Resets) return Numbers.Interval(s[measure]);
        // Most strategies refuse or restart nothing, and can't: an interval would only suggest a doubt.
        if ((measure == Measure.AppTerminated || measure == Measure.Refused) && value != 0) return Numbers.Interval(s[measure]);
        if (measure.Unit == "s") return DurationFormat.Brief(value);
        return (statistic == Statistic.Most ? Invariant($"{value:#,0}") : Numbers.Count(value)) + measure.Unit;
    }

    private static string Cut(StrategyResult s, int workload) => Numbers.CountAndShare(
        s.Workloads[workload].Resets.Mean + s.Workloads[workload].AppTerminated.Mean,
        s.Strategy.Rollout.Cluster.OpenConnectionsOf(workload));

    private static string Headroom(StrategyResult s)
    {
        double pods = s[Measure.HeadroomPods, Statistic.Most];
        double millicores = s[Measure.HeadroomCpuMillicores, Statistic.Most];
        double bytes = s[Measure.HeadroomMemoryBytes, Statistic.Most];
        if (pods == 0) return "-";
        string text = Plural((int)pods, "pod");
        if (millicores > 0) text += Invariant($", {millicores / 1000:0.##} cpu");
        if (bytes > 0) text += $", {Numbers.Memory(bytes)}";
        return text;
    }

    private static string Plural(int number, string what) => $"{Numbers.Whole(number)} {what}{(number == 1 ? "" : "s")}";
}
