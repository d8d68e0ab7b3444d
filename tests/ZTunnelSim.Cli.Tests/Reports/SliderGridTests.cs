using ZTunnelSim.Analysis;
using ZTunnelSim.Cli.Reports;
using ZTunnelSim.Model;

namespace ZTunnelSim.Cli.Tests.Reports;

public class SliderGridTests
{
    [Fact]
    public void The_grid_holds_every_second_of_the_first_minute_and_every_candidate()
    {
        int[] grid = [.. GracePeriodGrid.For([new(45), new(777), new(3600)]).Select(t => t.Seconds)];
        Assert.Equal(Enumerable.Range(1, 60), grid[..60]);
        Assert.Contains(777, grid);
        Assert.Equal(3600, grid[^1]);
        Assert.Equal(grid.Distinct().Order(), grid);
        Assert.InRange(grid.Length, 150, 250);
        Assert.Equal(Enumerable.Range(1, 60), GracePeriodGrid.For([new(30)]).Select(t => t.Seconds));
    }

    [Fact]
    public void A_longer_drain_never_means_more_resets_nor_a_shorter_rollout()
    {
        foreach (ReportModel report in new[] { Reported.Example, Reported.Undecided })
        {
            GridPoint[] byBudget = [.. report.Grid.Points.OrderBy(p => p.DrainBudgetSeconds)];
            foreach ((GridPoint shorter, GridPoint longer) in byBudget.Zip(byBudget.Skip(1)))
            {
                Assert.True(longer.Predicted.Resets <= shorter.Predicted.Resets);
                Assert.True(longer.ResetsInterval.Upper <= shorter.ResetsInterval.Upper);
                Assert.All(longer.Predicted.ResetsByWorkload.Zip(shorter.Predicted.ResetsByWorkload), w => Assert.True(w.First <= w.Second));
                // Simulated means carry noise of their own: they are not from the same run as their neighbours.
                Assert.All(longer.DurationSeconds.Zip(shorter.DurationSeconds), d => Assert.True(d.First >= 0.995 * d.Second));
            }
            Assert.Contains(report.Grid.Points, p => p.ResetsInterval.Lower <= p.Predicted.Resets && p.Predicted.Resets <= p.ResetsInterval.Upper);
        }
    }

    [Fact]
    public void Durations_are_by_theory_where_it_has_them_and_the_simulated_means_at_the_candidates_elsewhere()
    {
        Assert.Equal([false, false], Reported.Undecided.Grid.DurationIsSimulated);
        ReportModel report = Reported.Example;
        Assert.Equal([true, false], report.Grid.DurationIsSimulated);
        foreach (CandidateResult candidate in report.Sweep.Candidates)
        {
            GridPoint point = report.Grid.Points.Single(p => p.GracePeriod == candidate.GracePeriod);
            Assert.Equal(candidate.Under(Pacing.Kubernetes).DurationSeconds.Mean, point.DurationSeconds[0]);
            Assert.Equal(candidate.Under(Pacing.OneNodeAtATime).DurationSeconds.Mean, point.DurationSeconds[1], 0.02 * point.DurationSeconds[1]);
        }
    }
}
