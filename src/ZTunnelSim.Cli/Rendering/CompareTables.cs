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

    public static IEnumerable<(string Title, Table Table)> Of(CompareResult result, Tables tables)
    {
        yield return ("In short (* no other one is better all in all)", InShort(result, tables));
        yield return ("What breaks: connections, mean of a rollout [95% CI]", Draw(result, tables, WhatBreaks(result)));
        IReadOnlyList<Workload> workloads = result.Strategies[0].Strategy.Rollout.Cluster.Workloads;
        if (workloads.Count is > 1 and <= MostWorkloads)
            yield return ("Connections cut by workload, by ztunnel or by an evicted pod's exit (share of its open connections)", Draw(result, tables, ByWorkload(workloads)));
        yield return ("What it takes", Draw(result, tables, WhatItTakes(result)));
        if (result.Strategies.Any(s => s.Clients is { SessionsReset.Mean: > 0 } or { Reconnections.Mean: > 0 }))
            yield return ("What clients go through, mean of a rollout", Draw(result, tables, Clients()));
    }

    private static Table InShort(CompareResult result, Tables tables)
    {
        Table table = tables.New();
        table.AddColumns(Tables.Left("strategy"), Tables.Left("*"), new TableColumn("reading"));
        foreach (StrategyResult s in result.Strategies) Tables.Add(table, [s.Strategy.Name, s.IsParetoBest ? "*" : "", s.Reading]);
        return table;
    }

    private static IEnumerable<(string Header, Func<StrategyResult, string> Cell)> WhatBreaks(CompareResult result)
    {
        // What no strategy has is left out.
        bool Any(Func<StrategyResult, double> of) => result.Strategies.Any(s => of(s) > 0);
        if (result.Strategies.Any(s => s.Predicted is not null))
            yield return ("resets, theory", s => s.Predicted is { } p ? Numbers.Count(p.Resets) : "-");
        yield return ("resets", s => Numbers.Interval(s.Resets));
        if (Any(s => s.Restarts.Mean))
        {
            yield return ("app-terminated", s => Some(s.AppTerminated));
            yield return ("app-closed", s => Numbers.Count(s.AppClosed.Mean));
        }
        if (Any(s => s.Refused.Mean)) yield return ("refused", s => Some(s.Refused));
        if (Any(s => s.AcceptQueueLosses.Mean)) yield return ("accept queue", s => Numbers.Count(s.AcceptQueueLosses.Mean));
        if (Any(s => s.WithoutEndpoint.Mean)) yield return ("no endpoint", s => Numbers.Count(s.WithoutEndpoint.Mean));
    }

    /// <summary>Most strategies refuse or restart nothing, and can't: an interval would only suggest a doubt.</summary>
    private static string Some(Estimate estimate) => estimate.Mean == 0 ? "0" : Numbers.Interval(estimate);

    private static IEnumerable<(string Header, Func<StrategyResult, string> Cell)> ByWorkload(IReadOnlyList<Workload> workloads)
    {
        for (int i = 0; i < workloads.Count; i++)
        {
            int w = i;
            yield return (workloads[w].Name, s =>
            {
                double cut = s.Workloads[w].Resets.Mean + s.Workloads[w].AppTerminated.Mean;
                double open = s.Strategy.Rollout.Cluster.OpenConnectionsOf(w);
                return open > 0 ? $"{Numbers.Count(cut)} ({Numbers.Share(cut / open)})" : Numbers.Count(cut);
            }
            );
        }
    }

    private static IEnumerable<(string Header, Func<StrategyResult, string> Cell)> WhatItTakes(CompareResult result)
    {
        yield return ("duration p50", s => Until(s, s.DurationP50Seconds));
        yield return ("p95", s => Until(s, s.DurationP95Seconds));
        yield return ("two ztunnels, at most on", s => s.MostNodesWithTwoProcesses == 0
            ? "-"
            : $"{Plural(s.MostNodesWithTwoProcesses, "node")}, {Bytes.Text(s.PeakExtraMemoryBytes)}");
        yield return ("summed over nodes", s => s.NodeSecondsWithTwoProcesses.Mean == 0 ? "-" : DurationFormat.Brief(s.NodeSecondsWithTwoProcesses.Mean));
        if (result.Strategies.Any(s => s.Restarts.Mean > 0))
        {
            yield return ("app restarts", s => Numbers.Count(s.Restarts.Mean));
            yield return ("of one pod, at most", s => $"{s.MostRestartsOfOnePod}");
            yield return ("room needed elsewhere", Headroom);
        }
        if (result.Strategies.Any(s => !s.IsComplete))
            yield return ("nodes not updated", s => Numbers.Count(s.NodesNotUpdated.Mean));
    }

    /// <summary>What does not get done has no duration, but an end of what happens.</summary>
    private static string Until(StrategyResult s, double seconds) => s.IsComplete ? DurationFormat.Brief(seconds) : $"stops: {DurationFormat.Brief(seconds)}";

    private static IEnumerable<(string Header, Func<StrategyResult, string> Cell)> Clients()
    {
        yield return ("sessions reset", s => Cell(s, c => Numbers.Count(c.SessionsReset.Mean)));
        yield return ("more than once", s => Cell(s, c => Numbers.Count(c.RepeatVictims.Mean)));
        yield return ("lost", s => Cell(s, c => Numbers.Count(c.SessionsLost.Mean)));
        yield return ("reconnects, peak", s => Cell(s, c => $"{Numbers.Count(c.PeakReconnectsPerSecond.Mean)}/s"));
        yield return ("at most", s => Cell(s, c => $"{c.MostReconnectsPerSecond:#,0}/s"));
        yield return ("without connection p50", s => Cell(s, c => DurationFormat.Brief(c.WithoutConnectionP50Seconds.Mean)));
        yield return ("p99", s => Cell(s, c => DurationFormat.Brief(c.WithoutConnectionP99Seconds.Mean)));

        static string Cell(StrategyResult s, Func<ClientEstimates, string> of) => s.Clients is { } clients ? of(clients) : "-";
    }

    private static string Headroom(StrategyResult s)
    {
        if (s.HeadroomPods == 0) return "-";
        string text = Plural(s.HeadroomPods, "pod");
        if (s.Headroom.CpuMillicores > 0) text += $", {s.Headroom.CpuMillicores / 1000.0:0.##} cpu";
        if (s.Headroom.MemoryBytes > 0) text += $", {Bytes.Text(s.Headroom.MemoryBytes)}";
        return text;
    }

    private static string Plural(int number, string what) => $"{number:#,0} {what}{(number == 1 ? "" : "s")}";

    private static Table Draw(CompareResult result, Tables tables, IEnumerable<(string Header, Func<StrategyResult, string> Cell)> columns)
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
