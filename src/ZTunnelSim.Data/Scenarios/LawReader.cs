namespace ZTunnelSim.Data;

/// <summary>Reads a law of durations: a duration (constant), or one law by its name with its parameters.</summary>
internal static class LawReader
{
    public static readonly IReadOnlyList<string> Names =
        ["constant", .. LawForm.All.Select(form => form.Word), "mixture"];

    /// <summary>The largest shape and sigma: a law of a larger one is a constant, or has no mean.</summary>
    private const double LargestShape = 1e6;

    public static DurationLaw Read(YamlValue value)
    {
        if (!value.IsMap) return new Constant(value.Seconds());
        (string name, YamlValue parameters) = value.Map(Names).ExactlyOne(Names);
        try
        {
            DurationLaw law = Read(name, parameters);
            return law.HasMean || double.IsPositiveInfinity(law.MeanSeconds)
                ? law
                : throw value.Error($"{law} has a mean of {DurationFormat.Brief(law.MeanSeconds)}; one below that is expected.");
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
        if (name == "constant") return new Constant(parameters.Seconds());
        if (name == "mixture") return new Mixture([.. parameters.List().Select(Component)]);
        LawForm form = LawForm.All.Single(f => f.Word == name);
        YamlMap map = parameters.Map([.. form.Parameters.Select(p => p.Name)]);
        return form.Make([.. form.Parameters.Select(p => Number(map.Required(p.Name), p))]);
    }

    private static double Number(YamlValue value, LawParameter parameter) => parameter switch
    {
        { IsDuration: false } => value.Number(0, LargestShape, exclusiveMin: !parameter.MayBeZero),
        { MayBeZero: true } => value.Seconds(),
        _ => value.PositiveSeconds(),
    };

    private static (double Weight, DurationLaw Law) Component(YamlValue value)
    {
        YamlMap component = value.Map("weight", "law");
        return (component.Required("weight").Number(exclusiveMin: true), Read(component.Required("law")));
    }
}
