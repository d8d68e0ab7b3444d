using BenchmarkDotNet.Attributes;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// What both ends, pods and clients cost: the two engines of sessions on traffic that the event engine can play too, and on their own.
/// </summary>
[Config(typeof(ShortRuns))]
public class SessionBenchmarks
{
    private readonly Rollout _eachNode = Scenarios.Of(20, 500, cycleSeconds: 5);
    private readonly Rollout _bothEnds;
    private readonly Rollout _drained;
    private int _replication;

    public SessionBenchmarks()
    {
        Cluster cluster = new(
            Cluster.NodesOfSize(20),
            [Workload.Of("api", Traffic.OpenBetween("web", "api", 10_000), Scenarios.Lifetime) with
            {
                Clients = ClientBehaviour.ReconnectsAtOnce,
            }],
            [Application.WithReplicas("web", 60), Application.WithReplicas("api", 60)]);
        _bothEnds = Rollout.Of(cluster) with { Timing = _eachNode.Timing };
        _drained = _bothEnds with { Strategy = UpdateStrategy.EvacuateNodes() };
    }

    [Benchmark(Baseline = true)]
    public RolloutResult EventsEachNode() => Run(_eachNode, Engine.Events);

    [Benchmark]
    public RolloutResult SessionsEachNode() => Run(_eachNode, Engine.Sessions);

    [Benchmark]
    public RolloutResult SessionsBothEnds() => Run(_bothEnds, Engine.Sessions);

    [Benchmark]
    public RolloutResult SessionsDrained() => Run(_drained, Engine.Sessions);

    [Benchmark]
    public RolloutResult BoundarySessionsEachNode() => Run(_eachNode, Engine.BoundarySessions);

    [Benchmark]
    public RolloutResult BoundarySessionsBothEnds() => Run(_bothEnds, Engine.BoundarySessions);

    [Benchmark]
    public RolloutResult BoundarySessionsDrained() => Run(_drained, Engine.BoundarySessions);

    private RolloutResult Run(Rollout rollout, Engine engine) =>
        rollout.Simulate(1, new SimulationOptions { Engine = engine, Replication = ++_replication });
}
