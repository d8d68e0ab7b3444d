namespace ZTunnelSim.Tests;

/// <summary>What one restart that nobody planned loses, by theory and in simulated clusters; and how often such a one comes.</summary>
public class UnplannedRestartTests
{
    /// <summary>Rollouts whose nodes carry different loads: each node's own, and between applications.</summary>
    public static TheoryData<string> Kinds => ["per node", "between applications", "with dead peers"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void All_that_a_node_holds_is_lost(string kind)
    {
        const int Runs = 300;
        Rollout rollout = RolloutOf(kind);
        OpenOnNodes open = new(rollout);
        double[] sums = new double[open.Means.Count], squares = new double[open.Means.Count];
        for (int run = 0; run < Runs; run++)
        {
            // A process that is killed at the instant of its SIGTERM, without a drain, loses what it holds then.
            RolloutResult result = rollout.Simulate(7, new() { Engine = EngineOf(kind), Replication = run });
            for (int n = 0; n < sums.Length; n++)
            {
                double held = result.OpenAtSigterm.OfNode(n);
                sums[n] += held;
                squares[n] += held * held;
            }
        }
        for (int n = 0; n < sums.Length; n++)
        {
            double mean = sums[n] / Runs, variance = squares[n] / Runs - mean * mean;
            Assert.InRange((mean - open.Means[n]) / Math.Sqrt(open.Means[n] / Runs), -4.5, 4.5);
            // Poisson: as spread as its mean says.
            Assert.InRange(variance / open.Means[n], 1 - 5 * Math.Sqrt(2.0 / Runs), 1 + 5 * Math.Sqrt(2.0 / Runs));
        }
    }

    [Fact]
    public void Its_range_holds_95_of_100()
    {
        const int Runs = 400;
        Rollout rollout = RolloutOf("per node");
        UnplannedRestart one = UnplannedRestart.Of(rollout)!;
        int inside = 0, of = 0;
        for (int run = 0; run < Runs; run++)
        {
            RolloutResult result = rollout.Simulate(8, new() { Engine = Engine.Events, Replication = run });
            for (int n = 0; n < 3; n++, of++)
            {
                if (result.OpenAtSigterm.OfNode(n) is var held && held >= one.Lower && held <= one.Upper) inside++;
            }
        }
        // Whole numbers make it a little wider than it has to be.
        Assert.InRange((double)inside / of, 0.95 - 3 * Math.Sqrt(0.05 * 0.95 / of), 0.975);
    }

    [Fact]
    public void It_is_R_of_0_and_measures_a_rollout()
    {
        Rollout rollout = Rollout.Of(Cluster.OfSize(4, Workload.Of("w", Traffic.PerNode(2), new Exponential(100))));
        UnplannedRestart one = UnplannedRestart.Of(rollout)!;
        Assert.Equal(200, one.Lost, 1e-9);
        // All four nodes, without a drain and an overlap, are four of it.
        Rollout abrupt = rollout with { Strategy = UpdateStrategy.MaxUnavailable(1), DrainBudget = DrainBudget.DeadlineOf(1e-9) };
        Assert.Equal(4, one.InRestarts(abrupt.Predict().Resets), 1e-6);
        Assert.Contains("as much as 4.00 unplanned restarts of one node: one loses all that its ztunnel holds, 200 connections",
            UnplannedRestartText.Sentence(rollout, 800));
    }

    [Fact]
    public void Lost_is_what_somebody_misses_and_uncertain_as_the_data_are()
    {
        Rollout dead = RolloutOf("with dead peers");
        Assert.Equal(new OpenOnNodes(dead.Live).Mean, UnplannedRestart.Of(dead)!.Lost, 1e-9);
        Workload known = Workload.Of("w", Traffic.PerNode(2), new Exponential(100));
        Workload uncertain = known with
        {
            PlausibleLifetimes = [new Exponential(50), new Exponential(100), new Exponential(200)],
            PlausibleTraffic = [1, 0.5, 2],
        };
        Assert.Equal([0.5, 0.5, 4], new OpenOnNodes(Rollout.Of(Cluster.OfSize(2, uncertain))).Spread);
        UnplannedRestart narrow = UnplannedRestart.Of(Rollout.Of(Cluster.OfSize(2, known)))!;
        UnplannedRestart wide = UnplannedRestart.Of(Rollout.Of(Cluster.OfSize(2, uncertain)))!;
        Assert.InRange(narrow.Lower, 170, 175);
        Assert.True(wide.Lower < 90 && wide.Upper > 790);
        Assert.Null(UnplannedRestart.Of(Rollout.Of(Cluster.OfSize(2, Workload.Of("w", Traffic.PerNode(0), new Exponential(100))))));
    }

    [Fact]
    public void Counted_restarts_are_a_rate_with_a_range()
    {
        RestartCount counted = new(7, 1800, 2, "kubectl's restartCount");
        Assert.Equal(7 / 1800.0 * 20 * 365.25, counted.PerYear(20), 1e-9);
        // Jeffreys' interval of 7: 3.13 to 13.75.
        (double low, double high) = counted.PerYearInterval(20);
        Assert.Equal(3.131, low / counted.PerYear(20) * 7, 0.01);
        Assert.Equal(13.744, high / counted.PerYear(20) * 7, 0.01);
        Assert.Equal(0, new RestartCount(0, 1800, 0, "").PerYearInterval(20).Low);
        Rollout rollout = Rollout.Of(Cluster.OfSize(20, Workload.Of("w", Traffic.PerNode(2), new Exponential(100)))) with
        {
            UnplannedRestarts = counted,
        };
        string told = UnplannedRestartText.Sentence(rollout, 100)!;
        Assert.Contains("28.4 of them a year [12.7, 55.8]", told);
        Assert.Contains("2 of them out of memory", told);
        // 100 connections of 28.4 x 200 a year.
        Assert.Contains($"lose in {DurationFormat.Brief(100 / (counted.PerYear(20) * 200) * 365.25 * 86400)}", told);
        Recommendation found = rollout.Recommend(new() { MaxResetShare = 0.05 });
        Assert.Contains(found.Reasons, r => r.Contains("unplanned restarts of one node", StringComparison.Ordinal));
    }

    private static Engine EngineOf(string kind) => kind == "between applications" ? Engine.Sessions : Engine.Events;

    private static Rollout RolloutOf(string kind)
    {
        Node[] nodes = [.. Enumerable.Range(1, 3).Select(i => new Node($"n{i}"))];
        Cluster cluster = kind switch
        {
            "per node" => new(nodes,
            [
                Workload.Of("short", Traffic.PerNode(3), new Exponential(20)),
                Workload.Of("long", Traffic.OpenPerNode(40, ["n2"]), new Lognormal(300, 1)),
            ]),
            "with dead peers" => new(nodes,
            [
                Workload.Of("w", Traffic.PerNode(0.5), new Mixture((0.9, new Exponential(60)), (0.1, new Constant(700)))) with
                {
                    LiveLifetime = new Mixture((0.9, new Exponential(60)), (0.1, new Constant(100))),
                },
            ]),
            _ => new(nodes, [Workload.Of("calls", Traffic.OpenBetween("web", "db", 120), new Exponential(200))],
                [Application.OnNodes("web", ["n1", "n1", "n1", "n2"]), Application.OnNodes("db", ["n2", "n3"])]),
        };
        // No time in which two listen, none in which nobody does, and nothing is cut: at its turn each node holds what it always holds.
        return Rollout.Of(cluster) with
        {
            GracePeriod = 36_000,
            Timing = new(new Constant(0), new Constant(0), new Constant(0)),
        };
    }
}
