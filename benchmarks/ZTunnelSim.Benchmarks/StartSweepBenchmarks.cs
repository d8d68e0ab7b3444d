using BenchmarkDotNet.Attributes;

namespace ZTunnelSim.Benchmarks;

/// <summary>Rates that change with the clock: a week's hours for 20 grace periods, and runs under such rates.</summary>
[Config(typeof(ShortRuns))]
public class StartSweepBenchmarks
{
    private static readonly DateTimeOffset Monday = new(2026, 12, 7, 0, 0, 0, TimeSpan.Zero);

    private static readonly RateProfile Week = RateProfile.HoursOfWeek(Enumerable.Range(0, 168).Select(h =>
        (h / 24 < 5 ? 1 : 0.3) * (1 + 9 * (0.5 + 0.5 * Math.Sin(2 * Math.PI * (h - 8) / 24)))));

    private static readonly Rollout Constant = Scenarios.TenMinutes;

    private static readonly Rollout Changing = Constant with
    {
        Start = Monday.AddHours(3),
        Cluster = new Cluster(
            Constant.Cluster.Nodes, Constant.Cluster.Workloads.Select(w => w with { Profile = Week }), Constant.Cluster.Applications),
    };

    private int _replication;

    [Benchmark(Baseline = true)]
    public RolloutResult ConstantRate() => Constant.Simulate(1, new SimulationOptions { Replication = ++_replication });

    [Benchmark]
    public RolloutResult ChangingRate() => Changing.Simulate(1, new SimulationOptions { Replication = ++_replication });

    [Benchmark]
    public RolloutResult ConstantRateEvents() => Constant.Simulate(1, new() { Engine = Engine.Events, Replication = ++_replication });

    [Benchmark]
    public RolloutResult ChangingRateEvents() => Changing.Simulate(1, new() { Engine = Engine.Events, Replication = ++_replication });

    [Benchmark]
    public IReadOnlyList<StartOutcome> WeekOfStarts() =>
        Changing.PredictStarts(Enumerable.Range(0, 168).Select(h => Monday.AddHours(h)), Scenarios.Candidates(20));
}
