namespace ZTunnelSim.Tests;

/// <summary>Connections that are held long after their peers have gone: told apart, and counted both ways.</summary>
public class DeadPeerFitTests
{
    private const double KeepAlive = 1800, Share = 0.04, Mean = 60;

    private static readonly Exponential Truth = new(Mean);

    [Fact]
    public void The_two_laws_differ_by_the_time_that_dead_peers_are_held()
    {
        WorkloadFit fit = WorkloadFit.Of(Draw(4000, seed: 1));
        DeadPeerFit dead = fit.DeadPeers!;
        Assert.InRange(dead.Share, 0.03, 0.05);
        Assert.Equal(dead.Share * KeepAlive, fit.Law.MeanSeconds - fit.LiveLaw!.MeanSeconds, 1e-6);
        // What is no dead peer's is fitted as if there were none.
        Assert.Equal(WorkloadFit.Of(Draw(4000, seed: 1).Where(o => !o.IsUnanswered)).Law.ToString(), fit.Fit.Law.ToString());
        Assert.Equal(4000, fit.Count);
        Assert.Equal(Draw(4000, seed: 1).Count(o => o.Seconds > 100), fit.CountAbove(100));
    }

    /// <summary>Both shares hold the truth with 95 % confidence: of 40 samples fewer than 34 have a probability of 1 in 1,000.</summary>
    [Fact]
    public void Both_answers_hold_the_truth()
    {
        double[] budgets = [25, 120, 295];
        int[] live = new int[budgets.Length], held = new int[budgets.Length];
        object all = new();
        Parallel.For(1, 41, seed =>
        {
            WorkloadFit fit = WorkloadFit.Of(Draw(1500, (ulong)seed));
            // Nothing that anybody misses outlives a drain as long as keep-alive, where a fiftieth of all that is held does.
            Assert.InRange(fit.LiveResidualSurvival(KeepAlive - 5).Value, 0, 1e-3);
            lock (all)
            {
                for (int i = 0; i < budgets.Length; i++)
                {
                    if (Holds(fit.LiveResidualSurvival(budgets[i]), Outliving(budgets[i], 0))) live[i]++;
                    if (Holds(fit.ResidualSurvival(budgets[i]), Outliving(budgets[i], KeepAlive))) held[i]++;
                }
            }
        });
        Assert.All(live.Concat(held), count => Assert.InRange(count, 34, 40));
        Assert.InRange(Outliving(KeepAlive - 5, KeepAlive), 0.015, 0.025);
    }

    [Fact]
    public void Nothing_is_missed_that_is_cut_after_its_last_word()
    {
        // A node by itself, second by second: who is open at SIGTERM, who is cut at its end, and whose peer was gone by then.
        const double PerSecond = 2, Budget = 120, Overlap = 0;
        Workload workload = Workload.Of("w", Traffic.PerNode(PerSecond), Held(Share)) with { LiveLifetime = Live(Share) };
        Rollout rollout = Rollout.Of(new Cluster([new Node("n")], [workload])) with
        {
            DrainBudget = DrainBudget.DeadlineOf(Budget),
            Timing = ReplacementTiming.Default with { Overlap = new Constant(Overlap), Ready = new Constant(0) },
        };
        double all = new ResetTheory(rollout).Mean(0, Budget), missed = new ResetTheory(rollout.Live).Mean(0, Budget);
        RandomStream random = new(seed: 5);
        const int Runs = 400;
        long cut = 0, cutLive = 0;
        for (int run = 0; run < Runs; run++)
        {
            // Older ones than this have gone.
            const double Longest = 4000;
            long open = random.NextPoisson(PerSecond * Longest);
            for (int i = 0; i < open; i++)
            {
                double age = Longest * random.NextDouble(), live = Truth.Sample(ref random);
                bool isDead = random.NextDouble() < Share;
                if (age + Budget < live + (isDead ? KeepAlive : 0)) cut++;
                if (age + Budget < live) cutLive++;
            }
        }
        Assert.InRange((cut - Runs * all) / Math.Sqrt(Runs * all), -4, 4);
        Assert.InRange((cutLive - Runs * missed) / Math.Sqrt(Runs * missed), -4, 4);
        // They are far apart: a test that mixed them up would fail.
        Assert.True(all > 1.5 * missed, $"{all} and {missed}");
    }

    [Fact]
    public void Live_connections_are_opened_as_often_however_the_traffic_is_given()
    {
        foreach (Traffic traffic in new[] { Traffic.PerNode(3), Traffic.OpenPerNode(500) })
        {
            Workload workload = Workload.Of("w", traffic, Held(Share)) with
            {
                PlausibleLifetimes = [Held(0.03), Held(0.05)],
                LiveLifetime = Live(Share),
            };
            workload = workload with { PlausibleLiveLifetimes = [Live(0.03), Live(0.05)] };
            Workload live = workload.Live;
            Assert.Null(live.LiveLifetime);
            Assert.Equal(workload.OpenedPerSecond, live.OpenedPerSecond, 1e-9);
            Assert.Equal(workload.OpenConnections * Mean / (Mean + Share * KeepAlive), live.OpenConnections, 1e-6);
            for (int draw = 0; draw < 2; draw++)
            {
                Workload drawn = workload.With(workload.LifetimeOf(draw), workload.TrafficOf(draw));
                Workload drawnLive = live.With(live.LifetimeOf(draw), live.TrafficOf(draw));
                Assert.Equal(drawn.OpenedPerSecond, drawnLive.OpenedPerSecond, 1e-9);
            }
        }
    }

    [Fact]
    public void A_maximum_age_ends_both_and_another_lifetime_is_taken_as_known()
    {
        Workload workload = Workload.Of("w", Traffic.OpenPerNode(100), Held(Share)) with { LiveLifetime = Live(Share) };
        Workload limited = workload.WithMaximumAge(TimeSpan.FromSeconds(600));
        Assert.Equal(0, limited.Lifetime.Survival(601));
        Assert.Equal(0, limited.LiveLifetime!.Survival(601));
        Assert.Null((workload with { Lifetime = Truth }).LiveLifetime);
        Assert.Throws<ArgumentException>(() => workload with { LiveLifetime = new Exponential(1e6) });
    }

    [Fact]
    public void A_recommendation_is_of_what_is_missed_and_its_drains_are_of_all()
    {
        Workload workload = Workload.Of("w", Traffic.PerNode(2), Held(Share)) with { LiveLifetime = Live(Share) };
        Rollout rollout = Rollout.Of(new Cluster([.. Enumerable.Range(1, 5).Select(i => new Node($"n{i}"))], [workload]));
        RolloutLimits limits = new() { MaxResetShare = 0.01 };
        Recommendation found = rollout.Recommend(limits);
        Recommendation live = rollout.Live.Recommend(limits);
        Assert.Equal(live.GracePeriod, found.GracePeriod);
        Assert.True(found.IsConfirmed);
        Assert.Equal(rollout.WithGracePeriod(found.GracePeriod!).Predict().Resets, found.Choice!.ResetsWithDeadPeers, 1e-9);
        Assert.True(found.Choice.ResetsWithDeadPeers > 10 * found.Choice.Resets);
        // Old processes wait for dead peers.
        Assert.True(found.Choice.DurationMedianSeconds > live.Choice!.DurationMedianSeconds);
        // Without the difference T would have to outlast the keep-alive.
        Rollout blind = rollout with { Cluster = rollout.Cluster.With(workload with { LiveLifetime = null }) };
        Assert.True(blind.Recommend(limits).GracePeriod! > new GracePeriod(1500));
        Assert.True(found.GracePeriod! < new GracePeriod(500));
    }

    [Fact]
    public void A_sweep_shows_both()
    {
        Workload workload = Workload.Of("w", Traffic.PerNode(2), Held(Share)) with { LiveLifetime = Live(Share) };
        Rollout rollout = Rollout.Of(new Cluster([new Node("n")], [workload]));
        CandidateResult at = rollout.Sweep([30], new() { Replications = 20 }).Candidates[0];
        Assert.Equal(new ResetTheory(rollout).Mean(0, 25), at.Predicted.Resets, 1e-9);
        Assert.Equal(new ResetTheory(rollout.Live).Mean(0, 25), at.LiveResets, 1e-9);
        Assert.Contains("nobody misses", rollout.Sweep([30], new() { Replications = 20 }).ToString());
        Assert.DoesNotContain("nobody misses", rollout.Live.Sweep([30], new() { Replications = 20 }).ToString());
    }

    private static bool Holds(LifetimeEstimate estimate, double truth) => estimate.Low <= truth && truth <= estimate.High;

    /// <summary>The true share of open connections that outlive a drain, those of dead peers held for so long.</summary>
    private static double Outliving(double budget, double held) =>
        ((1 - Share) * Truth.IntegratedTail(budget) + Share * Shifted(budget, held)) / (Mean + Share * held);

    /// <summary>The integrated tail of an exponential life and what it is held after that.</summary>
    private static double Shifted(double from, double held) =>
        from < held ? held - from + Mean : Mean * Math.Exp(-(from - held) / Mean);

    /// <summary>The law of held lifetimes, the exponential part in many steps.</summary>
    private static Mixture Held(double share) => new((1 - share, Truth), (share, Stepped(KeepAlive)));

    private static Mixture Live(double share) => new((1 - share, Truth), (share, Stepped(0)));

    private static StepLaw Stepped(double held)
    {
        const int Steps = 2000;
        double[] middles = [.. Enumerable.Range(0, Steps).Select(i => Truth.Quantile((i + 0.5) / Steps))];
        double rescale = Mean / middles.Average();
        return StepLaw.Of([.. middles.Select(m => (held + rescale * m, 1.0 / Steps))]);
    }

    private static LifetimeObservation[] Draw(int count, ulong seed)
    {
        RandomStream random = new(seed);
        LifetimeObservation[] drawn = new LifetimeObservation[count];
        for (int i = 0; i < count; i++)
        {
            double live = Truth.Sample(ref random);
            bool isDead = random.NextDouble() < Share;
            drawn[i] = new(Math.Round(live + (isDead ? KeepAlive : 0), 3)) { IsUnanswered = isDead };
        }
        return drawn;
    }
}
