using ZTunnelSim.Lifetimes;
using ZTunnelSim.Lifetimes.Survival;

namespace ZTunnelSim.Tests.Lifetimes.Survival;

public class LogWindowTests
{
    private static readonly LogWindow Window = new(100, 200);

    [Fact]
    public void A_connection_begun_before_the_window_enters_at_its_age_then_and_an_open_one_is_censored()
    {
        LifetimeObservation[] seen = [.. Window.WithOpenConnections([(120, 150), (70, 130)], [180, 60])];
        Assert.Equal([new(30), new(60, false, 30), new(20, true), new(140, true, 40)], seen);
    }

    [Fact]
    public void Completions_alone_are_doubly_truncated_by_the_window()
    {
        DoublyTruncatedObservation[] seen = [.. Window.CompletedOnly([(120, 150), (70, 130)])];
        Assert.Equal([new(30, 0, 80), new(60, 30, 130)], seen);
    }

    [Fact]
    public void All_completions_are_taken_whole() =>
        Assert.Equal([new LifetimeObservation(30), new LifetimeObservation(60)], Window.AllCompleted([(120, 150), (70, 130)]));

    [Theory]
    [InlineData(150, 140)]
    [InlineData(50, 90)]
    [InlineData(150, 210)]
    [InlineData(double.NaN, 150)]
    public void A_connection_that_the_window_can_not_hold_is_refused(double start, double end)
    {
        Assert.Throws<ArgumentException>(() => Window.AllCompleted([(start, end)]).ToList());
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogWindow(5, 5));
    }
}
