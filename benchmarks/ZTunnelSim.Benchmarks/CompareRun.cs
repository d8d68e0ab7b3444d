using System.Diagnostics;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// The largest comparison, once: nine strategies on nodes with 1,000 connections each, 500 of them from the node's pod to any other and
/// 500 the other way round, clients that come back at once; all replications.
/// </summary>
internal static class CompareRun
{
    public static void Print(int nodes, int replications)
    {
        foreach ((string name, DurationLaw lifetime) in new (string, DurationLaw)[]
            { ("calls", Scenarios.Lifetime), ("half an hour", DurationLaw.Exponential(TimeSpan.FromMinutes(30))) })
        {
            Stopwatch watch = Stopwatch.StartNew();
            TimeSpan before = Environment.CpuUsage.TotalTime;
            CompareResult result = Compare.Run(
                Strategies(nodes, lifetime), new CompareOptions { Replications = replications, Precision = null });
            double seconds = watch.Elapsed.TotalSeconds, processor = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
            double peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1048576.0;
            Console.WriteLine(
                $"{nodes:#,0} nodes, {result.Strategies.Count} strategies, {result.Replications} replications, {name}: "
                + $"{seconds:0.0} s, {processor:0.0} s of processor time, peak {peak:0} MiB");
        }
    }

    private static NamedStrategy[] Strategies(int nodes, DurationLaw lifetime)
    {
        DisruptionBudget budget = DisruptionBudget.MaxUnavailable(IntOrPercent.Percent(25));
        Cluster cluster = new(
            Cluster.NodesOfSize(nodes),
            [Workload.Of("api", Traffic.OpenBetween("web", "api", 500.0 * nodes), lifetime) with
            {
                Clients = ClientBehaviour.ReconnectsAtOnce,
            }],
            [
                Application.WithReplicas("web", nodes) with { DisruptionBudget = budget },
                Application.WithReplicas("api", nodes) with { DisruptionBudget = budget },
            ]);
        Rollout rollout = Rollout.Of(cluster);
        (string Name, Rollout Rollout)[] all =
        [
            ("T = 30 s", rollout.WithGracePeriod(30)),
            ("T = 300 s", rollout.WithGracePeriod(300)),
            ("T = 1800 s", rollout.WithGracePeriod(1800)),
            ("surge 25%", rollout.WithGracePeriod(300) with { Strategy = UpdateStrategy.MaxSurge(IntOrPercent.Percent(25)) }),
            ("one at a time", rollout.WithGracePeriod(300) with { Pacing = Pacing.OneNodeAtATime }),
            ("OnDelete", rollout with { Strategy = UpdateStrategy.OnDelete(3) }),
            ("drain each node", rollout with { Strategy = UpdateStrategy.EvacuateNodes() }),
            ("drain, a surge node", rollout with { Strategy = UpdateStrategy.EvacuateNodes(new() { SurgeNodes = 1 }) }),
            ("drain, 3 at once", rollout with { Strategy = UpdateStrategy.EvacuateNodes(new() { Parallel = 3 }) }),
        ];
        return [.. all.Select(strategy => new NamedStrategy(strategy.Name, strategy.Rollout))];
    }
}
