namespace ZTunnelSim.Tests;

/// <summary>A maximum age in data: found where there is one, and nowhere else; the law that is fitted then is the capped one.</summary>
public class ObservedMaximumAgeTests
{
    private static readonly TimeSpan HalfHour = TimeSpan.FromMinutes(30);

    /// <summary>Laws without a maximum age, light ones and heavy ones, in seconds.</summary>
    private static readonly (string Name, DurationLaw Law)[] Free =
    [
        ("exponential", new Exponential(600)), ("lognormal", new Lognormal(60, 1.2)), ("lognormal-heavy", new Lognormal(20, 2.5)),
        ("lognormal-narrow", new Lognormal(600, 0.3)), ("weibull-heavy", new Weibull(0.5, 300)), ("weibull-light", new Weibull(2.5, 1200)),
        ("weibull-lighter", new Weibull(4, 1200)), ("constant-nearly", new Weibull(8, 1200)),
        ("gamma", new Gamma(0.5, 1000)), ("gamma-light", new Gamma(3, 300)),
        ("lomax", new Lomax(1.8, 120)), ("lomax-heavy", new Lomax(0.8, 60)), ("uniform", new Uniform(100, 1800)),
        ("hyperexponential", new Mixture((0.95, new Exponential(1)), (0.05, new Exponential(1800)))),
        ("mixture", new Mixture((0.8, new Lognormal(2, 1)), (0.2, new Lognormal(1200, 0.5)))),
        ("postgres", new Mixture((0.85, new Weibull(1.6, 1500)), (0.15, new Exponential(8)))),
    ];

    public static TheoryData<string> FreeNames => [.. Free.Select(law => law.Name)];

    [Theory]
    [InlineData(150)]
    [InlineData(1000)]
    [InlineData(10000)]
    public void A_fixed_age_is_found_and_named(int n)
    {
        DurationLaw truth = new Exponential(1200).WithMaximumAge(HalfHour);
        LifetimeSample sample = LifetimeSample.From(Draw(truth, n, seed: 3));
        ObservedMaximumAge age = ObservedMaximumAge.Of(sample)!;
        Assert.Equal((1800.0, 0.0, (long)n), (age.AgeSeconds, age.Jitter, age.Count));
        long atIt = sample.Groups.Where(g => g.Seconds == 1800).Sum(g => g.Count);
        Assert.InRange(age.Ended, atIt, atIt + 0.02 * n);
        Assert.Equal(
            $"No connection lives beyond 30 min 00 s: {age.Ended:#,0} of {n:#,0} end there, a maximum age (a pool's maxLifetime or the "
                + "like).",
            age.Sentence);
    }

    [Theory]
    [InlineData(0.0125)]
    [InlineData(0.05)]
    [InlineData(0.1)]
    public void A_jitter_is_found_with_the_age_it_is_around(double jitter)
    {
        foreach (DurationLaw inner in new DurationLaw[] { new Exponential(1200), new Lomax(0.9, 300), new Weibull(0.7, 2000) })
        {
            DurationLaw truth = inner.WithMaximumAge(HalfHour, jitter);
            ObservedMaximumAge? age = ObservedMaximumAge.Of(LifetimeSample.From(Draw(truth, 3000, seed: 4)));
            Assert.NotNull(age);
            Assert.InRange(age.AgeSeconds, 1800 * 0.985, 1800 * 1.015);
            Assert.InRange(age.Jitter, 0.8 * jitter, 1.25 * jitter);
        }
    }

    [Theory]
    [MemberData(nameof(FreeNames))]
    public void Where_there_is_none_none_is_found(string name)
    {
        DurationLaw law = Free.Single(free => free.Name == name).Law;
        int found = 0, samples = 0;
        foreach ((int n, int count) in new[] { (100, 300), (1000, 150), (10_000, 30) })
        {
            for (int i = 0; i < count; i++, samples++)
            {
                LifetimeObservation[] lives = Draw(law, n, seed: (ulong)(1000 * n + i));
                // As they are, in whole seconds, cut off by the end of a log, and with a drain's cuts.
                LifetimeObservation[] seen = (i % 4) switch
                {
                    1 => [.. lives.Select(l => new LifetimeObservation(Math.Floor(l.Seconds)))],
                    2 => [.. lives.Select(l => l.Seconds > 700 ? new LifetimeObservation(700, isCensored: true) : l)],
                    3 => [.. lives.Select((l, k) => k % 5 == 0 ? new LifetimeObservation(0.6 * l.Seconds, isCensored: true) : l)],
                    _ => lives,
                };
                if (ObservedMaximumAge.Of(LifetimeSample.From(seen)) is not null) found++;
            }
        }
        Assert.True(found < 0.01 * samples, $"{name}: {found} of {samples}");
    }

    [Fact]
    public void What_is_last_seen_open_is_no_end_and_what_lives_on_is_a_reason_against()
    {
        LifetimeObservation[] lives = Draw(new Exponential(1200).WithMaximumAge(HalfHour), 1000, seed: 5);
        Assert.NotNull(ObservedMaximumAge.Of(LifetimeSample.From(lives)));
        Assert.Null(ObservedMaximumAge.Of(LifetimeSample.From(lives.Select(l => l.Seconds < 1800 ? l : new(1800, isCensored: true)))));
        Assert.Null(ObservedMaximumAge.Of(LifetimeSample.From([.. lives, new(7200)])));
        Assert.Null(ObservedMaximumAge.Of(LifetimeSample.From([.. lives, new(7200, isCensored: true)])));
        // Keep-alive gives up at 1,800 s: the reader counts those, and none of them is a maximum age.
        long atIt = lives.Count(l => l.Seconds == 1800);
        Assert.Null(ObservedMaximumAge.Of(LifetimeSample.From(lives), otherwise: atIt));
    }

    [Fact]
    public void The_fitted_law_is_that_of_what_lies_below_and_ends_at_the_age()
    {
        Lomax inner = new(1.3, 300);
        WorkloadFit fit = WorkloadFit.Of(Draw(inner.WithMaximumAge(HalfHour), 4000, seed: 6));
        AgeLimitedLaw law = Assert.IsType<AgeLimitedLaw>(fit.Law);
        Lomax fitted = Assert.IsType<Lomax>(law.Inner);
        Assert.InRange(fitted.Shape, 1.1, 1.55);
        Assert.Equal(0, law.Survival(1800));
        Assert.All(fit.PlausibleLaws, plausible => Assert.Equal(0, plausible.Survival(1800)));
        double mean = inner.WithMaximumAge(HalfHour).MeanSeconds, share = Share(inner.WithMaximumAge(HalfHour));
        LifetimeEstimate outlives = fit.ResidualSurvival(600), ofMean = fit.MeanSeconds();
        Assert.InRange(share, outlives.Low, outlives.High);
        Assert.InRange(outlives.Value, 0.95 * share, 1.05 * share);
        Assert.InRange(mean, ofMean.Low, ofMean.High);
        Assert.Equal(0, fit.ResidualSurvival(1795 + 30).Value);
        Assert.StartsWith("No connection lives beyond 30 min 00 s", fit.Reasons[0]);
        Assert.Equal(4000, fit.Count);
        Assert.False(ExtrapolationCheck.Of(fit.Fit, 3600).IsDoubtful);

        // Without the age, the tail would be extrapolated far beyond it.
        Assert.True(Share(inner) > 1.5 * share);

        static double Share(DurationLaw law) => law.IntegratedTail(600) / law.MeanSeconds;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void What_dies_by_itself_within_the_jitter_does_not_mislead_the_fit(double jitter)
    {
        DurationLaw truth = new Exponential(1200).WithMaximumAge(HalfHour, jitter);
        WorkloadFit fit = WorkloadFit.Of(Draw(truth, 3000, seed: 10));
        Exponential inner = Assert.IsType<Exponential>(Assert.IsType<AgeLimitedLaw>(fit.Law).Inner);
        Assert.InRange(inner.MeanSeconds, 1100, 1300);
        foreach (double age in new[] { 600.0, 1200, 1700 })
        {
            double share = truth.IntegratedTail(age) / truth.MeanSeconds;
            LifetimeEstimate estimate = fit.Selection!.ResidualSurvival(age, level: 0.999);
            Assert.InRange(share, estimate.Low, estimate.High);
        }
    }

    [Fact]
    public void A_law_without_a_mean_and_the_data_themselves_are_fitted_under_the_age_as_well()
    {
        LifetimeObservation[] lives = Draw(new Lomax(0.7, 30).WithMaximumAge(HalfHour, 0.1), 3000, seed: 7);
        DurationLaw truth = new Lomax(0.7, 30).WithMaximumAge(HalfHour, 0.1);
        foreach (LawFamily? family in new LawFamily?[] { null, LawFamily.Lomax, LawFamily.KaplanMeier, LawFamily.EmpiricalParetoTail })
        {
            WorkloadFit fit = WorkloadFit.Of(lives, family, draws: 50);
            Assert.InRange(fit.Law.MeanSeconds, 0.93 * truth.MeanSeconds, 1.07 * truth.MeanSeconds);
            Assert.Equal(50, fit.PlausibleLaws.Count);
            foreach (double age in new[] { 300.0, 1200, 1700 })
            {
                double expected = truth.IntegratedTail(age) / truth.MeanSeconds;
                Assert.InRange(fit.Law.IntegratedTail(age) / fit.Law.MeanSeconds, 0.9 * expected, 1.1 * expected);
            }
        }
    }

    private static LifetimeObservation[] Draw(DurationLaw law, int n, ulong seed)
    {
        RandomStream random = new(seed, purpose: 77);
        LifetimeObservation[] lives = new LifetimeObservation[n];
        // As a log has them: whole milliseconds.
        for (int i = 0; i < n; i++) lives[i] = new(Math.Floor(1000 * law.Sample(ref random)) / 1000);
        return lives;
    }
}
