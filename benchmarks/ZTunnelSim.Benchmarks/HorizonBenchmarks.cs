using BenchmarkDotNet.Attributes;

namespace ZTunnelSim.Benchmarks;

/// <summary>What it costs to draw only what the rollout touches: 100 nodes, 100 arrivals a second, ten minutes.</summary>
[Config(typeof(ShortRuns))]
public class HorizonBenchmarks
{
    private int _replication;

    [Benchmark(Baseline = true)]
    public RolloutResult Boundary() => Run(Engine.Boundary);

    [Benchmark]
    public RolloutResult Events() => Run(Engine.Events);

    private RolloutResult Run(Engine engine) =>
        Scenarios.TenMinutes.Simulate(1, new SimulationOptions { Engine = engine, Replication = ++_replication });
}
