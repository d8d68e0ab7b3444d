namespace ZTunnelSim;

/// <summary>Several laws, each with the share of connections that follows it: health checks and websockets, say.</summary>
internal sealed class Mixture : DurationLaw
{
    private readonly double[] _weights, _logWeights;
    private readonly DurationLaw[] _components;

    // The tables are made when they are first drawn from: a likelihood makes thousands of mixtures and draws from none.
    private AliasTable? _fresh, _lengthBiased;

    /// <exception cref="ArgumentException">There is no component, or a weight is not finite and above 0.</exception>
    public Mixture(params IEnumerable<(double Weight, DurationLaw Law)> components)
    {
        (double Weight, DurationLaw Law)[] parts = [.. components];
        if (parts.Length == 0) throw new ArgumentException("A mixture has at least one component.", nameof(components));
        foreach ((double weight, _) in parts) RequirePositive(weight, "weight");
        // Where the sum would overflow, against the largest. What is nothing beside it has no part in the mixture.
        double largest = parts.Sum(c => c.Weight) < double.PositiveInfinity ? 1 : parts.Max(c => c.Weight);
        double total = parts.Sum(c => c.Weight / largest);
        parts = [.. parts.Select(c => (c.Weight / largest, c.Law)).Where(c => c.Item1 / total > 0)];
        _weights = [.. parts.Select(c => c.Weight / total)];
        _logWeights = [.. _weights.Select(w => Math.Log(w))];
        _components = [.. parts.Select(c => c.Law)];
        MeanSeconds = Sum(law => law.MeanSeconds);
    }

    private Mixture(double[] logWeights, DurationLaw[] components)
    {
        (_weights, _logWeights, _components) = ([.. logWeights.Select(Math.Exp)], logWeights, components);
        MeanSeconds = Sum(law => law.MeanSeconds);
    }

    /// <summary>The components with their weights, which sum to 1.</summary>
    public IReadOnlyList<(double Weight, DurationLaw Law)> Components => [.. _weights.Zip(_components)];

    public override double MeanSeconds { get; }

    /// <summary>The mixture by the logarithms of its weights, as a likelihood varies it. They are not checked.</summary>
    internal static Mixture OfLogs(double[] logWeights, DurationLaw[] components) => new(logWeights, components);

    public override double Survival(double seconds) => Sum(law => law.Survival(seconds));

    public override double IntegratedTail(double seconds) => Sum(law => law.IntegratedTail(seconds));

    internal override double IntegratedSurvival(double from, double to) => Sum(law => law.IntegratedSurvival(from, to));

    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        // The mixture's quantile lies between the smallest and the largest of its components' quantiles.
        double low = _components.Min(law => law.Quantile(probability));
        double high = _components.Max(law => law.Quantile(probability));
        return double.IsFinite(high) ? QuantileBetween(low, high, probability) : high;
    }

    internal override double Sample(ref RandomStream random) =>
        _components[(_fresh ??= new AliasTable(_weights)).Next(ref random)].Sample(ref random);

    internal override double SampleResidual(ref RandomStream random)
    {
        RequireFiniteMean();
        if (MeanSeconds == 0) return 0;
        return LengthBiased(ref random).SampleResidual(ref random);
    }

    internal override (double Age, double Residual) SampleOpen(ref RandomStream random)
    {
        RequireFiniteMean();
        return MeanSeconds == 0 ? (0, 0) : LengthBiased(ref random).SampleOpen(ref random);
    }

    public override string ToString() => $"mixture({string.Join(", ", Components.Select(c => Invariant($"{c.Weight:R} {c.Law}")))})";

    /// <summary>Found open at a random instant, a component shows up in proportion to its weight times its mean.</summary>
    private DurationLaw LengthBiased(ref RandomStream random)
    {
        _lengthBiased ??= new AliasTable([.. _weights.Zip(_components, (w, law) => w * law.MeanSeconds)]);
        return _components[_lengthBiased.Next(ref random)];
    }

    private protected override object Parameters => (ValueList.Of(_weights), ValueList.Of(_components));

    internal override double DensityFallsFromSeconds => _components.Max(law => law.DensityFallsFromSeconds);

    internal override double LogSurvival(double seconds) => LogSum(static (law, at) => law.LogSurvival(at), seconds);

    internal override double LogDensity(double seconds) => LogSum(static (law, at) => law.LogDensity(at), seconds);

    /// <summary>The logarithm of the weighted sum of what has the given logarithms; the largest is taken out of it.</summary>
    private double LogSum(Func<DurationLaw, double, double> logOf, double seconds)
    {
        Span<double> logs = stackalloc double[_components.Length];
        double largest = double.NegativeInfinity;
        for (int i = 0; i < logs.Length; i++)
            largest = Math.Max(largest, logs[i] = _logWeights[i] + logOf(_components[i], seconds));
        if (double.IsInfinity(largest)) return largest;
        double sum = 0;
        foreach (double log in logs) sum += Math.Exp(log - largest);
        return largest + Math.Log(sum);
    }

    private double Sum(Func<DurationLaw, double> of)
    {
        double sum = 0;
        for (int i = 0; i < _components.Length; i++) sum += _weights[i] * of(_components[i]);
        return sum;
    }
}
