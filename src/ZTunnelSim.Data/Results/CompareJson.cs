using System.Reflection;
using System.Text.Json;
using ZTunnelSim.Analysis;
using ZTunnelSim.Model;
using ZTunnelSim.Results;

namespace ZTunnelSim.Data.Results;

/// <summary>A comparison as JSON, with all that is needed to run it again.</summary>
public static class CompareJson
{
    /// <summary>Writes the results.</summary>
    /// <param name="result">The results.</param>
    /// <param name="scenarioFile">The scenario they belong to.</param>
    /// <param name="stream">Where to; it is left open.</param>
    public static void Write(CompareResult result, string scenarioFile, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(result);
        JsonSerializer.Serialize(stream, new
        {
            Version = typeof(CompareResult).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            Scenario = scenarioFile,
            result.Seed,
            result.Replications,
            result.End,
            result.Confidence,
            result.ZTunnelMemoryBytes,
            Strategies = result.Strategies.Select(Strategy),
        }, ResultJson.Options);
    }

    private static object Strategy(StrategyResult s)
    {
        Rollout rollout = s.Strategy.Rollout;
        return new
        {
            s.Strategy.Name,
            Plan = rollout.Strategy.ToString(),
            TerminationGracePeriodSeconds = rollout.GracePeriod.Seconds,
            rollout.DrainBudgetSeconds,
            Pacing = rollout.Strategy is RollingUpdate ? rollout.Pacing : (Pacing?)null,
            s.Engine,
            s.Reading,
            s.IsParetoBest,
            s.DominatedBy,
            ResetsTheory = s.Predicted?.Resets,
            Resets = Of(s.Resets),
            AppTerminated = Of(s.AppTerminated),
            AppClosed = Of(s.AppClosed),
            Refused = Of(s.Refused),
            AcceptQueueLosses = Of(s.AcceptQueueLosses),
            WithoutEndpoint = Of(s.WithoutEndpoint),
            DurationSeconds = Of(s.DurationSeconds),
            s.DurationP50Seconds,
            s.DurationP95Seconds,
            Restarts = Of(s.Restarts),
            RestartsOfOnePod = Of(s.RestartsOfOnePod),
            s.MostRestartsOfOnePod,
            PeakNodesWithTwoProcesses = Of(s.PeakNodesWithTwoProcesses),
            s.MostNodesWithTwoProcesses,
            s.PeakExtraMemoryBytes,
            NodeSecondsWithTwoProcesses = Of(s.NodeSecondsWithTwoProcesses),
            s.HeadroomPods,
            s.Headroom,
            NodesNotUpdated = Of(s.NodesNotUpdated),
            WhyNotUpdated = s.WhyNotUpdated.ToDictionary(why => why.Reason, why => why.Nodes),
            Clients = Clients(s.Clients),
            Workloads = s.Workloads.Select(w => new
            {
                w.Workload,
                w.ResetsTheory,
                Resets = Of(w.Resets),
                AppTerminated = Of(w.AppTerminated),
                AppClosed = Of(w.AppClosed),
                Refused = Of(w.Refused),
                AcceptQueueLosses = Of(w.AcceptQueueLosses),
                WithoutEndpoint = Of(w.WithoutEndpoint),
                Clients = Clients(w.Clients),
            }),
        };
    }

    private static object? Clients(ClientEstimates? c) => c is null ? null : new
    {
        SessionsReset = Of(c.SessionsReset),
        RepeatVictims = Of(c.RepeatVictims),
        SessionsLost = Of(c.SessionsLost),
        Reconnections = Of(c.Reconnections),
        RefusedReconnections = Of(c.RefusedReconnections),
        PeakReconnectsPerSecond = Of(c.PeakReconnectsPerSecond),
        c.MostReconnectsPerSecond,
        WithoutConnectionP50Seconds = Of(c.WithoutConnectionP50Seconds),
        WithoutConnectionP99Seconds = Of(c.WithoutConnectionP99Seconds),
    };

    /// <summary>Null where there is nothing to estimate from.</summary>
    private static object? Of(Estimate estimate) =>
        double.IsNaN(estimate.Mean) ? null : new { estimate.Mean, estimate.Lower, estimate.Upper };
}
