using Spectre.Console;
using ZTunnelSim.Analysis;
using ZTunnelSim.Model;
using ZTunnelSim.Results;

namespace ZTunnelSim.Cli.Rendering;

/// <summary>A comparison as tables: in short, what breaks, what it takes, what clients go through.</summary>
internal static class CompareTables
{
    /// <summary>More workloads than this make no readable table; the files have them all.</summary>
    private const int MostWorkloads = 7;

    /// <summary>What every update takes; other measures of the rollout follow, where they say something.</summary>
    private static readonly Measure[] AlwaysTaken =
        [Measure.DurationSeconds, Measure.PeakNodesWithTwoProcesses, Measure.NodeSecondsWithTwoProcesses];

    /// <summary>What says something, even by a 0, as soon as a strategy restarts pods.</summary>
    private static readonly Measure[] OfEvacuations =
        [Measure.AppTerminated, Measure.AppClosed, Measure.Restarts, Measure.RestartsOfOnePod, Measure.HeadroomPods];

    public static IEnumerable<(string Title, Table Table)> Of(CompareResult result, Tables tables)
    {
        yield return ("In short (* no other one is better all in all)", InShort(result, tables));
        yield return ("What breaks: connections, mean of a rollout [95% CI]", Draw(result, tables, WhatBreaks(result)));
        IReadOnlyList<Workload> workloads = result.Strategies[0].Strategy.Rollout.Cluster.Workloads;
        if (workloads.Count is > 1 and <= MostWorkloads)
        {
            yield return (
                "Connections cut by workload, by ztunnel or by an evicted pod's exit (share of its open connections)",
                Draw(result, tables, ByWorkload(workloads)));
        }
        yield return ("What it takes", Draw(result, tables, WhatItTakes(result)));
        if (result.Strategies.Any(s => s[Measure.SessionsReset].Mean > 0 || s[Measure.Reconnections].Mean > 0))
        {
            yield return (
                "What clients go through, mean of a rollout",
                Draw(result, tables, Columns(Measure.Of(MeasureKind.Clients))));
        }
    }

    private static Table InShort(CompareResult result, Tables tables)
    {
        Table table = tables.New();
        table.AddColumns(Tables.Left("strategy"), Tables.Left("*"), new TableColumn("reading"));
        foreach (StrategyResult s in result.Strategies)
            Tables.Add(table, [s.Strategy.Name, s.IsParetoBest ? "*" : "", s.Reading]);
        return table;
    }

    private static IEnumerable<(string Header, Func<StrategyResult, string> Cell)> WhatBreaks(CompareResult result)
    {
        if (result.Strategies.Any(s => s.Predicted is not null))
            yield return ("resets, theory", s => s.Predicted is { } p ? Numbers.Count(p.Resets) : "-");
        IEnumerable<Measure> shown = Measure.Of(MeasureKind.Connections)
            .Where(measure => measure == Measure.Resets || SaysSomething(result, measure));
        foreach ((string, Func<StrategyResult, string>) column in Columns(shown)) yield return column;
    }

    private static IEnumerable<(string Header, Func<StrategyResult, string> Cell)> WhatItTakes(CompareResult result) =>
        Columns(AlwaysTaken.Concat(
            Measure.Of(MeasureKind.Rollout).Except(AlwaysTaken).Where(measure => SaysSomething(result, measure))));

    /// <summary>What no strategy has is left out.</summary>
    private static bool SaysSomething(CompareResult result, Measure measure) =>
        result.Strategies.Any(s => s[OfEvacuations.Contains(measure) ? Measure.Restarts : measure].Mean > 0);

    private static IEnumerable<(string Header, Func<StrategyResult, string> Cell)> Columns(
        IEnumerable<Measure> measures) =>
        from measure in measures
        from figure in measure.Figures
        where figure.Heading is not null
        select (figure.Heading, new Func<StrategyResult, string>(s => Cell(s, measure, figure.Statistic)));

    private static string Cell(StrategyResult s, Measure measure, Statistic statistic)
    {
        if (!s.Has(measure)) return "-";
        double value = s[measure, statistic];
        // What does not get done has no duration, but an end of what happens.
        if (measure == Measure.DurationSeconds) return (s.IsComplete ? "" : "stops: ") + Durations.Text(value);
        if (measure == Measure.PeakNodesWithTwoProcesses)
            return value == 0 ? "-" : $"{Plural((int)value, "node")}, {Bytes.Text((long)s[Measure.PeakExtraMemoryBytes, Statistic.Most])}";
        if (measure == Measure.NodeSecondsWithTwoProcesses && value == 0) return "-";
        if (measure == Measure.HeadroomPods) return Headroom(s);
        if (measure == Measure.Resets) return Numbers.Interval(s[measure]);
        // Most strategies refuse or restart nothing, and can't: an interval would only suggest a doubt.
        if ((measure == Measure.AppTerminated || measure == Measure.Refused) && value != 0)
            return Numbers.Interval(s[measure]);
        if (measure.Unit == "s") return Durations.Text(value);
        return (statistic == Statistic.Most ? $"{value:#,0}" : Numbers.Count(value)) + measure.Unit;
    }

    private static IEnumerable<(string Header, Func<StrategyResult, string> Cell)> ByWorkload(
        IReadOnlyList<Workload> workloads)
    {
        for (int i = 0; i < workloads.Count; i++)
        {
            int w = i;
            yield return (workloads[w].Name, s =>
            {
                double cut = s.Workloads[w].Resets.Mean + s.Workloads[w].AppTerminated.Mean;
                double open = s.Strategy.Rollout.Cluster.OpenConnectionsOf(w);
                return open > 0 ? $"{Numbers.Count(cut)} ({Numbers.Share(cut / open)})" : Numbers.Count(cut);
            });
        }
    }

    private static string Headroom(StrategyResult s)
    {
        double pods = s[Measure.HeadroomPods, Statistic.Most];
        double millicores = s[Measure.HeadroomCpuMillicores, Statistic.Most];
        double bytes = s[Measure.HeadroomMemoryBytes, Statistic.Most];
        if (pods == 0) return "-";
        string text = Plural((int)pods, "pod");
        if (millicores > 0) text += $", {millicores / 1000:0.##} cpu";
        if (bytes > 0) text += $", {Bytes.Text((long)bytes)}";
        return text;
    }

    private static string Plural(int number, string what) => $"{number:#,0} {what}{(number == 1 ? "" : "s")}";

    private static Table Draw(
        CompareResult result, Tables tables, IEnumerable<(string Header, Func<StrategyResult, string> Cell)> columns)
    {
        (string Header, Func<StrategyResult, string> Cell)[] all = [.. columns];
        Table table = tables.New();
        table.AddColumn(Tables.Left("strategy"));
        foreach ((string header, _) in all) table.AddColumn(new TableColumn(Markup.Escape(header)).RightAligned());
        foreach (StrategyResult strategy in result.Strategies)
            Tables.Add(table, [strategy.Strategy.Name, .. all.Select(column => column.Cell(strategy))]);
        return table;
    }
}
