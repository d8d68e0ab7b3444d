using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZTunnelSim.Data;

/// <summary>A sweep as JSON, with all that is needed to run it again.</summary>
internal static class ResultJson
{
    /// <summary>How all results are written.</summary>
    internal static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The version of the simulator that results name.</summary>
    internal static string? Version =>
        typeof(SweepResult).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;

    public static void Write(SweepResult result, string scenarioFile, Stream stream)
    {
        Rollout rollout = result.Rollout;
        JsonSerializer.Serialize(stream, new
        {
            Version,
            Scenario = scenarioFile,
            result.Seed,
            result.Engine,
            result.Replications,
            result.End,
            result.Confidence,
            Nodes = rollout.Cluster.Nodes.Count,
            Plan = rollout.Strategy.ToString(),
            DrainBudget = rollout.DrainBudget.ToString(),
            result.OpenConnections,
            Workloads = rollout.Cluster.Workloads.Select((w, i) => new
            {
                w.Name,
                ArrivalsPerSecond = w.OpenedPerSecond,
                (w.Traffic as TrafficBetween)?.Ends,
                OpenPerNode = w.Traffic is TrafficPerNode ? w.OpenConnections : (double?)null,
                OpenConnections = result.OpenConnectionsOf(i),
                Lifetime = w.Lifetime.ToString(),
                MeanLifetimeSeconds = w.Lifetime.MeanSeconds,
            }),
            Candidates = result.Candidates.Select(c => new
            {
                TerminationGracePeriodSeconds = c.GracePeriod.Seconds,
                c.DrainBudgetSeconds,
                ResetsTheory = c.Predicted.Resets,
                ResetsTheoryByWorkload = ByWorkload(c.Predicted.ResetsByWorkload, rollout),
                c.ResetsInterval,
                RefusedTheory = c.Predicted.Refused,
                Pacings = c.Pacings.Select(p => new
                {
                    p.Pacing,
                    Resets = Of(p.Resets),
                    ResetsByWorkload = ByWorkload(p.ResetsByWorkload.Select(Of), rollout),
                    Refused = Of(p.Refused),
                    DurationSeconds = Of(p.DurationSeconds),
                    p.DurationP50Seconds,
                    p.DurationP95Seconds,
                }),
            }),
            TheoryCheck = Of(result.Check, rollout),
        }, Options);
    }

    /// <summary>Values in the order of a rollout's workloads, by their names.</summary>
    internal static Dictionary<string, T> ByWorkload<T>(IEnumerable<T> values, Rollout rollout) =>
        rollout.Cluster.Workloads.Zip(values).ToDictionary(pair => pair.First.Name, pair => pair.Second);

    /// <summary>A check of theory, as all results write it.</summary>
    internal static object? Of(TheoryCheck? check, Rollout rollout) => check is null ? null : new
    {
        check.Verdict,
        check.PValue,
        check.Engine,
        check.Seed,
        Workloads = check.Workloads,
        Candidates = check.Candidates.Select(c => new
        {
            TerminationGracePeriodSeconds = c.GracePeriod.Seconds,
            c.Replications,
            c.TrafficShare,
            ResetsTheory = c.Predicted,
            Resets = Of(c.Simulated),
            c.ZScore,
            c.PValue,
        }),
    };

    internal static object Of(Estimate estimate) => new { estimate.Mean, estimate.Lower, estimate.Upper };
}
