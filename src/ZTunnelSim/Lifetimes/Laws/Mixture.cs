using ZTunnelSim.Randomness;

namespace ZTunnelSim.Lifetimes;

/// <summary>Several laws, each with the share of connections that follows it: health checks and websockets, say.</summary>
public sealed class Mixture : DurationLaw
{
    private readonly double[] _weights;
    private readonly DurationLaw[] _components;
    private readonly AliasTable _fresh;
    private readonly AliasTable? _lengthBiased;

    /// <summary>A mixture of laws.</summary>
    /// <param name="components">The laws with their weights; weights are above 0 and are scaled to sum to 1.</param>
    /// <exception cref="ArgumentException">There is no component, or a weight is not finite and above 0.</exception>
    public Mixture(params IReadOnlyList<(double Weight, DurationLaw Law)> components)
    {
        if (components.Count == 0) throw new ArgumentException("A mixture has at least one component.", nameof(components));
        double total = 0;
        foreach ((double weight, _) in components) total += RequirePositive(weight, "weight");
        _weights = [.. components.Select(c => c.Weight / total)];
        _components = [.. components.Select(c => c.Law)];
        MeanSeconds = Sum(law => law.MeanSeconds);
        _fresh = new AliasTable(_weights);
        // Found open at a random instant, a component shows up in proportion to its weight times its mean.
        if (MeanSeconds > 0 && double.IsFinite(MeanSeconds))
            _lengthBiased = new AliasTable([.. _weights.Zip(_components, (w, law) => w * law.MeanSeconds)]);
    }

    /// <summary>The components with their weights, which sum to 1.</summary>
    public IReadOnlyList<(double Weight, DurationLaw Law)> Components => [.. _weights.Zip(_components)];

    /// <inheritdoc/>
    public override double MeanSeconds { get; }

    /// <inheritdoc/>
    public override double Survival(double seconds) => Sum(law => law.Survival(seconds));

    /// <inheritdoc/>
    public override double IntegratedTail(double seconds) => Sum(law => law.IntegratedTail(seconds));

    /// <inheritdoc/>
    public override double Quantile(double probability)
    {
        RequireProbability(probability);
        // The mixture's quantile lies between the smallest and the largest of its components' quantiles.
        double low = _components.Min(law => law.Quantile(probability));
        double high = _components.Max(law => law.Quantile(probability));
        if (!double.IsFinite(high)) return high;
        double survival = 1 - probability;
        while (high - low > 1e-15 * high)
        {
            double middle = 0.5 * (low + high);
            if (middle <= low || middle >= high) break;
            if (Survival(middle) > survival) low = middle;
            else high = middle;
        }
        return high;
    }

    /// <inheritdoc/>
    public override double Sample(ref RandomStream random) => _components[_fresh.Next(ref random)].Sample(ref random);

    /// <inheritdoc/>
    public override double SampleResidual(ref RandomStream random)
    {
        RequireFiniteMean();
        return _lengthBiased is null ? 0 : _components[_lengthBiased.Next(ref random)].SampleResidual(ref random);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"mixture({string.Join(", ", Components.Select(c => $"{c.Weight:R} {c.Law}"))})";

    private double Sum(Func<DurationLaw, double> of)
    {
        double sum = 0;
        for (int i = 0; i < _components.Length; i++) sum += _weights[i] * of(_components[i]);
        return sum;
    }
}
