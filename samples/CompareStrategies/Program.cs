// Which way to update? Four strategies for one cluster, side by side: what each breaks and what it takes.
using ZTunnelSim;

Cluster cluster = new(
    Cluster.NodesOfSize(6),
    [
        Workload.Of(
            "page views", Traffic.Between(source: null, destination: "web", openedPerSecond: 50),
            DurationLaw.Lognormal(TimeSpan.FromSeconds(2), sigma: 1)),
        Workload.Of(
            "db pool", Traffic.OpenBetween("web", "db", connections: 120),
            DurationLaw.Exponential(TimeSpan.FromHours(1))) with
        {
            Clients = ClientBehaviour.ReconnectsWithBackoff(initial: TimeSpan.FromSeconds(1)),
        },
    ],
    [
        Application.WithReplicas("web", 12) with
        {
            DisruptionBudget = DisruptionBudget.MaxUnavailable(IntOrPercent.Percent(25)),
        },
        Application.WithReplicas("db", 2) with
        {
            GracePeriod = TimeSpan.FromSeconds(120),
            DisruptionBudget = DisruptionBudget.MinAvailable(1),
            IsLongLived = true,
        },
    ]);

Rollout rollout = Rollout.Of(cluster);
CompareResult comparison = Compare.Run(
[
    new("as in the chart", rollout),
    new("T = 600 s", rollout.WithGracePeriod(600)),
    new("drain every node", rollout with { Strategy = UpdateStrategy.EvacuateNodes() }),
    new("drain the db's, roll the rest", rollout with { Strategy = UpdateStrategy.EvacuateThenRoll() }),
]);

Console.WriteLine($"{"strategy",-30} {"resets",7} {"app-terminated",14} {"restarts",8} {"twice reset",11} {"duration",9}");
foreach (StrategyResult s in comparison.Strategies)
{
    Console.WriteLine(
        $"{s.Strategy.Name,-30} {s.Resets.Mean,7:0.0} {s.AppTerminated.Mean,14:0.0} {s.Restarts.Mean,8:0.0} "
            + $"{s[Measure.RepeatVictims].Mean,11:0.0}"
        + $" {s.DurationP50Seconds / 60,5:0.0} min {(s.IsParetoBest ? "*" : " ")} {s.Reading}");
}
Console.WriteLine("* no other one is better all in all");
