namespace ZTunnelSim.Tests;

/// <summary>A small result of each kind, the same for the same seed, each from inputs of its own.</summary>
internal static class ResultExamples
{
    public static Rollout Small() => Rollout.Of(Cluster.OfSize(
        4, Workload.Of("a", Traffic.OpenPerNode(9), new Lognormal(60, 1.5)), Workload.Of("b", Traffic.PerNode(3), new Exponential(9))));

    /// <summary>A rollout whose results have everything: both ends, clients that come back, evacuated nodes.</summary>
    public static Rollout Evacuating() => Rollout.Of(new Cluster(
            Cluster.NodesOfSize(3),
            [Workload.Of(
                "api", Traffic.OpenBetween("web", "api", 300), new Exponential(20)) with { Clients = ClientBehaviour.ReconnectsAtOnce }],
            [Application.WithReplicas("web", 6), Application.WithReplicas("api", 6)]))
        with
    { Strategy = UpdateStrategy.EvacuateNodes(), GracePeriod = 2 };

    public static RolloutLimits Limits() => new()
    {
        MaxResets = 0,
        MaxResetsByWorkload = new Dictionary<string, ResetLimit> { ["b"] = ResetLimit.Count(2) },
        MaxDurationSeconds = 60,
    };

    public static SweepResult Sweep(ulong seed = 1) =>
        Small().Sweep([30, 300], new SweepOptions { Seed = seed, Replications = 20 });

    public static CompareResult Comparison(ulong seed = 1) => Compare.Run(
        [new("roll", Evacuating() with { Strategy = UpdateStrategy.Chart }), new("evacuate", Evacuating())],
        new CompareOptions { Seed = seed, Replications = 5 });

    public static RolloutResult Run(ulong seed = 1) =>
        Evacuating().Simulate(seed, new SimulationOptions { Trace = true, SeriesStep = TimeSpan.FromSeconds(1) });

    /// <summary>A rollout that stands still, as a new pod never gets Ready: some of its times are infinite.</summary>
    public static RolloutResult Stalled() => Small().WithNeverReady("node-2").Simulate(1);

    public static Recommendation Recommendation(ulong seed = 1) =>
        Small().Recommend(Limits(), new RecommendOptions { Seed = seed, Replications = 20 });

    /// <summary>No T holds no reset of so heavy a tail.</summary>
    public static Recommendation NoneHolds() => Rollout
        .Of(Cluster.OfSize(4, Workload.Of("heavy", Traffic.OpenPerNode(1000), new Lomax(1.05, 100))))
        .Recommend(new RolloutLimits { MaxResets = 0 }, new RecommendOptions { Replications = 20 });

    public static BacktestResult Backtested(ulong seed = 1) => Backtest.Run(
        new BacktestInput
        {
            Nodes = [new("n", 60, 1, [31])],
            Workloads = [new("w", new Exponential(60), [])],
            Traffic = [new(0, 0, 10, 0, 1)],
        },
        new BacktestOptions { DrainBudgetSeconds = 30, Seed = seed });

    public static SensitivityResult Sensitivity() =>
        Small().Sensitivity(new SensitivityOptions { Limits = Limits(), Replications = 20 });

    public static object[] All() =>
    [
        Sweep(), Comparison(), Run(), Stalled(), Recommendation(), NoneHolds(), Backtested(), Sensitivity(), Small().Predict(),
        TheoryCheck.Of(Small(), [30]),
    ];
}
