namespace ZTunnelSim.Tests;

public class SurgeDurationTests
{
    private static Rollout Example(int surge, double startup) =>
        Rollout.Of(Cluster.OfSize(7, Workload.Of("w", Traffic.OpenPerNode(3), new Lognormal(10, 1.2)))) with
        {
            GracePeriod = 60,
            Strategy = UpdateStrategy.MaxSurge(surge),
            Timing = new ReplacementTiming(new Constant(startup), new Constant(0), new Constant(0)),
        };

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 10)]
    [InlineData(3, 0)]
    public void The_law_is_the_simulated_one(int surge, double startup)
    {
        Rollout rollout = Example(surge, startup);
        SurgeDuration law = SurgeDuration.Of(rollout, new ResetTheory(rollout))!;
        double[] simulated = [.. Enumerable.Range(0, 2000).Select(i => rollout
            .Simulate(3, new SimulationOptions { Engine = Engine.Boundary, Replication = i }).DurationSeconds)];
        foreach (double p in new[] { 0.1, 0.25, 0.5, 0.75, 0.9, 0.97 })
        {
            double quantile = law.Quantile(p, rollout.DrainBudgetSeconds);
            // A drain that lasts its budget ends at a fixed time: the law has jumps, and a quantile may be one.
            Assert.InRange(
                p, law.Probability(quantile - 2e-3, rollout.DrainBudgetSeconds), law.Probability(quantile, rollout.DrainBudgetSeconds));
            double expected = law.Probability(quantile + 2e-3, rollout.DrainBudgetSeconds);
            double share = simulated.Count(d => d <= quantile + 2e-3) / 2000.0;
            // Binomial, 2,000 rollouts, 4.4 standard errors: level 1e-5.
            Assert.Equal(expected, share, 4.4 * Math.Sqrt(expected * (1 - expected) / 2000) + 1e-12);
        }
    }

    [Fact]
    public void With_both_ends_a_node_drains_what_crosses_it()
    {
        string[] nodes = ["node-1", "node-2", "node-3", "node-4"];
        Workload workload = Workload.Of("w", Traffic.OpenBetween(null, "app", 4), new Exponential(40));
        Rollout rollout = Rollout.Of(new Cluster(Cluster.NodesOfSize(4), [workload], [Application.OnNodes("app", nodes)])) with
        {
            GracePeriod = 60,
            Timing = new ReplacementTiming(new Constant(10), new Constant(0), new Constant(0)),
        };
        double median = SurgeDuration.Of(rollout, new ResetTheory(rollout))!.Quantile(0.5, rollout.DrainBudgetSeconds);
        List<RolloutResult> runs =
            [.. Enumerable.Range(0, 1000).Select(i => rollout.Simulate(3, new SimulationOptions { Replication = i }))];
        double within = runs.Count(r => r.DurationSeconds <= median) / 1000.0;
        // Binomial, 1,000 rollouts, 4.4 standard errors: level 1e-5.
        Assert.Equal(0.5, within, 4.4 * Math.Sqrt(0.25 / 1000));
        double[] twoProcesses = [.. runs.Select(r => r.Timelines.Sum(t => t.OldExitedAt - t.ListeningAt))];
        Assert.True(Statistics.MeanPValue(twoProcesses, rollout.NodeSecondsWithTwoProcesses(new ResetTheory(rollout))) > Statistics.Level);
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(3, 10)]
    [InlineData(3, 0)]
    public void Its_mean_is_the_predicted_duration(int surge, double startup)
    {
        Rollout rollout = Example(surge, startup);
        SurgeDuration law = SurgeDuration.Of(rollout, new ResetTheory(rollout))!;
        const int Points = 20_000;
        double step = rollout.DrainBudgetSeconds / Points;
        double beyond = Enumerable.Range(0, Points)
            .Sum(i => step * (1 - law.Probability(law.LastSeconds + (i + 0.5) * step, rollout.DrainBudgetSeconds)));
        Assert.Equal(rollout.Predict().DurationSeconds!.Value, law.LastSeconds + beyond, 1e-3);
    }

    [Theory]
    [InlineData(1, 40)]
    [InlineData(3, 3_000)]
    public void Its_mean_with_a_budget_of_very_many_cycles_is_the_integral(int surge, double median)
    {
        // 20,000 cycles: the first few thousand one by one, the rest in panels.
        Rollout rollout = Example(surge, startup: 1) with
        {
            GracePeriod = 20_005,
            Cluster = Cluster.OfSize(7, Workload.Of("w", Traffic.OpenPerNode(3), new Lognormal(median, 1.5))),
        };
        SurgeDuration law = SurgeDuration.Of(rollout, new ResetTheory(rollout))!;
        double beyond = 0;
        for (double x = 0.25; x < rollout.DrainBudgetSeconds; x += 0.5)
            beyond += 0.5 * (1 - law.Probability(law.LastSeconds + x, rollout.DrainBudgetSeconds));
        double mean = law.MeanSeconds(rollout.DrainBudgetSeconds);
        Assert.Equal(law.LastSeconds + beyond, mean, 1e-4 * mean);
    }

    [Fact]
    public void A_budget_of_decades_is_waited_for_only_by_a_process_that_hangs()
    {
        const double Decades = 2_000_000_000, Days = 1_000_000;
        Rollout rollout = Example(1, startup: 10);
        ResetTheory theory = new(rollout);
        SurgeDuration law = SurgeDuration.Of(rollout, theory)!;
        double hangs = 1 - law.Probability(law.LastSeconds + Days, Decades);
        Assert.InRange(hangs, 1e-4, 1e-3);
        Assert.Equal(law.MeanSeconds(Days) + hangs * (Decades - Days), law.MeanSeconds(Decades), 1e-5 * law.MeanSeconds(Decades));
        Assert.Equal(law.Quantile(0.5, 100_000), law.Quantile(0.5, 2_000_000_000), 1e-3);
    }

    [Fact]
    public void What_is_beyond_the_cycles_that_are_gone_through_is_the_integral_of_the_law()
    {
        const double Budget = 1_000_000;
        const int Steps = 20_000;
        Rollout rollout = Rollout.Of(Cluster.OfSize(7, Workload.Of("w", Traffic.OpenPerNode(3), new Lomax(2, 100)))) with
        {
            Strategy = UpdateStrategy.MaxSurge(1),
            Timing = new ReplacementTiming(new Constant(10), new Constant(0), new Constant(0)),
        };
        SurgeDuration law = SurgeDuration.Of(rollout, new ResetTheory(rollout))!;
        // The trapezoidal rule in the logarithm of the time.
        double[] times = [0, .. Enumerable.Range(0, Steps + 1).Select(i => 0.01 * Math.Pow(Budget / 0.01, (double)i / Steps))];
        double[] left = [.. times.Select(t => 1 - law.Probability(law.LastSeconds + t, Budget))];
        double mean = law.LastSeconds
            + Enumerable.Range(1, Steps + 1).Sum(i => 0.5 * (times[i] - times[i - 1]) * (left[i] + left[i - 1]));
        Assert.InRange(mean, 5e3, 5e4);
        Assert.Equal(mean, law.MeanSeconds(Budget), 1e-4 * mean);
    }

    [Fact]
    public void Time_with_two_processes_is_the_simulated_one()
    {
        Rollout rollout = Example(3, 10) with
        {
            Timing = new ReplacementTiming(new Constant(5), new Exponential(8), new Uniform(0, 4)),
        };
        double[] simulated = [.. Enumerable.Range(0, 3000).Select(i => rollout
            .Simulate(4, new SimulationOptions { Engine = Engine.Boundary, Replication = i })
            .Timelines.Sum(t => t.OldExitedAt - t.ListeningAt))];
        Assert.True(Statistics.MeanPValue(simulated, rollout.NodeSecondsWithTwoProcesses(new ResetTheory(rollout))) > Statistics.Level);
        Rollout withoutSurge = rollout with { Strategy = UpdateStrategy.MaxUnavailable(1) };
        Assert.Equal(0, withoutSurge.NodeSecondsWithTwoProcesses(new ResetTheory(withoutSurge)));
    }
}
