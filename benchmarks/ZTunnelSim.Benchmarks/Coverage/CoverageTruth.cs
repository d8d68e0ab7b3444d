namespace ZTunnelSim.Benchmarks;

/// <summary>A law of lifetimes that logs are made from.</summary>
internal sealed record CoverageTruth(string Name, DurationLaw Law)
{
    /// <summary>One to three parts, light and heavy tails, a cap such as a pool's maximum lifetime, a spike of zeros.</summary>
    public static IReadOnlyList<CoverageTruth> All { get; } =
    [
        new("exponential, mean 60 s", new Exponential(60)),
        new("lognormal, median 2 s", new Lognormal(2, 1.2)),
        new("Weibull, shape 0.6", new Weibull(0.6, 30)),
        new("5 % long, lognormal 1800 s", new Mixture((0.95, new Exponential(2)), (0.05, new Lognormal(1800, 0.5)))),
        new("two lognormals", new Mixture((0.8, new Lognormal(1, 1)), (0.2, new Lognormal(120, 1)))),
        new("three exponentials", new Mixture((0.6, new Exponential(0.5)), (0.3, new Exponential(20)), (0.1, new Exponential(600)))),
        new("Lomax, shape 1.5", new Lomax(1.5, 20)),
        new("pool, capped at 30 min", new Mixture((0.7, new Exponential(3)), (0.3, new Capped(new Exponential(3600), 1800)))),
        new("half of them 0 ms", new Mixture((0.5, new Constant(0)), (0.5, new Weibull(0.6, 30)))),
    ];

    public int Index => All.ToList().IndexOf(this);

    /// <summary>The share of open connections that outlive a budget.</summary>
    public double Share(double budget) => Law.IntegratedTail(budget) / Law.MeanSeconds;

    /// <summary>A law cut at a maximum lifetime: nothing lives longer.</summary>
    private sealed class Capped(DurationLaw law, double capSeconds) : DurationLaw
    {
        public override double MeanSeconds { get; } = law.MeanSeconds - law.IntegratedTail(capSeconds);

        public override double Survival(double seconds) => seconds < capSeconds ? law.Survival(seconds) : 0;

        public override double Quantile(double probability) => Math.Min(capSeconds, law.Quantile(probability));

        public override double IntegratedTail(double seconds) =>
            seconds < capSeconds ? law.IntegratedTail(seconds) - law.IntegratedTail(capSeconds) : 0;

        public override string ToString() => $"{law}, at most {capSeconds:R} s";
    }
}
