using ZTunnelSim.Analysis;
using ZTunnelSim.Model;
using ZTunnelSim.Results;
using ZTunnelSim.Theory;

namespace ZTunnelSim.Cli;

/// <summary>A comparison as tables: in short, what breaks, what it takes, what clients go through.</summary>
internal static class CompareTables
{
    /// <summary>More workloads than this make no readable table; the files have them all.</summary>
    private const int MostWorkloads = 7;

    private static readonly Column<StrategyResult> Name = new("strategy", s => s.Strategy.Name, IsNumeric: false);

    public static IEnumerable<TextTable> Of(CompareResult result)
    {
        yield return TextTable.Of(
            "In short (* no other one is better all in all)", result.Strategies,
            [Name, new("*", s => s.IsParetoBest ? "*" : "", IsNumeric: false), new("reading", s => s.Reading, IsNumeric: false, Wraps: true)]);
        yield return Draw("What breaks: connections, mean of a rollout [95% CI]", result, WhatBreaks(result));
        IReadOnlyList<Workload> workloads = result.Strategies[0].Strategy.Rollout.Cluster.Workloads;
        if (workloads.Count is > 1 and <= MostWorkloads)
            yield return Draw("Connections cut by workload, by ztunnel or by an evicted pod's exit (share of its open connections)", result, ByWorkload(workloads));
        yield return Draw("What it takes", result, WhatItTakes(result));
        if (result.Strategies.Any(s => s.Clients is { SessionsReset.Mean: > 0 } or { Reconnections.Mean: > 0 }))
            yield return Draw("What clients go through, mean of a rollout", result, Clients());
    }

    private static IEnumerable<Column<StrategyResult>> WhatBreaks(CompareResult result)
    {
        // What no strategy has is left out.
        bool Any(Func<StrategyResult, double> of) => result.Strategies.Any(s => of(s) > 0);
        if (result.Strategies.Any(s => s.Predicted is not null))
            yield return new("resets, theory", s => s.Predicted is { } p ? Numbers.Count(p.Resets) : "-");
        yield return new("resets", s => Numbers.Interval(s.Resets));
        if (Any(s => s.Restarts.Mean))
        {
            yield return new("app-terminated", s => Some(s.AppTerminated));
            yield return new("app-closed", s => Numbers.Count(s.AppClosed.Mean));
        }
        if (Any(s => s.Refused.Mean)) yield return new("refused", s => Some(s.Refused));
        if (Any(s => s.AcceptQueueLosses.Mean)) yield return new("accept queue", s => Numbers.Count(s.AcceptQueueLosses.Mean));
        if (Any(s => s.WithoutEndpoint.Mean)) yield return new("no endpoint", s => Numbers.Count(s.WithoutEndpoint.Mean));
    }

    /// <summary>Most strategies refuse or restart nothing, and can't: an interval would only suggest a doubt.</summary>
    private static string Some(Estimate estimate) => estimate.Mean == 0 ? "0" : Numbers.Interval(estimate);

    private static IEnumerable<Column<StrategyResult>> ByWorkload(IReadOnlyList<Workload> workloads) =>
        workloads.Select((workload, w) => new Column<StrategyResult>(workload.Name, s => Numbers.CountAndShare(
            s.Workloads[w].Resets.Mean + s.Workloads[w].AppTerminated.Mean, s.Strategy.Rollout.Cluster.OpenConnectionsOf(w))));

    private static IEnumerable<Column<StrategyResult>> WhatItTakes(CompareResult result)
    {
        yield return new("duration p50", s => Until(s, s.DurationP50Seconds));
        yield return new("p95", s => Until(s, s.DurationP95Seconds));
        yield return new("two ztunnels, at most on", s => s.MostNodesWithTwoProcesses == 0
            ? "-"
            : $"{Plural(s.MostNodesWithTwoProcesses, "node")}, {Bytes.Text(s.PeakExtraMemoryBytes)}");
        yield return new("summed over nodes", s => s.NodeSecondsWithTwoProcesses.Mean == 0 ? "-" : Durations.Text(s.NodeSecondsWithTwoProcesses.Mean));
        if (result.Strategies.Any(s => s.Restarts.Mean > 0))
        {
            yield return new("app restarts", s => Numbers.Count(s.Restarts.Mean));
            yield return new("of one pod, at most", s => $"{s.MostRestartsOfOnePod}");
            yield return new("room needed elsewhere", Headroom);
        }
        if (result.Strategies.Any(s => !s.IsComplete))
            yield return new("nodes not updated", s => Numbers.Count(s.NodesNotUpdated.Mean));
    }

    /// <summary>What does not get done has no duration, but an end of what happens.</summary>
    private static string Until(StrategyResult s, double seconds) => s.IsComplete ? Durations.Text(seconds) : $"stops: {Durations.Text(seconds)}";

    private static IEnumerable<Column<StrategyResult>> Clients()
    {
        yield return new("sessions reset", s => Cell(s, c => Numbers.Count(c.SessionsReset.Mean)));
        yield return new("more than once", s => Cell(s, c => Numbers.Count(c.RepeatVictims.Mean)));
        yield return new("lost", s => Cell(s, c => Numbers.Count(c.SessionsLost.Mean)));
        yield return new("reconnects, peak", s => Cell(s, c => $"{Numbers.Count(c.PeakReconnectsPerSecond.Mean)}/s"));
        yield return new("at most", s => Cell(s, c => $"{c.MostReconnectsPerSecond:#,0}/s"));
        yield return new("without connection p50", s => Cell(s, c => Durations.Text(c.WithoutConnectionP50Seconds.Mean)));
        yield return new("p99", s => Cell(s, c => Durations.Text(c.WithoutConnectionP99Seconds.Mean)));

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

    private static TextTable Draw(string caption, CompareResult result, IEnumerable<Column<StrategyResult>> columns) =>
        TextTable.Of(caption, result.Strategies, columns.Prepend(Name));
}
