using BenchmarkDotNet.Attributes;

namespace ZTunnelSim.Benchmarks;

/// <summary>A replication of a sweep over one candidate (5 min) and over 20 (10 s to an hour).</summary>
[Config(typeof(ShortRuns))]
public class SweepBenchmarks
{
    private static readonly GracePeriod[] One = [new(300)];
    private readonly ISweepSampler _one = Plan(One).CreateSampler(Engine.Boundary);
    private readonly ISweepSampler _twenty = Plan(Scenarios.Candidates(20)).CreateSampler(Engine.Boundary);
    private readonly SweepSample _sampleOfOne = Plan(One).CreateSample();
    private readonly SweepSample _sampleOfTwenty = Plan(Scenarios.Candidates(20)).CreateSample();
    private int _replication;

    [Benchmark(Baseline = true)]
    public void OneCandidate() => _one.Sample(++_replication, _sampleOfOne);

    [Benchmark]
    public void TwentyCandidates() => _twenty.Sample(++_replication, _sampleOfTwenty);

    private static SweepPlan Plan(GracePeriod[] candidates) =>
        new(Scenarios.TenMinutes, candidates, [Pacing.Kubernetes, Pacing.OneNodeAtATime], 1);
}

/// <summary>Whole sweeps: threads, and the size that the README promises.</summary>
[Config(typeof(ShortRuns))]
public class ThreadBenchmarks
{
    private static readonly Rollout Large = Scenarios.Of(10_000, 100);

    [Benchmark(Baseline = true)]
    public SweepResult OneThread() => Run(1);

    [Benchmark]
    public SweepResult TwoThreads() => Run(2);

    [Benchmark]
    public SweepResult HundredNodesEightCandidates() =>
        Scenarios.Of(100, 1000).Sweep(Scenarios.Candidates(8), new SweepOptions { Replications = 100 });

    private static SweepResult Run(int threads) =>
        Large.Sweep(Scenarios.Candidates(8), new SweepOptions { Replications = 400, Threads = threads });
}
