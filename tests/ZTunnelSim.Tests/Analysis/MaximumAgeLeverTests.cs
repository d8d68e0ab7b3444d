using FsCheck.Xunit;
using Poisson = MathNet.Numerics.Distributions.Poisson;

namespace ZTunnelSim.Tests;

/// <summary>The maximum age that makes a T enough: closed forms, simulations, and what holds for every rollout.</summary>
[Properties(Arbitrary = [typeof(RandomRollouts), typeof(RecommendProperties)], MaxTest = 15)]
public class MaximumAgeLeverTests
{
    private static readonly int[] Round =
        [1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 420, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 10800, 14400];

    private static readonly RecommendOptions Quick = new() { Replications = 20 };

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.4)]
    [InlineData(0.6)]
    [InlineData(0.85)]
    public void One_workload_has_the_longest_age_by_the_closed_form(double share)
    {
        // Ten nodes, 100 open on each, lives of 10 min in the mean, a drain of 30 s.
        Recommendation r = Of(Workload.Of("db", Traffic.OpenPerNode(100), new Exponential(600)))
            .Recommend(new RolloutLimits { MaxResetShare = share }, Quick);
        MaximumAgeOutcome outcome = Assert.Single(r.MaximumAges);
        int expected = Round.Last(age => Resets(age) is var mean && (mean == 0 || Poisson.CDF(mean, 1000 * share) >= 0.95));
        Assert.Equal(TimeSpan.FromSeconds(expected), outcome.MaximumAge);
        Assert.Equal((30, "db", 1.0), (outcome.GracePeriod.Seconds, outcome.Workload, outcome.ResetShare));
        Assert.Equal(1000 * Math.Exp(-0.05), outcome.Resets, 1e-9);
        Assert.Equal(Resets(expected), outcome.ResetsUnder!.Value, 1e-9);
        Assert.Equal(1000 / 600.0, outcome.OpenedPerSecond, 1e-9);
        Assert.Equal(1000 / (600 * (1 - Math.Exp(-expected / 600.0))), outcome.OpenedPerSecondUnder!.Value, 1e-9);

        static double Resets(double age) =>
            1000 * Math.Max(0, Math.Exp(-0.05) - Math.Exp(-age / 600)) / (1 - Math.Exp(-age / 600));
    }

    [Fact]
    public void Simulated_rollouts_with_the_age_cut_what_was_promised_and_hold_the_limit()
    {
        Workload db = Workload.Of("db", Traffic.PerNode(0.5), new Lomax(1.6, 120));
        RolloutLimits limits = new() { MaxResetShare = 0.6 };
        MaximumAgeOutcome outcome = Of(db).Recommend(limits, Quick).MaximumAges[0];
        Rollout under = Of(db.WithMaximumAge(outcome.MaximumAge!.Value));
        double[] resets =
        [
            .. Enumerable.Range(0, 400).Select(i => (double)under.Simulate(
                seed: 5, new SimulationOptions { Engine = Engine.Events, Replication = i }).Resets.Total),
        ];
        double p = Statistics.MeanPValue(resets, outcome.ResetsUnder!.Value, outcome.ResetsUnder.Value);
        Assert.True(p > Statistics.Level, $"{resets.Average()} for {outcome.ResetsUnder}: p = {p}");
        double allowed = Math.Floor(0.6 * 10 * db.OpenConnections);
        Assert.True(resets.Count(x => x <= allowed) >= 0.93 * resets.Length);
        Assert.Equal(10 * db.OpenConnections, 10 * under.Cluster.Workloads[0].OpenConnections, 1e-6);
    }

    [Fact]
    public void The_workload_that_holds_the_resets_up_is_enough_alone_and_the_others_are_not()
    {
        Recommendation r = Of(
            Workload.Of("api", Traffic.OpenPerNode(200), new Exponential(5)),
            Workload.Of("db", Traffic.OpenPerNode(100), new Exponential(600)))
            .Recommend(new RolloutLimits { MaxResetShare = 0.1 }, Quick);
        Assert.Equal(["api", "db"], r.MaximumAges.Select(o => o.Workload));
        MaximumAgeOutcome api = r.MaximumAges[0], db = r.MaximumAges[1];
        Assert.Null(api.MaximumAge);
        Assert.Null(api.ResetsUnder);
        Assert.Null(api.OpenedPerSecondUnder);
        Assert.NotNull(db.MaximumAge);
        Assert.Equal(1, api.ResetShare + db.ResetShare, 1e-12);
        Assert.True(db.ResetShare > 0.99);
    }

    [Fact]
    public void Where_no_workload_is_enough_alone_all_get_the_same_age()
    {
        Recommendation r = Of(
            Workload.Of("a", Traffic.OpenPerNode(100), new Exponential(900)),
            Workload.Of("b", Traffic.OpenPerNode(100), new Exponential(600)))
            .Recommend(new RolloutLimits { MaxResetShare = 0.1 }, Quick);
        Assert.Equal(["a", "b", null], r.MaximumAges.Select(o => o.Workload));
        Assert.All(r.MaximumAges.Take(2), o => Assert.Null(o.MaximumAge));
        Assert.NotNull(r.MaximumAges[2].MaximumAge);
        Assert.Equal(1, r.MaximumAges[2].ResetShare);
        Assert.Contains("no maximum age of a alone is enough", r.MaximumAges[0].ToString());
        Assert.Contains("is enough with a maximum age of", r.MaximumAges[2].ToString());
    }

    [Fact]
    public void What_the_data_leave_open_makes_the_age_shorter()
    {
        Workload known = Workload.Of("db", Traffic.PerNode(1), new Exponential(600));
        Workload measured = known with { PlausibleLifetimes = [.. Enumerable.Range(0, 40).Select(i => new Exponential(300 + 30 * i))] };
        TimeSpan? Age(Workload workload) =>
            Of(workload).Recommend(new RolloutLimits { MaxResets = 2500 }, Quick).MaximumAges.SingleOrDefault()?.MaximumAge;
        Assert.True(Age(measured) < Age(known), $"{Age(measured)} for {Age(known)}");
    }

    [Fact]
    public void The_present_T_is_asked_as_well_and_the_shortest_candidate_that_one_workload_makes_enough()
    {
        Rollout rollout = Of(
            Workload.Of("a", Traffic.OpenPerNode(100), new Exponential(900)),
            Workload.Of("b", Traffic.OpenPerNode(100), new Exponential(60)));
        RecommendOptions options = Quick with { PresentGracePeriod = 20, AlsoShow = [10, 40, 300, 900, 7200] };
        Recommendation r = rollout.Recommend(new RolloutLimits { MaxResetShare = 0.1 }, options);
        Assert.Equal([20, 30, 300], r.MaximumAges.Select(o => o.GracePeriod.Seconds).Distinct());
        Assert.Empty(rollout.Recommend(new RolloutLimits { MaxResetShare = 1 }, options).MaximumAges);
    }

    [Fact]
    public void Instead_of_a_longer_T_an_age_cuts_no_more()
    {
        Rollout rollout = Of(Workload.Of("db", Traffic.OpenPerNode(100), new Exponential(600))).WithGracePeriod(600);
        MaximumAgeOutcome outcome = Assert.Single(MaximumAgeLever.Instead(rollout, 30, 0.95));
        double upper = new ResetMeans(rollout).Upper(600, 0.95);
        Assert.True(Poisson.CDF(outcome.ResetsUnder!.Value, upper) >= 0.95);
        Assert.Empty(MaximumAgeLever.Instead(rollout, 900, 0.95));
    }

    [Property]
    public void An_age_holds_all_limits_and_the_next_round_one_does_not(Rollout rollout, RolloutLimits limits)
    {
        Recommendation r = rollout.Recommend(limits, Quick);
        foreach (MaximumAgeOutcome o in r.MaximumAges.Where(o => o.MaximumAge is not null))
        {
            int age = (int)o.MaximumAge!.Value.TotalSeconds;
            Assert.True(Holds(age), $"{o}");
            if (Round.FirstOrDefault(longer => longer > age) is > 0 and var next) Assert.False(Holds(next), $"{o}, but so does {next} s");

            bool Holds(int seconds)
            {
                Cluster under = rollout.Cluster.With(rollout.Cluster.Workloads.Where(w => o.Workload is null || w.Name == o.Workload)
                    .Select(w => w.WithMaximumAge(TimeSpan.FromSeconds(seconds))));
                ResetMeans means = new(rollout with { Cluster = under });
                double budget = rollout.DrainBudget.SecondsFor(o.GracePeriod);
                return r.ResetLimits.All(l => means.Probability(budget, l.AllowedResets, l.WorkloadIndex, []) >= limits.Confidence);
            }
        }
    }

    /// <summary>Ten nodes, no overlap, a drain of T.</summary>
    private static Rollout Of(params Workload[] workloads) => Rollout.Of(Cluster.OfSize(10, workloads)) with
    {
        DrainBudget = DrainBudget.Nominal,
        GracePeriod = 30,
        Timing = new ReplacementTiming(new Constant(1), new Constant(0), new Constant(0), newShare: 0),
    };
}
