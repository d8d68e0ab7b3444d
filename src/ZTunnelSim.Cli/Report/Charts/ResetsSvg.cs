namespace ZTunnelSim.Cli;

/// <summary>Resets against T: theory as curves, with the range of one rollout, over the simulated means.</summary>
internal static class ResetsSvg
{
    /// <summary>Less than this is not drawn: a reset in ten rollouts.</summary>
    private const double Floor = 0.1;

    public static ReportChart Of(ReportModel report)
    {
        SweepResult sweep = report.Sweep;
        IReadOnlyList<CurvePoint> grid = report.Curves.Points;
        double max = Math.Max(
            1, grid.Max(p => Math.Max(p.Predicted.Resets, double.IsFinite(p.ResetsInterval.Upper) ? p.ResetsInterval.Upper : 0)));
        double min = Math.Clamp(grid.Min(p => Math.Min(p.Predicted.Resets, p.ResetsInterval.Lower)), Floor, max / 10);
        ReportChart chart = new(
            "resets", "Resets in one rollout",
            $"Expected resets fall from {Numbers.Count(grid[0].Predicted.Resets)} at T = {grid[0].GracePeriod} to "
                + $"{Numbers.Count(grid[^1].Predicted.Resets)} at T = {grid[^1].GracePeriod}.",
            LogAxis.OfDurations(grid[0].GracePeriod.Seconds, grid[^1].GracePeriod.Seconds, ReportChart.Left, ReportChart.Right),
            LogAxis.OfCounts(min, max, ReportChart.Bottom, ReportChart.Top));

        chart.AddBand(grid.Select(p => ((double)p.GracePeriod.Seconds, p.ResetsInterval.Lower, p.ResetsInterval.Upper)));
        if (report.Groups.Count > 1)
        {
            foreach ((int i, WorkloadGroup group) in report.Groups.Index())
            {
                (double, double)[] resets = [.. grid.Select(p => ((double)p.GracePeriod.Seconds, group.Sum(p.Predicted.ResetsByWorkload)))];
                chart.AddCurve($"workload-{i}", group.Name, resets, isMarked: false);
            }
        }
        chart.AddCurve(
            "total", "all, with the range of one rollout", [.. grid.Select(p => ((double)p.GracePeriod.Seconds, p.Predicted.Resets))],
            isMarked: true);
        chart.NameDots("simulated", "simulated");
        foreach (CandidateResult candidate in sweep.Candidates)
        {
            Estimate resets = candidate.Pacings[0].Resets;
            chart.AddDot("simulated", candidate.GracePeriod.Seconds, resets.Mean, resets.Lower, resets.Upper);
        }
        return chart;
    }
}
