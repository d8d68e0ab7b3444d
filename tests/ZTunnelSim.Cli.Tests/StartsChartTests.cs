using ScottPlot;
using ScottPlot.Plottables;
using SkiaSharp;

namespace ZTunnelSim.Cli.Tests;

/// <summary>The heat map of starts and T, its scale, and the same as a picture for a terminal.</summary>
public class StartsChartTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Resets from 1 at the start to 1,000, rising with each start; half of them with the longer T.</summary>
    private static StartOutcome[] Rising(int starts) =>
    [
        .. from i in Enumerable.Range(0, starts)
           from t in new[] { 30, 300 }
           let resets = Math.Pow(1000, (double)i / (starts - 1)) * (t == 30 ? 1 : 0.5)
           select new StartOutcome(Monday.AddHours(i), new(t), resets, resets / 2, resets * 2, 600),
    ];

    [Theory]
    [InlineData(1, 1000, true, 10, 1.0 / 3)]
    [InlineData(1, 9, false, 5, 0.5)]
    [InlineData(0, 100, true, 1, 0.5)]
    [InlineData(7, 7, false, 7, 1)]
    [InlineData(0, 0, false, 0, 0)]
    public void Shades_go_by_the_logarithm_where_numbers_span_decades(double min, double max, bool isLog, double value, double share)
    {
        HeatScale scale = HeatScale.Of([min, max, double.PositiveInfinity]);
        Assert.Equal(isLog, scale.IsLog);
        Assert.Equal(share, scale.ShareOf(value), 1e-9);
        Assert.Equal(1, scale.ShareOf(scale.Max));
        Assert.Equal(scale.Max, scale.At(1), 1e-9 * scale.Max);
        Assert.All(scale.Ticks(), tick => Assert.InRange(tick, scale.Min * (1 - 1e-9), scale.Max * (1 + 1e-9)));
        Assert.InRange(scale.Ticks().Count, 2, 13);
    }

    [Fact]
    public void Cells_are_dark_where_resets_are_many_and_the_best_start_is_marked()
    {
        StartOutcome[] outcomes = Rising(48);
        Plot plot = outcomes.StartsChart().Draw();
        double[,] cells = Assert.Single(plot.GetPlottables<Heatmap>()).Intensities;
        // The top row is the longest T; shades rise by equal steps where resets do by equal ratios.
        Assert.Equal((2, 48), (cells.GetLength(0), cells.GetLength(1)));
        Assert.Equal(0, cells[0, 0], 1e-9);
        Assert.Equal(1, cells[1, 47], 1e-9);
        Assert.Equal(cells[1, 1] - cells[1, 0], cells[1, 40] - cells[1, 39], 1e-9);
        Marker best = Assert.Single(plot.GetPlottables<Marker>());
        Assert.Equal(new Coordinates(0.5, 1.5), best.Location);
        Assert.Equal("best: Mon 30 Nov 00:00 with T = 300 s, 0.50 resets in 10 min 00 s", best.LegendText);

        Marker given = Assert.Single(outcomes.StartsChart(best: outcomes[6]).Draw().GetPlottables<Marker>());
        Assert.Equal(new Coordinates(3.5, 0.5), given.Location);
        Assert.Throws<ArgumentException>(() => outcomes.StartsChart(best: outcomes[6] with { Resets = 5 }));
        Assert.Throws<ArgumentException>(() => Array.Empty<StartOutcome>().StartsChart());
        // What was not predicted stays white.
        Assert.True(double.IsNaN(Assert.Single(outcomes[1..].StartsChart().Draw().GetPlottables<Heatmap>()).Intensities[1, 0]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(48)]
    [InlineData(168)]
    [InlineData(2000)]
    public void Every_span_can_be_drawn(int starts)
    {
        StartOutcome[] outcomes = starts == 1 ? Rising(2)[..1] : Rising(starts);
        Chart chart = outcomes.StartsChart(TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata"));
        using SKBitmap bitmap = SKBitmap.Decode(chart.ToPng());
        Assert.Equal((1200, chart.Height), (bitmap.Width, bitmap.Height));
        string svg = chart.ToSvg();
        Assert.Contains("Asia/Kolkata", svg);
        Assert.Contains("Mon 30 Nov", svg);
    }

    [Fact]
    public void A_terminal_gets_a_row_for_each_day_and_a_shade_for_each_hour()
    {
        StartOutcome[] outcomes =
        [
            .. Enumerable.Range(0, 48).Select(i => new StartOutcome(
                Monday.AddHours(i), new(30), i == 26 ? 1 : i < 24 ? 1000 : 10, 0, 2000, 600)),
        ];
        StartChoice choice = StartChoice.Of(outcomes, new(), []);
        IReadOnlyList<string> lines = WeekMap.Lines(choice, new(TimeZoneInfo.Utc), 80, isUnicode: true);
        Assert.Equal("            00          06          12          18", lines[2]);
        Assert.Equal($"Mon 30 Nov  {new string('█', 48)}", lines[3]);
        Assert.Equal($"Tue 1 Dec   ░░░░**{new string('░', 42)}", lines[4]);
        Assert.All(lines, line => Assert.True(line.Length < 80, line));

        lines = WeekMap.Lines(choice, new(TimeZoneInfo.Utc), 60, isUnicode: false);
        Assert.Contains($"Tue 1 Dec   ..*{new string('.', 21)}", lines);
        Assert.All(lines, line => Assert.True(line.Length < 60, line));
        // Where it has no room, or all starts are alike, there is none.
        Assert.Empty(WeekMap.Lines(choice, new(TimeZoneInfo.Utc), 30, isUnicode: true));
        Assert.Empty(WeekMap.Lines(StartChoice.Of(outcomes[..24], new(), []), new(TimeZoneInfo.Utc), 80, isUnicode: true));
    }
}
