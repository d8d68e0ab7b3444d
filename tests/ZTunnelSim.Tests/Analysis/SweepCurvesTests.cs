namespace ZTunnelSim.Tests;

public class SweepCurvesTests
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

    [Theory]
    [InlineData(Pacing.Kubernetes, true)]
    [InlineData(Pacing.OneNodeAtATime, true)]
    [InlineData(Pacing.Kubernetes, false)]
    public void Every_curve_is_the_prediction_at_every_candidate(Pacing pacing, bool surge)
    {
        Rollout rollout = Rollout
            .Of(new Cluster(
                Cluster.NodesOfSize(5),
                [
                    Workload.Of("both", Traffic.OpenBetween("a", "b", 30), new Lognormal(20, 1.2)),
                    Workload.Of("one-end", Traffic.OpenPerNode(4), new Exponential(60)),
                ],
                [Application.WithReplicas("a", 5), Application.WithReplicas("b", 3)])) with
        {
            Strategy = surge
                    ? RollingUpdate.Default
                    : new RollingUpdate(default,
                1)
        };
        GracePeriod[] candidates = [new(5), new(30), new(77), new(300)];
        SweepResult sweep = rollout.Sweep(candidates, new SweepOptions { Replications = 4, Pacings = [pacing] });
        SweepCurves curves = SweepCurves.Of(sweep, TestContext.Current.CancellationToken);
        IReadOnlyList<ResetCurvePoint> resets = ResetCurve.Of(sweep);
        Assert.Equal((5, 300), (resets[0].GracePeriod.Seconds, resets[^1].GracePeriod.Seconds));
        foreach (CandidateResult candidate in sweep.Candidates)
        {
            RolloutPrediction predicted = rollout.WithGracePeriod(candidate.GracePeriod).Predict();
            CurvePoint point = curves.Points.Single(p => p.GracePeriod == candidate.GracePeriod);
            Assert.Equal(predicted.ResetsByWorkload, candidate.Predicted.ResetsByWorkload);
            Assert.Equal(predicted.ResetsByWorkload, resets.Single(p => p.GracePeriod == candidate.GracePeriod).ResetsByWorkload);
            Assert.Equal((rollout with
            {
                GracePeriod = candidate.GracePeriod,
                Pacing = pacing,
            }).Predict().ResetsByWorkload, point.Predicted.ResetsByWorkload);
            Assert.Equal(candidate.ResetsInterval, point.ResetsInterval);
        }
    }
}
