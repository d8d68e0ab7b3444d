namespace ZTunnelSim;

/// <summary>
/// Integrals of survivals over past arrivals (<see cref="ChangingRate.Tail"/>) for many instants: what they need of a lifetime is the same
/// for all instants that are as far into a step, so that it is worked out once for all hours of a week.
/// </summary>
internal sealed class RateTails
{
    private readonly Memo<(LawItself Law, int Count, double StepSeconds, double Into, double From), double[]> _weights = new(most: 200_000);

    /// <summary>The drains of a rollout's nodes by the clock; null: nobody has asked for them.</summary>
    public DrainsByClock? Drains { get; set; }

    /// <summary>
    /// The mean number of connections that are at least so old at an instant and live so much longer, for each that is opened per second in
    /// the mean.
    /// </summary>
    /// <param name="lifetime">The law of their lifetimes.</param>
    /// <param name="rate">How the rate changes; null: it does not, and this is the lifetime's integrated tail.</param>
    /// <param name="at">The instant, in seconds since the rollout's start.</param>
    /// <param name="residual">How much longer, in seconds.</param>
    /// <param name="age">How old, in seconds.</param>
    public double Tail(DurationLaw lifetime, ChangingRate? rate, double at, double residual, double age)
    {
        if (rate is null) return lifetime.IntegratedTail(residual + age);
        return Weights(lifetime, rate, at, residual, age, out int step) is { } weights
            ? rate.Weighted(weights, step)
            : double.PositiveInfinity;
    }

    /// <summary>What each step back from that of the youngest contributes; null where the lifetime has no mean.</summary>
    public double[]? Weights(DurationLaw lifetime, ChangingRate rate, double at, double residual, double age, out int step)
    {
        (step, double into) = rate.StepAt(at - age);
        (int count, double seconds) = rate.Steps;
        // Instants that are one but for rounding share what they need.
        var key = (new LawItself(lifetime), count, seconds, Into: Math.Round(into, 6), From: residual + age);
        if (!_weights.TryGet(key, out double[]? weights))
        {
            weights = new double[count];
            if (!ChangingRate.FillWeights(weights, lifetime, seconds, key.Into, key.From)) weights = [];
            _weights.Keep(key, weights);
        }
        return weights.Length > 0 ? weights : null;
    }
}
