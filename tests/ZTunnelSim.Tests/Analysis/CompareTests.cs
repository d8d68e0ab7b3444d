using System.Text.Json;
using System.Text.Json.Serialization;

namespace ZTunnelSim.Tests;

public class CompareTests
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [Fact]
    public void Equal_seeds_give_equal_comparisons_with_1_and_3_threads()
    {
        CompareOptions options = new() { Seed = 3, Replications = 12, Threads = 1 };
        CompareResult one = Compare.Run(Strategies(), options);
        CompareResult three = Compare.Run(Strategies(), options with { Threads = 3 });
        CompareResult other = Compare.Run(Strategies(), options with { Seed = 4 });
        // Records are equal where all their numbers are; lists and predictions are written out.
        Assert.Equal(Text(one), Text(three));
        Assert.NotEqual(Text(one), Text(other));

        static string Text(CompareResult result) => JsonSerializer.Serialize(
            result.Strategies.Select(s => new
            {
                s.Strategy.Name,
                InAll = Measure.All.Select(measure => s[measure]),
                Most = Measure.All.Select(measure => s[measure, Statistic.Most]),
                ByWorkload = s.Workloads.Select(w => Measure.All.Select(measure => w[measure])),
                s.DurationP50Seconds,
                s.DurationP95Seconds,
                Why = s.WhyNotUpdated.Select(w => $"{w.Reason} {w.Nodes:R}"),
                s.IsParetoBest,
                s.DominatedBy,
                s.Reading,
            }),
            Json);
    }

    [Fact]
    public void Its_counts_are_those_of_single_runs()
    {
        const int Replications = 6;
        CompareResult comparison = Compare.Run(Strategies(), new CompareOptions { Seed = 9, Replications = Replications });
        foreach (StrategyResult strategy in comparison.Strategies)
        {
            RolloutResult[] runs = [.. Enumerable.Range(0, Replications)
                .Select(i => strategy.Strategy.Rollout.Simulate(9, new SimulationOptions { Replication = i }))];
            Assert.Equal(runs[0].Engine, strategy.Engine);
            AssertMean(strategy.Resets, r => r.Resets.Total);
            AssertMean(strategy.Refused, r => r.Refused.Total);
            AssertMean(strategy[Measure.AcceptQueueLosses], r => r.AcceptQueueLosses.Total);
            AssertMean(strategy.AppTerminated, r => r.Evacuations?.AppTerminated.Sum() ?? 0);
            AssertMean(strategy[Measure.AppClosed], r => r.Evacuations?.AppClosed.Sum() ?? 0);
            AssertMean(strategy[Measure.WithoutEndpoint], r => r.WithoutEndpoint.Sum());
            AssertMean(strategy.Restarts, r => r.Evacuations?.Restarts ?? 0);
            AssertMean(strategy.DurationSeconds, r => r.DurationSeconds);
            AssertMean(strategy[Measure.PeakNodesWithTwoProcesses], r => r.PeakNodesWithTwoProcesses);
            AssertMean(strategy[Measure.SessionsReset], r => r.Clients!.Sum(c => c.SessionsReset));
            AssertMean(strategy[Measure.RepeatVictims], r => r.Clients!.Sum(c => c.RepeatVictims));
            AssertMean(strategy[Measure.PeakReconnectsPerSecond], r => r.Clients!.Max(c => c.PeakReconnectsPerSecond));
            AssertMean(strategy.Workloads[1].Resets, r => r.Resets.OfWorkload(1));
            Assert.Equal(runs.Max(r => r.DurationSeconds), strategy.DurationP95Seconds);

            void AssertMean(Estimate estimate, Func<RolloutResult, double> of)
            {
                Assert.Equal(runs.Average(of), estimate.Mean, 1e-9 * Math.Max(1, estimate.Mean));
                Assert.Equal(Replications, estimate.Replications);
            }
        }
        // Each thing that is told apart happens in this cluster.
        Assert.True(comparison.Strategies[0] is { Resets.Mean: > 0, Predicted.Resets: > 0 });
        Assert.True(comparison.Strategies[0][Measure.RepeatVictims].Mean > 0);
        Assert.True(comparison.Strategies[2] is { Refused.Mean: > 0 });
        Assert.True(comparison.Strategies[3] is { Resets.Mean: 0, AppTerminated.Mean: > 0, Restarts.Mean: > 0, Predicted: null });
        Assert.True(comparison.Strategies[3][Measure.AppClosed].Mean > 0);
        Assert.True(comparison.Strategies[3][Measure.HeadroomPods, Statistic.Most] > 0);
    }

    [Fact]
    public void Every_measure_is_the_mean_over_single_runs_in_all_and_by_workload()
    {
        const int Replications = 4;
        CompareResult comparison = Compare.Run(Strategies(), new CompareOptions { Seed = 9, Replications = Replications });
        foreach (StrategyResult strategy in comparison.Strategies)
        {
            RolloutResult[] runs = [.. Enumerable.Range(0, Replications)
                .Select(i => strategy.Strategy.Rollout.Simulate(9, new SimulationOptions { Replication = i }))];
            foreach (Measure measure in Measure.All)
            {
                double[][] values = [.. runs.Select(run => measure.Read(run, comparison.ZTunnelMemoryBytes))];
                AssertMean(strategy, 0);
                if (measure.Kind == MeasureKind.Rollout) continue;
                for (int w = 0; w < strategy.Workloads.Count; w++) AssertMean(strategy.Workloads[w], 1 + w);

                void AssertMean(Impact impact, int part)
                {
                    double[] told = [.. values.Select(v => v[part]).Where(v => !double.IsNaN(v))];
                    double tolerance = 1e-9 * told.DefaultIfEmpty(0).Append(1).Max();
                    Assert.Equal(told.DefaultIfEmpty(double.NaN).Average(), impact[measure].Mean, tolerance);
                    Assert.Equal(told.Length, impact[measure].Replications);
                    Assert.Equal(told.DefaultIfEmpty(impact[measure, Statistic.Most]).Max(), impact[measure, Statistic.Most]);
                }
            }
        }
    }

    [Fact]
    public void Second_processes_cost_memory_for_as_long_as_both_run()
    {
        // Startup and readiness take 10 + 5 s, and nothing is ever open: both run in the 5 + 1 s before SIGTERM.
        Rollout rollout = Rollout.Of(Cluster.OfSize(6, Workload.Of("idle", Traffic.PerNode(0), new Exponential(1)))) with
        {
            Strategy = UpdateStrategy.MaxSurge(2),
            Timing = new ReplacementTiming(new Constant(10), new Constant(5), new Constant(1)),
        };
        StrategyResult result =
            Compare.Run([new("two at a time", rollout)], new CompareOptions { Replications = 2, ZTunnelMemoryBytes = 1000 }).Strategies[0];
        Assert.Equal(2, result[Measure.PeakNodesWithTwoProcesses, Statistic.Most]);
        Assert.Equal(2000, result[Measure.PeakExtraMemoryBytes, Statistic.Most]);
        Assert.Equal(36, result[Measure.NodeSecondsWithTwoProcesses].Mean, 1e-9);
        Assert.Equal(48, result.DurationP50Seconds, 1e-9);
    }

    [Fact]
    public void The_best_are_those_that_no_other_one_beats_all_in_all()
    {
        // With everything else equal, more nodes at a time are better, and so is a longer drain where only resets count.
        Rollout rollout = Rollout.Of(Cluster.OfSize(8, Workload.Of("a", Traffic.OpenPerNode(40), new Exponential(60)))).WithGracePeriod(30);
        CompareResult result = Compare.Run(
            [
                new("one node", rollout),
                new("all nodes", rollout with { Strategy = UpdateStrategy.MaxSurge(IntOrPercent.Percent(100)) }),
                new("all nodes, long", rollout with
                {
                    Strategy = UpdateStrategy.MaxSurge(IntOrPercent.Percent(100)),
                    GracePeriod = 600,
                }),
                new("stalls", rollout.WithNeverReady("node-1") with { NodeOrder = NodeOrder.AsListed }),
            ],
            new CompareOptions { Replications = 20 });
        Assert.Equal([false, true, true, false], result.Strategies.Select(s => s.IsParetoBest));
        Assert.Equal("all nodes", result.Strategies[0].DominatedBy);
        Assert.Equal("'all nodes' is better all in all.", result.Strategies[0].Reading);
        Assert.Equal("Fastest.", result.Strategies[1].Reading);
        Assert.Equal("No connections cut, but slowest.", result.Strategies[2].Reading);
        Assert.Equal("Does not finish: 8.0 nodes stay on the old version.", result.Strategies[3].Reading);
        Assert.Contains(result.Strategies[3].WhyNotUpdated, w => w is { Reason: "its new pod never got Ready", Nodes: 1 });
        Assert.Equal(8, result.Strategies[3].WhyNotUpdated.Sum(w => w.Nodes));
    }

    [Fact]
    public void Strategies_that_can_not_be_told_apart_are_all_marked()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(3, Workload.Of("a", Traffic.OpenPerNode(10), new Exponential(60))));
        CompareResult result = Compare.Run([new("this", rollout), new("the same", rollout)], new CompareOptions { Replications = 5 });
        Assert.All(result.Strategies, s => Assert.True(s is { IsParetoBest: true, DominatedBy: null }));
        Assert.All(result.Strategies, s => Assert.Equal("Between the others.", s.Reading));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_comparison_stops_at_the_first_look_at_which_all_is_precise(int threads)
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(8, Workload.Of("a", Traffic.OpenPerNode(40), new Exponential(300))));
        NamedStrategy[] strategies =
            [new("one node", rollout), new("unavailable", rollout with { Strategy = UpdateStrategy.MaxUnavailable(2) })];
        CompareOptions options = new() { Replications = 1000, Precision = 0.02, Threads = threads };
        CompareResult stopped = Compare.Run(strategies, options);
        Assert.Equal((SweepEnd.PrecisionReached, 1000, 0.02), (stopped.End, stopped.MostReplications, stopped.Precision));
        Assert.Contains($"stopped at {stopped.Replications} of 1,000 replications of 2 strategies", stopped.Extent());

        double[][][] runs = [.. strategies.Select(s => Enumerable.Range(0, stopped.Replications).Select(i => Values(s, i)).ToArray())];
        int[] looks = [.. Enumerable.Range(2, stopped.Replications - 1).Where(Precision.IsLook)];
        Assert.InRange(looks.Length, 3, 20);
        Assert.Equal(stopped.Replications, looks[^1]);
        Assert.All(looks, look => Assert.Equal(look == looks[^1], IsPrecise(look)));
        CompareResult all = Compare.Run(strategies, options with { Replications = stopped.Replications, Precision = null });
        Assert.Equal(SweepEnd.AllReplications, all.End);
        Assert.Equal(all.Strategies, stopped.Strategies);

        // Nothing restarts here, and all nodes are updated.
        double[] Values(NamedStrategy strategy, int i)
        {
            RolloutResult run = strategy.Rollout.Simulate(options.Seed, new SimulationOptions { Replication = i });
            return [run.Resets.Total, run.Refused.Total, run.DurationSeconds];
        }

        bool IsPrecise(int look) => Enumerable.Range(0, 3).All(c =>
        {
            double[][] values = [.. runs.Select(ofStrategy => ofStrategy[..look].Select(run => run[c]).ToArray())];
            double[] tolerances = [.. values.Select(v => 0.02 * Math.Max(v.Average(), c < 2 ? 10 : 0))];
            return HalfWidth(values[0]) <= tolerances[0] && HalfWidth(values[1]) <= tolerances[1]
                && HalfWidth([.. values[0].Zip(values[1], (a, b) => a - b)]) <= tolerances.Max()
                && (c < 2 || values.All(v => QuantilesAreKnown([.. v.Order()])));
        });

        static bool QuantilesAreKnown(double[] sorted) => new[] { 0.5, 0.95 }.All(p =>
        {
            (double lower, double upper) = SampleQuantile.Interval(sorted, p, 0.95);
            return 0.5 * (upper - lower) <= 0.04 * SampleQuantile.Of(sorted, p);
        });

        static double HalfWidth(double[] values)
        {
            RunningStatistics statistics = new();
            foreach (double value in values) statistics.Add(value);
            return statistics.MeanEstimate().HalfWidth;
        }
    }

    [Fact]
    public void Without_a_precision_all_replications_are_run()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(3, Workload.Of("idle", Traffic.PerNode(0), new Exponential(1)))) with
        {
            Timing = new ReplacementTiming(new Constant(10), new Constant(5), new Constant(1)),
        };
        NamedStrategy[] strategies = [new("this", rollout)];
        Assert.Equal(Precision.FirstLook, Compare.Run(strategies).Replications);
        CompareResult all = Compare.Run(strategies, new CompareOptions { Precision = null });
        Assert.Equal((SweepEnd.AllReplications, 50), (all.End, all.Replications));
    }

    [Theory]
    [InlineData(Engine.Boundary)]
    [InlineData(Engine.Events)]
    [InlineData(Engine.Sessions)]
    public void Strategies_that_differ_in_T_share_their_random_numbers(Engine engine)
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(6, Workload.Of("a", Traffic.OpenPerNode(40), new Lognormal(60, 1.2))));
        double[][] runs = [.. new[] { (30, 1ul), (60, 1ul), (60, 2ul) }.Select(Resets)];
        double common = Variance(runs[0].Zip(runs[1], (a, b) => a - b)), independent = Variance(runs[0].Zip(runs[2], (a, b) => a - b));
        Assert.True(common < 0.3 * independent, $"{engine}: {common / independent}");

        double[] Resets((int T, ulong Seed) of) => [.. Enumerable.Range(0, 300).Select(i => (double)rollout.WithGracePeriod(of.T)
            .Simulate(of.Seed, new SimulationOptions { Engine = engine, Replication = i }).Resets.Total)];

        static double Variance(IEnumerable<double> values)
        {
            RunningStatistics statistics = new();
            foreach (double value in values) statistics.Add(value);
            return statistics.Variance;
        }
    }

    [Fact]
    public void A_cancelled_comparison_returns_what_is_done_where_it_was_asked_to()
    {
        using CancellationTokenSource cancellation = new();
        Reporter progress = new(p =>
        {
            if (p.Done == 5) cancellation.Cancel();
        });
        CompareResult result = Compare.Run(
            Strategies(), new CompareOptions { Replications = 100_000, Precision = null, KeepsPartWhenCancelled = true }, progress, cancellation.Token);
        Assert.Equal(SweepEnd.Cancelled, result.End);
        Assert.InRange(result.Replications, 5, 100);
        Assert.All(result.Strategies, s => Assert.Equal(result.Replications, s.Resets.Replications));

        Assert.Throws<OperationCanceledException>(() => Compare.Run(Strategies(), cancellationToken: new CancellationToken(true)));
    }

    [Fact]
    public void Options_outside_their_range_are_refused()
    {
        NamedStrategy strategy = Strategies()[0];
        Assert.ThrowsAny<ArgumentException>(() => Compare.Run([]));
        Assert.Contains("'surge 1' is given twice", Assert.ThrowsAny<ArgumentException>(() => Compare.Run([strategy, strategy])).Message);
        Assert.ThrowsAny<ArgumentException>(() => Compare.Run([strategy], new CompareOptions { Replications = 1 }));
        Assert.ThrowsAny<ArgumentException>(() => Compare.Run([strategy], new CompareOptions { Threads = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => Compare.Run([strategy], new CompareOptions { Precision = 1 }));
        Assert.ThrowsAny<ArgumentException>(() => Compare.Run([strategy], new CompareOptions { Precision = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => Compare.Run([strategy], new CompareOptions { ZTunnelMemoryBytes = -1 }));
        // The boundary engine can't follow clients: told before any run.
        Assert.Contains(
            "sessions",
            Assert.ThrowsAny<ArgumentException>(() => Compare.Run([strategy], new CompareOptions { Engine = Engine.Boundary })).Message);
    }

    /// <summary>A small cluster in which all that a comparison counts happens.</summary>
    private static NamedStrategy[] Strategies()
    {
        Application web = Application.WithReplicas("web", 4) with
        {
            GracePeriod = TimeSpan.FromSeconds(10),
            DisruptionBudget = DisruptionBudget.MaxUnavailable(1),
        };
        Cluster cluster = new(
            Cluster.NodesOfSize(4),
            [
                Workload.Of("calls", Traffic.Between(null, "web", 20), new Exponential(2)),
                Workload.Of("sessions", Traffic.OpenBetween("web", "db", 80), new Exponential(300)) with
                {
                    Clients = ClientBehaviour.ReconnectsWithBackoff(TimeSpan.FromSeconds(1), max: TimeSpan.FromSeconds(20)),
                },
            ],
            [web, Application.WithReplicas("db", 2) with { GracePeriod = TimeSpan.FromSeconds(5) }]);
        Rollout rollout = Rollout.Of(cluster) with { GracePeriod = 30, Strategy = UpdateStrategy.Chart };
        return
        [
            new("surge 1", rollout),
            new("surge 1, T = 300 s", rollout.WithGracePeriod(300)),
            new("unavailable 2", rollout with { Strategy = UpdateStrategy.MaxUnavailable(2) }),
            new("drain", rollout with { Strategy = UpdateStrategy.EvacuateNodes() }),
        ];
    }

    private sealed class Reporter(Action<SweepProgress> report) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => report(value);
    }
}
