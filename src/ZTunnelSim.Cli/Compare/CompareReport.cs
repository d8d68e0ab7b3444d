namespace ZTunnelSim.Cli;

/// <summary>What a comparison prints: what was simulated, the tables, and what to be careful about.</summary>
internal static class CompareReport
{
    /// <summary>More reasons than this are only counted.</summary>
    private const int MostReasons = 3;

    public static void Print(Scenario scenario, CompareResult result)
    {
        Terminal.Print([.. Header(result), .. ScenarioNotes.Of(scenario)]);
        Terminal.Print(CompareTables.Of(result));
        Terminal.Print("");
        Terminal.Print(Answer.AsNotes([.. NotUpdated(result), .. Notes(scenario, result), .. Extrapolations(scenario, result)]));
    }

    public static ResultDocument Document(Scenario scenario, CompareResult result) => CompareJson.Of(result, scenario.File) with
    {
        Notes = [.. ScenarioNotes.Of(scenario), .. Notes(scenario, result)],
        Warnings =
        [
            .. result.End == SweepEnd.Cancelled
                ? [$"cancelled: what is said rests on {result.Replications:#,0} replications."]
                : (string[])[],
            .. NotUpdated(result), .. Extrapolations(scenario, result),
        ],
    };

    private static IEnumerable<string> Header(CompareResult result)
    {
        Cluster cluster = result.Strategies[0].Strategy.Rollout.Cluster;
        double open = cluster.OpenConnections;
        string pods = cluster.Pods.Count == 0
            ? ""
            : $", {cluster.Pods.Count:#,0} pods of {cluster.Applications.Count:#,0} applications";
        yield return $"{cluster.Nodes.Count:#,0} nodes{pods}; about {open:#,0} connections open.";
        yield return $"{string.Join(" and ", result.Strategies.Select(s => s.Engine).Distinct())} engine, seed {result.Seed}, "
            + $"{result.Extent()}.";
    }

    private static IEnumerable<string> NotUpdated(CompareResult result)
    {
        foreach (StrategyResult strategy in result.Strategies)
        {
            foreach ((string reason, double nodes) in strategy.WhyNotUpdated.Take(MostReasons))
                yield return $"{strategy.Strategy.Name}: {Numbers.Count(nodes)} nodes are not updated: {reason}.";
            if (strategy.WhyNotUpdated.Count > MostReasons)
            {
                yield return $"{strategy.Strategy.Name}: {strategy.WhyNotUpdated.Skip(MostReasons).Sum(w => w.Nodes):0.##} more "
                    + "nodes are not updated for other reasons.";
            }
        }
    }

    private static IEnumerable<string> Extrapolations(Scenario scenario, CompareResult result) => ScenarioNotes.Extrapolations(
        scenario, result.Strategies.Select(s => s.Strategy.Rollout.DrainBudgetSeconds).Distinct().Order());

    private static IEnumerable<string> Notes(Scenario scenario, CompareResult result)
    {
        yield return "better all in all means: as good in connections cut, new connections refused, duration and restarts, "
            + "and better in one, beyond what chance explains.";
        foreach (StrategyResult s in result.Strategies)
        {
            if (NodeDrainText.Of(s.Strategy.Rollout) is { } drained) yield return $"{s.Strategy.Name}: {drained}";
        }
        if (result.Strategies.Any(s => s[Measure.PeakNodesWithTwoProcesses].Mean > 0))
        {
            yield return $"one ztunnel process is taken to need {Numbers.Memory(result.ZTunnelMemoryBytes)}"
                + (scenario.Rollout.Memory.BytesPerConnection > 0 ? $", by {MemoryText.Of(scenario.Rollout.Memory)}" : "")
                + (scenario.Rollout.Memory.IsAssumed ? ", an assumption: put what yours takes under ztunnel as 'memory'." : ".");
        }
        if (result.End == SweepEnd.PrecisionReached)
        {
            yield return "held to that precision, with 95 % confidence, are connections cut and refused, duration and restarts; the "
                + "duration's p50 and p95 to twice the share. '--precision none' runs all replications.";
        }
        bool comeBack = result.Strategies.Any(s => s[Measure.Reconnections].Mean > 0);
        if (comeBack && result.Strategies.Any(s => s.Predicted is not null))
            yield return "theory counts each connection once; one whose client comes back can be reset again, as is simulated.";
        if (comeBack)
        {
            yield return "times without a connection are those of the workload with the longest p99 in each rollout; the reconnect "
                + "peak is that of one destination.";
        }
    }
}
