using BenchmarkDotNet.Attributes;

namespace ZTunnelSim.Benchmarks;

/// <summary>One rollout, the obvious way and by both engines, as nodes and connections grow.</summary>
[Config(typeof(ShortRuns))]
public class EngineBenchmarks
{
    private Rollout _rollout = null!;
    private int _replication;

    /// <summary>Nodes x open connections per node.</summary>
    [Params("10x10", "10x1000", "100x1000")]
    public string Size { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] size = [.. Size.Split('x').Select(int.Parse)];
        _rollout = Scenarios.Of(size[0], size[1], cycleSeconds: 1);
    }

    [Benchmark(Baseline = true)]
    public long PriorityQueue() => new PriorityQueueRollout(_rollout, ++_replication).Run().Resets;

    [Benchmark]
    public RolloutResult Events() => _rollout.Simulate(1, new SimulationOptions { Engine = Engine.Events, Replication = ++_replication });

    [Benchmark]
    public RolloutResult Boundary() =>
        _rollout.Simulate(1, new SimulationOptions { Engine = Engine.Boundary, Replication = ++_replication });
}
