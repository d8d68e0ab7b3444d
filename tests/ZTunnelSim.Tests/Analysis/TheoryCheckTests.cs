namespace ZTunnelSim.Tests;

public class TheoryCheckTests
{
    private static readonly GracePeriod[] Candidates = [new(10), new(30), new(60), new(120)];

    private static Rollout Simple(DurationLaw law, double open = 20) =>
        Rollout.Of(Cluster.OfSize(4, Workload.Of("w", Traffic.OpenPerNode(open), law)));

    private static Rollout BothEnds(ClientBehaviour clients) => Rollout.Of(new Cluster(
        Cluster.NodesOfSize(4),
        [
            Workload.Of("pooled", Traffic.OpenBetween("a", "b", 80), new Exponential(60)),
            Workload.Of("other", Traffic.OpenBetween("b", "a", 80), new Exponential(60)) with { Clients = clients },
        ],
        [Application.WithReplicas("a", 4), Application.WithReplicas("b", 4)]));

    [Fact]
    public void A_right_theory_agrees_with_the_engine_that_simulates_every_connection()
    {
        TheoryCheck check = TheoryCheck.Of(Simple(new Lognormal(20, 1.2)), Candidates);
        Assert.Equal((CheckVerdict.Agrees, Engine.Events), (check.Verdict, check.Engine));
        Assert.Equal([10, 30, 120], check.Candidates.Select(c => c.GracePeriod.Seconds));
        Assert.All(check.Candidates, c => Assert.InRange(c.ZScore, -4, 4));
        Assert.All(check.Candidates, c => Assert.Equal(
            Simple(new Lognormal(20, 1.2)).WithGracePeriod(c.GracePeriod).Predict().Resets, c.Predicted, 1e-9 * c.Predicted));

        TheoryCheck both = TheoryCheck.Of(BothEnds(ClientBehaviour.GivesUp), Candidates);
        Assert.Equal((CheckVerdict.Agrees, Engine.Sessions), (both.Verdict, both.Engine));
    }

    /// <summary>The event engine takes the two nodes of a connection for two connections, and would call theory wrong.</summary>
    [Fact]
    public void Connections_that_cross_two_nodes_are_reset_once()
    {
        Traffic traffic = Traffic.OpenPerNode(20).WithShareOnTwoNodes(0.5);
        Rollout rollout = Rollout.Of(Cluster.OfSize(4, Workload.Of("w", traffic, new Lognormal(200, 1.2))));
        TheoryCheck check = TheoryCheck.Of(rollout, Candidates);
        Assert.Equal((CheckVerdict.Agrees, Engine.Sessions), (check.Verdict, check.Engine));
        Assert.All(check.Candidates, c => Assert.InRange(c.Simulated.Mean, 0.95 * c.Predicted, 1.05 * c.Predicted));
    }

    [Fact]
    public void A_wrong_tail_is_found_by_the_check_and_not_by_the_boundary_engine()
    {
        // Lifetimes are drawn as they should be; what theory integrates, and the boundary engine with it, is 10 % too much.
        Rollout rollout = Simple(new WrongTail(), open: 200);
        SweepResult sweep = rollout.Sweep([new(30)], new SweepOptions { Replications = 200, Engine = Engine.Boundary });
        Assert.True(sweep.Candidates[0].Pacings[0].Resets.Contains(sweep.Candidates[0].Predicted.Resets));

        TheoryCheck check = TheoryCheck.Of(rollout, [new(30)]);
        Assert.Equal(CheckVerdict.Disagrees, check.Verdict);
        Assert.True(check.PValue < 1e-6, $"{check.PValue}");
        Assert.Equal(1 / 1.1, check.Candidates[0].Simulated.Mean / check.Candidates[0].Predicted, 0.02);
    }

    [Fact]
    public void A_huge_cluster_is_checked_with_a_share_of_its_traffic()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(500, Workload.Of("w", Traffic.OpenPerNode(1e9), new Exponential(600))));
        TheoryCheck check = TheoryCheck.Of(rollout, Candidates);
        Assert.Equal(CheckVerdict.Agrees, check.Verdict);
        Assert.All(check.Candidates, c =>
        {
            Assert.Equal(20, c.Replications);
            Assert.InRange(c.TrafficShare, 1e-9, 1e-4);
            // Scaled up to all traffic.
            double predicted = rollout.WithGracePeriod(c.GracePeriod).Predict().Resets;
            Assert.Equal(predicted, c.Predicted, 1e-9 * predicted);
            Assert.Equal(predicted, c.Simulated.Mean, 0.02 * predicted);
        });
    }

    [Fact]
    public void Only_workloads_whose_clients_stay_away_are_judged()
    {
        TheoryCheck check = TheoryCheck.Of(BothEnds(ClientBehaviour.ReconnectsAtOnce), [new(10), new(30)]);
        Assert.Equal(["pooled"], check.Workloads);
        Assert.Equal(CheckVerdict.Agrees, check.Verdict);

        Rollout returning = Rollout.Of(Cluster.OfSize(
            4, Workload.Of("w", Traffic.OpenPerNode(20), new Exponential(600)) with
            {
                Clients = ClientBehaviour.ReconnectsAtOnce,
            }));
        Assert.Equal(CheckVerdict.NotCovered, TheoryCheck.Of(returning, [new(10)]).Verdict);
        Assert.Equal(CheckVerdict.NotCovered, TheoryCheck.Of(Simple(new Exponential(600)).WithNeverReady("node-1"), [new(10)]).Verdict);
    }

    [Fact]
    public void Too_few_resets_tell_nothing() =>
        Assert.Equal(CheckVerdict.TooFewResets, TheoryCheck.Of(Simple(new Exponential(2)), [new(120)]).Verdict);

    [Fact]
    public void Equal_seeds_give_equal_checks_with_1_and_2_threads()
    {
        Rollout rollout = Simple(new Exponential(40));
        TheoryCheck one = TheoryCheck.Of(rollout, Candidates, seed: 7, threads: 1), two = TheoryCheck.Of(
            rollout, Candidates, seed: 7, threads: 2);
        Assert.Equal(one.Candidates, two.Candidates);
        Assert.NotEqual(one.Candidates, TheoryCheck.Of(rollout, Candidates, seed: 8).Candidates);
        Assert.Throws<ArgumentException>(() => TheoryCheck.Of(rollout, []));
    }

    /// <summary>Exponential lifetimes with an integral of the survival that is 10 % too large.</summary>
    private sealed class WrongTail : DurationLaw
    {
        private static readonly Exponential Right = new(40);

        public override double MeanSeconds => Right.MeanSeconds;

        public override double Survival(double seconds) => Right.Survival(seconds);

        public override double Quantile(double probability) => Right.Quantile(probability);

        public override double IntegratedTail(double seconds) => 1.1 * Right.IntegratedTail(seconds);

        public override double InverseIntegratedTail(double tailSeconds) => Right.InverseIntegratedTail(tailSeconds / 1.1);

        internal override double Sample(ref RandomStream random) => Right.Sample(ref random);

        internal override double SampleResidual(ref RandomStream random) => Right.SampleResidual(ref random);

        public override string ToString() => "wrong tail";
    }
}
