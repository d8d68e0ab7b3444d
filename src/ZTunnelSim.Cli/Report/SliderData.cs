using System.Text.Json;

namespace ZTunnelSim.Cli;

/// <summary>What the page's slider shows for each T, as text, so that it and the tables say the same.</summary>
internal static class SliderData
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The point that the slider stands at when the page opens.</summary>
    public static int Start(ReportModel report)
    {
        CandidateResult start = report.Chosen ?? report.Sweep.Candidates[(report.Sweep.Candidates.Count - 1) / 2];
        return report.Curves.Points.Index().First(p => p.Item.GracePeriod == start.GracePeriod).Index;
    }

    /// <summary>All points, as JSON that holds no character of HTML's own.</summary>
    public static string Json(ReportModel report, IReadOnlyList<ReportChart> charts) => JsonSerializer.Serialize(
        new { Start = Start(report), Points = report.Curves.Points.Select((point, i) => Point(report, charts, point, i)) }, Options);

    private static object Point(ReportModel report, IReadOnlyList<ReportChart> charts, CurvePoint point, int i)
    {
        Dictionary<string, string> values = Values(report, point);
        return new
        {
            Spoken = $"T = {point.GracePeriod}: {values["resets"]} resets expected, {values["range"]} in 95 of 100 rollouts; duration "
                + string.Join(", ", report.Curves.Pacings.Select((pacing, p) => $"{pacing.Name()} {values[$"duration-{p}"]}")),
            Values = values,
            Bars = point.Predicted.ResetsByWorkload.Select(
                (resets, w) => report.Sweep.OpenConnectionsOf(w) is > 0 and var open ? Math.Round(100 * resets / open, 1) : 0),
            X = Math.Round(charts[0].X.At(point.GracePeriod.Seconds), 1),
            Markers = charts.ToDictionary(c => c.Name, c => c.MarkedY.Select(y => Math.Round(y[i], 1))),
        };
    }

    private static Dictionary<string, string> Values(ReportModel report, CurvePoint point)
    {
        Dictionary<string, string> values = new()
        {
            ["t"] = point.GracePeriod.ToString(),
            ["drain"] = DurationFormat.Brief(point.DrainBudgetSeconds),
            ["resets"] = Numbers.Count(point.Predicted.Resets),
            ["range"] = ReportTables.Range(point.ResetsInterval),
            ["share"] = Numbers.Share(point.Predicted.Resets, report.Sweep.OpenConnections),
        };
        if (report.Refuses) values["refused"] = Numbers.Count(point.Predicted.Refused);
        for (int p = 0; p < point.DurationSeconds.Count; p++) values[$"duration-{p}"] = DurationFormat.Brief(point.DurationSeconds[p]);
        for (int w = 0; w < point.Predicted.ResetsByWorkload.Count; w++)
            values[$"workload-{w}"] = Numbers.CountAndShare(point.Predicted.ResetsByWorkload[w], report.Sweep.OpenConnectionsOf(w));
        return values.ToDictionary(v => v.Key, v => Typography.Join(v.Value));
    }
}
