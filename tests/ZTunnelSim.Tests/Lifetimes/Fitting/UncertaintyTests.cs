namespace ZTunnelSim.Tests;

public class UncertaintyTests
{
    private static readonly LifetimeSample Lung = LifetimeSample.From(SurvivalData.Lung);

    [Fact]
    public void Delta_method_and_draws_agree_on_the_error_of_the_residual_survival()
    {
        LifetimeFit fit = LifetimeFitter.Fit(LawFamily.Weibull, Lung);
        static double Outlive(DurationLaw law) => law.IntegratedTail(300) / law.MeanSeconds;
        LifetimeEstimate delta = fit.ResidualSurvival(300);
        double[] drawn = [.. fit.DrawLaws(2000, seed: 5).Select(Outlive)];
        double mean = drawn.Average(), deviation = Math.Sqrt(drawn.Average(v => (v - mean) * (v - mean)));
        Assert.Equal(delta.StandardError, deviation, 0.1 * delta.StandardError);
    }

    [Fact]
    public void For_an_exponential_law_the_delta_method_is_what_one_writes_down()
    {
        // P(residual > t) = exp(-t / m), and ln m has the error 1 / sqrt(d): the error is (t / m) exp(-t / m) / sqrt(d).
        LifetimeFit fit = LifetimeFitter.Fit(LawFamily.Exponential, Lung);
        double x = 300 / fit.Law.MeanSeconds;
        Assert.Equal(x * Math.Exp(-x) / Math.Sqrt(165), fit.ResidualSurvival(300).StandardError, 1e-8);
    }

    [Theory]
    [InlineData(LawFamily.Weibull)]
    [InlineData(LawFamily.KaplanMeier)]
    public void The_same_seed_gives_the_same_laws_and_another_seed_others(LawFamily family)
    {
        LifetimeFit fit = LifetimeFitter.Fit(family, Lung);
        double[] Means(ulong seed) => [.. fit.DrawLaws(20, seed).Select(law => law.MeanSeconds)];
        Assert.Equal(Means(1), Means(1));
        Assert.NotEqual(Means(1), Means(2));
    }

    [Fact]
    public void The_bootstrap_of_Kaplan_Meier_has_the_error_of_the_restricted_mean()
    {
        // With Efron's rule the law's mean is the restricted mean up to the last age; both numbers are R's, survival 3.5.3.
        LifetimeEstimate mean = LifetimeFitter.Fit(LawFamily.KaplanMeier, Lung).MeanSeconds();
        Assert.Equal(376.2747461478497, mean.Value, 1e-9);
        Assert.Equal(19.7077914213399, mean.StandardError, 0.15 * 19.7077914213399);
    }

    [Fact]
    public void Drawn_laws_of_a_heavy_tail_all_have_a_finite_mean()
    {
        var random = new RandomStream(41);
        var truth = new Lomax(1.3, 10);
        var data = new LifetimeObservation[400];
        for (int i = 0; i < data.Length; i++) data[i] = new(truth.Sample(ref random));
        LifetimeFit fit = LifetimeFitter.Fit(LawFamily.Lomax, LifetimeSample.From(data));
        Assert.All(fit.DrawLaws(200, seed: 1), law => Assert.True(double.IsFinite(law.MeanSeconds)));
    }

    [Fact]
    public void A_drain_budget_beyond_the_data_is_called_extrapolation()
    {
        LifetimeFit fit = LifetimeFitter.Fit(LawFamily.Weibull, Lung);
        ExtrapolationCheck inside = ExtrapolationCheck.Of(fit, 100), edge = ExtrapolationCheck.Of(fit, 950), beyond = ExtrapolationCheck.Of(
            fit, 1100);
        Assert.Equal((1022.0, 196L), (inside.LongestSeconds, inside.CountAbove + SurvivalData.Lung.Count(o => o.Seconds == 100)));
        Assert.Null(ExtrapolationText.Of(inside));
        Assert.Equal(fit.Law.IntegratedTail(1022) / fit.Law.IntegratedTail(100), inside.ShareBeyondLongest, 1e-15);
        Assert.Contains("Only 3", ExtrapolationText.Of(edge));
        Assert.True(beyond.IsBeyondData);
        Assert.Equal(1, beyond.ShareBeyondLongest);
        Assert.Contains("extrapolation", ExtrapolationText.Of(beyond));
    }
}
