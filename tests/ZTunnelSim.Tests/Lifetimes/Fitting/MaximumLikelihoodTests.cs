namespace ZTunnelSim.Tests;

/// <summary>
/// Golden values: the likelihoods written out in R 4.2 with its own densities and maximised by optim to a relative
/// tolerance of 1e-16; they hold to about seven digits in parameters, more in the likelihood, six in standard errors.
/// </summary>
public class MaximumLikelihoodTests
{
    [Theory]
    [InlineData(LawFamily.Weibull, 1.14440888836, 374.81471118673, -1135.5701984999, 0.073145870, 0.070360948)]
    [InlineData(LawFamily.Lognormal, 238.08329228278, 1.18542881602, -1148.0983849583, 0.092379173, 0.062102691)]
    [InlineData(LawFamily.Gamma, 1.19444351016, 302.42724007821, -1136.0009532802, 0.11360588, 0.13564957)]
    public void Censoring_with_delayed_entry_agrees_with_R(
        LawFamily family, double first, double second, double logLikelihood, double firstLogError, double secondLogError) =>
        AssertFit(family, SurvivalData.LungWithDelayedEntry, logLikelihood, (first, firstLogError), (second, secondLogError));

    [Fact]
    public void Exponential_with_delayed_entry_is_events_over_exposure()
    {
        ParametricFit fit = Fit(LawFamily.Exponential, SurvivalData.LungWithDelayedEntry);
        double exposure = SurvivalData.LungWithDelayedEntry.Sum(o => o.Seconds - o.EntrySeconds);
        Assert.Equal(exposure / 165, fit.Law.MeanSeconds, 1e-8);
        Assert.Equal(1 / Math.Sqrt(165), fit.Parameters[0].Estimate.StandardError / fit.Law.MeanSeconds, 1e-8);
        Assert.Equal(-1137.1599644527, fit.LogLikelihood!.Value, 1e-8);
    }

    [Fact]
    public void Gamma_agrees_with_R_on_lung_and_veteran()
    {
        AssertFit(LawFamily.Gamma, SurvivalData.Lung, -1154.7346325957, (1.47808363369, 0.095430779), (266.17770622547, 0.126634830));
        AssertFit(LawFamily.Gamma, SurvivalData.Veteran, -749.12158624956, (0.809471500803, 0.10620062), (162.230445791361, 0.14836075));
    }

    /// <summary>Here by Newton's method with R's symbolic derivatives: optim's are too coarse.</summary>
    [Fact]
    public void Lomax_agrees_with_R_on_veteran() =>
        AssertFit(
            LawFamily.Lomax, SurvivalData.Veteran, -747.2074097363, (3.600325834583, 0.45937768864111),
            (350.794741099078, 0.56661767632782));

    [Fact]
    public void Two_exponential_components_agree_with_R_on_veteran()
    {
        ParametricFit fit = Fit(LawFamily.Hyperexponential2, SurvivalData.Veteran);
        Assert.Equal(-746.99430890688, fit.LogLikelihood!.Value, 1e-7);
        Assert.Equal(["mean1", "mean2", "weight1", "weight2"], fit.Parameters.Select(p => p.Name));
        AssertRelative(58.52323746013, fit.Parameters[0].Estimate.Value, 1e-5);
        AssertRelative(202.01807923577, fit.Parameters[1].Estimate.Value, 1e-5);
        AssertRelative(0.51859829846182, fit.Parameters[3].Estimate.Value, 1e-5);
        AssertRelative(0.31121371, fit.Parameters[1].Estimate.StandardError / fit.Parameters[1].Estimate.Value, 1e-4);
    }

    [Fact]
    public void Two_lognormal_components_agree_with_R_on_veteran()
    {
        ParametricFit fit = Fit(LawFamily.LognormalMixture2, SurvivalData.Veteran);
        Assert.Equal(-746.4101828677, fit.LogLikelihood!.Value, 1e-7);
        double[] expected = [37.075478402678, 1.340887585253, 163.122900491889, 0.747515165938, 1 - 0.3613446202851, 0.3613446202851];
        foreach ((double value, FittedParameter parameter) in expected.Zip(fit.Parameters))
            AssertRelative(value, parameter.Estimate.Value, 1e-5);
    }

    [Fact]
    public void Lifetimes_recorded_as_0_count_as_below_one_step()
    {
        // Exponential, 40 of 100 below h, the others at 1.1: the likelihood ((1 - exp(-h/m)) / h)^40 (exp(-1.1/m)/m)^60.
        LifetimeSample sample = LifetimeSample.From(
            [.. Enumerable.Repeat(new LifetimeObservation(0), 40), .. Enumerable.Repeat(new LifetimeObservation(1.1), 60)],
            resolutionSeconds: 0.25);
        LifetimeFit fit = LifetimeFitter.Fit(LawFamily.Exponential, sample);
        double m = fit.Law.MeanSeconds;
        Assert.Equal(40 * Math.Log((1 - Math.Exp(-0.25 / m)) / 0.25) - 60 * (1.1 / m + Math.Log(m)), fit.LogLikelihood!.Value, 1e-10);
        double score = -40 * 0.25 / (m * m) / (Math.Exp(0.25 / m) - 1) + 60 * (1.1 / (m * m) - 1 / m);
        Assert.Equal(0, score, 1e-6);
    }

    [Fact]
    public void Three_components_are_told_apart_in_a_large_truncated_sample()
    {
        var truth = new Mixture((0.6, new Exponential(0.5)), (0.3, new Exponential(20)), (0.1, new Exponential(900)));
        var random = new RandomStream(11);
        var seen = new List<LifetimeObservation>();
        while (seen.Count < 20_000)
        {
            double life = truth.Sample(ref random), entry = random.NextDouble() < 0.5 ? 0 : 30 * random.NextDouble();
            double limit = 3000 * random.NextOpenDouble();
            if (entry < Math.Min(life, limit)) seen.Add(new(Math.Min(life, limit), life > limit, entry));
        }
        LifetimeFit fit = LifetimeFitter.Fit(LawFamily.Hyperexponential3, LifetimeSample.From(seen));
        double[] expected = [0.5, 20, 900, 0.6, 0.3, 0.1];
        foreach ((double value, FittedParameter parameter) in expected.Zip(fit.Parameters))
        {
            // Each within four of its own standard errors.
            Assert.InRange(
                value, parameter.Estimate.Value - 4 * parameter.Estimate.StandardError,
                parameter.Estimate.Value + 4 * parameter.Estimate.StandardError);
        }
    }

    [Fact]
    public void Merging_the_values_of_a_large_sample_leaves_the_estimate_where_it_is()
    {
        var random = new RandomStream(12);
        var law = new Lognormal(3, 1.5);
        var observations = new LifetimeObservation[300_000];
        double sum = 0, squares = 0;
        for (int i = 0; i < observations.Length; i++)
        {
            observations[i] = new(law.Sample(ref random));
            double log = Math.Log(observations[i].Seconds);
            sum += log;
            squares += log * log;
        }
        LifetimeFit fit = LifetimeFitter.Fit(LawFamily.Lognormal, LifetimeSample.From(observations));
        double mean = sum / observations.Length, deviation = Math.Sqrt(squares / observations.Length - mean * mean);
        // A thousandth of the standard error is 1.5 / sqrt(300000) / 1000 = 2.7e-6.
        Assert.Equal(mean, Math.Log(fit.Parameters[0].Estimate.Value), 2.7e-6);
        Assert.Equal(deviation, fit.Parameters[1].Estimate.Value, 2.7e-6);
    }

    private static ParametricFit Fit(LawFamily family, IEnumerable<LifetimeObservation> data) =>
        (ParametricFit)LifetimeFitter.Fit(family, LifetimeSample.From(data));

    private static void AssertFit(
        LawFamily family, IEnumerable<LifetimeObservation> data, double logLikelihood, params (double Value, double LogError)[] parameters)
    {
        ParametricFit fit = Fit(family, data);
        Assert.Equal(logLikelihood, fit.LogLikelihood!.Value, 1e-8);
        foreach (((double value, double logError), FittedParameter parameter) in parameters.Zip(fit.Parameters))
        {
            AssertRelative(value, parameter.Estimate.Value, 1e-6);
            AssertRelative(logError, parameter.Estimate.StandardError / parameter.Estimate.Value, 2e-5);
        }
    }

    private static void AssertRelative(double expected, double actual, double digits) =>
        Assert.Equal(expected, actual, digits * Math.Abs(expected));
}
