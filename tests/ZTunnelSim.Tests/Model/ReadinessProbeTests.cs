namespace ZTunnelSim.Tests;

/// <summary>What nodes that were seen to get Ready say about the next rollout: P(at the first probe), against closed forms.</summary>
public class ReadinessProbeTests
{
    private const double First = 1.1, Longest = 2;

    /// <summary>
    /// Each node has a chance s = 1 - r / 1.1 of the first probe, and r is uniform up to 2 s. Once a node was Ready then, s is uniform, and
    /// it is Laplace's rule of succession; before, the values of r that let none be Ready then stay beside it.
    /// </summary>
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(0, 6)]
    [InlineData(9, 1)]
    [InlineData(30, 12)]
    [InlineData(3000, 1000)]
    [InlineData(100_000, 0)]
    public void Bayes_rule_from_the_default(int first, int later)
    {
        double possible = First / (later + 1), none = first == 0 ? Longest - First : 0;
        double expected = (first + 1.0) / (first + later + 2) * (possible / (possible + none));
        ReadinessProbe given = new ReadinessProbe().Given(first, later);
        Assert.Equal(expected, 1 - given.Survival(5), 0.003);
        Assert.Equal(0, given.Survival(10 + First), 1e-9);
        RandomStream random = new(1, 0);
        int drawn = 0;
        for (int i = 0; i < 20_000; i++) drawn += given.Sample(ref random) < 5 ? 1 : 0;
        Assert.Equal(1 - given.Survival(5), drawn / 20_000.0, 0.015);
    }

    [Fact]
    public void Periods_before_the_earlier_probe_are_added()
    {
        ReadinessProbe probe = new(4), now = probe.Given(3, 5), later = probe.Given(3, 5, periodsBefore: 2);
        Assert.Equal(now.MeanSeconds + 8, later.MeanSeconds, 1e-9);
        Assert.Equal(now.Survival(2), later.Survival(10), 1e-9);
        Assert.Equal(4, later.PeriodSeconds);
    }

    [Fact]
    public void What_is_known_needs_no_data()
    {
        ReadinessProbe known = new(needs: new Constant(1));
        Assert.Same(known, known.Given(5, 5));
    }
}
