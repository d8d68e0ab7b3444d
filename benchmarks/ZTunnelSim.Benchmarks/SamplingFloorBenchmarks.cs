using BenchmarkDotNet.Attributes;

namespace ZTunnelSim.Benchmarks;

/// <summary>
/// The floor of any simulation of every connection: drawing their random numbers, with 10^6 open connections, and nothing
/// else; against the event engine that draws as many.
/// </summary>
[Config(typeof(ShortRuns))]
public class SamplingFloorBenchmarks
{
    private Rollout _rollout = null!;
    private long _atStart;
    private long _opened;

    /// <summary>The law of the lifetimes.</summary>
    [Params("lognormal", "exponential")]
    public string Law { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        DurationLaw law = Law == "lognormal" ? Scenarios.Lifetime : new Exponential(4);
        _rollout = Rollout.Of(Cluster.OfSize(100, Workload.Of("api", Traffic.OpenPerNode(10_000), law))) with
        {
            Timing = new ReplacementTiming(new Constant(0.05), new Constant(0.03), new Constant(0.02)),
        };
        ConnectionLedger ledger = Events().Ledger!.Value;
        (_atStart, _opened) = (ledger.OpenAtStart, ledger.Opened);
    }

    [Benchmark(Baseline = true)]
    public double Floor()
    {
        DurationLaw law = _rollout.Cluster.Workloads[0].Lifetime;
        RandomStream lives = new(1), arrivals = new(2);
        double sum = 0;
        for (long i = 0; i < _atStart; i++) sum += law.SampleResidual(ref lives);
        for (long i = 0; i < _opened; i++) sum += arrivals.NextExponential() + law.Sample(ref lives);
        return sum;
    }

    [Benchmark]
    public RolloutResult Events() => _rollout.Simulate(1, new SimulationOptions { Engine = Engine.Events });
}
