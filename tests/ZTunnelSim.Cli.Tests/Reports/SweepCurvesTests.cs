namespace ZTunnelSim.Cli.Tests;

public class SweepCurvesTests
{
    [Fact]
    public void A_longer_drain_never_means_more_resets_nor_a_shorter_rollout()
    {
        foreach (ReportModel report in new[] { Reported.Example, Reported.Undecided })
        {
            CurvePoint[] byBudget = [.. report.Curves.Points.OrderBy(p => p.DrainBudgetSeconds)];
            foreach ((CurvePoint shorter, CurvePoint longer) in byBudget.Zip(byBudget.Skip(1)))
            {
                Assert.True(longer.Predicted.Resets <= shorter.Predicted.Resets);
                Assert.True(longer.ResetsInterval.Upper <= shorter.ResetsInterval.Upper);
                Assert.All(
                    longer.Predicted.ResetsByWorkload.Zip(shorter.Predicted.ResetsByWorkload), w => Assert.True(w.First <= w.Second));
                // Simulated means carry noise of their own: they are not from the same run as their neighbours.
                Assert.All(longer.DurationSeconds.Zip(shorter.DurationSeconds), d => Assert.True(d.First >= 0.995 * d.Second));
            }
            Assert.Contains(
                report.Curves.Points, p => p.ResetsInterval.Lower <= p.Predicted.Resets && p.Predicted.Resets <= p.ResetsInterval.Upper);
        }
    }

    [Fact]
    public void Durations_are_by_theory_where_it_has_them_and_the_simulated_means_at_the_candidates_elsewhere()
    {
        Assert.Equal([false, false], Reported.Undecided.Curves.DurationIsSimulated);
        ReportModel report = Reported.Example;
        Assert.Equal([true, false], report.Curves.DurationIsSimulated);
        foreach (CandidateResult candidate in report.Sweep.Candidates)
        {
            CurvePoint point = report.Curves.Points.Single(p => p.GracePeriod == candidate.GracePeriod);
            Assert.Equal(candidate.Under(Pacing.Kubernetes).DurationSeconds.Mean, point.DurationSeconds[0]);
            Assert.Equal(
                candidate.Under(Pacing.OneNodeAtATime).DurationSeconds.Mean, point.DurationSeconds[1], 0.02 * point.DurationSeconds[1]);
        }
    }
}
