namespace ZTunnelSim.Tests;

public class OwnLawTests
{
    [Theory]
    [InlineData(1.05)]
    [InlineData(1.2)]
    [InlineData(2.5)]
    [InlineData(40)]
    public void A_right_mean_is_accepted_however_heavy_the_tail(double shape)
    {
        double mean = 90 * (Math.PI / shape) / Math.Sin(Math.PI / shape);
        Own law = new(u => 1 / (1 + Math.Pow(u / 90, shape)), mean);
        Assert.Equal(mean, Of(law).Lifetime.MeanSeconds);
        Assert.Equal(mean, Of(DurationLaw.Mixture((1, law), (2, law))).Lifetime.MeanSeconds, 1e-9 * mean);
    }

    [Theory]
    [InlineData(1.2)]
    [InlineData(2.5)]
    public void A_wrong_mean_is_refused_with_both_numbers(double shape)
    {
        double mean = 90 * (Math.PI / shape) / Math.Sin(Math.PI / shape);
        foreach (double factor in new[] { 0.5, 1.01, 2 })
        {
            Own law = new(u => 1 / (1 + Math.Pow(u / 90, shape)), factor * mean);
            string message = Assert.Throws<ArgumentException>(() => Of(law)).Message;
            Assert.Contains($"{factor * mean:R} s", message);
            Assert.Contains($"{mean:G6} s", message);
            Assert.Throws<ArgumentException>(() => Of(DurationLaw.Mixture((1, law), (1, new Exponential(1)))));
            Assert.Throws<ArgumentException>(() => Of(new Exponential(1)) with { Lifetime = law });
        }
    }

    [Fact]
    public void A_law_of_steps_or_without_a_tail_is_accepted()
    {
        Of(new Own(u => u < 7.3 ? 1 : 0, 7.3));
        Of(new Own(u => Math.Max(0, 1 - u / 10), 5));
        // Ten lifetimes as they were seen.
        double[] seen = [0.3, 0.9, 1.1, 2.2, 5, 5.5, 8, 21, 60, 333];
        Of(new Own(u => seen.Count(s => s > u) / 10.0, seen.Average()));
        Assert.Throws<ArgumentException>(() => Of(new Own(u => seen.Count(s => s > u) / 10.0, 1.01 * seen.Average())));
    }

    [Fact]
    public void What_is_no_survival_is_refused()
    {
        Assert.Contains("NaN", Refusal(u => u > 50 ? double.NaN : Math.Exp(-u)));
        Assert.Contains("from 0 to 1", Refusal(u => 1.2 * Math.Exp(-u)));
        Assert.Contains("can only fall", Refusal(u => u is > 2 and < 3 ? 0.9 : Math.Exp(-u)));
        Assert.Throws<ArgumentException>(() => Of(new Own(u => Math.Exp(-u), -1)));
        Assert.Throws<ArgumentException>(() => Of(new Own(u => Math.Exp(-u), 0)));
        Assert.Contains("no finite mean", Assert.Throws<ArgumentException>(() => Of(new Own(u => Math.Exp(-u), double.NaN))).Message);

        string Refusal(Func<double, double> survival) => Assert.Throws<ArgumentException>(() => Of(new Own(survival, 1))).Message;
    }

    private static Workload Of(DurationLaw law) => Workload.Of("w", Traffic.PerNode(1), law);

    private sealed class Own(Func<double, double> survival, double mean) : DurationLaw
    {
        public override double MeanSeconds => mean;

        public override double Survival(double seconds) => survival(Math.Max(0, seconds));

        public override double Quantile(double probability) => throw new NotSupportedException();

        public override string ToString() => "own()";
    }
}
