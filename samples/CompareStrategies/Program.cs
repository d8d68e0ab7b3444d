// Which way to update? Four strategies for one cluster, side by side: what each breaks and what it takes.
using ZTunnelSim;

Cluster cluster = new(
    Cluster.NodesOfSize(6),
    [
        Workload.Between("page views", new ConnectionEnds(Source: null, Destination: "web"), connectionsPerSecond: 50, DurationLaw.Lognormal(TimeSpan.FromSeconds(2), sigma: 1)),
        Workload.BetweenWithOpenConnections("db pool", new ConnectionEnds("web", "db"), openConnections: 120, DurationLaw.Exponential(TimeSpan.FromHours(1)))
            .WithClients(ClientBehaviour.ReconnectsWithBackoff(initialSeconds: 1)),
    ],
    [
        Application.WithReplicas("web", 12).WithDisruptionBudget(DisruptionBudget.MaxUnavailable(IntOrPercent.Percent(25))),
        Application.WithReplicas("db", 2).WithGracePeriod(120).WithDisruptionBudget(DisruptionBudget.MinAvailable(IntOrPercent.Nodes(1))).AsLongLived(),
    ]);

Rollout rollout = Rollout.Of(cluster).WithGracePeriod(30);
CompareResult comparison = Compare.Run(
[
    new("as in the chart", rollout),
    new("T = 600 s", rollout.WithGracePeriod(600)),
    new("drain every node", rollout.WithStrategy(new EvacuateNodes())),
    new("drain the db's, roll the rest", rollout.WithStrategy(new EvacuateThenRoll(NodeEvacuation.Default, RollingUpdate.Default))),
]);

Console.WriteLine($"{"strategy",-30} {"resets",7} {"app-terminated",14} {"restarts",8} {"twice reset",11} {"duration",9}");
foreach (StrategyResult s in comparison.Strategies)
{
    Console.WriteLine(
        $"{s.Strategy.Name,-30} {s.Resets.Mean,7:0.0} {s.AppTerminated.Mean,14:0.0} {s.Restarts.Mean,8:0.0} {s[Measure.RepeatVictims].Mean,11:0.0}"
        + $" {s.DurationP50Seconds / 60,5:0.0} min {(s.IsParetoBest ? "*" : " ")} {s.Reading}");
}
Console.WriteLine("* no other one is better all in all");
