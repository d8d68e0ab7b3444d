using ZTunnelSim;

/// <summary>Four ways to update a cluster in which one application's pods hold connections to another's.</summary>
internal static class CompareWithBothEnds
{
    public static void Run()
    {
        DurationLaw halfAnHour = DurationLaw.Uniform(TimeSpan.FromMinutes(29), TimeSpan.FromMinutes(30));
        Workload pool = Workload.Of("db pool", Traffic.OpenBetween("api", "db", 300), halfAnHour);
        Application api = Application.WithReplicas("api", 18) with
        {
            DisruptionBudget = DisruptionBudget.MinAvailable(IntOrPercent.Percent(80)),
        };
        Application db = Application.OnNodes("db", "node-1", "node-4", "node-7") with { GracePeriod = TimeSpan.FromMinutes(2) };
        Rollout chart = Rollout.Of(new Cluster(
            Cluster.NodesOfSize(9), [pool with { Clients = ClientBehaviour.ReconnectsAtOnce }], [api, db]));
        CompareResult comparison = Compare.Run(
            [
                new("chart default", chart),
                new("T = 600 s", chart with { GracePeriod = 600 }),
                new("drain every node", chart with { Strategy = UpdateStrategy.EvacuateNodes() }),
                new("10 % unavailable", chart with { Strategy = UpdateStrategy.MaxUnavailable(IntOrPercent.Percent(10)) }),
            ],
            new CompareOptions { Replications = 5 });
        foreach (StrategyResult strategy in comparison.Strategies)
            Console.WriteLine($"{strategy.Strategy.Name}: {strategy.Resets.Mean:0} resets; {strategy.Reading}");
        Console.WriteLine($"Evacuation moves {comparison["drain every node"].Restarts.Mean:0} pods");
    }
}
