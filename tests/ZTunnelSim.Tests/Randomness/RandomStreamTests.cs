using MathNet.Numerics.Distributions;

namespace ZTunnelSim.Tests;

public class RandomStreamTests
{
    /// <summary>The known answers that come with the Random123 distribution (kat_vectors, philox4x64 10).</summary>
    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0, 0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b)]
    [InlineData(
        ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue,
        0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0)]
    [InlineData(
        0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89, 0x452821e638d01377, 0xbe5466cf34e90c6c,
        0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6)]
    public void Philox_gives_the_published_answers(
        ulong c0, ulong c1, ulong c2, ulong c3, ulong k0, ulong k1, ulong e0, ulong e1, ulong e2, ulong e3)
    {
        Philox.Block(c0, c1, c2, c3, k0, k1, out ulong o0, out ulong o1, out ulong o2, out ulong o3);
        Assert.Equal((e0, e1, e2, e3), (o0, o1, o2, o3));
    }

    [Fact]
    public void A_stream_begins_with_the_block_of_counter_zero()
    {
        RandomStream random = new(seed: 0);
        Assert.Equal(0x16554d9eca36314cUL, random.NextUInt64());
        Assert.Equal(0xdb20fe9d672d0fdcUL, random.NextUInt64());
    }

    [Fact]
    public void Each_part_of_the_name_makes_another_stream()
    {
        RandomStream[] streams =
        [
            new(1), new(2), new(1, replication: 1), new(1, node: 1), new(1, workload: 1), new(1, purpose: 1),
        ];
        HashSet<ulong> first = [];
        for (int i = 0; i < streams.Length; i++) first.Add(streams[i].NextUInt64());
        Assert.Equal(streams.Length, first.Count);
    }

    [Fact]
    public void Neighbouring_streams_are_not_correlated()
    {
        const int Pairs = 200_000;
        double sum = 0;
        for (int i = 0; i < Pairs; i++)
        {
            RandomStream left = new(7, replication: i, node: 1), right = new(7, replication: i, node: 2);
            sum += (left.NextDouble() - 0.5) * (right.NextDouble() - 0.5) * 12;
        }
        double z = sum / Math.Sqrt(Pairs);
        Assert.True(2 * Normal.CDF(0, 1, -Math.Abs(z)) > Statistics.Level, $"z = {z}");
    }

    [Fact]
    public void Uniform_numbers_are_uniform() =>
        AssertFollows(Draw(20_000, (ref RandomStream r) => r.NextDouble()), x => x);

    [Fact]
    public void Bits_of_every_position_are_fair()
    {
        const int Draws = 100_000;
        int[] ones = new int[64];
        RandomStream random = new(3);
        for (int i = 0; i < Draws; i++)
        {
            ulong bits = random.NextUInt64();
            for (int b = 0; b < 64; b++) ones[b] += (int)(bits >> b & 1);
        }
        double statistic = ones.Sum(o => (o - Draws / 2.0) * (o - Draws / 2.0) / (Draws / 4.0));
        Assert.True(1 - ChiSquared.CDF(64, statistic) > Statistics.Level, $"chi-squared = {statistic}");
    }

    [Fact]
    public void Integers_below_a_bound_are_uniform()
    {
        RandomStream random = new(4);
        long[] draws = new long[60_000];
        for (int i = 0; i < draws.Length; i++) draws[i] = random.NextInt(7);
        Assert.True(Statistics.ChiSquaredOfCounts(draws, _ => 1.0 / 7, 6) > Statistics.Level);
    }

    [Fact]
    public void Exponential_numbers_follow_their_law_in_body_and_tail()
    {
        double[] draws = Draw(400_000, (ref RandomStream r) => r.NextExponential());
        AssertFollows(draws, x => 1 - Math.Exp(-x));
        AssertFollows(draws.Where(x => x > 5).Select(x => x - 5), x => 1 - Math.Exp(-x));
        // Beyond 7.697 the ziggurat takes its tail branch.
        AssertFollows(draws.Where(x => x > 7.5).Select(x => x - 7.5), x => 1 - Math.Exp(-x));
    }

    [Fact]
    public void Normal_numbers_follow_their_law_in_body_and_tail()
    {
        double[] draws = Draw(400_000, (ref RandomStream r) => r.NextNormal());
        AssertFollows(draws, x => Normal.CDF(0, 1, x));
        double beyond = 1 - Normal.CDF(0, 1, 3);
        AssertFollows(draws.Where(x => x > 3), x => 1 - (1 - Normal.CDF(0, 1, x)) / beyond);
        AssertFollows(draws.Where(x => x < -3), x => Normal.CDF(0, 1, x) / beyond);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.7)]
    [InlineData(1)]
    [InlineData(4.5)]
    [InlineData(300)]
    public void Gamma_numbers_follow_their_law(double shape) =>
        AssertFollows(Draw(50_000, (ref RandomStream r) => r.NextGamma(shape)), x => 1 - UpperGamma.Regularized(shape, x));

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.9)]
    [InlineData(9.99)]
    [InlineData(10)]
    [InlineData(37.5)]
    [InlineData(1234)]
    public void Poisson_numbers_follow_their_law(double mean)
    {
        RandomStream random = new(11);
        long[] draws = new long[100_000];
        for (int i = 0; i < draws.Length; i++) draws[i] = random.NextPoisson(mean);
        int max = (int)(mean + 6 * Math.Sqrt(mean) + 6);
        Assert.True(Statistics.ChiSquaredOfCounts(draws, k => Poisson.PMF(mean, k), max) > Statistics.Level);
    }

    [Theory]
    [InlineData(1e9)]
    [InlineData(1.0995e12)]
    [InlineData(1.0996e12)]
    [InlineData(4503599627370497)]
    [InlineData(1e18)]
    public void Poisson_numbers_of_any_size_have_the_mean_and_the_variance_of_their_law(double mean)
    {
        const int Count = 20_000;
        RandomStream random = new(12);
        double sum = 0, squares = 0;
        for (int i = 0; i < Count; i++)
        {
            double deviation = (random.NextPoisson(mean) - mean) / Math.Sqrt(mean);
            (sum, squares) = (sum + deviation, squares + deviation * deviation);
        }
        // 4.4 standard errors of a normal number's mean and variance: level 1e-5.
        Assert.Equal(0, sum / Count, 4.4 / Math.Sqrt(Count));
        Assert.Equal(1, squares / Count, 4.4 * Math.Sqrt(2.0 / Count));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e19)]
    public void A_Poisson_mean_outside_its_range_is_refused(double mean)
    {
        RandomStream random = new(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextPoisson(mean));
    }

    private delegate double Draws(ref RandomStream random);

    private static double[] Draw(int count, Draws next)
    {
        RandomStream random = new(20261124);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) values[i] = next(ref random);
        return values;
    }

    private static void AssertFollows(IEnumerable<double> sample, Func<double, double> cdf)
    {
        double p = Statistics.KolmogorovSmirnov(sample, cdf);
        Assert.True(p > Statistics.Level, $"Kolmogorov-Smirnov p = {p}");
    }
}
