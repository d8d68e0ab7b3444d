namespace ZTunnelSim;

/// <summary>A parameter of a law, as scenario files and descriptions spell it.</summary>
/// <param name="Name">The name: <c>median</c>.</param>
/// <param name="IsDuration">Whether it is a duration in seconds, and not a plain number.</param>
/// <param name="MayBeZero">Whether 0 is a value of it; otherwise it is above 0.</param>
internal readonly record struct LawParameter(string Name, bool IsDuration, bool MayBeZero = false);

/// <summary>
/// How a law with named parameters is spelled, made and fitted. The reader of scenarios, the laws' descriptions and the fitter share this
/// table; a new law needs its class and a line here.
/// </summary>
/// <example><c>LawForm.All.Single(form => form.Word == "lognormal").Make(2, 1.2)</c></example>
internal sealed class LawForm
{
    private static readonly LawParameter Shape = new("shape", false), Scale = new("scale", true);

    internal static readonly LawForm Uniform = new(
        "uniform", null, v => new Uniform(v[0], v[1]), new("min", true, true), new("max", true, true));

    internal static readonly LawForm Exponential = new(
        "exponential", LawFamily.Exponential, v => new Exponential(v[0]), new LawParameter("mean", true));

    internal static readonly LawForm Lognormal = new(
        "lognormal", LawFamily.Lognormal, v => new Lognormal(v[0], v[1]), new("median", true), new("sigma", false));

    internal static readonly LawForm Weibull = new("weibull", LawFamily.Weibull, v => new Weibull(v[0], v[1]), Shape, Scale);

    internal static readonly LawForm Gamma = new("gamma", LawFamily.Gamma, v => new Gamma(v[0], v[1]), Shape, Scale);

    internal static readonly LawForm Lomax = new("lomax", LawFamily.Lomax, v => new Lomax(v[0], v[1]), Shape, Scale);

    private readonly Func<double[], DurationLaw> _make;

    private LawForm(
        string word, LawFamily? family, Func<double[], DurationLaw> make, params LawParameter[] parameters) =>
        (Word, Family, _make, Parameters) = (word, family, make, parameters);

    /// <summary>All laws with named parameters. A constant and a mixture are spelled in other ways.</summary>
    public static IReadOnlyList<LawForm> All { get; } = [Uniform, Exponential, Lognormal, Weibull, Gamma, Lomax];

    /// <summary>The law's name in scenario files and descriptions.</summary>
    public string Word { get; }

    /// <summary>The family that the fitter knows it by; null if it can't be fitted.</summary>
    public LawFamily? Family { get; }

    /// <summary>The parameters, in the order in which <see cref="Make"/> takes them.</summary>
    public IReadOnlyList<LawParameter> Parameters { get; }

    /// <param name="values">A value for each of <see cref="Parameters"/>; durations in seconds.</param>
    /// <exception cref="ArgumentException">A value is missing, too many or outside its range.</exception>
    public DurationLaw Make(params double[] values)
    {
        return values.Length == Parameters.Count
            ? _make(values)
            : throw new ArgumentException($"{Word} has {Parameters.Count} parameters, but {values.Length} were given.", nameof(values));
    }

    /// <summary>The law as text: <c>lognormal(median=2, sigma=1.2)</c>.</summary>
    internal string Spell(params double[] values) =>
        $"{Word}({string.Join(", ", Parameters.Zip(values, (p, value) => Invariant($"{p.Name}={value:R}")))})";
}
