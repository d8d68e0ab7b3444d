namespace ZTunnelSim.Tests;

/// <summary>Golden values: R 4.2.2 with survival 3.5.3, survreg(Surv(time, status) ~ 1, dist), tolerance 1e-13.</summary>
public class SurvregTests
{
    private const double Digits = 1e-8;

    [Theory]
    [InlineData(true, 6.044473792651311, 0.07784989441615224, -1162.33817578746607, 2326.67635157493214, 2330.10569720388639)]
    [InlineData(false, 4.868915707619006, 0.0883883476483184, -751.221210575232703, 1504.442421150465407, 1507.362402076293620)]
    public void Exponential_agrees_with_survreg(
        bool lung, double intercept, double interceptError, double logLikelihood, double aic, double bic)
    {
        var fit = (ParametricFit)LifetimeFitter.Fit(
            LawFamily.Exponential, LifetimeSample.From(lung ? SurvivalData.Lung : SurvivalData.Veteran));
        LifetimeEstimate mean = fit.Parameters[0].Estimate;
        AssertRelative(Math.Exp(intercept), mean.Value);
        // The standard error of the logarithm.
        AssertRelative(interceptError, mean.StandardError / mean.Value);
        AssertRelative(logLikelihood, fit.LogLikelihood!.Value);
        AssertRelative(aic, fit.Aic!.Value);
        AssertRelative(bic, fit.Bic!.Value);
    }

    [Theory]
    [InlineData(
        true, 6.034903910226848, 0.759393601124659, 0.0591359105117180, 0.0624303063471351, -0.000089033645367501, -1153.851188089405696,
        2318.561067436720350)]
    [InlineData(
        false, 4.79314563678814, 1.17359213915563, 0.1078011092446570, 0.0669293238079003, -0.00196364100654488, -748.09121399161086,
        1506.02238983487791)]
    public void Weibull_agrees_with_survreg(
        bool lung, double intercept, double scale, double interceptError, double logScaleError, double covariance, double logLikelihood,
        double bic)
    {
        var fit = (ParametricFit)LifetimeFitter.Fit(
            LawFamily.Weibull, LifetimeSample.From(lung ? SurvivalData.Lung : SurvivalData.Veteran));
        (LifetimeEstimate shape, LifetimeEstimate size) = (fit.Parameters[0].Estimate, fit.Parameters[1].Estimate);
        AssertRelative(intercept, Math.Log(size.Value));
        AssertRelative(1 / scale, shape.Value);
        AssertRelative(interceptError, size.StandardError / size.Value);
        AssertRelative(logScaleError, shape.StandardError / shape.Value);
        // survreg's scale is 1 / shape, which turns the sign.
        Assert.Equal(-covariance, fit.Covariance[0, 1] / (shape.Value * size.Value), 1e-10);
        AssertRelative(logLikelihood, fit.LogLikelihood!.Value);
        AssertRelative(bic, fit.Bic!.Value);
    }

    [Theory]
    [InlineData(
        true, 5.66330496220637, 1.09763926976839, 0.0779959393335940, 0.0563619851503519, 0.000830068894800285, -1169.26905530559816)]
    [InlineData(
        false, 4.15766495615502, 1.37828943235914, 0.1190544463085193, 0.0628166266987489, 0.000281495090543459, -749.47398494907634)]
    public void Lognormal_agrees_with_survreg(
        bool lung, double intercept, double scale, double interceptError, double logScaleError, double covariance, double logLikelihood)
    {
        var fit = (ParametricFit)LifetimeFitter.Fit(
            LawFamily.Lognormal, LifetimeSample.From(lung ? SurvivalData.Lung : SurvivalData.Veteran));
        (LifetimeEstimate median, LifetimeEstimate sigma) = (fit.Parameters[0].Estimate, fit.Parameters[1].Estimate);
        AssertRelative(intercept, Math.Log(median.Value));
        AssertRelative(scale, sigma.Value);
        AssertRelative(interceptError, median.StandardError / median.Value);
        AssertRelative(logScaleError, sigma.StandardError / sigma.Value);
        Assert.Equal(covariance, fit.Covariance[0, 1] / (median.Value * sigma.Value), 1e-10);
        AssertRelative(logLikelihood, fit.LogLikelihood!.Value);
    }

    private static void AssertRelative(double expected, double actual) => Assert.Equal(expected, actual, Digits * Math.Abs(expected));
}
