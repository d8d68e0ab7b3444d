namespace ZTunnelSim.Tests;

public class DurationLawTests
{
    private const int Draws = 40_000;

    public static TheoryData<string> Names => Laws.Names;

    public static TheoryData<string> ContinuousNames =>
        [.. Laws.Names.Select(row => row.Data).Where(n => n is not ("constant" or "empirical"))];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_integrated_tail_begins_at_the_mean_and_falls_to_nothing(string name)
    {
        DurationLaw law = Laws.Get(name);
        Assert.Equal(law.MeanSeconds, law.IntegratedTail(0), 1e-12 * law.MeanSeconds);
        double[] tails = [.. Enumerable.Range(0, 60).Select(i => law.IntegratedTail(Math.Pow(1.5, i)))];
        Assert.All(tails.Zip(tails.Skip(1)), pair => Assert.True(pair.First >= pair.Second && pair.Second >= 0));
        // The heaviest of the laws, Lomax of shape 1.8, falls like u^-0.8.
        Assert.True(tails[^1] < 1e-6 * law.MeanSeconds);
    }

    [Theory]
    [MemberData(nameof(ContinuousNames))]
    public void Closed_forms_and_quadrature_of_the_tail_agree(string name)
    {
        DurationLaw law = Laws.Get(name);
        foreach (double u in new[] { 1e-3, 0.1, 1, 5, 20, 60, 300, 3600, 86400 })
        {
            double closed = law.IntegratedTail(u);
            if (closed < 1e-200) continue;
            if (law is Uniform) continue; // Not smooth at its ends: outside what the quadrature promises.
            AssertClose(closed, TailQuadrature.Integrate(law, u), 1e-9, $"{law} at {u}");
        }
    }

    [Theory]
    [InlineData(1.01)]
    [InlineData(1.1)]
    [InlineData(1.5)]
    public void Quadrature_holds_for_tails_with_barely_a_mean_and_for_days(double shape)
    {
        Lomax law = new(shape, 30);
        foreach (double u in new[] { 1.0, 25, 1795, 86400, 7 * 86400 })
            AssertClose(law.IntegratedTail(u), TailQuadrature.Integrate(law, u), 1e-9, $"{law} at {u}");
    }

    [Fact]
    public void Quadrature_says_that_a_mean_does_not_exist()
    {
        Assert.Equal(double.PositiveInfinity, TailQuadrature.Integrate(new Lomax(0.9, 30), 10));
        Assert.Equal(double.PositiveInfinity, new Lomax(1, 30).MeanSeconds);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Inverse_and_integrated_tail_undo_each_other(string name)
    {
        DurationLaw law = Laws.Get(name);
        foreach (double share in new[] { 0.999, 0.5, 0.1, 1e-3 })
        {
            double u = law.InverseIntegratedTail(share * law.MeanSeconds);
            // An error du in u shows as -S du in the tail: u is right to 1e-9.
            Assert.Equal(share * law.MeanSeconds, law.IntegratedTail(u), 1e-9 * u * law.Survival(u * (1 - 1e-9)) + 1e-14 * law.MeanSeconds);
        }
        Assert.Equal(0, law.InverseIntegratedTail(2 * law.MeanSeconds));
    }

    [Theory]
    [MemberData(nameof(ContinuousNames))]
    public void Quantile_and_survival_undo_each_other(string name)
    {
        DurationLaw law = Laws.Get(name);
        foreach (double p in new[] { 0.01, 0.3, 0.5, 0.9, 0.999 })
            AssertClose(1 - p, law.Survival(law.Quantile(p)), 1e-6, $"{law} at {p}");
    }

    [Theory]
    [MemberData(nameof(ContinuousNames))]
    public void Fresh_lifetimes_follow_the_law(string name)
    {
        DurationLaw law = Laws.Get(name);
        double p = Statistics.KolmogorovSmirnov(Draw(law, residual: false), u => 1 - law.Survival(u));
        Assert.True(p > Statistics.Level, $"{law}: p = {p}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Residual_lives_follow_the_stationary_excess_law(string name)
    {
        DurationLaw law = Laws.Get(name);
        double p = Statistics.KolmogorovSmirnov(Draw(law, residual: true), u => 1 - law.IntegratedTail(u) / law.MeanSeconds);
        Assert.True(p > Statistics.Level, $"{law}: p = {p}");
    }

    [Theory]
    [InlineData("lognormal")]
    [InlineData("hyperexponential")]
    [InlineData("weibull-heavy")]
    public void Residual_lives_are_not_fresh_lifetimes(string name)
    {
        // The inspection paradox: the classic error of using the fresh law has to show, or the test above means nothing.
        DurationLaw law = Laws.Get(name);
        Assert.True(Statistics.KolmogorovSmirnov(Draw(law, residual: true), u => 1 - law.Survival(u)) < 1e-12);
    }

    [Fact]
    public void An_empirical_law_draws_each_observation_alike()
    {
        StepLaw law = Laws.OfData(1, 2, 3, 4);
        long[] draws = [.. Draw(law, residual: false).Select(x => (long)x)];
        Assert.True(Statistics.ChiSquaredOfCounts(draws, k => k is >= 1 and <= 4 ? 0.25 : 0, 5) > Statistics.Level);
    }

    [Fact]
    public void A_law_of_ones_own_needs_only_survival_quantile_and_mean()
    {
        DurationLaw own = new HalfLogistic();
        double p = Statistics.KolmogorovSmirnov(Draw(own, residual: true).Take(3000), u => 1 - own.IntegratedTail(u) / own.MeanSeconds);
        Assert.True(p > Statistics.Level, $"p = {p}");
        // The integral of 2 / (1 + e^u) from u on is 2 ln(1 + e^-u).
        AssertClose(2 * double.LogP1(Math.Exp(-3)), own.IntegratedTail(3), 1e-9, "half-logistic");
    }

    [Theory]
    [MemberData(nameof(ContinuousNames))]
    public void Logarithms_agree_with_those_of_a_law_known_by_its_survival_alone(string name)
    {
        DurationLaw law = Laws.Get(name), own = new OnlyThreeFormulas(law);
        foreach (double p in new[] { 0.02, 0.3, 0.5, 0.9, 0.99 })
        {
            double u = law.Quantile(p);
            Assert.Equal(Math.Log(law.Survival(u)), law.LogSurvival(u), 1e-12);
            Assert.Equal(own.LogSurvival(u), law.LogSurvival(u), 1e-12);
            Assert.Equal(own.LogDensity(u), law.LogDensity(u), 1e-7);
        }
    }

    [Fact]
    public void Logarithms_reach_where_the_survival_is_0_in_doubles()
    {
        DurationLaw[] laws =
            [new Exponential(1), new Lognormal(2, 0.1), new Weibull(2, 1), new Gamma(3, 1), new Mixture((1, new Exponential(1)))];
        Assert.All(laws, law => Assert.Equal(0, law.Survival(2000)));
        Assert.All(laws, law => Assert.InRange(law.LogSurvival(2000), -1e7, -700));
        Assert.All(laws, law => Assert.InRange(law.LogDensity(2000), -1e7, -700));
    }

    [Fact]
    public void A_law_is_made_and_described_by_the_same_words()
    {
        foreach (LawForm form in LawForm.All)
        {
            double[] values = [.. form.Parameters.Select((_, i) => 1.5 + i)];
            string spelled = string.Join(", ", form.Parameters.Select((p, i) => $"{p.Name}={1.5 + i}"));
            Assert.Equal($"{form.Word}({spelled})", form.Make(values).ToString());
            Assert.Throws<ArgumentException>(() => form.Make([.. values, 1]));
            if (form.Family is { } family)
                Assert.Equal(form.Parameters.Select(p => p.Name), ParametricFamily.Of(family).Parameters.Select(p => p.Name));
        }
    }

    [Fact]
    public void Parameters_outside_their_range_are_refused_by_name()
    {
        Assert.Contains("sigma", Assert.Throws<ArgumentOutOfRangeException>(() => new Lognormal(2, -1)).Message);
        Assert.Contains("mean", Assert.Throws<ArgumentOutOfRangeException>(() => new Exponential(double.NaN)).Message);
        Assert.Contains("shape", Assert.Throws<ArgumentOutOfRangeException>(() => new Lomax(0, 1)).Message);
        Assert.Throws<ArgumentException>(() => new Mixture());
    }

    [Theory]
    [InlineData(1e308, 1e308, 0.5)]
    [InlineData(5e-324, 5e-324, 0.5)]
    [InlineData(1e308, 1e307, 10 / 11.0)]
    [InlineData(1e-300, 1e300, 0)]
    public void Of_weights_of_any_size_only_the_ratio_counts(double first, double second, double share)
    {
        Mixture law = new((first, new Exponential(1)), (second, new Exponential(1000)));
        Assert.Equal(share * 1 + (1 - share) * 1000, law.MeanSeconds, 1e-9);
        Assert.Equal(share * Math.Exp(-2) + (1 - share) * Math.Exp(-0.002), law.Survival(2), 1e-12);
    }

    private static double[] Draw(DurationLaw law, bool residual)
    {
        RandomStream random = new(42, purpose: residual ? 1 : 0);
        double[] draws = new double[Draws];
        for (int i = 0; i < Draws; i++) draws[i] = residual ? law.SampleResidual(ref random) : law.Sample(ref random);
        return draws;
    }

    private static void AssertClose(double expected, double actual, double relative, string what) =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected), $"{what}: expected {expected:R}, got {actual:R}");

    /// <summary>A law as a user would write it.</summary>
    private sealed class OnlyThreeFormulas(DurationLaw law) : DurationLaw
    {
        public override double MeanSeconds => law.MeanSeconds;

        public override double Survival(double seconds) => law.Survival(seconds);

        public override double Quantile(double probability) => law.Quantile(probability);

        public override string ToString() => $"own {law}";
    }

    private sealed class HalfLogistic : DurationLaw
    {
        public override double MeanSeconds => 2 * Math.Log(2);

        public override double Survival(double seconds) => seconds <= 0 ? 1 : 2 / (1 + Math.Exp(seconds));

        public override double Quantile(double probability) => Math.Log((1 + probability) / (1 - probability));

        public override string ToString() => "half-logistic";
    }
}
