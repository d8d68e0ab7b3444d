namespace ZTunnelSim.Tests;

/// <summary>One law of each kind, by the name that test rows show.</summary>
internal static class Laws
{
    private static readonly Dictionary<string, DurationLaw> ByName = new()
    {
        ["constant"] = new Constant(20),
        ["uniform"] = new Uniform(2, 30),
        ["exponential"] = new Exponential(12),
        ["lognormal"] = new Lognormal(2, 1.2),
        ["weibull-heavy"] = new Weibull(0.6, 8),
        ["weibull-light"] = new Weibull(2.5, 20),
        ["gamma"] = new Gamma(0.5, 40),
        ["gamma-light"] = new Gamma(3, 6),
        ["lomax"] = new Lomax(1.8, 12),
        ["hyperexponential"] = new Mixture((0.9, new Exponential(1)), (0.1, new Exponential(120))),
        ["empirical"] = OfData(0.1, 0.2, 0.5, 1, 1, 3, 8, 20, 45, 90),
    };

    public static TheoryData<string> Names => [.. ByName.Keys];

    public static DurationLaw Get(string name) => ByName[name];

    /// <summary>The law of complete lifetimes: each is as likely as any other.</summary>
    public static StepLaw OfData(params double[] seconds) =>
        StepLaw.Of([.. seconds.Order().CountBy(s => s).Select(s => (s.Key, (double)s.Value / seconds.Length))]);
}
