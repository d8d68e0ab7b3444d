namespace ZTunnelSim.Tests;

public class EmpiricalParetoTailTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0.4)]
    [InlineData(0)]
    [InlineData(-0.3)]
    public void Its_closed_forms_agree_with_quadrature_and_inversion(double shape)
    {
        var law = new EmpiricalParetoTail([(1, 0.5), (4, 0.2), (10, 0.1)], 10, 0.2, shape, 30);
        foreach (double seconds in new[] { 0.0, 0.5, 1, 3, 4, 9, 10, 11, 50, 90 })
        {
            // The trapezoid between points is exact on the body; beyond the threshold the survival is smooth.
            double expected = TailQuadrature.Integrate(law, Math.Max(10, seconds));
            for (double x = seconds; x < 10; x += 0.5) expected += 0.5 * law.Survival(x + 0.25);
            Assert.Equal(expected, law.IntegratedTail(seconds), 1e-8 * law.MeanSeconds);
            if (law.IntegratedTail(seconds) > 0)
                Assert.Equal(seconds, law.InverseIntegratedTail(law.IntegratedTail(seconds)), 1e-9 * (1 + seconds));
        }
        Assert.Equal(law.MeanSeconds, law.IntegratedTail(0), 1e-12);
        Assert.Equal(1, law.Quantile(0.5));
        Assert.Equal(4, law.Quantile(0.65));
        foreach (double p in new[] { 0.85, 0.95, 0.999 }) Assert.Equal(1 - p, law.Survival(law.Quantile(p)), 1e-12);
    }

    [Fact]
    public void Samples_and_residuals_follow_the_law()
    {
        var law = new EmpiricalParetoTail([(1, 0.5), (4, 0.2), (10, 0.1)], 10, 0.2, 0.3, 30);
        var random = new RandomStream(31);
        const int n = 100_000;
        int beyond = 0, residualBeyond = 0;
        for (int i = 0; i < n; i++)
        {
            if (law.Sample(ref random) > 40) beyond++;
            if (law.SampleResidual(ref random) > 40) residualBeyond++;
        }
        AssertShare(law.Survival(40), beyond);
        AssertShare(law.IntegratedTail(40) / law.MeanSeconds, residualBeyond);

        // Within four standard deviations of a binomial count.
        static void AssertShare(double p, int count) =>
            Assert.InRange(count, n * p - 4 * Math.Sqrt(n * p * (1 - p)), n * p + 4 * Math.Sqrt(n * p * (1 - p)));
    }

    [Fact]
    public void The_tail_of_censored_data_is_found_and_the_threshold_shown()
    {
        // A body that no simple law has, and a Pareto tail of shape 0.4 beyond 60 s; a third of it censored.
        var truth = new EmpiricalParetoTail([(1, 0.3), (5, 0.3), (30, 0.2), (60, 0.1)], 60, 0.1, 0.4, 80);
        var random = new RandomStream(32);
        var data = new List<LifetimeObservation>();
        for (int i = 0; i < 20_000; i++)
        {
            double life = truth.Sample(ref random), limit = 400 * random.NextExponential();
            data.Add(new(Math.Min(life, limit), life > limit));
        }
        var fit = (ParetoTailFit)LifetimeFitter.Fit(LawFamily.EmpiricalParetoTail, LifetimeSample.From(data));
        Assert.Contains(fit.Thresholds, t => t.Seconds == fit.ThresholdSeconds);
        Assert.All(fit.Thresholds, t => Assert.True(t.EndedAbove >= ParetoTailFit.FewestEndings));
        Assert.InRange(fit.ThresholdSeconds, 60, 400);
        LifetimeEstimate shape = fit.Parameters[0].Estimate;
        Assert.InRange(0.4, shape.Value - 4 * shape.StandardError, shape.Value + 4 * shape.StandardError);
        LifetimeEstimate outlive = fit.ResidualSurvival(300);
        Assert.InRange(truth.IntegratedTail(300) / truth.MeanSeconds, outlive.Low, outlive.High);
    }

    [Fact]
    public void The_threshold_is_one_whose_numbers_lie_well_within_their_intervals()
    {
        // Several thresholds fit its tail, with different shares beyond them.
        var truth = new Mixture((0.7, new Exponential(1.5)), (0.3, new Lognormal(6, 1.1)));
        int outside = 0, asked = 0;
        for (int log = 0; log < 12; log++)
        {
            var random = new RandomStream(33, log);
            var sample = LifetimeSample.From([.. Enumerable.Range(0, 3000).Select(_ => new LifetimeObservation(truth.Sample(ref random)))]);
            LifetimeFit fit = LifetimeFitter.Fit(LawFamily.EmpiricalParetoTail, sample);
            IReadOnlyList<DurationLaw> laws = LawDraws.Of(sample)!.Laws;
            foreach (double budget in new[] { 9.0, 25, 60 })
            {
                double share = fit.Law.IntegratedTail(budget) / fit.Law.MeanSeconds;
                double below = laws.Count(l => l.IntegratedTail(budget) / l.MeanSeconds < share) / (double)laws.Count;
                asked++;
                if (below is < 0.1 or > 0.9) outside++;
            }
        }
        output.WriteLine($"{outside} of {asked} in the outer fifth");
        Assert.InRange(outside, 0, 3);
    }

    [Fact]
    public void A_threshold_beyond_which_the_estimate_is_0_leaves_the_others()
    {
        // All that were watched from the start ended by 20 s; others were watched from 30 s on only.
        LifetimeObservation[] early = [.. Enumerable.Range(1, 200).Select(i => new LifetimeObservation(i / 10.0))];
        LifetimeObservation[] late =
            [.. Enumerable.Range(1, 100).Select(i => new LifetimeObservation(30 - 50 * Math.Log(1 - (i - 0.5) / 100), entrySeconds: 30))];
        var fit = (ParetoTailFit)LifetimeFitter.Fit(LawFamily.EmpiricalParetoTail, LifetimeSample.From([.. early, .. late]));
        Assert.All(fit.Thresholds, t => Assert.True(t.Seconds < 20));
    }

    [Fact]
    public void Too_few_endings_have_no_tail()
    {
        var sample = LifetimeSample.From(Enumerable.Range(1, 40).Select(i => new LifetimeObservation(i)));
        Assert.Contains("30", Assert.Throws<LifetimeFitException>(() => LifetimeFitter.Fit(LawFamily.EmpiricalParetoTail, sample)).Message);
    }

    [Fact]
    public void Values_outside_their_ranges_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new EmpiricalParetoTail([(11, 1)], 10, 0.5, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmpiricalParetoTail([], 10, 0, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmpiricalParetoTail([], 10, 1, double.NaN, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EmpiricalParetoTail([], 10, 1, 0, 0));
        Assert.Equal(double.PositiveInfinity, new EmpiricalParetoTail([], 10, 1, 1.2, 3).MeanSeconds);
    }
}
