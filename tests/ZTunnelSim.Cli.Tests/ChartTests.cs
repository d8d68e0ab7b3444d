using System.Xml.Linq;
using ScottPlot;
using SkiaSharp;

namespace ZTunnelSim.Cli.Tests;

public class ChartTests
{
    private static readonly DurationLaw Law = new Lognormal(2, 1.2);

    public static TheoryData<string> Sweeps =>
        ["usual", "one candidate", "no resets", "twenty candidates", "many workloads", "one pacing", "both ends"];

    [Fact]
    public void Text_is_drawn_with_the_font_that_the_package_carries()
    {
        EmbeddedFonts.Register();
        Assert.Equal("DejaVu Sans", ScottPlot.Fonts.GetTypeface(EmbeddedFonts.Name, bold: false, italic: false).FamilyName);
        Assert.True(ScottPlot.Fonts.GetTypeface(EmbeddedFonts.Name, bold: true, italic: false).IsBold);
    }

    [Theory]
    [MemberData(nameof(Sweeps))]
    public void Every_sweep_can_be_drawn(string name)
    {
        SweepResult sweep = Sweep(name);
        foreach (Chart chart in new[] { sweep.ResetsChart(), sweep.DurationChart(), sweep.TradeOffChart() })
        {
            using SKBitmap bitmap = SKBitmap.Decode(chart.ToPng());
            Assert.Equal((1200, 800), (bitmap.Width, bitmap.Height));
            // Something is drawn: axes and letters at the least are dark.
            int dark = 0;
            for (int y = 0; y < bitmap.Height; y += 2)
            {
                for (int x = 0; x < bitmap.Width; x += 2) dark += bitmap.GetPixel(x, y).Red < 100 ? 1 : 0;
            }
            Assert.InRange(dark, 500, 50_000);
        }
    }

    [Fact]
    public void An_SVG_says_what_is_drawn()
    {
        string svg = Sweep("usual").ResetsChart().ToSvg();
        string text = string.Concat(XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value));
        Assert.Contains("terminationGracePeriodSeconds", text);
        Assert.Contains("theory", text);
        Assert.Contains("60 s", text);
    }

    [Theory]
    [InlineData("usual")]
    [InlineData("both ends")]
    public void The_curves_drawn_are_the_predictions_at_every_candidate(string name)
    {
        SweepResult result = Sweep(name);
        Dictionary<string, Coordinates[]> curves = result.ResetsChart().Draw().GetPlottables<ScottPlot.Plottables.Scatter>()
            .ToDictionary(line => line.LegendText, line => line.Data.GetScatterPoints().ToArray());
        foreach (CandidateResult candidate in result.Candidates)
        {
            AssertDrawn("theory", candidate.Predicted.Resets);
            foreach ((Workload workload, double resets) in result.Rollout.Cluster.Workloads.Zip(candidate.Predicted.ResetsByWorkload))
                AssertDrawn(workload.Name, resets);

            void AssertDrawn(string curve, double expected)
            {
                Coordinates[] there = [.. curves[curve].Where(c => Math.Abs(c.X - Math.Log10(candidate.GracePeriod.Seconds)) < 1e-9)];
                // Less than a reset in a thousand rollouts is not drawn.
                if (expected < 0.001) Assert.Empty(there);
                else Assert.Equal(expected, Math.Pow(10, Assert.Single(there).Y), 1e-9 * expected);
            }
        }
    }

    [Fact]
    public void Small_ones_of_many_workloads_are_drawn_as_one_curve_and_none_is_left_out()
    {
        SweepResult result = Sweep("many workloads");
        ScottPlot.Plottables.Scatter[] lines = [.. result.ResetsChart().Draw().GetPlottables<ScottPlot.Plottables.Scatter>()];
        // The workloads have 1 to 10 connections open, of one law.
        Assert.Equal(
            ["theory", .. Enumerable.Range(6, 5).Select(i => $"a-workload-with-a-long-name-{i}"), "5 others"],
            lines.Select(line => line.LegendText));
        double[] first = [.. lines.Select(line => Math.Pow(10, line.Data.GetScatterPoints()[0].Y))];
        Assert.Equal(first[0], first[1..].Sum(), 1e-9 * first[0]);
    }

    [Fact]
    public void With_both_ends_table_chart_page_and_recommendation_tell_the_same_resets()
    {
        Scenario scenario = Scenario.Load(Tool.CompareExample);
        SweepResult sweep = scenario.Rollout.Sweep([new(300)], new SweepOptions { Replications = 2, Pacings = [Pacing.Kubernetes] });
        // At T = 300 s the sum over both ends, without regard to what that counts twice, would be some 2,170.
        Assert.Equal(1881.5, sweep.Candidates[0].Predicted.Resets, 0.5);
        Assert.Equal(1881.5, ResetCurve.Of(sweep).Single(p => p.GracePeriod.Seconds == 300).Resets, 0.5);
        Assert.Equal(
            1881.5,
            SweepCurves.Of(sweep, TestContext.Current.CancellationToken).Points.Single(p => p.GracePeriod.Seconds == 300).Predicted.Resets,
            0.5);
        RecommendOptions options = new() { Replications = 20, AlsoShow = [new(300)] };
        Recommendation recommendation = scenario.Rollout.Recommend(
            new RolloutLimits { MaxResetShare = 0.75 }, options, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1881.5, recommendation.Front.Single(o => o.GracePeriod.Seconds == 300).Resets, 0.5);
    }

    [Fact]
    public void A_file_is_what_the_picture_is_in_memory_and_each_time_the_same()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        Chart chart = Sweep("usual").ResetsChart();
        foreach (string name in new[] { "chart.png", "chart.svg" }) chart.Save(Path.Combine(directory, name), 640, 480);
        Assert.Equal(chart.ToPng(640, 480), File.ReadAllBytes(Path.Combine(directory, "chart.png")));
        // An SVG has ids that count through the process.
        XElement svg = XDocument.Load(Path.Combine(directory, "chart.svg")).Root!;
        Assert.Equal(("640", "480"), ((string?)svg.Attribute("width"), (string?)svg.Attribute("height")));
    }

    [Fact]
    public void A_size_that_shows_nothing_is_refused()
    {
        Chart chart = Sweep("one candidate").ResetsChart();
        Assert.Equal("width", Assert.Throws<ArgumentOutOfRangeException>(() => chart.ToPng(width: 99)).ParamName);
        Assert.Equal("height", Assert.Throws<ArgumentOutOfRangeException>(() => chart.ToSvg(height: 99)).ParamName);
    }

    [Fact]
    public void Other_formats_are_refused_and_nothing_is_left()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        Chart chart = Sweep("one candidate").ResetsChart();
        Assert.Contains(".png or .svg", Assert.Throws<ArgumentException>(() => chart.Save(Path.Combine(directory, "chart.bmp"))).Message);
        Assert.Empty(Directory.GetFiles(directory));
    }

    private static SweepResult Sweep(string name)
    {
        Workload[] workloads = name switch
        {
            "no resets" => [Workload.Of("idle", Traffic.PerNode(0), Law)],
            "many workloads" =>
                [.. Enumerable.Range(1, 10).Select(i => Workload.Of($"a-workload-with-a-long-name-{i}", Traffic.OpenPerNode(i), Law))],
            _ => [Workload.Of("a", Traffic.OpenPerNode(5), Law), Workload.Of("b", Traffic.OpenPerNode(1), new Lomax(2, 60))],
        };
        int[] seconds = name switch
        {
            "one candidate" => [30],
            "twenty candidates" => [.. Enumerable.Range(1, 20).Select(i => 30 * i)],
            _ => [10, 11, 60, 600],
        };
        Cluster cluster = name == "both ends"
            ? new(
                Cluster.NodesOfSize(3),
                [Workload.Of("a-b", Traffic.OpenBetween("a", "b", 90), Law),
                    Workload.Of("c", Traffic.OpenPerNode(5), new Exponential(300))],
                [Application.WithReplicas("a", 3), Application.WithReplicas("b", 3)])
            : Cluster.OfSize(3, workloads);
        SweepOptions options = new()
        {
            Replications = 20,
            Pacings = name == "one pacing"
            ? [Pacing.OneNodeAtATime]
            : [Pacing.Kubernetes, Pacing.OneNodeAtATime]
        };
        return Rollout.Of(cluster).Sweep(seconds.Select(t => new GracePeriod(t)), options);
    }
}
