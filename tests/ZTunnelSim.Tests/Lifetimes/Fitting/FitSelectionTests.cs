namespace ZTunnelSim.Tests;

public class FitSelectionTests
{
    /// <summary>In four samples of five: the law that is right is passed over in up to one of twenty, whose tails happen to be odd.</summary>
    [Theory]
    [InlineData(LawFamily.Exponential)]
    [InlineData(LawFamily.Lognormal)]
    [InlineData(LawFamily.Weibull)]
    [InlineData(LawFamily.Lomax)]
    [InlineData(LawFamily.Hyperexponential2)]
    [InlineData(LawFamily.LognormalMixture2)]
    public void The_law_that_made_the_data_is_chosen(LawFamily family)
    {
        DurationLaw truth = family switch
        {
            LawFamily.Exponential => new Exponential(40),
            LawFamily.Lognormal => new Lognormal(10, 1.2),
            LawFamily.Weibull => new Weibull(0.6, 30),
            LawFamily.Lomax => new Lomax(2.2, 30),
            LawFamily.Hyperexponential2 => new Mixture((0.9, new Exponential(1)), (0.1, new Exponential(300))),
            _ => new Mixture((0.8, new Lognormal(0.2, 0.6)), (0.2, new Lognormal(100, 0.8))),
        };
        FitSelection[] selections = [.. Enumerable.Range(21, 5).Select(seed => LifetimeFitter.FitBest(Draw(truth, 5000, (ulong)seed)))];
        Assert.InRange(selections.Count(s => s.Best.Family == family), 4, 5);
        foreach (FitSelection selection in selections)
        {
            Assert.Contains("smallest BIC", selection.Reasons[^1]);
            double[] criteria = [.. selection.Candidates.Where(c => c.Fit?.Bic is not null).Select(c => c.Fit!.Bic!.Value)];
            Assert.Equal(criteria.Order(), criteria);
            Assert.All(selection.Candidates, c => Assert.True(c.Fit is not null || c.Objection is not null));
        }
    }

    [Fact]
    public void A_law_whose_tail_the_data_contradict_is_passed_over_with_the_reason()
    {
        // Many short ones and a few at 1000 s: the exponential law has the only likelihood offered, and no such tail.
        LifetimeObservation[] data =
        [
            .. Draw(new Mixture((0.97, new Exponential(1)), (0.03, new Lognormal(1000, 0.3))), 3000, seed: 22).Expand(),
        ];
        FitSelection selection = LifetimeFitter.FitBest(LifetimeSample.From(data), [LawFamily.Exponential]);
        Assert.NotEqual(LawFamily.Exponential, selection.Best.Family);
        Assert.Contains("tail disagrees", selection.Reasons[0]);
        Assert.Contains("no parametric family", selection.Reasons[^1]);
    }

    /// <summary>
    /// Found by mutants: 39 lifetimes at whose maximum the likelihood of a mixture is flat, so that rounding decides whether its covariances
    /// are any.
    /// </summary>
    [Fact]
    public void A_law_whose_parameters_the_data_do_not_tell_apart_is_passed_over()
    {
        double[] milliseconds =
        [
            5.435, 15.715, 9.239, 18.523, 19.655, 1.355, 0.265, 36.338, 6.005, 5.340, 108.728, 12.708, 36.214, 12.939, 20.381, 3.265,
            20.150, 40.506, 14.812, 27.380, 22.259, 1.323, 28.395, 17.886, 7.170, 0.630, 40.128, 12.802, 25.375, 42.208, 25.044,
            50.791, 10.049, 32.280, 11.762, 54.849, 42.217, 2.051, 2.923,
        ];
        LifetimeSample sample = LifetimeSample.From([.. milliseconds.Select(ms => new LifetimeObservation(ms * 1e-3, false))]);
        FitSelection selection = LifetimeFitter.FitBest(sample);
        Assert.All(selection.Candidates, c => Assert.True(c.Fit is not null || c.Objection is not null));
        Assert.True(double.IsFinite(selection.Best.Law.MeanSeconds));
    }

    [Fact]
    public void A_law_of_infinite_mean_is_never_chosen()
    {
        FitSelection selection = LifetimeFitter.FitBest(Draw(new Lomax(0.7, 10), 2000, seed: 23));
        Assert.True(double.IsFinite(selection.Best.Law.MeanSeconds));
        Assert.Contains(selection.Candidates, c => c.Family == LawFamily.Lomax && c.Objection!.Contains("infinite"));
    }

    [Fact]
    public void Nothing_to_fit_is_refused() => Assert.Contains(
        "no observations", Assert.Throws<LifetimeFitException>(() => LifetimeFitter.FitBest(LifetimeSample.From([]))).Message);

    [Theory]
    [InlineData("", "no observations")]
    [InlineData("5+ 6+", "all 2 connections are censored")]
    [InlineData("0 0 0", "below the resolution")]
    public void Data_that_nothing_fits_are_refused_with_the_reason(string table, string reason)
    {
        LifetimeSample sample = LifetimeSample.From(table.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(cell => new LifetimeObservation(double.Parse(cell.TrimEnd('+')), cell.EndsWith('+'))));
        Assert.Contains(reason, Assert.Throws<LifetimeFitException>(() => LifetimeFitter.Fit(LawFamily.Exponential, sample)).Message);
    }

    [Fact]
    public void Equal_lifetimes_have_no_spread_to_fit()
    {
        LifetimeSample sample = LifetimeSample.From(Enumerable.Repeat(new LifetimeObservation(3), 10));
        Assert.Contains("are 3 s", Assert.Throws<LifetimeFitException>(() => LifetimeFitter.Fit(LawFamily.Weibull, sample)).Message);
        Assert.Equal(3, LifetimeFitter.Fit(LawFamily.Exponential, sample).Law.MeanSeconds, 1e-9);
    }

    [Theory]
    [InlineData(LawFamily.Gamma)]
    [InlineData(LawFamily.Weibull)]
    [InlineData(LawFamily.Lognormal)]
    public void Lifetimes_that_look_like_a_constant_are_refused_soon(LawFamily family)
    {
        LifetimeSample sample = LifetimeSample.From([new(1.24, isCensored: true), new(1.32), new(1.3201)]);
        Assert.Contains(
            "can't be fitted to these data", Assert.Throws<LifetimeFitException>(() => LifetimeFitter.Fit(family, sample)).Message);
    }

    [Fact]
    public void Lomax_says_when_the_tail_is_no_heavier_than_exponential()
    {
        LifetimeSample sample = Draw(new Weibull(1.8, 10), 500, seed: 24);
        Assert.Contains("no heavier", Assert.Throws<LifetimeFitException>(() => LifetimeFitter.Fit(LawFamily.Lomax, sample)).Message);
    }

    [Fact]
    public void A_large_sample_is_fitted_by_the_law_that_made_it()
    {
        LifetimeSample sample = Draw(new Lognormal(2, 1.5), 200_000, seed: 25);
        FitSelection selection = LifetimeFitter.FitBest(sample);
        Assert.Equal(LawFamily.Lognormal, selection.Best.Family);
        Assert.Equal(2, ((Lognormal)selection.Best.Law).MedianSeconds, 0.03);
    }

    [Fact]
    public void Anderson_Darling_and_Kolmogorov_Smirnov_are_the_classic_ones_for_complete_data()
    {
        // A^2 = -n - 1/n sum (2i - 1)(ln F(x_i) + ln(1 - F(x_(n+1-i)))): Anderson and Darling, 1954.
        double[] x = [0.1, 0.4, 0.9, 1.1, 1.9, 3.2];
        var law = new Exponential(1);
        int n = x.Length;
        double sum = 0, largest = 0;
        for (int i = 1; i <= n; i++)
        {
            sum += (2 * i - 1) * (Math.Log(1 - law.Survival(x[i - 1])) + Math.Log(law.Survival(x[n - i])));
            double cdf = 1 - law.Survival(x[i - 1]);
            largest = Math.Max(largest, Math.Max((double)i / n - cdf, cdf - (i - 1.0) / n));
        }
        GoodnessOfFit fit = GoodnessOfFit.Of(law, LifetimeSample.From(x.Select(s => new LifetimeObservation(s))));
        Assert.Equal(-n - sum / n, fit.AndersonDarling, 1e-12);
        Assert.Equal(largest, fit.KolmogorovSmirnov, 1e-15);
    }

    private static LifetimeSample Draw(DurationLaw law, int count, ulong seed)
    {
        var random = new RandomStream(seed);
        var drawn = new LifetimeObservation[count];
        for (int i = 0; i < count; i++) drawn[i] = new(law.Sample(ref random));
        return LifetimeSample.From(drawn);
    }
}

internal static class LifetimeSampleExtensions
{
    /// <summary>The sample's completed lifetimes, one by one.</summary>
    public static IEnumerable<LifetimeObservation> Expand(this LifetimeSample sample) =>
        sample.Groups.SelectMany(g => Enumerable.Repeat(new LifetimeObservation(g.Seconds), (int)g.Count));
}
