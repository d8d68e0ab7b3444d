using MathNet.Numerics.Distributions;

namespace ZTunnelSim.Tests;

public class UpperGammaTests
{
    private static readonly double[] Probabilities = [1e-6, 0.025, 0.5, 0.975, 1 - 1e-6];

    [Fact]
    public void Where_the_cube_root_takes_over_its_quantiles_are_the_exact_ones()
    {
        double deviation = Math.Sqrt(UpperGamma.Large);
        foreach (double p in Probabilities)
        {
            double exact = MathNet.Numerics.Distributions.Gamma.InvCDF(UpperGamma.Large, 1, p);
            Assert.Equal(exact, UpperGamma.Quantile(UpperGamma.Large, p), 1e-5 * deviation);
            // Just below the exact ones are asked.
            Assert.Equal(UpperGamma.Quantile(UpperGamma.Large - 1e-3, p), exact, 1e-5 * deviation);
        }
    }

    [Fact]
    public void Where_the_cube_root_takes_over_its_probabilities_are_the_exact_ones()
    {
        const double Shape = UpperGamma.Large;
        foreach (double deviations in new[] { -5.0, -1, 0, 0.5, 3, 5 })
        {
            double x = Shape + deviations * Math.Sqrt(Shape);
            double exact = MathNet.Numerics.SpecialFunctions.GammaUpperRegularized(Shape, x);
            Assert.Equal(exact, UpperGamma.Regularized(Shape, x), 1e-6);
        }
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(1e18)]
    [InlineData(1e200)]
    [InlineData(1e300)]
    public void Quantiles_of_any_shape_are_those_of_a_normal_number(double shape)
    {
        foreach (double p in Probabilities)
        {
            double expected = shape + Math.Sqrt(shape) * Normal.InvCDF(0, 1, p), found = UpperGamma.Quantile(shape, p);
            // The skewness moves a quantile by up to a few counts; doubles of such sizes are a 1e-16th of them apart.
            Assert.Equal(expected, found, 10 + 1e-14 * shape);
            if (shape < 1e12) Assert.Equal(p, 1 - UpperGamma.Regularized(shape, found), 1e-9);
        }
    }

    [Theory]
    [InlineData(1e-9)]
    [InlineData(1e-15)]
    [InlineData(1e-38)]
    [InlineData(5e-324)]
    public void Of_nearly_no_shape_nearly_all_is_zero(double shape)
    {
        foreach (double p in Probabilities) Assert.InRange(UpperGamma.Quantile(shape, p), 0, 1e-14);
        (double low, double high) = LittlesLaw.Poisson(shape, 0.95);
        Assert.InRange(low, 0, 1e-14);
        Assert.Equal(LittlesLaw.Poisson(0, 0.95).High, high, 1e-6);
    }

    [Fact]
    public void Where_the_first_term_takes_over_its_quantiles_are_the_exact_ones()
    {
        // So near to 1 that they are no zeros.
        foreach (double p in new[] { 1 - 1e-8, 1 - 2e-9 })
        {
            double below = UpperGamma.Quantile(Math.BitDecrement(UpperGamma.Small), p);
            Assert.InRange(below, 1e-30, 0.5);
            Assert.Equal(1, UpperGamma.Quantile(UpperGamma.Small, p) / below, 0.2);
        }
    }

    [Fact]
    public void The_interval_of_a_count_of_any_size_is_finite_and_holds_it()
    {
        foreach (double count in new[] { 1, 999_999, 1_000_001, 1e18, 1e200 })
        {
            (double low, double high) = LittlesLaw.Poisson(count, 0.95);
            Assert.InRange(count, low, high);
            Assert.Equal(2 * 1.96 * Math.Sqrt(count), high - low, 3 + 0.001 * Math.Sqrt(count) + 1e-14 * count);
        }
    }
}
