namespace ZTunnelSim.Tests;

/// <summary>R(G) has one source, and the simulator that follows every connection agrees with it.</summary>
public class ResetTheoryTests
{
    private static readonly ReplacementTiming Timing = new(new Constant(3), new Constant(0), new Constant(0));

    public static TheoryData<Pacing, bool, int> Serial => new()
    {
        { Pacing.OneNodeAtATime, true, 5 },
        { Pacing.OneNodeAtATime, false, 5 },
        { Pacing.Kubernetes, false, 5 },
        { Pacing.OneNodeAtATime, true, 3 },
    };

    /// <summary>
    /// Closed form for exponential lifetimes of mean m, pods on every node and any order of N nodes, without an overlap: the open
    /// connections times e^(-G/m), times 2 - 1/N - (1 - 1/N) sum over k of p_k e^(-k c/m), where
    /// p_k = 2 (N - k) / (N (N - 1)) and c is the cycle of 16 s. Worked out apart from this project.
    /// </summary>
    [Theory]
    [InlineData(20, 1000, 300, 8177.966)]
    [InlineData(6, 1000, 300, 7671.492)]
    [InlineData(500, 600, 30, 17852.822)]
    public void Connections_with_both_ends_have_the_value_of_the_closed_form(int nodes, double mean, int t, double expected)
    {
        Rollout rollout = Between(nodes, 10_000, new Exponential(mean)).WithGracePeriod(t);
        Assert.Equal(expected, rollout.Predict().Resets, 2e-5 * expected);
    }

    /// <summary>Young processes grow older while the drains before them last, and their predecessors drained by the same T.</summary>
    [Theory]
    [InlineData(Pacing.OneNodeAtATime, false)]
    [InlineData(Pacing.OneNodeAtATime, true)]
    [InlineData(Pacing.Kubernetes, true)]
    public void One_theory_serves_all_grace_periods(Pacing pacing, bool comesBack)
    {
        ClientBehaviour clients = comesBack ? ClientBehaviour.ReconnectsAtOnce : ClientBehaviour.GivesUp;
        Workload workload = Workload.Of("w", Traffic.OpenPerNode(100), new Exponential(600)) with { Clients = clients };
        Rollout rollout = Rollout.Of(Cluster.OfSize(12, workload)) with { ProcessAge = new Constant(40), Pacing = pacing };
        ResetTheory theory = new(rollout.WithGracePeriod(30));
        foreach (int t in new[] { 10, 300, 20, 3600 })
        {
            Rollout at = rollout.WithGracePeriod(t);
            Assert.Equal(at.Predict().Resets, theory.Mean(0, at.DrainBudgetSeconds));
            Assert.Equal(at.Predict().ToJson(), RolloutTheory.Predict(at, theory).ToJson());
        }
    }

    /// <summary>
    /// Against the integral over the ages of connections, by the midpoint rule: a share of those opened in the last w seconds went to the
    /// new process, and the rest of those in the first w to the one before.
    /// </summary>
    [Theory]
    [InlineData(300, 2, 0.5)]
    [InlineData(20, 5, 0.5)]
    [InlineData(20, 5, 0.3)]
    [InlineData(7, 5, 0.5)]
    [InlineData(4, 5, 0.5)]
    [InlineData(20, 0, 0.5)]
    public void A_process_holds_nothing_older_than_itself(double age, double overlap, double newShare)
    {
        const double Budget = 10;
        const int Steps = 200_000;
        DurationLaw law = new Lognormal(4, 1.2);
        ReplacementTiming timing = new(new Constant(1), new Constant(0), new Constant(overlap), newShare);
        RollingUpdate plan = (RollingUpdate)UpdateStrategy.Chart;
        double sum = 0, step = age / Steps;
        for (int i = 0; i < Steps; i++)
        {
            double opened = (i + 0.5) * step;
            double share = (opened < overlap ? 1 - newShare : 1) * (opened > age - overlap ? newShare : 1);
            sum += share * law.Survival(opened + Budget) * step;
        }

        Assert.Equal(sum, ResetTheory.AtOneNode(plan, timing, Budget, age)(law), 1e-3 * sum);
        double old = ResetTheory.AtOneNode(plan, timing, Budget)(law);
        Assert.Equal(old, ResetTheory.AtOneNode(plan, timing, Budget, 1e9)(law), 1e-6 * old);
    }

    [Fact]
    public void The_sum_over_both_ends_alone_would_be_far_off()
    {
        Rollout rollout = Between(20, 10_000, new Exponential(1000)).WithGracePeriod(300);
        double[] simulated = Resets(rollout, 40);
        Assert.True(Statistics.MeanPValue(simulated, rollout.Predict().Resets) > Statistics.Level, $"{simulated.Average()}");
        Assert.True(simulated.Average() < 0.6 * 14_511.1, $"{simulated.Average()}");
    }

    /// <summary>
    /// Few connections, so that drains end early and the next node's SIGTERM depends on them. What is left is that later
    /// drains are taken as if the earlier ones had cut nothing: 0.3 % of the resets with six nodes, 1.2 % with three. A drain
    /// that is taken to last its budget, or its mean, would be 5 to 15 % off.
    /// </summary>
    [Theory]
    [MemberData(nameof(Serial))]
    public void Serial_drains_that_end_early_agree_with_the_simulation(Pacing pacing, bool surge, int nodes)
    {
        Rollout rollout = Between(nodes, 2 * nodes - 2, new Exponential(20)) with
        {
            GracePeriod = 30,
            Timing = Timing,
            Pacing = pacing,
            Strategy = surge ? RollingUpdate.Default : new RollingUpdate(default, 1),
        };
        double predicted = rollout.Predict().Resets;
        double[] simulated = Resets(rollout, 40_000);
        double error = Math.Sqrt(simulated.Sum(x => Math.Pow(x - simulated.Average(), 2))) / simulated.Length;
        // 4.4 standard errors: level 1e-5.
        Assert.InRange(simulated.Average(), predicted - 4.4 * error - 0.02 * predicted, predicted + 4.4 * error);
    }

    [Fact]
    public void Clients_that_return_at_once_are_reset_again_where_the_next_node_waits_for_the_drain()
    {
        Rollout rollout = Between(3, 4, new Exponential(20), ClientBehaviour.ReconnectsAtOnce) with
        {
            GracePeriod = 30,
            Timing = Timing,
            Pacing = Pacing.OneNodeAtATime,
        };
        double[] simulated = Resets(rollout, 40_000);
        Assert.True(
            Statistics.MeanPValue(simulated, rollout.Predict().Resets) > Statistics.Level,
            $"{simulated.Average()} for {rollout.Predict().Resets}");
    }

    [Fact]
    public void Everything_that_tells_the_expected_resets_tells_the_same()
    {
        DurationLaw law = new Lognormal(5, 1.3);
        foreach (Pacing pacing in Enum.GetValues<Pacing>())
        {
            foreach (bool surge in new[] { true, false })
            {
                Rollout rollout = Mixed(law) with
                {
                    Pacing = pacing,
                    Strategy = surge ? RollingUpdate.Default : new RollingUpdate(default, 2),
                    Timing = new ReplacementTiming(new Uniform(2, 9), new Constant(2), new Exponential(3)),
                };
                ResetMeans means = new(rollout);
                foreach (int t in new[] { 1, 10, 11, 30, 600 })
                {
                    Rollout at = rollout.WithGracePeriod(t);
                    double g = at.DrainBudgetSeconds;
                    RolloutPrediction predicted = at.Predict();
                    Assert.Equal(predicted.ResetsByWorkload, Enumerable.Range(0, 3).Select(w => means.Fitted(g, w)));
                    // The first workload's one plausible law is its own; the others have none.
                    Assert.Equal(predicted.Resets, Assert.Single(means.Plausible(g)), 1e-12 * predicted.Resets);
                }
            }
        }
    }

    [Fact]
    public void A_plausible_lifetime_is_less_what_it_counts_twice_itself()
    {
        // The other law lives ten times as long: with the share of the first one it would be 20 % off.
        DurationLaw other = new Exponential(300);
        Rollout rollout = Between(10, 100, new Exponential(30));
        Workload uncertain = rollout.Cluster.Workloads[0] with { PlausibleLifetimes = [other] };
        Rollout plausible = rollout with { Cluster = rollout.Cluster.With(uncertain) };
        double expected = Between(10, 100, other).Predict().Resets;
        Assert.Equal(expected, new ResetMeans(plausible).Plausible(25)[0], 1e-9 * expected);
    }

    [Fact]
    public void A_lifetime_without_a_mean_outlives_every_drain()
    {
        Lomax endless = new(0.9, 10);
        Rollout open = Between(4, 100, new Exponential(30));
        Workload uncertain = open.Cluster.Workloads[0] with { PlausibleLifetimes = [endless] };
        open = open with { Cluster = open.Cluster.With(uncertain) };
        // Every connection is cut once, by the first of its nodes.
        Assert.Equal(100, Assert.Single(new ResetMeans(open).Plausible(25)), 1e-9);

        Rollout arrivals = Rollout.Of(new Cluster(
            Cluster.NodesOfSize(4),
            [Workload.Of("w", Traffic.Between("a", "b", 3), new Exponential(30)) with
            {
                PlausibleLifetimes = [endless],
            }],
            [Application.WithReplicas("a", 4), Application.WithReplicas("b", 4)]));
        Assert.Equal(double.PositiveInfinity, Assert.Single(new ResetMeans(arrivals).Plausible(25)));
    }

    private static Rollout Between(int nodes, double open, DurationLaw law, ClientBehaviour? clients = null) => Rollout.Of(new Cluster(
        Cluster.NodesOfSize(nodes),
        [Workload.Of("api-to-db", Traffic.OpenBetween("api", "db", open), law) with
        {
            Clients = clients ?? ClientBehaviour.GivesUp,
        }],
        [Application.WithReplicas("api", nodes), Application.WithReplicas("db", nodes)])) with
    {
        Timing = new ReplacementTiming(new Constant(16), new Constant(0), new Constant(0)),
    };

    private static Rollout Mixed(DurationLaw law) => Rollout.Of(new Cluster(
        Cluster.NodesOfSize(6),
        [
            Workload.Of("both", Traffic.OpenBetween("a", "b", 60), law) with { PlausibleLifetimes = [law] },
            Workload.Of("returning", Traffic.Between("b", "a", 2), new Weibull(0.6, 40)) with
            {
                Clients = ClientBehaviour.ReconnectsAtOnce,
            },
            Workload.Of("one-end", Traffic.OpenPerNode(7, ["node-2", "node-5"]), new Lomax(2.5, 90)),
        ],
        [Application.WithReplicas("a", 4), Application.OnNodes("b", "node-2", "node-3", "node-3")]));

    private static double[] Resets(Rollout rollout, int replications) => [.. Enumerable.Range(0, replications).AsParallel().AsOrdered()
        .Select(i => (double)rollout.Simulate(2026, new SimulationOptions { Engine = Engine.Sessions, Replication = i }).Resets.Total)];
}
