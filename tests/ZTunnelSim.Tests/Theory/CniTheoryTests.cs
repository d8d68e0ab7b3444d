namespace ZTunnelSim.Tests;

/// <summary>istio-cni and ztunnel rolled at the same time: theory of many nodes against simulated rollouts.</summary>
public class CniTheoryTests
{
    [Theory]
    [InlineData(1, 1, 10)]
    [InlineData(1, 1, 40)]
    [InlineData(4, 1, 10)]
    [InlineData(1, 3, 10)]
    [InlineData(10, 10, 5)]
    public void As_many_nodes_lose_their_overlap_as_theory_says(int surge, int cniPlaces, double away)
    {
        const int Nodes = 300, Runs = 40;
        Rollout rollout = Of(Nodes) with
        {
            Strategy = UpdateStrategy.MaxSurge(surge),
            Cni = new(cniPlaces, new Constant(away)),
        };
        CniTheory theory = CniTheory.Of(rollout)!;
        double lost = 0, refused = 0;
        for (int run = 0; run < Runs; run++)
        {
            RolloutResult result = rollout.Simulate(21, new() { Replication = run });
            Assert.True(result.IsComplete);
            // Where the old ztunnel went before the new one listened.
            NodeTimeline[] alone = [.. result.Timelines.Where(t => t.SigtermAt < t.ListeningAt)];
            // Less where the new one had been started before.
            Assert.All(alone, t => Assert.InRange(t.WithoutListenerSeconds, 0, Math.Max(10, away) + 1e-6));
            lost += alone.Length;
            refused += result.Refused.Total;
        }
        // Nodes in replacement at once, and the last ones, are what the limit of many nodes leaves out.
        Assert.InRange(lost / Runs, theory.Nodes - 0.03 * Nodes, theory.Nodes + 0.03 * Nodes);
        Assert.InRange(refused / Runs, 0.88 * theory.Refused - 3, 1.1 * theory.Refused + 3);
        Assert.InRange(theory.Share, 0.01, 0.99);
    }

    [Fact]
    public void The_share_is_that_of_the_fluid_limit()
    {
        // A turn of ztunnel's takes as long as a visit of istio-cni's: k = 1.
        Rollout rollout = Of(10) with
        {
            Timing = new(new Constant(6), new Constant(4), new Constant(0)),
            Cni = CniRollout.Default,
        };
        CniTheory theory = CniTheory.Of(rollout)!;
        Assert.Equal(Math.Exp(-1), theory.Share, 1e-12);
        Assert.Equal(10, theory.GapSeconds);
        // 2 a second on each node.
        Assert.Equal(Math.Exp(-1) * 10 * 10 * 2, theory.Refused, 1e-9);
        Assert.Null(CniTheory.Of(rollout with { Cni = null }));
        Assert.Null(CniTheory.Of(rollout with { Strategy = UpdateStrategy.MaxUnavailable(1) }));
        Assert.Contains("Roll istio-cni first", CniText.Of(rollout));
        Assert.Contains("new ones wait for it", CniText.Of(rollout with { Strategy = UpdateStrategy.MaxUnavailable(1) }));
    }

    [Fact]
    public void No_ztunnel_gets_Ready_while_istio_cni_is_away()
    {
        Rollout rollout = Of(3) with
        {
            Timing = new(new Constant(10), new Constant(5), new Constant(0)),
            Cni = new(3, new Constant(100)),
        };
        RolloutResult result = rollout.Simulate(2);
        // It is away everywhere from the start: every old one goes at once, and every new one waits.
        Assert.All(result.Timelines, t => Assert.Equal(0, t.SigtermAt));
        Assert.All(result.Timelines, t => Assert.Equal(100, t.ListeningAt));
        Assert.All(result.Timelines, t => Assert.True(t.ReadyAt >= 100));
        Rollout without = rollout with { Strategy = UpdateStrategy.MaxUnavailable(1) };
        Assert.All(without.Simulate(2).Timelines, t => Assert.True(t.ReadyAt >= 100));
        Assert.Equal(0, Of(3).Simulate(2).Refused.Total);
        // A sweep plays it.
        Assert.True(rollout.Sweep([30], new() { Replications = 20 }).Candidates[0].Pacings[0].Refused.Mean > 0);
    }

    private static Rollout Of(int nodes) =>
        Rollout.Of(Cluster.OfSize(nodes, Workload.Of("w", Traffic.PerNode(2), new Exponential(5)))) with { GracePeriod = 30 };
}
