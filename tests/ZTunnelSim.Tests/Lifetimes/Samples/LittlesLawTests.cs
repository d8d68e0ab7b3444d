namespace ZTunnelSim.Tests;

public class LittlesLawTests
{
    [Fact]
    public void The_mean_lifetime_is_the_open_count_over_the_arrival_rate()
    {
        LittlesLaw law = LittlesLaw.Of(opened: 3600, closed: 3590, meanOpen: 30, periodSeconds: 3600);
        Assert.Equal((1.0, 30.0), (law.OpenedPerSecond, law.MeanLifetimeSeconds.Value));
        Assert.True(law.IsSteady);
        Assert.InRange(law.MeanLifetimeSeconds.Low, 25, 30);
        Assert.True(law.AgreesWith(new(32, 1, 29, 35, 0.95)));
        Assert.False(law.AgreesWith(new(60, 1, 58, 62, 0.95)));
    }

    [Fact]
    public void A_growing_number_of_connections_is_not_steady() =>
        Assert.False(LittlesLaw.Of(opened: 3600, closed: 2000, meanOpen: 800, periodSeconds: 3600).IsSteady);

    [Fact]
    public void Counters_that_say_nothing_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LittlesLaw.Of(0, 0, 5, 60));
        Assert.Throws<ArgumentOutOfRangeException>(() => LittlesLaw.Of(1, -1, 5, 60));
        Assert.Throws<ArgumentOutOfRangeException>(() => LittlesLaw.Of(1, 1, double.NaN, 60));
        Assert.Throws<ArgumentOutOfRangeException>(() => LittlesLaw.Of(1, 1, 5, 0));
    }
}
