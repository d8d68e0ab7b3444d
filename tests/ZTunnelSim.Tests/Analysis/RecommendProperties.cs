using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ZTunnelSim.Tests;

/// <summary>What holds for every recommendation, whatever the rollout and the limits.</summary>
[Properties(Arbitrary = [typeof(RandomRollouts), typeof(RecommendProperties)], MaxTest = 15)]
public class RecommendProperties
{
    private static readonly RecommendOptions Quick = new() { Replications = 20 };

    public static Arbitrary<RolloutLimits> Limits() => (
        from share in Gen.Elements(0.001, 0.01, 0.05, 0.2, 1)
        from count in Gen.Elements<long?>(null, 0, 1, 3, 10)
        from duration in Gen.Elements<double?>(null, null, 30, 100, 300, 1000)
        from confidence in Gen.Elements(0.5, 0.9, 0.99)
        select new RolloutLimits { MaxResetShare = share, MaxResets = count, MaxDurationSeconds = duration, Confidence = confidence })
            .ToArbitrary();

    [Property]
    public void The_answer_holds_and_the_next_shorter_drain_does_not(Rollout rollout, RolloutLimits limits)
    {
        Recommendation r = rollout.Recommend(limits, Quick);
        if (r.Choice is null)
        {
            Assert.False(r.IfResetsMayGrow is { } possible && r.HoldsAll(possible));
            Assert.False(r.IfDurationMayGrow is { } wanted && r.HoldsAll(wanted));
            return;
        }
        Assert.True(r.HoldsAll(r.Choice));
        // All of the twenty before it, since the rule from T to the drain is not monotone.
        int first = Math.Max(1, r.GracePeriod!.Seconds - 20);
        ResetMeans quantiles = new(rollout);
        Assert.All(Enumerable.Range(first, r.GracePeriod.Seconds - first).Select(t => new GracePeriod(t)), t => Assert.Contains(
            r.ResetLimits, l => quantiles.Upper(rollout.DrainBudget.SecondsFor(t), limits.Confidence, l.WorkloadIndex) > l.AllowedResets));
    }

    [Property]
    public void A_looser_limit_never_asks_for_a_longer_drain(Rollout rollout, RolloutLimits limits, bool loosenShare)
    {
        RolloutLimits looser = loosenShare
            ? limits with { MaxResetShare = Math.Min(1, 1.5 * limits.MaxResetShare!.Value) }
            : limits with { MaxResets = limits.MaxResets + 1, MaxDurationSeconds = limits.MaxDurationSeconds * 1.5 };
        Recommendation before = rollout.Recommend(limits, Quick), after = rollout.Recommend(looser, Quick);
        if (before.Choice is null) return;
        Assert.NotNull(after.Choice);
        Assert.True(after.Choice.DrainBudgetSeconds <= before.Choice.DrainBudgetSeconds);
        Assert.True(after.GracePeriod! <= before.GracePeriod!);
    }

    [Property(Replay = "(203218794236141522,9314288985514373099,21)", MaxTest = 1)]
    public void Outcomes_that_differ_by_rounding_are_not_both_on_the_front(Rollout rollout, RolloutLimits limits) =>
        On_the_front_fewer_resets_cost_time(rollout, limits);

    [Property]
    public void On_the_front_fewer_resets_cost_time(Rollout rollout, RolloutLimits limits)
    {
        IReadOnlyList<GracePeriodOutcome> front = rollout.Recommend(limits, Quick).Front;
        Assert.NotEmpty(front);
        foreach ((GracePeriodOutcome shorter, GracePeriodOutcome longer) in front.Zip(front.Skip(1)))
        {
            Assert.True(longer.Resets < shorter.Resets, $"{shorter} and {longer}");
            Assert.True(
                longer.DurationUpperSeconds > shorter.DurationUpperSeconds
                || longer.NodeSecondsWithTwoProcesses > shorter.NodeSecondsWithTwoProcesses, $"{shorter} and {longer}");
        }
    }
}
