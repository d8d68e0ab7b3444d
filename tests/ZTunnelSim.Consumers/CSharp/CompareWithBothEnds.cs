using ZTunnelSim;

/// <summary>Four ways to update a cluster in which one application's pods hold connections to another's.</summary>
internal static class CompareWithBothEnds
{
    public static void Run()
    {
        DurationLaw recycled = DurationLaw.Uniform(TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
        Workload pool = Workload.BetweenWithOpenConnections("db pool", new ConnectionEnds("api", "db"), 300, recycled);
        DisruptionBudget most = DisruptionBudget.MinAvailable(IntOrPercent.Percent(80));
        Cluster cluster = new(
            Cluster.NodesOfSize(9),
            [pool.WithClients(ClientBehaviour.ReconnectsAtOnce)],
            [
                Application.WithReplicas("api", 18).WithDisruptionBudget(most),
                Application.OnNodes("db", "node-1", "node-4", "node-7").WithGracePeriod(120),
            ]);
        Rollout chart = Rollout.Of(cluster);
        RollingUpdate unavailable = new(IntOrPercent.Nodes(0), IntOrPercent.Percent(10));
        CompareResult comparison = Compare.Run(
            [
                new("chart default", chart),
                new("T = 600 s", chart.WithGracePeriod(600)),
                new("drain every node", chart.WithStrategy(new EvacuateNodes())),
                new("10 % unavailable", chart.WithStrategy(unavailable)),
            ],
            new CompareOptions { Replications = 5 });
        foreach (StrategyResult strategy in comparison.Strategies)
            Console.WriteLine($"{strategy.Strategy.Name}: {strategy.Resets.Mean:0} resets; {strategy.Reading}");
    }
}
