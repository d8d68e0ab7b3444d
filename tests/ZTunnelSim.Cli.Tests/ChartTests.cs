using System.Xml.Linq;
using ScottPlot;
using SkiaSharp;
using ZTunnelSim.Analysis;
using ZTunnelSim.Charts;
using ZTunnelSim.Lifetimes;
using ZTunnelSim.Model;

namespace ZTunnelSim.Cli.Tests;

public class ChartTests
{
    private static readonly DurationLaw Law = new Lognormal(2, 1.2);

    public static TheoryData<string> Sweeps => ["usual", "one candidate", "no resets", "twenty candidates", "many workloads", "one pacing"];

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
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        foreach (string path in SweepCharts.WriteAll(Sweep(name), directory))
        {
            using SKBitmap bitmap = SKBitmap.Decode(path);
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
        string path = Path.Combine(Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName, "chart.svg");
        ChartFile.Save(ResetsChart.Draw(Sweep("usual")), path);
        string text = string.Concat(XDocument.Load(path).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value));
        Assert.Contains("terminationGracePeriodSeconds", text);
        Assert.Contains("theory", text);
        Assert.Contains("60 s", text);
    }

    [Fact]
    public void Other_formats_are_refused_and_nothing_is_left()
    {
        string directory = Directory.CreateTempSubdirectory("ztunnelsim-test-").FullName;
        using Plot plot = new();
        Assert.Contains(".png or .svg", Assert.Throws<ArgumentException>(() => ChartFile.Save(plot, Path.Combine(directory, "chart.bmp"))).Message);
        Assert.Empty(Directory.GetFiles(directory));
    }

    private static SweepResult Sweep(string name)
    {
        Workload[] workloads = name switch
        {
            "no resets" => [Workload.WithArrivals("idle", 0, Law)],
            "many workloads" => [.. Enumerable.Range(1, 10).Select(i => Workload.WithOpenConnections($"a-workload-with-a-long-name-{i}", i, Law))],
            _ => [Workload.WithOpenConnections("a", 5, Law), Workload.WithOpenConnections("b", 1, new Lomax(2, 60))],
        };
        int[] seconds = name switch
        {
            "one candidate" => [30],
            "twenty candidates" => [.. Enumerable.Range(1, 20).Select(i => 30 * i)],
            _ => [10, 11, 60, 600],
        };
        SweepOptions options = new() { Replications = 20, Pacings = name == "one pacing" ? [Pacing.OneNodeAtATime] : [Pacing.Kubernetes, Pacing.OneNodeAtATime] };
        return ZTunnelSim.Analysis.Sweep.Run(Rollout.Of(Cluster.OfSize(3, workloads)), seconds.Select(t => new GracePeriod(t)), options);
    }
}
