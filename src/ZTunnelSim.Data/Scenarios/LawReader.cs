using ZTunnelSim.Data.Yaml;
using ZTunnelSim.Lifetimes;

namespace ZTunnelSim.Data.Scenarios;

/// <summary>Reads a law of durations: a duration (constant), or one law by its name with its parameters.</summary>
internal static class LawReader
{
    public static readonly IReadOnlyList<string> Names =
        ["constant", "uniform", "exponential", "lognormal", "weibull", "gamma", "lomax", "mixture"];

    public static DurationLaw Read(YamlValue value)
    {
        if (!value.IsMap) return new Constant(value.Seconds());
        (string name, YamlValue parameters) = value.Map(Names).ExactlyOne(Names);
        try
        {
            return Read(name, parameters);
        }
        catch (ArgumentException e)
        {
            throw parameters.Error(e);
        }
    }

    /// <summary>A law whose mean is needed.</summary>
    public static DurationLaw ReadFinite(YamlValue value)
    {
        DurationLaw law = Read(value);
        return double.IsFinite(law.MeanSeconds) ? law : throw value.Error($"{law} has no finite mean.");
    }

    private static DurationLaw Read(string name, YamlValue parameters)
    {
        switch (name)
        {
            case "constant":
                return new Constant(parameters.Seconds());
            case "uniform":
                YamlMap uniform = parameters.Map("min", "max");
                return new Uniform(uniform.Required("min").Seconds(), uniform.Required("max").Seconds());
            case "exponential":
                return new Exponential(Positive(parameters.Map("mean"), "mean"));
            case "lognormal":
                YamlMap lognormal = parameters.Map("median", "sigma");
                return new Lognormal(Positive(lognormal, "median"), Parameter(lognormal, "sigma"));
            case "weibull":
                YamlMap weibull = parameters.Map("shape", "scale");
                return new Weibull(Parameter(weibull, "shape"), Positive(weibull, "scale"));
            case "gamma":
                YamlMap gamma = parameters.Map("shape", "scale");
                return new Gamma(Parameter(gamma, "shape"), Positive(gamma, "scale"));
            case "lomax":
                YamlMap lomax = parameters.Map("shape", "scale");
                return new Lomax(Parameter(lomax, "shape"), Positive(lomax, "scale"));
            default:
                return new Mixture([.. parameters.List().Select(Component)]);
        }
    }

    private static (double Weight, DurationLaw Law) Component(YamlValue value)
    {
        YamlMap component = value.Map("weight", "law");
        return (Parameter(component, "weight"), Read(component.Required("law")));
    }

    private static double Parameter(YamlMap map, string key) => map.Required(key).Number(exclusiveMin: true);

    private static double Positive(YamlMap map, string key) => map.Required(key).PositiveSeconds();
}
