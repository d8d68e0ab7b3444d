using CsvHelper;
using ZTunnelSim.Analysis;
using ZTunnelSim.Results;

namespace ZTunnelSim.Data.Results;

/// <summary>A comparison as CSV: a row for each strategy and workload, and one for all workloads together.</summary>
public static class CompareCsv
{
    private static readonly (string Name, Func<Row, object?> Value)[] Columns =
    [
        ("Strategy", r => r.Strategy.Strategy.Name),
        ("Plan", r => r.Strategy.Strategy.Rollout.Strategy.ToString()),
        ("TerminationGracePeriodSeconds", r => r.Strategy.Strategy.Rollout.GracePeriod.Seconds),
        ("Workload", r => r.Workload?.Workload ?? ResultCsv.AllWorkloads),
        ("ResetsTheory", r => r.Workload is { } w ? w.ResetsTheory : r.Strategy.Predicted?.Resets),
        .. Interval("Resets", r => r.Workload?.Resets ?? r.Strategy.Resets),
        .. Interval("AppTerminated", r => r.Workload?.AppTerminated ?? r.Strategy.AppTerminated),
        .. Interval("AppClosed", r => r.Workload?.AppClosed ?? r.Strategy.AppClosed),
        .. Interval("Refused", r => r.Workload?.Refused ?? r.Strategy.Refused),
        .. Interval("AcceptQueueLosses", r => r.Workload?.AcceptQueueLosses ?? r.Strategy.AcceptQueueLosses),
        .. Interval("WithoutEndpoint", r => r.Workload?.WithoutEndpoint ?? r.Strategy.WithoutEndpoint),
        .. Interval("SessionsReset", r => r.Clients?.SessionsReset),
        .. Interval("RepeatVictims", r => r.Clients?.RepeatVictims),
        ("SessionsLostMean", r => r.Clients?.SessionsLost.Mean),
        ("ReconnectionsMean", r => r.Clients?.Reconnections.Mean),
        ("RefusedReconnectionsMean", r => r.Clients?.RefusedReconnections.Mean),
        ("PeakReconnectsPerSecondMean", r => r.Clients?.PeakReconnectsPerSecond.Mean),
        ("PeakReconnectsPerSecondMost", r => r.Clients?.MostReconnectsPerSecond),
        ("WithoutConnectionP50Seconds", r => r.Clients?.WithoutConnectionP50Seconds.Mean),
        ("WithoutConnectionP99Seconds", r => r.Clients?.WithoutConnectionP99Seconds.Mean),
        .. Interval("DurationSeconds", r => r.Strategy.DurationSeconds),
        ("DurationP50Seconds", r => r.Strategy.DurationP50Seconds),
        ("DurationP95Seconds", r => r.Strategy.DurationP95Seconds),
        .. Interval("Restarts", r => r.Strategy.Restarts),
        ("RestartsOfOnePodMost", r => r.Strategy.MostRestartsOfOnePod),
        ("NodesWithTwoProcessesMost", r => r.Strategy.MostNodesWithTwoProcesses),
        ("ExtraMemoryBytesMost", r => r.Strategy.PeakExtraMemoryBytes),
        ("NodeSecondsWithTwoProcessesMean", r => r.Strategy.NodeSecondsWithTwoProcesses.Mean),
        ("HeadroomPods", r => r.Strategy.HeadroomPods),
        ("HeadroomCpuMillicores", r => r.Strategy.Headroom.CpuMillicores),
        ("HeadroomMemoryBytes", r => r.Strategy.Headroom.MemoryBytes),
        ("NodesNotUpdatedMean", r => r.Strategy.NodesNotUpdated.Mean),
        ("IsParetoBest", r => r.Strategy.IsParetoBest ? "true" : "false"),
        ("Engine", r => r.Strategy.Engine.ToString()),
        ("Seed", r => r.Comparison.Seed),
        ("Replications", r => r.Comparison.Replications),
    ];

    /// <summary>Writes the rows; what a strategy does not have is left empty.</summary>
    /// <param name="result">The results.</param>
    /// <param name="stream">Where to; it is left open.</param>
    public static void Write(CompareResult result, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        using CsvWriter csv = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        csv.WriteHeader([.. Columns.Select(column => column.Name)]);
        foreach (StrategyResult strategy in result.Strategies)
        {
            foreach (WorkloadImpact? workload in strategy.Workloads.Prepend(null))
            {
                Row row = new(result, strategy, workload);
                foreach ((_, Func<Row, object?> value) in Columns)
                    csv.WriteField(value(row) is { } field and not double.NaN ? field : "");
                csv.EndRecord();
            }
        }
    }

    private static IEnumerable<(string Name, Func<Row, object?> Value)> Interval(string name, Func<Row, Estimate?> of)
    {
        yield return ($"{name}Mean", r => of(r)?.Mean);
        yield return ($"{name}Lower95", r => of(r)?.Lower);
        yield return ($"{name}Upper95", r => of(r)?.Upper);
    }

    private sealed record Row(CompareResult Comparison, StrategyResult Strategy, WorkloadImpact? Workload)
    {
        public ClientEstimates? Clients => Workload is { } w ? w.Clients : Strategy.Clients;
    }
}
