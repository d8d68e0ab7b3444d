using SkiaSharp;

namespace ZTunnelSim.Cli.Tests;

public class BacktestChartTests
{
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(4, 3, 17)]
    [InlineData(200, 30, 2)]
    public void Every_backtest_can_be_drawn(int nodes, int workloads, long kills)
    {
        BacktestInput input = new()
        {
            Nodes = [.. Enumerable.Range(0, nodes).Select(n => new BacktestNode($"ztunnel-{n:x5}", 1000, null, []))],
            Workloads = [.. Enumerable.Range(0, workloads).Select(
                w => new BacktestWorkload($"service-{w}.a-namespace-with-a-name-of-some-length", new Exponential(20), []))],
            Traffic = [.. Enumerable.Range(0, nodes * workloads).Select(
                i => new BacktestTraffic(i / workloads, i % workloads, 100 * (1 + i % 7), 0, kills * (i % 3)))],
        };
        BacktestResult result = Backtest.Run(input, new BacktestOptions { DrainBudgetSeconds = 25, Draws = 20 });
        foreach (Chart chart in new[] { result.CalibrationChart(), result.TransformChart() })
        {
            using SKBitmap bitmap = SKBitmap.Decode(chart.ToPng());
            Assert.InRange(bitmap.Height, 400, 2000);
            int dark = 0;
            for (int y = 0; y < bitmap.Height; y += 2)
            {
                for (int x = 0; x < bitmap.Width; x += 2) dark += bitmap.GetPixel(x, y).Red < 100 ? 1 : 0;
            }
            Assert.InRange(dark, 500, 50_000);
        }
    }
}
