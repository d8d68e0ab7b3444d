namespace ZTunnelSim.Tests;

public class BacktestTests
{
    private static readonly BacktestOptions Options = new()
    {
        DrainBudgetSeconds = 25,
        Timing = new ReplacementTiming(new Constant(10), new Constant(0), new Constant(1)),
    };

    /// <summary>
    /// 1000 runs of which each has its own data before: 200 lifetimes, so few that what the fit leaves open is as large as
    /// chance. Right 95 % intervals hold 936 to 970 numbers with a probability of 98 %; since their ends are whole numbers
    /// they hold rather a little more than less.
    /// </summary>
    [Fact]
    public void The_interval_holds_the_kills_of_95_percent_of_rollouts_when_the_data_are_few()
    {
        DurationLaw law = new Lognormal(20, 0.9);
        Rollout rollout = Rollout.Of(Cluster.OfSize(5, Workload.Of("w", Traffic.OpenPerNode(60), law))) with
        {
            GracePeriod = 30,
            Timing = Options.Timing,
        };
        int[] inside = [.. Enumerable.Range(0, 1000).AsParallel().AsOrdered().Select(run => Run(run))];

        TestContext.Current.TestOutputHelper?.WriteLine($"{inside.Sum()} of 1000 inside");
        Assert.InRange(inside.Sum(), 936, 970);

        int Run(int run)
        {
            double perSecond = rollout.Cluster.Workloads[0].OpenedPerSecond, seconds = 200 / (5 * perSecond);
            RandomStream random = new(99, run);
            BacktestTraffic[] counted =
                [.. Enumerable.Range(0, 5).Select(n => new BacktestTraffic(n, 0, random.NextPoisson(perSecond * seconds), 0, 0))];
            List<LifetimeObservation> lifetimes = [];
            for (long i = counted.Sum(t => t.OutboundBefore); i > 0; i--) lifetimes.Add(new(law.Sample(ref random)));
            LifetimeFit fit = LifetimeFitter.Fit(LawFamily.Lognormal, LifetimeSample.From(lifetimes));
            RolloutResult played = rollout.Simulate(seed: 7, new SimulationOptions { Replication = run });
            BacktestInput input = new()
            {
                Nodes = [.. rollout.Cluster.Nodes.Select(n => new BacktestNode(n.Name, seconds, null, []))],
                Workloads = [new("w", fit.Law, fit.DrawLaws(200, seed: 1))],
                Traffic = [.. counted.Select(t => t with { Kills = played.Resets[t.Node, 0] })],
            };
            return Backtest.Run(input, Options with { Draws = 200 }).Total.IsInside ? 1 : 0;
        }
    }

    [Fact]
    public void The_expectation_is_the_theory_of_each_node()
    {
        DurationLaw law = new Lomax(2.2, 50);
        BacktestResult result = Backtest.Run(Input(law, kills: 0), Options);
        Rollout rollout = Rollout.Of(Cluster.OfSize(1, Workload.Of("w", Traffic.PerNode(3), law))) with
        {
            GracePeriod = 30,
            Timing = Options.Timing,
        };

        Assert.Equal(rollout.Predict().Resets, result.ByNode[0].Expected, 1e-9);
        // Client's and server's ends on the second node: 2 + 1 per second.
        Assert.Equal(rollout.Predict().Resets, result.ByNode[1].Expected, 1e-9);
        Assert.Equal(result.ByNode.Sum(n => n.Expected), result.Total.Expected, 1e-9);
    }

    [Fact]
    public void A_node_and_a_workload_that_differ_are_named()
    {
        BacktestInput input = Input(new Exponential(20), kills: 17);
        BacktestResult right = Backtest.Run(input, Options);
        BacktestResult wrong = Backtest.Run(input with { Traffic = [input.Traffic[0], input.Traffic[1] with { Kills = 40 }] }, Options);

        Assert.True(right.Total.IsInside);
        Assert.Empty(right.DifferingNodes);
        Assert.Empty(right.DifferingWorkloads);
        Assert.False(wrong.Total.IsInside);
        Assert.Equal("b", Assert.Single(wrong.DifferingNodes).Name);
        Assert.Equal("w", Assert.Single(wrong.DifferingWorkloads).Name);
    }

    [Fact]
    public void P_values_are_adjusted_step_by_step()
    {
        BacktestInput input = Input(new Exponential(20), kills: 17);
        BacktestResult result = Backtest.Run(
            input with { Traffic = [input.Traffic[0] with { Kills = 30 }, input.Traffic[1] with { Kills = 10 }] }, Options);
        double[] p = [.. result.ByNode.Select(n => n.PValue)];

        Assert.Equal(2 * p.Min(), result.ByNode.Min(n => n.AdjustedPValue), 1e-12);
        Assert.Equal(Math.Max(2 * p.Min(), p.Max()), result.ByNode.Max(n => n.AdjustedPValue), 1e-12);
        Assert.Equal(result.Total.PValue, result.Total.AdjustedPValue);
    }

    [Fact]
    public void A_count_of_a_known_rate_has_the_interval_and_the_p_value_of_Poissons_law()
    {
        // So many connections were counted that the rate is known. Poisson's probabilities at a mean of 20 exp(-1.25), summed.
        BacktestInput input = new()
        {
            Nodes = [new("a", 1e9, null, [])],
            Workloads = [new("w", new Exponential(20), [])],
            Traffic = [new(0, 0, 1_000_000_000, 0, 9)],
        };
        BacktestResult result = Backtest.Run(input, Options with { Timing = new(new Constant(0), new Constant(0), new Constant(0)) });

        Assert.Equal(20 * Math.Exp(-1.25), result.Total.Expected, 1e-9);
        Assert.Equal((2, 11), (result.Total.Lower, result.Total.Upper));
        Assert.Equal(0.2524, result.Total.PValue, 0.0005);
        Assert.Equal(0.8738, result.Calibration.Intervals[0].Low, 0.0005);
    }

    [Theory]
    [InlineData(25.3, 0.1, KillTiming.AtDeadline)]
    [InlineData(12.0, 0.1, KillTiming.TooEarly)]
    [InlineData(55.0, 0.1, KillTiming.TooLate)]
    [InlineData(25.3, 9.0, KillTiming.Spread)]
    public void Kills_are_compared_with_the_deadline(double first, double spread, object expected)
    {
        BacktestInput input = Input(new Exponential(20), kills: 2);
        input = input with
        {
            Nodes = [input.Nodes[0] with { LastAcceptedSeconds = 100, KillSeconds = [100 + first + spread, 100 + first] },
            input.Nodes[1]]
        };
        BacktestResult result = Backtest.Run(input, Options);

        Assert.Equal((KillTiming)expected, result.Timings[0].Timing);
        Assert.Equal(first, result.Timings[0].AfterLastAcceptedSeconds, 1e-9);
        Assert.Equal(KillTiming.Unknown, result.Timings[1].Timing);
    }

    [Fact]
    public void Counts_of_right_predictions_lie_on_the_diagonal_and_of_wrong_ones_do_not()
    {
        RandomStream random = new(5);
        DurationLaw law = new Exponential(20);
        double mean = 5 * 20 * Math.Exp(-25 / 20.0);
        BacktestCalibration Of(double factor)
        {
            RandomStream stream = random;
            return Backtest.Run(
                new BacktestInput
                {
                    Nodes = [.. Enumerable.Range(0, 300).Select(n => new BacktestNode($"{n}", 1e6, null, []))],
                    Workloads = [new("w", law, [])],
                    Traffic = [.. Enumerable.Range(0, 300).Select(
                        n => new BacktestTraffic(n, 0, 5_000_000, 0, stream.NextPoisson(factor * mean)))],
                },
                Options with { Draws = 20 }).Calibration;
        }
        double[] levels = [.. Enumerable.Range(1, 19).Select(i => i / 20.0)];
        BacktestCalibration right = Of(1), wrong = Of(1.15);

        // Kolmogorov's 99.9 % point at n = 300, and less for counts.
        Assert.All(levels, u => Assert.InRange(right.ShareBelow(u), u - 0.113, u + 0.113));
        Assert.Contains(levels, u => Math.Abs(wrong.ShareBelow(u) - u) > 0.15);
        Assert.Equal((0, 1), (right.ShareBelow(0), right.ShareBelow(1)));
    }

    [Fact]
    public void Values_out_of_range_are_refused()
    {
        BacktestInput input = Input(new Exponential(20), kills: 1);
        Assert.Throws<ArgumentException>(() => Backtest.Run(input, Options with { DrainBudgetSeconds = 0 }));
        Assert.Throws<ArgumentException>(() => Backtest.Run(input, Options with { Confidence = 1 }));
        Assert.Throws<ArgumentException>(() => Backtest.Run(input, Options with { Draws = 0 }));
        Assert.Throws<ArgumentException>(() => Backtest.Run(input with { Nodes = [] }, Options));
        Assert.Throws<ArgumentException>(() => Backtest.Run(input with { Workloads = [] }, Options));
        Assert.Throws<ArgumentException>(() => Backtest.Run(input with { Workloads = [new("w", new Lomax(0.9, 1), [])] }, Options));
        Assert.Throws<ArgumentException>(() => Backtest.Run(input with { Traffic = [new(0, 7, 1, 1, 1)] }, Options));
        Assert.Throws<ArgumentException>(() => Backtest.Run(input with { Traffic = [new(0, 0, 1, 1, -1)] }, Options));
        Assert.Throws<ArgumentException>(() => Backtest.Run(input with { Nodes = [new("a", 0, null, []), input.Nodes[1]] }, Options));
    }

    /// <summary>Two nodes with 3 ends per second each, of one side or of both.</summary>
    private static BacktestInput Input(DurationLaw law, long kills) => new()
    {
        Nodes = [new("a", 1000, null, []), new("b", 2000, null, [])],
        Workloads = [new("w", law, [])],
        Traffic = [new(0, 0, 3000, 0, kills), new(1, 0, 4000, 2000, kills)],
    };
}
