using System.Xml.Linq;
using SkiaSharp;

namespace ZTunnelSim.Cli.Tests;

public class GanttChartTests
{
    public static TheoryData<string, int> Runs => new()
    {
        { "surge", 10 }, { "surge", 250 }, { "unavailable", 3 }, { "drain", 5 }, { "given up", 3 }, { "mixed", 6 }, { "stalled", 4 },
            { "nothing open", 1 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public void Every_rollout_can_be_drawn(string name, int nodes)
    {
        RolloutResult run = Run(name, nodes);
        Chart chart = run.GanttChart(name);
        using SKBitmap bitmap = SKBitmap.Decode(chart.ToPng());
        Assert.Equal((chart.Width, chart.Height), (bitmap.Width, bitmap.Height));
        // Few nodes have roomy rows, many share what a screen has.
        Assert.Equal(nodes switch { < 8 => 420, 10 => 470, _ => 1500 }, chart.Height);
        // Phases are there in their colours, and resets where there are any.
        Assert.True(Pixels(bitmap, 0x56B4E9) > 5, "startup");
        Assert.Equal(run.Resets.Total > 0, Pixels(bitmap, 0xC00000) > 5);
        Assert.Equal(run.Evacuations is not null, Pixels(bitmap, 0xCC79A7) > 5);
        Assert.Equal(name == "given up", Pixels(bitmap, 0x7F7F7F) > 500);
    }

    [Fact]
    public void It_names_the_nodes_in_the_order_of_their_turns_and_counts_resets()
    {
        RolloutResult run = Run("surge", 4);
        string svg = run.GanttChart("as in the chart").ToSvg();
        string[] texts = [.. XDocument.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value.Trim())];
        Assert.Contains(texts, t => t.Contains("as in the chart", StringComparison.Ordinal));
        Assert.Contains(texts, t => t.Contains($"{run.Resets.Total:#,0} resets", StringComparison.Ordinal));
        foreach (string expected in new[] { "startup", "both listen", "connection processing (drain)", "node-1", "node-4" })
            Assert.Contains(expected, texts);
        for (int node = 0; node < 4; node++) Assert.Contains($"{run.Resets.OfNode(node)}", texts);
    }

    private static RolloutResult Run(string name, int nodes)
    {
        Workload[] workloads = [Workload.Of("a", Traffic.OpenPerNode(name == "nothing open" ? 0 : 20), new Exponential(200))];
        Rollout rollout = Rollout.Of(Cluster.OfSize(nodes, workloads)).WithGracePeriod(60);
        Cluster withPods = new(
            Cluster.NodesOfSize(nodes), workloads,
            [Application.OnNodes("db", $"node-{nodes}") with
            {
                IsLongLived = true,
                DisruptionBudget = name == "given up" ? DisruptionBudget.MinAvailable(1) : null,
            }]);
        Rollout pods = Rollout.Of(withPods).WithGracePeriod(60);
        rollout = name switch
        {
            "unavailable" => rollout with { Strategy = UpdateStrategy.MaxUnavailable(1) },
            "drain" => rollout with { Strategy = UpdateStrategy.EvacuateNodes() },
            "given up" => pods with
            {
                Strategy = UpdateStrategy.EvacuateNodes(new NodeEvacuation { TimeoutSeconds = 90 }),
            },
            "mixed" => pods with { Strategy = UpdateStrategy.EvacuateThenRoll() },
            "stalled" => rollout.WithNeverReady("node-2") with { NodeOrder = NodeOrder.AsListed },
            _ => rollout,
        };
        return rollout.Simulate(1);
    }

    private static int Pixels(SKBitmap bitmap, uint color)
    {
        SKColor wanted = new(0xFF000000 | color);
        int count = 0;
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++) count += bitmap.GetPixel(x, y) == wanted ? 1 : 0;
        }
        return count;
    }
}
