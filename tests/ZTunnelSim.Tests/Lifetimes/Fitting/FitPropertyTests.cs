using FsCheck.Xunit;

namespace ZTunnelSim.Tests;

public class FitPropertyTests
{
    [Theory]
    [InlineData(LawFamily.Exponential)]
    [InlineData(LawFamily.Lognormal)]
    [InlineData(LawFamily.Weibull)]
    [InlineData(LawFamily.Gamma)]
    [InlineData(LawFamily.Hyperexponential2)]
    [InlineData(LawFamily.LognormalMixture2)]
    public void Scaling_the_data_scales_the_law(LawFamily family)
    {
        foreach (double scale in new[] { 1e-3, 0.37, 86400 })
        {
            DurationLaw one = LifetimeFitter.Fit(family, LifetimeSample.From(SurvivalData.Veteran)).Law;
            DurationLaw scaled = LifetimeFitter.Fit(family, LifetimeSample.From(
                SurvivalData.Veteran.Select(o => new LifetimeObservation(scale * o.Seconds, o.IsCensored)),
                resolutionSeconds: scale * 0.001)).Law;
            Assert.Equal(one.MeanSeconds, scaled.MeanSeconds / scale, 1e-5 * one.MeanSeconds);
            foreach (double seconds in new[] { 1.0, 50, 500 }) Assert.Equal(one.Survival(seconds), scaled.Survival(scale * seconds), 1e-6);
        }
    }

    [Property(MaxTest = 40)]
    public void Any_finite_data_are_fitted_or_refused_with_one_kind_of_exception(double[] values, bool[] censored, double[] entries)
    {
        LifetimeObservation[] data =
        [
            .. values.Where(double.IsFinite).Take(40).Select((v, i) =>
            {
                double seconds = Math.Abs(v);
                double entry = entries.Length == 0 ? 0 : Math.Abs(entries[i % entries.Length]);
                return new LifetimeObservation(seconds, censored.Length > 0 && censored[i % censored.Length], entry <= seconds ? entry : 0);
            }),
        ];
        LifetimeSample sample = LifetimeSample.From(data);
        foreach (LawFamily family in Enum.GetValues<LawFamily>())
        {
            try
            {
                LifetimeFit fit = LifetimeFitter.Fit(family, sample);
                Assert.InRange(fit.Law.Survival(1), 0, 1);
                if (double.IsFinite(fit.Law.MeanSeconds)) fit.ResidualSurvival(1);
            }
            catch (LifetimeFitException problem)
            {
                Assert.NotEmpty(problem.Message);
            }
        }
    }

    [Theory]
    [InlineData(1e-300, 1e300)]
    [InlineData(1e-12, 1e12)]
    [InlineData(double.Epsilon, double.MaxValue)]
    public void Data_at_the_ends_of_the_range_of_doubles_are_fitted_or_refused(double small, double large)
    {
        LifetimeSample sample = LifetimeSample.From([new(small), new(1), new(2), new(large), new(large, true)]);
        foreach (LawFamily family in Enum.GetValues<LawFamily>())
        {
            try
            {
                Assert.InRange(LifetimeFitter.Fit(family, sample).Law.Survival(1), 0, 1);
            }
            catch (LifetimeFitException problem)
            {
                Assert.NotEmpty(problem.Message);
            }
        }
    }
}
