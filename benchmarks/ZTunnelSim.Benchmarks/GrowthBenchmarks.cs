using BenchmarkDotNet.Attributes;

namespace ZTunnelSim.Benchmarks;

/// <summary>How both engines grow with nodes and connections.</summary>
[Config(typeof(ShortRuns))]
public class GrowthBenchmarks
{
    private Rollout _rollout = null!;
    private int _replication;

    /// <summary>Nodes x open connections per node.</summary>
    [Params("10x10", "100x100", "1000x1000", "10000x1000")]
    public string Size { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] size = [.. Size.Split('x').Select(int.Parse)];
        // A rollout of ten seconds whatever the number of nodes, so that connections, not time, grow.
        _rollout = Scenarios.Of(size[0], size[1], cycleSeconds: 10.0 / size[0]).WithGracePeriod(10);
    }

    [Benchmark]
    public RolloutResult Events() => _rollout.Simulate(1, new SimulationOptions { Engine = Engine.Events, Replication = ++_replication });

    [Benchmark]
    public RolloutResult Boundary() =>
        _rollout.Simulate(1, new SimulationOptions { Engine = Engine.Boundary, Replication = ++_replication });
}
