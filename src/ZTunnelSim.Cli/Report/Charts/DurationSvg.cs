namespace ZTunnelSim.Cli;

/// <summary>The rollout's expected duration against T for each pacing, over the simulated ones.</summary>
internal static class DurationSvg
{
    public static ReportChart Of(ReportModel report)
    {
        SweepResult sweep = report.Sweep;
        IReadOnlyList<CurvePoint> grid = report.Curves.Points;
        double min = grid.Min(p => p.DurationSeconds.Min()), max = grid.Max(p => p.DurationSeconds.Max());
        max = Math.Max(max, sweep.Candidates.Max(c => c.Pacings.Max(p => p.DurationP95Seconds)));
        // A rollout without any delay takes no time at all, which no logarithm can show.
        min = Math.Max(min, Math.Max(max, 1) / 1e6);
        max = Math.Max(max, 2 * min);
        ReportChart chart = new(
            "duration", "Duration of one rollout",
            string.Join(' ', report.Curves.Pacings.Select((pacing, p) =>
                $"{pacing.Name()}: from {DurationFormat.Brief(grid[0].DurationSeconds[p])} at T = {grid[0].GracePeriod} to "
                + $"{DurationFormat.Brief(grid[^1].DurationSeconds[p])} at T = {grid[^1].GracePeriod}.")),
            LogAxis.OfDurations(grid[0].GracePeriod.Seconds, grid[^1].GracePeriod.Seconds, ReportChart.Left, ReportChart.Right),
            LogAxis.OfDurations(min / 1.3, max * 1.3, ReportChart.Bottom, ReportChart.Top));
        for (int p = 0; p < report.Curves.Pacings.Count; p++)
        {
            string css = Css(report.Curves.Pacings[p]);
            chart.AddCurve(
                css, report.Curves.Pacings[p].Name(), [.. grid.Select(g => ((double)g.GracePeriod.Seconds, g.DurationSeconds[p]))],
                isMarked: true);
            foreach (CandidateResult candidate in sweep.Candidates)
            {
                (double half, double most) = (candidate.Pacings[p].DurationP50Seconds, candidate.Pacings[p].DurationP95Seconds);
                chart.AddDot(css, candidate.GracePeriod.Seconds, half, half, most);
            }
        }
        return chart;
    }

    /// <summary>The style of what belongs to a pacing.</summary>
    public static string Css(Pacing pacing) => pacing == Pacing.Kubernetes ? "kubernetes" : "one-at-a-time";
}
