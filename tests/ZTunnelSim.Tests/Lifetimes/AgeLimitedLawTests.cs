using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using MathNet.Numerics.Integration;

namespace ZTunnelSim.Tests;

/// <summary>A law under a maximum age: what holds for all of them, and numbers known from elsewhere.</summary>
[Properties(Arbitrary = [typeof(AgeLimitedLawTests)], MaxTest = 300)]
public class AgeLimitedLawTests
{
    private static readonly DurationLaw[] Inner =
    [
        .. Laws.Names.Select(row => Laws.Get(row.Data)),
        new Lomax(0.6, 10), new Lomax(1, 10), new Mixture((1, new Lomax(0.9, 5)), (3, new Exponential(4))),
        new EmpiricalParetoTail([(1, 0.2), (4, 0.3)], 5, 0.5, 0.3, 6), new EmpiricalParetoTail([(1, 0.2), (4, 0.3)], 5, 0.5, 1.2, 6),
        new EmpiricalParetoTail([(1, 0.2)], 5, 0.8, 1, 6), new Own(u => 1 / (1 + u / 7), p => 7 * p / (1 - p)), new Lognormal(2, 4),
    ];

    public static Arbitrary<DurationLaw> Limited() => (
        from inner in Gen.Elements(Inner)
        from age in Gen.Elements(0.5, 3, 20, 45, 400)
        from jitter in Gen.Elements(0, 0, 0.1, 0.9)
        from grace in Gen.Elements(0.0, 5)
        select inner.WithMaximumAge(TimeSpan.FromSeconds(age), jitter, TimeSpan.FromSeconds(grace))).ToArbitrary();

    [Property]
    public void Survival_falls_from_1_to_nothing(DurationLaw law, NormalFloat a, NormalFloat b)
    {
        double low = Math.Min(Math.Abs(a.Get), Math.Abs(b.Get)), high = Math.Max(Math.Abs(a.Get), Math.Abs(b.Get));
        Assert.InRange(law.Survival(high), 0, law.Survival(low));
        Assert.Equal(1, law.Survival(-1));
        AgeLimitedLaw limited = (AgeLimitedLaw)law;
        double last = limited.AgeSeconds * (1 + limited.Jitter) + limited.GraceSeconds;
        Assert.Equal(0, law.Survival(last));
        Assert.Equal(0, law.IntegratedTail(last));
        double first = limited.AgeSeconds * (1 - limited.Jitter) + limited.GraceSeconds;
        Assert.Equal(limited.Inner.Survival(0.999 * first), law.Survival(0.999 * first));
    }

    [Property]
    public void A_quantile_is_the_smallest_age_that_is_exceeded_no_more_often(DurationLaw law, byte of)
    {
        double p = of / 255.0, u = law.Quantile(p);
        Assert.True(law.Survival(u) <= 1 - p + 1e-9, $"{law}: S({u}) = {law.Survival(u)} for {p}");
        if (u > 0) Assert.True(law.Survival(u * (1 - 1e-9)) >= 1 - p - 1e-6, $"{law}: S below {u} for {p}");
    }

    [Property]
    public void The_tail_is_the_integral_of_the_survival(DurationLaw law, byte from, byte to)
    {
        double last = law.Quantile(1), a = last * Math.Min(from, to) / 255, b = last * Math.Max(from, to) / 255;
        double integral = Integral(law, a, b), difference = law.IntegratedTail(a) - law.IntegratedTail(b);
        bool isSmooth = !law.Steps.Any() && ((AgeLimitedLaw)law).Inner is not Constant;
        double slack = (isSmooth ? 1e-6 : 5e-4) * law.MeanSeconds;
        Assert.True(Math.Abs(integral - difference) <= slack, $"{law}: {integral:R} for {difference:R}, {a} to {b}");
        Assert.Equal(law.MeanSeconds, law.IntegratedTail(0));
    }

    [Property]
    public void The_inverse_of_the_tail_inverts_it(DurationLaw law, byte of)
    {
        double tail = law.MeanSeconds * (of + 1) / 257, u = law.InverseIntegratedTail(tail);
        double slack = 1e-8 * Math.Max(u, 1e-3) * law.Survival(u * (1 - 1e-9)) + 1e-12 * law.MeanSeconds;
        Assert.True(Math.Abs(law.IntegratedTail(u) - tail) <= slack, $"{law}: {law.IntegratedTail(u):R} for {tail:R} at {u}");
        Assert.Equal(0, law.InverseIntegratedTail(2 * law.MeanSeconds));
    }

    [Property(MaxTest = 60)]
    public void Residual_lives_follow_the_stationary_excess_law(DurationLaw law)
    {
        RandomStream random = new(7);
        double[] draws = new double[4000];
        for (int i = 0; i < draws.Length; i++) draws[i] = law.SampleResidual(ref random);
        double p = Statistics.KolmogorovSmirnov(draws, u => 1 - law.IntegratedTail(u) / law.MeanSeconds);
        Assert.True(p > Statistics.Level, $"{law}: p = {p}");
    }

    [Property(MaxTest = 60)]
    public void Lives_have_the_mean_and_the_share_at_each_age(DurationLaw law)
    {
        RandomStream random = new(8);
        double[] draws = new double[4000];
        for (int i = 0; i < draws.Length; i++) draws[i] = law.Sample(ref random);
        double mean = Statistics.MeanPValue(draws, law.MeanSeconds);
        Assert.True(mean > Statistics.Level || draws.Max() - draws.Min() < 1e-9, $"{law}: mean p = {mean}");
        foreach (double share in new[] { 0.2, 0.5, 0.9 })
        {
            double at = law.Quantile(share) * (1 - 1e-9), survival = law.Survival(at);
            int above = draws.Count(x => x > at);
            Assert.InRange(above, draws.Length * survival - 5 * Math.Sqrt(1000) - 1, draws.Length * survival + 5 * Math.Sqrt(1000) + 1);
        }
    }

    [Fact]
    public void An_exponential_law_has_its_closed_forms()
    {
        DurationLaw law = new Exponential(1200).WithMaximumAge(TimeSpan.FromMinutes(30));
        Assert.Equal(1200 * (1 - Math.Exp(-1.5)), law.MeanSeconds, 1e-9);
        Assert.Equal(1200 * (Math.Exp(-1) - Math.Exp(-1.5)), law.IntegratedTail(1200), 1e-9);
        Assert.Equal(1800, law.Quantile(1 - Math.Exp(-1.5) / 2));
        // Spread over 1620 to 1980 s: 1/360 times the integral of e^(-u/m) (1980 - u).
        DurationLaw spread = new Exponential(1200).WithMaximumAge(TimeSpan.FromMinutes(30), jitter: 0.1);
        double m = 1200, a = Math.Exp(-1620 / m), b = Math.Exp(-1980 / m);
        double band = m * a - m * m * (a - b) / 360;
        Assert.Equal(m * (1 - a) + band, spread.MeanSeconds, 1e-8);
        Assert.Equal(a * 0.5 * Math.Exp(-180 / m), spread.Survival(1800), 1e-12);
    }

    [Fact]
    public void A_tail_without_a_mean_has_one_under_a_maximum_age()
    {
        Assert.Equal(10 * Math.Log(4), new Lomax(1, 10).WithMaximumAge(TimeSpan.FromSeconds(30)).MeanSeconds, 1e-12);
        Assert.Equal(20 * (Math.Sqrt(4) - 1), new Lomax(0.5, 10).WithMaximumAge(TimeSpan.FromSeconds(30)).MeanSeconds, 1e-12);
    }

    [Fact]
    public void A_grace_only_delays_the_end()
    {
        DurationLaw law = new Exponential(60).WithMaximumAge(TimeSpan.FromSeconds(30), grace: TimeSpan.FromSeconds(10));
        Assert.Equal(Math.Exp(-0.6), law.Survival(36), 1e-12);
        Assert.Equal(Math.Exp(-39.0 / 60), law.Survival(39), 1e-12);
        Assert.Equal(0, law.Survival(40));
    }

    [Fact]
    public void It_is_equal_and_spelled_by_its_parameters()
    {
        DurationLaw law = new Exponential(60).WithMaximumAge(TimeSpan.FromSeconds(30), 0.1, TimeSpan.FromSeconds(5));
        Assert.Equal("exponential(mean=60) with maximumAge(age=30, jitter=0.1, grace=5)", law.ToString());
        Assert.Equal(new Exponential(60).WithMaximumAge(TimeSpan.FromSeconds(30), 0.1, TimeSpan.FromSeconds(5)), law);
        Assert.NotEqual(new Exponential(60).WithMaximumAge(TimeSpan.FromSeconds(30), 0.1), law);
        Assert.NotEqual(new Exponential(61).WithMaximumAge(TimeSpan.FromSeconds(30), 0.1, TimeSpan.FromSeconds(5)), law);
        DurationLaw plain = new Exponential(60).WithMaximumAge(TimeSpan.FromSeconds(30));
        Assert.Equal("exponential(mean=60) with maximumAge(age=30)", plain.ToString());
    }

    [Theory]
    [InlineData(0, 0, 0, "age")]
    [InlineData(30, 1, 0, "jitter")]
    [InlineData(30, -0.1, 0, "jitter")]
    [InlineData(30, 0, -1, "grace")]
    public void Values_outside_their_range_are_refused_by_name(double age, double jitter, double grace, string name) =>
        Assert.Contains(name, Assert.Throws<ArgumentOutOfRangeException>(() =>
            new Exponential(60).WithMaximumAge(TimeSpan.FromSeconds(age), jitter, TimeSpan.FromSeconds(grace))).ParamName);

    [Fact]
    public void Steps_of_data_end_at_the_age()
    {
        DurationLaw law = Laws.Get("empirical").WithMaximumAge(TimeSpan.FromSeconds(10));
        Assert.Equal([0.1, 0.2, 0.5, 1, 3, 8], law.Steps.Select(step => step.Seconds));
        Assert.Equal(0.3, law.Steps.Last().Survival, 1e-12);
    }

    /// <summary>By many small panels, whatever the law's steps.</summary>
    private static double Integral(DurationLaw law, double from, double to)
    {
        const int Panels = 40_000;
        double sum = 0;
        // Near 0 a heavy law falls steeply.
        for (int i = 0; i < Panels; i++)
        {
            double left = from + (to - from) * Cube((double)i / Panels), right = from + (to - from) * Cube((i + 1.0) / Panels);
            sum += GaussLegendreRule.Integrate(law.Survival, left, right, 2);
        }
        return sum;

        static double Cube(double x) => x * x * x;
    }

    /// <summary>A law of somebody's own, with an infinite mean.</summary>
    private sealed class Own(Func<double, double> survival, Func<double, double> quantile) : DurationLaw
    {
        public override double MeanSeconds => double.PositiveInfinity;

        public override double Survival(double seconds) => seconds <= 0 ? 1 : survival(seconds);

        public override double Quantile(double probability) => quantile(probability);

        public override string ToString() => "own";
    }
}
