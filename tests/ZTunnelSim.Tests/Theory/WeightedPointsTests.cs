namespace ZTunnelSim.Tests;

public class WeightedPointsTests
{
    /// <summary>Nodes that begin at the same instants: many points, few places. A rule of more points than places has no more than these.</summary>
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    [InlineData(3, 8)]
    [InlineData(7, 8)]
    [InlineData(40, 8)]
    public void Fewer_points_have_the_moments_of_all(int places, int order)
    {
        (double Weight, double Seconds)[] points =
            [.. Enumerable.Range(0, 120).Select(i => (1.0 / 120, 30 + 7.5 * (i * places / 120))).OrderBy(p => p.Item2)];
        (double Weight, double Seconds)[] fewer = WeightedPoints.Fewer(points, order);
        Assert.InRange(fewer.Length, 1, Math.Min(places, order));
        for (int power = 0; power <= 4; power++)
        {
            double all = points.Sum(p => p.Weight * Math.Pow(p.Seconds, power));
            Assert.InRange(fewer.Sum(p => p.Weight * Math.Pow(p.Seconds, power)) / all, 1 - 1e-9, 1 + 1e-9);
        }
    }
}
