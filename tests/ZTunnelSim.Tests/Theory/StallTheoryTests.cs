namespace ZTunnelSim.Tests;

/// <summary>Rollouts that stand still for new pods that never get Ready: theory against closed forms and against simulated rollouts.</summary>
public class StallTheoryTests
{
    private const int Runs = 1500;

    [Theory]
    [InlineData(20, 0.1)]
    [InlineData(20, 0.5)]
    [InlineData(100, 0.01)]
    [InlineData(3, 0.9)]
    public void With_one_place_it_is_the_closed_form(int n, double p)
    {
        StallTheory stall = StallTheory.Of(Of(n) with { ReadyFailures = ReadyFailures.Of(p) })!;
        Assert.Equal(1 - Math.Pow(1 - p, n), stall.Chance, 1e-9);
        Assert.Equal((1 - p) * (1 - Math.Pow(1 - p, n)) / p, stall.DoneMean, 1e-6);
        // The number done is geometric, cut off at n.
        int median = stall.DoneQuantile(0.5);
        Assert.True(1 - Math.Pow(1 - p, median + 1) >= 0.5 || median == n);
        Assert.True(median == 0 || 1 - Math.Pow(1 - p, median) < 0.5);
    }

    [Fact]
    public void What_a_count_leaves_open_is_in_it()
    {
        StallTheory counted = StallTheory.Of(Of(20) with { ReadyFailures = ReadyFailures.Counted(2, 20) })!;
        // Beta(2.5, 18.5): the probability that 20 of 20 get Ready is B(2.5, 38.5) / B(2.5, 18.5).
        double Log(double a, double b) =>
            MathNet.Numerics.SpecialFunctions.GammaLn(a) + MathNet.Numerics.SpecialFunctions.GammaLn(b)
            - MathNet.Numerics.SpecialFunctions.GammaLn(a + b);
        Assert.Equal(1 - Math.Exp(Log(2.5, 38.5) - Log(2.5, 18.5)), counted.Chance, 0.005);
        StallTheory known = StallTheory.Of(Of(20) with { ReadyFailures = ReadyFailures.Of(2.5 / 21) })!;
        Assert.True(counted.DoneQuantile(0.9) > known.DoneQuantile(0.9));
    }

    [Fact]
    public void Nodes_that_are_known_to_fail_are_met_by_a_negative_hypergeometric_number()
    {
        // d11: two of 20, in random order: (20 - 2) / (2 + 1) are done before the first of them.
        StallTheory two = StallTheory.Of(Of(20).WithNeverReady("node-7", "node-15"))!;
        Assert.Equal((1.0, 6.0), (two.Chance, Math.Round(two.DoneMean, 9)));
        // In the order of the list six are before node-7.
        StallTheory listed = StallTheory.Of(Of(20).WithNeverReady("node-7", "node-15") with { NodeOrder = NodeOrder.AsListed })!;
        Assert.Equal((6.0, 6, 6), (Math.Round(listed.DoneMean, 9), listed.DoneQuantile(0.025), listed.DoneQuantile(0.975)));
        // Three places are not all taken by two: the others are done, and it never ends.
        StallTheory wide = StallTheory.Of(Of(20).WithNeverReady("node-7", "node-15") with { Strategy = UpdateStrategy.MaxSurge(3) })!;
        Assert.Equal((0.0, 1.0, 18.0), (wide.Chance, wide.NeverDone, Math.Round(wide.DoneMean, 9)));
        Assert.Null(StallTheory.Of(Of(20)));
        Assert.Null(StallTheory.Of(Of(20) with { ReadyFailures = ReadyFailures.Of(0.1) with { DeletedAfterSeconds = 60 } }));
    }

    public static TheoryData<string> Kinds =>
    [
        "surge 1", "surge 4", "unavailable 1", "unavailable 3", "counted", "named too", "listed", "one at a time", "between applications",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Simulated_rollouts_stand_still_as_often_and_as_far(string kind)
    {
        Rollout rollout = RolloutOf(kind);
        StallTheory stall = StallTheory.Of(rollout)!;
        double whole = rollout.Predict().Resets;
        int stood = 0, n = rollout.Cluster.Nodes.Count;
        RunningStatistics done = new(), resets = new();
        int runs = kind == "between applications" ? Runs / 3 : Runs;
        Parallel.For(0, runs, run =>
        {
            RolloutResult result = rollout.Simulate(11, new() { Replication = run });
            int ready = result.Timelines.Count(t => double.IsFinite(t.ReadyAt) && double.IsFinite(t.SigtermAt));
            lock (done)
            {
                done.Add(ready);
                resets.Add(result.Resets.Total);
                // A node whose turn never came.
                if (result.NotReplaced.Any(node => node.Reason.Contains("never came", StringComparison.Ordinal))) stood++;
            }
        });
        // The last place may be taken with the last node: then no other one waits for its turn.
        double waiting = Waiting(stall, n, rollout);
        Assert.InRange((stood - runs * waiting) / Math.Sqrt(runs * waiting * (1 - waiting) + 1), -4, 4);
        Assert.InRange((done.Mean - stall.DoneMean) / (Error(done) + 1e-9), -4.5, 4.5);
        double expected = stall.ResetsUntil(new ResetTheory(rollout), rollout.DrainBudgetSeconds);
        Assert.InRange((resets.Mean - expected) / Error(resets), -4.5, 4.5);
        // A whole rollout cuts clearly more.
        Assert.True(whole > expected + 20 * Error(resets), $"{whole} and {expected}");
    }

    /// <summary>Each failure of a place costs the time until it is deleted, as often as it happens: n p / (1 - p) of them.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.4)]
    public void A_pod_that_is_deleted_costs_its_time(double p)
    {
        const double After = 900;
        Rollout rollout = Of(10) with { ReadyFailures = ReadyFailures.Of(p) with { DeletedAfterSeconds = After } };
        double through = 0;
        RunningStatistics durations = new();
        for (int run = 0; run < 600; run++)
        {
            RolloutResult result = rollout.Simulate(5, new() { Replication = run }), plain = rollout.WithoutFailures().Simulate(
                5, new() { Replication = run });
            Assert.True(result.IsComplete);
            durations.Add(result.DurationSeconds - plain.DurationSeconds);
            through += plain.DurationSeconds;
        }
        Assert.InRange((durations.Mean - 10 * p / (1 - p) * After) / Error(durations), -4, 4);
        // A sweep's one pass over all candidates draws the same.
        SweepResult sweep = rollout.Sweep([30], new() { Replications = 600, Seed = 5 });
        Assert.InRange(
            (sweep.Candidates[0].Under(Pacing.Kubernetes).DurationSeconds.Mean - through / 600 - 10 * p / (1 - p) * After)
            / Error(durations), -4, 4);
    }

    [Fact]
    public void A_sweep_and_a_recommendation_are_of_rollouts_that_go_through_and_say_what_may_stop_them()
    {
        Rollout stalls = Of(20) with { ReadyFailures = ReadyFailures.Of(0.1) };
        SweepResult sweep = stalls.Sweep([30, 300], new() { Replications = 100 });
        SweepResult plain = Of(20).Sweep([30, 300], new() { Replications = 100 });
        Assert.Equal(plain.Candidates.Select(c => c.Pacings[0].Resets), sweep.Candidates.Select(c => c.Pacings[0].Resets));
        Assert.Contains("stands still with a probability of 87.8 %, after 7.91 of 20 nodes", sweep.ToString());
        Recommendation found = stalls.Recommend(new() { MaxResetShare = 0.2 });
        Assert.Equal(Of(20).Recommend(new() { MaxResetShare = 0.2 }).GracePeriod, found.GracePeriod);
        Assert.Contains(found.Reasons, r => r.Contains("87.8 %", StringComparison.Ordinal));
        // With somebody who deletes such pods the duration has it, and may decide.
        Rollout slow = stalls with { ReadyFailures = ReadyFailures.Of(0.1) with { DeletedAfterSeconds = 3600 } };
        Assert.Null(slow.Recommend(new() { MaxResetShare = 0.2, MaxDurationSeconds = 3600 }).GracePeriod);
        Assert.NotNull(Of(20).Recommend(new() { MaxResetShare = 0.2, MaxDurationSeconds = 3600 }).GracePeriod);
    }

    /// <summary>The standard error of a mean.</summary>
    private static double Error(RunningStatistics statistics) => Math.Sqrt(statistics.Variance / statistics.Count);

    /// <summary>The probability that some node's turn never comes: all places are taken before the last nodes.</summary>
    private static double Waiting(StallTheory stall, int n, Rollout rollout)
    {
        // K + s nodes are begun where it stands still; none waits if these are all.
        if (stall.Chance == 0) return 0;
        double[] p = rollout.ReadyFailures?.Quantiles(400) ?? [0];
        int s = stall.Places, named = stall.Named;
        if (named > 0) return Enumerated(p[0], n, s, rollout);
        // The s-th failure is not the last node: at least s of the first n - 1 fail.
        return p.Average(q => 1 - MathNet.Numerics.Distributions.Binomial.CDF(q, n - 1, s - 1));
    }

    /// <summary>The same where some are known to fail, by drawing orders.</summary>
    private static double Enumerated(double p, int n, int s, Rollout rollout)
    {
        RandomStream random = new(seed: 99);
        const int Draws = 200_000;
        int waiting = 0;
        bool[] fails = new bool[n];
        for (int draw = 0; draw < Draws; draw++)
        {
            for (int i = 0; i < n; i++) fails[i] = rollout.NeverReadyNodes.Contains($"node-{i + 1}") || random.NextDouble() < p;
            if (rollout.NodeOrder == NodeOrder.Random)
            {
                for (int i = n - 1; i > 0; i--)
                {
                    int j = random.NextInt(i + 1);
                    (fails[i], fails[j]) = (fails[j], fails[i]);
                }
            }
            if (fails[..^1].Count(f => f) >= s) waiting++;
        }
        return (double)waiting / Draws;
    }

    private static Rollout Of(int nodes) =>
        Rollout.Of(Cluster.OfSize(nodes, Workload.Of("db", Traffic.OpenPerNode(20), new Exponential(1200)))) with { GracePeriod = 30 };

    private static Rollout RolloutOf(string kind)
    {
        Rollout rollout = Of(12) with { ReadyFailures = ReadyFailures.Of(0.15) };
        return kind switch
        {
            "surge 4" => rollout with { Strategy = UpdateStrategy.MaxSurge(4), ReadyFailures = ReadyFailures.Of(0.3) },
            "unavailable 1" => rollout with { Strategy = UpdateStrategy.MaxUnavailable(1) },
            "unavailable 3" => rollout with { Strategy = UpdateStrategy.MaxUnavailable(3), ReadyFailures = ReadyFailures.Of(0.3) },
            "counted" => rollout with { ReadyFailures = ReadyFailures.Counted(1, 12) },
            "named too" => rollout.WithNeverReady("node-3", "node-8") with { Strategy = UpdateStrategy.MaxSurge(2) },
            "listed" => rollout.WithNeverReady("node-5") with { NodeOrder = NodeOrder.AsListed },
            "one at a time" => rollout with { Pacing = Pacing.OneNodeAtATime, Strategy = UpdateStrategy.MaxSurge(4) },
            "between applications" => rollout with
            {
                Cluster = new([.. rollout.Cluster.Nodes], [Workload.Of("calls", Traffic.OpenBetween("a", "b", 240), new Exponential(1200))],
                    [Application.OnNodes("a", [.. rollout.Cluster.Nodes.Select(node => node.Name)]),
                     Application.OnNodes("b", [.. rollout.Cluster.Nodes.Select(node => node.Name)])]),
            },
            _ => rollout,
        };
    }
}
