namespace ZTunnelSim.Tests;

/// <summary>Digits stay where x is small; the values have more of them than a double.</summary>
public class NearOneTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1e-300, 1e-300, 1e-300)]
    [InlineData(-3e-17, -3e-17, -3e-17)]
    [InlineData(1e-10, 1.00000000005e-10, 9.9999999995e-11)]
    [InlineData(-1e-7, -9.9999995000000166667e-8, -1.00000005000000333333e-7)]
    [InlineData(0.001, 0.00100050016670834166806, 0.000999500333083533166809)]
    [InlineData(-0.2, -0.181269246922018141, -0.223143551314209755766)]
    [InlineData(0.3, 0.349858807576003103984, 0.262364264467491052035)]
    [InlineData(2, 6.38905609893065022723, 1.09861228866810969140)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity)]
    public void Small_numbers_keep_their_digits(double x, double power, double logarithm)
    {
        Close(power, NearOne.ExpM1(x));
        Close(logarithm, NearOne.LogP1(x));
    }

    [Fact]
    public void The_ends_are_those_of_the_functions()
    {
        Assert.Equal(-1, NearOne.ExpM1(double.NegativeInfinity));
        Assert.Equal(double.NegativeInfinity, NearOne.LogP1(-1));
        Assert.True(double.IsNaN(NearOne.ExpM1(double.NaN)));
        Assert.True(double.IsNaN(NearOne.LogP1(double.NaN)));
    }

    private static void Close(double expected, double actual) =>
        Assert.True(expected == actual || Math.Abs(actual / expected - 1) < 1e-15, $"{actual:R} for {expected:R}");
}
